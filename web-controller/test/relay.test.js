// The life of the relay's socket, with a fake socket and a clock that the test controls.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { backOff, Relay } from '../page/net/relay.js';
import { FakeSocket } from './fake-socket.js';

/** @type {ReturnType<typeof rig>} */
let it;

/** @param {Partial<import('../page/net/relay.js').Seat>} [memory] */
function rig(memory) {
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {string[]} */
  const heard = [];
  /** @type {{ token: string | null }} */
  const seat = { token: null };
  let now = 0;
  const link = new Relay({
    url: 'ws://relay/api/rooms/K7TQ/ws',
    seat: {
      name: () => 'Ada',
      token: () => seat.token,
      keep: (token) => void (seat.token = token || null),
      ...memory,
    },
    onState: (state) => heard.push(state),
    onText: ({ type }) => heard.push(`text ${type}`),
    onFrame: (bytes, lane) =>
      heard.push(lane === 0 ? `frame ${bytes.length}` : `frame ${bytes.length} by lane ${lane}`),
    onEnd: (reason) => heard.push(`end ${reason}`),
    now: () => now,
    random: () => 0.5,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return /** @type {WebSocket} */ (/** @type {unknown} */ (socket));
    },
  });
  return {
    link,
    sockets,
    heard,
    seat,
    get socket() {
      const last = sockets.at(-1);
      assert(last);
      return last;
    },
    /** Advances the clock, in steps as small as the timers need. @param {number} ms */
    pass(ms) {
      for (let step = 0; step < ms; step += 50) {
        now += 50;
        mock.timers.tick(50);
      }
    },
    /** Advances the clock while the page sleeps and no timer runs. @param {number} ms */
    sleep(ms) {
      now += ms;
    },
  };
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  it = rig();
  it.link.connect();
});
afterEach(() => mock.timers.reset());

test('the first text is the hello; the welcome completes the connection, and its seat is kept', () => {
  assert.equal(it.link.state, 'connecting');
  it.socket.welcome();
  assert.deepEqual(it.socket.sent, ['{"type":"hello","protocol":1,"role":"peer","name":"Ada"}']);
  assert.deepEqual(it.heard, ['connected', 'text welcome']);
  assert.equal(it.seat.token, 'seat-1');
});

test('nothing is sent or received before the welcome', () => {
  it.socket.open();
  it.link.send('early');
  it.socket.say(new ArrayBuffer(3));
  assert.equal(it.socket.sent.length, 1);
  assert.deepEqual(it.heard, []);
  it.socket.welcome();
  it.link.send('later');
  it.socket.say(new ArrayBuffer(3));
  assert.equal(it.socket.sent.at(-1), 'later');
  assert.equal(it.heard.at(-1), 'frame 3');
});

for (const code of [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013]) {
  test(`after ${code} it reconnects with its seat`, () => {
    it.socket.welcome();
    it.socket.end(code);
    assert.equal(it.link.state, 'reconnecting');
    it.pass(250);
    assert.equal(it.sockets.length, 2);
    it.socket.welcome();
    assert.match(String(it.socket.sent[0]), /"seat":"seat-1"/);
    assert.equal(it.link.state, 'connected');
  });
}

for (const [code, reason] of /** @type {[number, string][]} */ ([
  [1000, 'left'],
  [1003, 'odd'],
  [1009, 'odd'],
  [4000, 'replaced'],
  [4001, 'version'],
  [4002, 'odd'],
  [4004, 'no_room'],
  [4005, 'room_closed'],
  [4009, 'full'],
  [4010, 'kicked'],
  [4011, 'locked'],
  [4029, 'too_fast'],
])) {
  test(`after ${code} it stays closed and reports "${reason}"`, () => {
    it.socket.welcome();
    it.socket.end(code);
    assert.deepEqual(it.heard.slice(-2), ['closed', `end ${reason}`]);
    it.link.wake();
    it.pass(20_000);
    assert.equal(it.sockets.length, 1);
    it.link.connect();
    assert.equal(it.link.state, 'connecting');
  });
}

