// The second lane: when it is wanted, and what goes over it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Lane } from '../public/lane.js';
import { StallWatch } from '../public/stalls.js';

/** Notes a round trip each 200 ms. @param {StallWatch} watch @param {number} from ms @param {number[]} roundTrips */
function note(watch, from, roundTrips) {
  for (const [i, roundTrip] of roundTrips.entries()) watch.note(roundTrip, from + 200 * i);
}

/** @param {number} count @param {number} roundTrip */
const calm = (count, roundTrip = 20) => Array.from({ length: count }, (_, i) => roundTrip + (i % 5));

test('a steady line wants one lane, whether it is fast or slow', () => {
  for (const roundTrip of [2, 30, 180]) {
    const watch = new StallWatch();
    note(watch, 0, calm(500, roundTrip));
    assert.equal(watch.wanted, false);
  }
});

test('two stalls within ten seconds want a second lane, one does not', () => {
  const watch = new StallWatch();
  note(watch, 0, [...calm(50), 240, ...calm(60), 240, ...calm(20)]);
  assert.equal(watch.wanted, false, 'twelve seconds lie between them');
  note(watch, 30_000, [...calm(20), 240, ...calm(20), 240, ...calm(5)]);
  assert.equal(watch.wanted, true);
});

test('after half a minute without a stall one lane is enough again', () => {
  const watch = new StallWatch();
  note(watch, 0, [...calm(20), 300, 300, ...calm(140)]);
  assert.equal(watch.wanted, true);
  note(watch, 32_400, calm(20));
  assert.equal(watch.wanted, false);
});

test('a line that becomes slower for good is no stall for ever', () => {
  const watch = new StallWatch();
  note(watch, 0, calm(50, 20));
  for (let roundTrip = 20; roundTrip < 120; roundTrip += 1) watch.note(roundTrip, 10_000 + roundTrip * 200);
  assert.equal(watch.wanted, false);
});

class FakeSocket {
  binaryType = '';
  bufferedAmount = 0;
  /** @type {unknown[]} */
  sent = [];
  closed = false;
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: unknown }) => void) | null} */
  onmessage = null;
  /** @type {(() => void) | null} */
  onclose = null;
  /** @param {unknown} data */
  send(data) {
    this.sent.push(data);
  }
  close() {
    this.closed = true;
  }
}

test('a lane says hello with the seat, carries frames once welcomed, and ends quietly', () => {
  const socket = new FakeSocket();
  /** @type {string[]} */
  const heard = [];
  const lane = new Lane(/** @type {any} */ (socket), 'hello', (bytes) => heard.push(`frame ${bytes.length}`), () => heard.push('end'));
  lane.send(new Uint8Array(3));
  assert.equal(lane.bufferedBytes, Infinity);
  socket.onopen?.();
  assert.deepEqual(socket.sent, ['hello']);
  socket.onmessage?.({ data: '{"type":"welcome","role":"peer","slot":0,"seat":"token","resumed":true,"hostConnected":true,"maxHz":60,"lane":1}' });
  assert.equal(lane.bufferedBytes, 0);
  lane.send(new Uint8Array(3));
  assert.equal(socket.sent.length, 2);
  socket.onmessage?.({ data: new ArrayBuffer(5) });
  socket.onclose?.();
  lane.send(new Uint8Array(3));
  assert.equal(socket.sent.length, 2);
  assert.deepEqual(heard, ['frame 5', 'end']);
});
