// The direct path beside the relay, and the traffic that each of them carries, against a fake game.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { Repeats } from '../page/net/direct.js';
import { byRelay, FakeConnection, OFFER, resetStage, settle, stage } from './direct-stage.js';
import { decodeFrame } from './host-protocol.js';

const TOUCH = /** @type {const} */ ({ kind: 'touch', taps: 0, seq: 1, t: 0, steer: 5 });
const READY = /** @type {const} */ ({ kind: 'message', json: { type: 'ready', input: 'tilt' } });

beforeEach(resetStage);

test('the relay sends the address to dial; a tie on both transports proves that they belong to the same phone', async () => {
  const { line, socket, direct, tokens, pass } = stage();
  socket().open();
  socket().say({
    type: 'welcome',
    role: 'peer',
    slot: 0,
    seat: 'a',
    resumed: false,
    hostConnected: true,
    maxHz: 60,
    direct: OFFER,
  });
  await pass(100);
  direct().open();
  const tie = decodeFrame(/** @type {Uint8Array} */ (socket().sent.at(-1)));
  assert(tie?.kind === 'tie' && tie.bytes.length === 16);
  assert.equal(Buffer.from(tie.bytes).toString('base64url'), direct().hello.tie);
  assert.equal(direct().hello.seat, undefined);
  direct().welcome();
  assert.equal(tokens.direct, 'direct-1');
  line.close();
  assert(direct().closed && socket().closed);
});

test('at first lossy frames take both transports and reliable ones the relay, then everything goes directly', async () => {
  const { line, socket, direct, pass, bothWays } = stage();
  await bothWays();
  line.sendLossy(TOUCH);
  line.send(READY);
  assert.deepEqual([byRelay(socket()).slice(-2), direct().frames('lossy')], [['touch', 'message'], ['touch']]);
  assert.equal(line.isDirect, false);
  await pass(400, true);
  assert.equal(line.isDirect, true);
  const before = byRelay(socket()).length;
  line.sendLossy(TOUCH);
  line.send(READY);
  assert.deepEqual(byRelay(socket()).slice(before), []);
  assert.deepEqual([direct().frames('lossy'), direct().frames('reliable')], [['touch', 'touch'], ['message']]);
  line.close();
});

test('the required state is sent again at each change of transport, and once that has settled', async () => {
  const { line, rerouted, pass, bothWays } = stage();
  await bothWays();
  await pass(400, true);
  assert.equal(rerouted(), 1);
  await pass(3000, true);
  assert.equal(rerouted(), 2);
  await pass(400);
  assert.equal(rerouted(), 3, 'back through the relay');
  line.close();
});

test('while the direct path is silent the relay carries everything, and after two seconds it is dialled again', async () => {
  const { line, socket, direct, pass, bothWays } = stage();
  await bothWays();
  await pass(400, true);
  const first = direct();
  await pass(350);
  assert.equal(line.isDirect, false);
  const before = byRelay(socket()).length;
  line.sendLossy(TOUCH);
  assert.deepEqual(byRelay(socket()).slice(before), ['touch']);
  assert.equal(line.state, 'connected');
  await pass(2000);
  assert(first.closed);
  direct().open();
  direct().welcome('direct-2');
  await pass(400, true);
  assert.equal(line.isDirect, true);
  line.close();
});

test('no relay: the direct path sends its own hello, with the token of its last visit', async () => {
  const { line, direct, tokens, heard, dial } = stage({ relay: false });
  tokens.direct = 'kept';
  await dial();
  assert.equal(line.state, 'connecting');
  direct().open();
  assert.deepEqual(direct().hello, { type: 'hello', protocol: 1, role: 'peer', name: 'Ada', seat: 'kept' });
  direct().say({ type: 'close', code: 4003 });
  assert.equal(tokens.direct, '');
  mock.timers.tick(1);
  await settle();
  direct().open();
  assert.equal(direct().hello.seat, undefined);
  direct().welcome();
  assert.deepEqual(heard, ['welcome']);
  assert.equal(line.state, 'connected');
  line.send(READY);
  assert.deepEqual(direct().frames('reliable'), ['message']);
  line.close();
});

test('a connecting relay is waited for, for two seconds', async () => {
  const { line, socket, direct, pass, dial } = stage();
  await dial();
  direct().open();
  assert.equal(direct().hello, null);
  socket().welcome();
  await pass(100);
  assert.notEqual(direct().hello.tie, undefined);
  line.close();

  const other = stage();
  await other.dial();
  other.direct().open();
  await other.pass(2200);
  assert.equal(other.direct().hello.tie, undefined);
  other.line.close();
});

test('a relay that is lost leaves the player connected over the direct path', async () => {
  const { line, socket, direct, pass, bothWays } = stage();
  await bothWays();
  await pass(400, true);
  socket().end(1006);
  assert.equal(line.state, 'connected');
  line.send(READY);
  assert.deepEqual(direct().frames('reliable'), ['message']);
  line.close();
});