test('a refused seat is forgotten and a new one requested, once', () => {
  it.seat.token = 'old';
  it.link.connect();
  it.socket.open();
  it.socket.end(4003);
  assert.equal(it.seat.token, null);
  it.socket.open();
  assert.doesNotMatch(String(it.socket.sent[0]), /seat/);
  it.seat.token = 'odd';
  it.socket.end(4003);
  assert.deepEqual(it.heard.slice(-2), ['closed', 'end refused']);
});

test('an invitation and a seat that are both refused are forgotten one after the other', () => {
  const tokens = ['seat', 'invitation'];
  it = rig({ token: () => tokens.at(-1) ?? null, keep: (token) => void (token || tokens.pop()) });
  it.link.connect();
  for (const [left, said] of [
    [2, /"seat":"invitation"/],
    [1, /"seat":"seat"/],
    [0, /"name":"Ada"}$/],
  ]) {
    assert.equal(tokens.length, left);
    it.socket.open();
    assert.match(String(it.socket.sent[0]), /** @type {RegExp} */ (said));
    if (left) it.socket.end(4003);
  }
  it.socket.welcome();
  assert.equal(it.link.state, 'connected');
});

test('where a refused token cannot be forgotten, the attempts end', () => {
  it = rig({ token: () => 'stuck', keep: () => {} });
  it.link.connect();
  for (let i = 0; i < 3; i += 1) {
    it.socket.open();
    it.socket.end(4003);
  }
  assert.deepEqual(it.heard.slice(-2), ['closed', 'end refused']);
  assert.equal(it.sockets.length, 3);
});

test('the seat goes with a removal, but not with a replacement', () => {
  it.socket.welcome();
  it.socket.end(4000);
  assert.equal(it.seat.token, 'seat-1');
  it.link.connect();
  it.socket.welcome();
  it.socket.end(4010);
  assert.equal(it.seat.token, null);
});

test('the delay doubles from a quarter of a second to five, give or take a quarter', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map((n) => backOff(n, 0.5)),
    [250, 500, 1000, 2000, 4000, 5000, 5000],
  );
  assert.equal(backOff(0, 0), 187.5);
  assert.equal(backOff(9, 1), 6250);
  for (const wait of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
    const before = it.sockets.length;
    it.socket.end(1006);
    it.pass(wait - 50);
    assert.equal(it.sockets.length, before, `not before ${wait} ms`);
    it.pass(50);
    assert.equal(it.sockets.length, before + 1, `after ${wait} ms`);
  }
  it.socket.welcome();
  it.socket.end(1006);
  const before = it.sockets.length;
  it.pass(250);
  assert.equal(it.sockets.length, before + 1, 'a welcome resets the count');
});

test('a quiet connection is pinged each second, a silent one given up after three', () => {
  it.socket.welcome();
  const first = it.socket;
  it.pass(2500);
  assert.deepEqual(first.sent.slice(1), ['ping', 'ping']);
  first.say('pong');
  it.pass(2900);
  assert.equal(it.sockets.length, 1);
  it.pass(700);
  assert.equal(it.sockets.length, 2, 'the next socket is opened at once');
  assert.equal(first.closed, true);
  first.end(4000);
  assert.equal(it.link.state, 'reconnecting', 'events of the old socket are ignored');
});

test('a busy connection is not pinged', () => {
  it.socket.welcome();
  for (let i = 0; i < 20; i += 1) {
    it.pass(500);
    it.socket.say(new ArrayBuffer(5));
  }
  assert.equal(it.socket.sent.length, 1);
});

test('a socket that does not open is given up after five seconds', () => {
  it.pass(5000);
  assert.equal(it.sockets.length, 1);
  it.pass(1000);
  assert.equal(it.sockets.length, 2);
  assert.equal(it.link.state, 'connecting', 'nobody comes back to where they have never been');
  assert(it.link.hasFailed);
});

