// The second lane: the conditions for it, and its traffic.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Echoes } from '../page/net/echoes.js';
import { Secondary } from '../page/net/secondary.js';
import { StallWatch } from '../page/net/stalls.js';
import { FakeSocket } from './fake-socket.js';

/** Records a round trip every 200 ms. @param {StallWatch} watch @param {number} from ms @param {number[]} roundTrips */
function note(watch, from, roundTrips) {
  for (const [i, roundTrip] of roundTrips.entries()) watch.note(roundTrip, from + 200 * i);
}

/** @param {number} count @param {number} roundTrip */
const calm = (count, roundTrip = 20) => Array.from({ length: count }, (_, i) => roundTrip + (i % 5));

test('a steady connection needs one lane, whether it is fast or slow', () => {
  for (const roundTrip of [2, 30, 180]) {
    const watch = new StallWatch();
    note(watch, 0, calm(500, roundTrip));
    assert.equal(watch.wanted, false);
  }
});

test('two stalls within ten seconds call for a second lane, one does not', () => {
  const watch = new StallWatch();
  note(watch, 0, [...calm(50), 240, ...calm(60), 240, ...calm(20)]);
  assert.equal(watch.wanted, false, 'twelve seconds lie between them');
  note(watch, 30_000, [...calm(20), 240, ...calm(20), 240, ...calm(5)]);
  assert.equal(watch.wanted, true);
});

test('one long stall counts once, however many replies it delays', () => {
  const watch = new StallWatch();
  note(watch, 0, [...calm(20), 400, 600, 700, 500, 300, ...calm(20)]);
  assert.equal(watch.wanted, false);
});

test('after half a minute without a stall one lane is enough again', () => {
  const watch = new StallWatch();
  note(watch, 0, [...calm(20), 300, ...calm(9), 300, ...calm(130)]);
  assert.equal(watch.wanted, true);
  note(watch, 32_400, calm(20));
  assert.equal(watch.wanted, false);
});

test('a connection that becomes slower for good does not stall for ever', () => {
  const watch = new StallWatch();
  note(watch, 0, calm(50, 20));
  for (let roundTrip = 20; roundTrip < 120; roundTrip += 1) watch.note(roundTrip, 10_000 + roundTrip * 200);
  assert.equal(watch.wanted, false);
});

test('a lane sends its hello with the seat, carries frames once welcomed, and ends quietly', () => {
  const socket = new FakeSocket();
  /** @type {string[]} */
  const heard = [];
  const lane = new Secondary(
    /** @type {any} */ (socket),
    'hello',
    (bytes) => heard.push(`frame ${bytes.length}`),
    () => heard.push('end'),
  );
  lane.send(new Uint8Array(3));
  assert.equal(lane.bufferedBytes, Infinity);
  socket.onopen?.();
  assert.deepEqual(socket.sent, ['hello']);
  socket.onmessage?.({
    data: '{"type":"welcome","role":"peer","slot":0,"seat":"token","resumed":true,"hostConnected":true,"maxHz":60,"lane":1}',
  });
  assert.equal(lane.bufferedBytes, 0);
  lane.send(new Uint8Array(3));
  assert.equal(socket.sent.length, 2);
  socket.onmessage?.({ data: new ArrayBuffer(5) });
  socket.end(1006);
  lane.send(new Uint8Array(3));
  assert.equal(socket.sent.length, 2);
  assert.deepEqual(heard, ['frame 5', 'end']);
});

test('echoes: the first reply counts, smoothed, and silence makes the round trip unknown', () => {
  const echoes = new Echoes();
  assert.equal(echoes.roundTrip, null);
  const t = echoes.ask(1000, true);
  echoes.answer(t, 1, 1040);
  echoes.answer(t, 0, 1200);
  assert.equal(echoes.roundTrip, 40);
  echoes.answer(echoes.ask(1200, true), 0, 1280);
  assert.equal(echoes.roundTrip, 50);
  echoes.ask(5000, true);
  assert.equal(echoes.roundTrip, null);
});

test('echoes: a stall of the first lane is noticed though the second one replies', () => {
  const echoes = new Echoes();
  echoes.watch(new StallWatch());
  let now = 0;
  const run = (/** @type {number} */ ticks, /** @type {boolean} */ stalled) => {
    for (let i = 0; i < ticks; i += 1, now += 200) {
      const t = echoes.ask(now, true);
      echoes.answer(t, stalled ? 1 : 0, now + 20);
    }
  };
  run(20, false);
  run(6, true);
  assert.equal(echoes.stalls, false);
  run(10, false);
  run(6, true);
  assert.equal(echoes.stalls, true);
});