test('a phone with a seat at the game itself takes none at the relay, until that seat cannot be reached', async () => {
  const { line, socket, direct, pass, dial } = stage();
  await dial();
  socket().open();
  socket().end(1006);
  direct().open();
  direct().welcome();
  await pass(6000, true);
  assert(socket().closed);
  assert.equal(line.state, 'connected');
  await pass(2200);
  assert.equal(line.state, 'reconnecting');
  await pass(3100);
  socket().welcome();
  assert.equal(line.state, 'connected');
  await pass(1200);
  direct().open();
  assert.notEqual(direct().hello.tie, undefined);
  line.close();
});

test('a missing room is reported once no direct path has opened, a removal at once', async () => {
  const gone = stage();
  await gone.dial();
  gone.socket().open();
  gone.socket().end(4004);
  assert.deepEqual(gone.heard, []);
  await gone.pass(3100);
  assert.deepEqual(gone.heard, ['end: no_room']);
  assert.equal(gone.line.trouble, 'unreachable');

  const kicked = stage();
  await kicked.bothWays();
  kicked.socket().end(4010);
  assert.deepEqual(kicked.heard, ['welcome', 'end: kicked']);
  assert(kicked.direct().closed);
});

test('a closed room is reported once its open direct path is lost, too', async () => {
  const { line, socket, direct, heard, pass, bothWays } = stage();
  await bothWays();
  await pass(400, true);
  socket().end(4005);
  await pass(5000, true);
  assert.equal(line.state, 'connected', 'the game is still there');
  assert.deepEqual(
    heard.filter((what) => what.startsWith('end')),
    [],
  );
  await pass(15_000);
  assert.deepEqual(
    heard.filter((what) => what.startsWith('end')),
    ['end: room_closed'],
  );
  assert.equal(line.state, 'closed');
  assert(direct().closed);
});

for (const [how, end] of /** @type {[string, (table: ReturnType<typeof stage>) => void][]} */ ([
  ['left', ({ line }) => line.leave()],
  ['removed by the relay', ({ socket }) => socket().end(4010)],
  ['removed by the game', ({ direct }) => direct().say({ type: 'close', code: 4010 })],
  ['replaced', ({ socket }) => socket().end(4000)],
  ['replaced at the game', ({ direct }) => direct().say({ type: 'close', code: 4000 })],
])) {
  test(`a phone that was ${how} dials nothing by itself, however often it is shown, and reconnects on request`, async () => {
    const table = stage();
    await table.bothWays();
    await table.pass(400, true);
    end(table);
    await settle();
    const dialled = [table.sockets.length, FakeConnection.all.length];
    for (let look = 0; look < 3; look += 1) {
      table.line.wake();
      await table.pass(7000);
    }
    assert.deepEqual([table.sockets.length, FakeConnection.all.length], dialled);
    assert.equal(table.line.state, 'closed');
    table.line.connect();
    await settle();
    table.socket().welcome();
    assert.equal(table.line.state, 'connected');
    table.line.close();
  });
}

test('a player whose only transport is a dead direct path is told', async () => {
  const { line, heard, pass, dial } = stage({ relay: false });
  await dial();
  await pass(8000);
  assert.deepEqual(heard, ['end: unreachable']);
  assert.equal(line.state, 'closed');
});

test('after a failed attempt there is no other one in the middle of play', async () => {
  let plays = true;
  const { line, socket, pass, dial } = stage({ mayDial: () => !plays });
  socket().welcome();
  await dial();
  await pass(9000);
  assert.equal(FakeConnection.all.length, 1);
  plays = false;
  await pass(1100);
  assert.equal(FakeConnection.all.length, 2);
  line.close();
});

test('motion frames repeat the preceding samples, as long as none is missing in between', () => {
  const repeats = new Repeats();
  /** @param {number} seq @param {number} t @param {number} [count] */
  const frame = (seq, t, count = 1) =>
    /** @type {import('../page/net/protocol.js').MotionFrame} */ ({
      kind: 'motion',
      screenAngle: 0,
      gyroscope: true,
      signVerified: true,
      taps: 0,
      seq,
      t,
      samples: Array.from({ length: count }, (_, i) => ({
        ageMs: 16 * i,
        acceleration: [0, 0, seq - i],
        rotationRate: [0, 0, 0],
      })),
    });
  const ages = (/** @type {ReturnType<typeof frame>} */ one) =>
    repeats.with(one).samples.map(({ ageMs, acceleration }) => [acceleration[2], ageMs]);
  assert.deepEqual(ages(frame(65535, 100)), [[65535, 0]]);
  assert.deepEqual(ages(frame(0, 116)), [
    [0, 0],
    [65535, 16],
  ]);
  assert.deepEqual(ages(frame(2, 148, 2)), [
    [2, 0],
    [1, 16],
    [0, 32],
    [65535, 48],
  ]);
  assert.deepEqual(ages(frame(3, 164)), [
    [3, 0],
    [2, 16],
    [1, 32],
    [0, 48],
  ]);
  // Number 4 was a touch frame.
  assert.deepEqual(ages(frame(5, 196)), [[5, 0]]);
});