test('a refusing relay is retried until it lets the phone in; only after that is it reconnected to', () => {
  for (let i = 0; i < 4; i += 1) {
    it.socket.end(1006);
    assert.equal(it.link.state, 'connecting');
    it.pass(3000);
  }
  it.socket.welcome();
  assert(!it.link.hasFailed);
  it.socket.end(1006);
  assert.equal(it.link.state, 'reconnecting');
});

test('waking up waits neither for the back-off nor for a connection that was silent too long', () => {
  it.socket.end(1006);
  it.link.wake();
  assert.equal(it.sockets.length, 2);
  it.socket.welcome();
  it.sleep(60_000);
  it.link.wake();
  assert.equal(it.sockets.length, 3);
});

test('waking up tests a connection that looks alive, and gives it a second', () => {
  it.socket.welcome();
  it.link.wake();
  assert.equal(it.socket.sent.at(-1), 'ping');
  it.socket.say('pong');
  it.pass(2000);
  assert.equal(it.sockets.length, 1);
  it.link.wake();
  it.pass(1600);
  assert.equal(it.sockets.length, 2);
});

test('after a stall the connection is tested again before it is given up', () => {
  it.socket.welcome();
  it.sleep(10_000);
  it.pass(500);
  assert.equal(it.sockets.length, 1);
  assert.equal(it.socket.sent.at(-1), 'ping');
  it.socket.say('pong');
  it.pass(1500);
  assert.equal(it.sockets.length, 1);
});

test('closed by the player, it stays closed', () => {
  it.socket.welcome();
  it.link.close();
  it.link.wake();
  it.pass(10_000);
  assert.equal(it.sockets.length, 1);
  assert.equal(it.socket.closed, true);
});

/** The lane's module is loaded on demand. */
const loaded = () => import('../page/net/secondary.js').then(() => undefined);

test('a second lane carries copies, is opened only when welcome, and goes with the first', async () => {
  it.link.secondLane = true;
  assert.equal(it.sockets.length, 1, 'not before the welcome');
  it.sockets[0]?.welcome();
  it.sleep(10_000);
  it.link.secondLane = true;
  it.link.secondLane = true;
  await loaded();
  assert.equal(it.sockets.length, 2);
  const [first, second] = it.sockets;
  second?.welcome();
  assert.equal(second?.sent[0], '{"type":"hello","protocol":1,"role":"peer","name":"Ada","seat":"seat-1","lane":1}');
  it.link.sendLossy(new Uint8Array([1]));
  it.link.send(new Uint8Array([0x80]));
  assert.equal(second?.sent.length, 2, 'the hello and the lossy frame');
  assert.equal(first?.sent.filter((data) => data instanceof Uint8Array).length, 2);

  // Where one lane is busy with older frames, the other is enough.
  if (first) first.bufferedAmount = 1000;
  assert.equal(it.link.bufferedBytes, 0);
  it.link.sendLossy(new Uint8Array([1]));
  assert.equal(second?.sent.length, 3);
  assert.equal(first?.sent.filter((data) => data instanceof Uint8Array).length, 2);
  second?.say(new ArrayBuffer(4));
  assert(it.heard.includes('frame 4 by lane 1'));

  first?.end(1006);
  assert(second?.closed);
  assert.equal(it.link.secondLane, false);
});

test('a refused lane is not requested again at once', async () => {
  it.sockets[0]?.welcome();
  it.sleep(10_000);
  it.link.secondLane = true;
  await loaded();
  it.sockets[1]?.end(4001);
  it.link.secondLane = true;
  await loaded();
  assert.equal(it.sockets.length, 2);
  it.sleep(6000);
  it.link.secondLane = true;
  await loaded();
  assert.equal(it.sockets.length, 3);
});
