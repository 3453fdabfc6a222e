// Signals: their wire format against the vectors that the game's code must pass too, and attempts to reach a game in a browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
// Loaded on demand by the page, and here beforehand.
import '../page/net/direct.js';
import { candidateText, serversOf } from '../page/net/signalling.js';
import { candidateIn, encodeSignal, packSignals, readSignal } from '../page/net/signals.js';
import { readOffer } from '../page/net/webrtc.js';
import { MAX_SIGNAL_BYTES } from '../shared/limits.js';
import { byRelay, FakeConnection, OFFER, OWN, resetStage, settle, stage } from './direct-stage.js';
import { decodeFrame } from './host-protocol.js';

/** @typedef {import('../page/net/signals.js').Signal} Signal */
/** @typedef {{ attempt: number, description?: { ufrag: string, password: string, fingerprint: number[] }, candidates: Signal['candidates'] }} Vector */

const { good, readable, bad } = JSON.parse(
  readFileSync(new URL('../../tests/protocol/signals.json', import.meta.url), 'utf8'),
);
const SIGNAL = 0x82;
const payload = (/** @type {string} */ text) => new Uint8Array([SIGNAL, ...new TextEncoder().encode(text)]);
const textOf = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes.subarray(1));

/** @param {Vector} vector @returns {Signal} */
function signalOf({ attempt, description, candidates }) {
  const fingerprint = Buffer.from(description?.fingerprint ?? []).toString('base64url');
  return { attempt, ...(description && { description: { ...description, fingerprint } }), candidates };
}

/** The answering side's values. */
const THEIRS = { u: 'thEirs+/', p: 'their/password01234567', f: Buffer.alloc(32, 0xab).toString('base64url') };
const PAGE = { w: 'abcdefghijklmnopqrstuV' };
const NEXT_PAGE = { w: 'bcdefghijklmnopqrstuVw' };

test('signals: good ones are read and written to the byte, readable ones are read', () => {
  assert(good.length > 0 && readable.length > 0);
  for (const { name, text, signal } of good) {
    assert.deepEqual(readSignal(payload(text)), signalOf(signal), name);
    assert.equal(textOf(encodeSignal(signalOf(signal))), text, name);
  }
  for (const { name, text, signal } of readable) assert.deepEqual(readSignal(payload(text)), signalOf(signal), name);
});

test('signals: malformed ones are refused, and every changed byte of a good one is read without throwing', () => {
  assert(bad.length > 0);
  for (const { name, text } of bad) assert.equal(readSignal(payload(text)), null, name);
  for (const { text } of good) {
    const whole = payload(text);
    for (let end = 0; end < whole.length; end += 1) readSignal(whole.subarray(0, end));
    for (let at = 0; at < whole.length; at += 1)
      for (const value of [0, 10, 34, 44, 45, 58, 92, 125, 255]) {
        const changed = whole.slice();
        changed[at] = value;
        readSignal(changed);
      }
  }
  assert.equal(readSignal(Uint8Array.of(0x80, ...payload(good[0].text).subarray(1))), null, 'another kind');
});

test('addresses are those that IP has, in one notation', () => {
  const address = (/** @type {string} */ text) => readSignal(payload(`{"n":1,"c":["1 ${text} 9 host"]}`)) !== null;
  for (const text of ['0.0.0.0', '255.255.255.255', '::', '::1', '::ffff:1.2.3.4', 'FE80::1', 'a.local', '-.local'])
    assert(address(text), text);
  for (const text of ['01.2.3.4', '1.2.3', '1.2.3.4.5', ':::', '1:2', '1:2:3:4:5:6:7:8:9', '::g', 'local', 'a.LOCAL'])
    assert(!address(text), text);
});

test('a browser’s candidates become ours and back; others than UDP’s are left out', () => {
  for (const [text, ours] of [
    [
      'candidate:842163049 1 udp 1677729535 203.0.113.7 40000 typ srflx raddr 0.0.0.0 rport 0 generation 0 network-cost 999',
      { priority: 1677729535, address: '203.0.113.7', port: 40000, type: 'srflx' },
    ],
    [
      'candidate:0 1 UDP 2122252543 4fc7d0a8-6a44-4b8a-9a0c-2bd1a1b0f6a7.local 49152 typ host',
      { priority: 2122252543, address: '4fc7d0a8-6a44-4b8a-9a0c-2bd1a1b0f6a7.local', port: 49152, type: 'host' },
    ],
    ['candidate:1 1 tcp 1518280447 192.168.1.5 9 typ host tcptype active', null],
    ['candidate:1 2 udp 1518280447 192.168.1.5 9 typ host', null],
    ['candidate:1 1 udp 1518280447 fe80::1%eth0 9 typ host', null],
    ['', null],
  ])
    assert.deepEqual(candidateIn(/** @type {string} */ (text)), ours, String(text));
  assert.equal(
    candidateText({ priority: 7, address: '203.0.113.7', port: 40000, type: 'srflx' }, 3),
    'candidate:3 1 udp 7 203.0.113.7 40000 typ srflx raddr 0.0.0.0 rport 9',
  );
  assert.equal(
    candidateText({ priority: 7, address: '10.0.0.1', port: 9, type: 'host' }, 0),
    'candidate:0 1 udp 7 10.0.0.1 9 typ host',
  );
});

test('many candidates are divided into signals within the limits, and none is lost', () => {
  const candidates = Array.from({ length: 16 }, (_, i) => ({
    priority: 2147483647,
    address: 'fd00:1111:2222:3333:4444:5555:6666:7777',
    port: 65535 - i,
    type: 'srflx',
  }));
  const description = { ufrag: 'u'.repeat(32), password: 'p'.repeat(64), fingerprint: OWN.f };
  const packed = packSignals(4294967295, description, candidates);
  for (const bytes of packed) assert(bytes.length <= MAX_SIGNAL_BYTES);
  const read = packed.map((bytes) => readSignal(bytes));
  assert.deepEqual(
    read.flatMap((signal) => signal?.candidates),
    candidates,
  );
  assert.deepEqual(
    read.map((signal) => signal?.description !== undefined),
    packed.map((_, i) => i === 0),
  );
  assert.deepEqual(packSignals(1, undefined, []), []);
});

test('offers of a page: its name, and STUN servers that a browser accepts', () => {
  assert.deepEqual(readOffer(PAGE), { ...PAGE, s: undefined });
  for (const w of ['', 'a'.repeat(21), 'a'.repeat(23), `${'a'.repeat(21)}-`, 7, null])
    assert.equal(readOffer({ w }), null, String(w));
  assert.deepEqual(serversOf(undefined), []);
  assert.deepEqual(serversOf('stun:a.example:3478'), []);
  const { good, bad } = JSON.parse(
    readFileSync(new URL('../../tests/protocol/stun_servers.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(serversOf([7, ...bad, ...good]), good);
  assert.equal(serversOf(Array(9).fill(good[0])).length, 4);
});

/** A phone in a room whose game is a page in a browser. @param {Parameters<typeof stage>[0]} [wish] */
function webStage(wish) {
  const set = stage(wish);
  /** Signals that the phone has sent. */
  const sent = () =>
    set
      .socket()
      .sent.filter((data) => typeof data !== 'string' && data[0] === SIGNAL)
      .map((data) => JSON.parse(textOf(/** @type {Uint8Array} */ (data))));
  /** @param {object} signal */
  const signal = async (signal) => {
    set.socket().say(payload(JSON.stringify(signal)).buffer);
    await settle();
  };
  /** The game's answer to the newest attempt. @param {string[]} [c] */
  const answer = (c) => signal({ n: sent().at(-1).n, ...THEIRS, ...(c && { c }) });
  /** The relay passes the game's offer on. @param {object} [direct] */
  const offered = async (direct = PAGE) => {
    set.socket().say({ type: 'direct', direct });
    // Imports take a few turns, even of modules that are there.
    for (let turn = 0; turn < 5; turn += 1) await settle();
  };
  const opened = async () => {
    await answer();
    set.direct().open();
    set.direct().welcome();
  };
  /** Turns the clock while the relay answers. @param {number} ms */
  const passLinked = async (ms) => {
    for (let left = ms; left > 0; left -= 500) {
      set.socket().say('pong');
      await set.pass(Math.min(left, 500));
    }
  };
  return { ...set, sent, signal, answer, offered, opened, passLinked };
}

beforeEach(resetStage);

test('the offer goes through the relay at once, candidates follow, and the answer is set as SDP', async () => {
  const { line, socket, direct, sent, signal, answer, offered, pass } = webStage();
  socket().welcome();
  await offered();
  const [{ n, ...first }, ...others] = sent();
  assert.deepEqual([first, others], [OWN, []]);
  assert(Number.isInteger(n) && n >= 0 && n < 2 ** 32);
  direct().find('candidate:1 1 udp 7 10.0.0.1 5000 typ host', 'candidate:1 1 tcp 7 10.0.0.1 5000 typ host', '');
  direct().find('candidate:1 1 udp 6 10.0.0.2 5000 typ host');
  await pass(50);
  assert.deepEqual(sent().slice(1), [{ n, c: ['7 10.0.0.1 5000 host', '6 10.0.0.2 5000 host'] }]);

  // Candidates may overtake the answer.
  await signal({ n, c: ['9 192.168.1.5 50000 host'] });
  assert.deepEqual([direct().remoteDescription, direct().added], [null, []]);
  await answer(['8 203.0.113.7 50001 srflx']);
  const { type, sdp } = /** @type {{ type: string, sdp: string }} */ (direct().remoteDescription);
  assert.equal(type, 'answer');
  for (const attribute of [
    'a=group:BUNDLE data',
    'a=mid:data',
    `a=ice-ufrag:${THEIRS.u}`,
    `a=ice-pwd:${THEIRS.p}`,
    `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
    'a=setup:passive',
    'a=sctp-port:5000',
  ])
    assert(sdp.includes(`\r\n${attribute}\r\n`), attribute);
  assert.doesNotMatch(sdp, /ice-lite|candidate/);
  await signal({ n, c: ['7 fd00::5 50002 host'] });
  assert.deepEqual(direct().added, [
    { candidate: 'candidate:0 1 udp 9 192.168.1.5 50000 typ host', sdpMid: 'data' },
    { candidate: 'candidate:1 1 udp 8 203.0.113.7 50001 typ srflx raddr 0.0.0.0 rport 9', sdpMid: 'data' },
    { candidate: 'candidate:2 1 udp 7 fd00::5 50002 typ host', sdpMid: 'data' },
  ]);
  assert.equal(direct().configuration, null, 'no server is asked');
  line.close();
});

test('the path is bound to the seat by a pairing token on both transports', async () => {
  const { line, socket, direct, tokens, offered, opened, pass } = webStage();
  socket().welcome();
  await offered();
  await opened();
  const tie = decodeFrame(/** @type {Uint8Array} */ (socket().sent.at(-1)));
  assert(tie?.kind === 'tie');
  assert.equal(direct().hello.tie, Buffer.from(tie.bytes).toString('base64url'));
  assert.equal(tokens.direct, 'direct-1');
  await pass(400, true);
  assert.equal(line.isDirect, true);
  line.close();
});

test('STUN servers in the offer are used', async () => {
  const { line, socket, direct, offered } = webStage();
  socket().welcome();
  await offered({ ...PAGE, s: ['stun:stun.example.org:3478', 'turn:x'] });
  assert.deepEqual(direct().configuration, { iceServers: [{ urls: 'stun:stun.example.org:3478' }] });
  line.close();
});

test('signals of other attempts, second answers and malformed signals are ignored; at most 16 candidates count', async () => {
  const { line, socket, direct, sent, signal, answer, offered, pass } = webStage();
  socket().welcome();
  await offered();
  const { n } = sent()[0];
  const candidate = (/** @type {number} */ i) => `9 10.0.0.${i} 5000 host`;
  await signal({ n: (n + 1) % 2 ** 32, ...THEIRS, c: [candidate(1)] });
  await signal({ n, ...THEIRS, u: 'a b' });
  assert.equal(direct().remoteDescription, null);
  await answer();
  const { sdp } = /** @type {{ sdp: string }} */ (direct().remoteDescription);
  await signal({ n, ...THEIRS, u: 'another' });
  assert.equal(direct().remoteDescription?.sdp, sdp);
  for (let i = 0; i < 24; i += 6) await signal({ n, c: [0, 1, 2, 3, 4, 5].map((j) => candidate(i + j)) });
  assert.equal(direct().added.length, 16);
  direct().find(...Array.from({ length: 24 }, (_, i) => `candidate:1 1 udp 7 10.0.1.${i} 5000 typ host`));
  await pass(50);
  assert.equal(sent().flatMap(({ c = [] }) => c).length, 16);
  line.close();
});

test('an unanswered attempt ends after five seconds, and the next one has another number', async () => {
  const { line, socket, sent, signal, direct, offered, passLinked } = webStage();
  socket().welcome();
  await offered();
  const first = direct();
  const [{ n }] = sent();
  await passLinked(4900);
  assert(!first.closed);
  await passLinked(200);
  assert(first.closed);
  assert.equal(line.trouble, 'unreachable');
  await passLinked(1200);
  assert.equal(FakeConnection.all.length, 2);
  assert.notEqual(sent()[1].n, n);
  await signal({ n, ...THEIRS });
  assert.equal(direct().remoteDescription, null, 'the late answer to the first attempt');
  line.close();
});

test('when the game’s page is another one, the phone closes its path and dials again; the same one changes nothing', async () => {
  const { line, socket, sent, direct, offered, opened, pass } = webStage();
  socket().welcome();
  await offered();
  await opened();
  await pass(400, true);
  socket().say({ type: 'direct', direct: { ...PAGE, s: [] } });
  await settle();
  assert.equal(FakeConnection.all.length, 1);
  const first = direct();
  await offered(NEXT_PAGE);
  await pass(100);
  assert(first.closed);
  assert.equal(line.isDirect, false);
  assert.equal(line.state, 'connected');
  assert.equal(FakeConnection.all.length, 2);
  assert.notEqual(sent().at(-1).n, sent()[0].n);
  await opened();
  await pass(400, true);
  assert.equal(line.isDirect, true);
  line.close();
});

test('a silent path is dialled again through the relay, no faster than the game accepts attempts', async () => {
  const { line, socket, direct, sent, offered, opened, pass } = webStage();
  socket().welcome();
  await offered();
  await opened();
  await pass(400, true);
  await pass(400);
  assert.equal(line.isDirect, false);
  await pass(2000);
  assert.equal(sent().length, 2);
  const second = direct();
  for (let look = 0; look < 5; look += 1) line.wake();
  await pass(900);
  assert.equal(sent().length, 2);
  assert(!second.closed);
  line.close();
});

test('without the relay nothing is dialled; once it is back, the game is', async () => {
  const { line, sockets, direct, sent, offered, opened, pass } = webStage();
  sockets[0]?.welcome();
  await offered();
  await opened();
  await pass(400, true);
  sockets[0]?.end(1006);
  assert.equal(line.state, 'connected', 'the path is open without the relay');
  await pass(400, true);
  assert.equal(line.isDirect, true);
  const before = FakeConnection.all.length;
  direct().connectionState = 'failed';
  /** @type {any} */ (direct()).onconnectionstatechange();
  sockets.at(-1)?.end(1006);
  await pass(100);
  assert.equal(FakeConnection.all.length, before);
  await pass(3000);
  sockets.at(-1)?.welcome();
  for (let turn = 0; turn < 10; turn += 1) await pass(50);
  assert.equal(FakeConnection.all.length, before + 1);
  assert.equal(sent().length, 1);
  line.close();
});

test('a hello waits for the relay, as only that proves the seat', async () => {
  const { line, sockets, direct, answer, offered, pass } = webStage();
  sockets[0]?.welcome();
  await offered();
  await answer();
  sockets[0]?.end(1006);
  direct().open();
  await pass(200);
  assert.equal(direct().hello, null);
  await pass(200);
  sockets.at(-1)?.welcome();
  await pass(150);
  assert.equal(typeof direct().hello.tie, 'string');
  line.close();
});

test('a closed room ends the visit where the path is not open', async () => {
  const { socket, heard, direct, offered, pass } = webStage();
  socket().welcome();
  await offered();
  socket().end(4005);
  await pass(50);
  assert.deepEqual(heard.at(-1), 'end: room_closed');
  assert(direct().closed);
});

test('a game that comes back to the relay is dialled soon, and once', async () => {
  const { line, socket, sent, offered, passLinked } = webStage();
  socket().welcome();
  await offered();
  // Until the pauses between attempts have grown.
  await passLinked(30_000);
  const before = sent().length;
  socket().say({ type: 'host_joined' });
  await passLinked(1000);
  assert(sent().length <= before + 1);
  await passLinked(1000);
  assert(sent().length > before);
  line.close();
});

test('frames of other kinds, and signals without a path, reach nobody they should not', async () => {
  const { line, socket, heard, signal } = webStage();
  socket().welcome();
  await signal({ n: 1, ...THEIRS });
  assert.deepEqual(heard, ['welcome']);
  socket().say(Uint8Array.of(3, 0, 0, 0, 0).buffer);
  assert.deepEqual(heard, ['welcome', 'frame by 0']);
  assert.deepEqual(byRelay(socket()), []);
  line.close();
});

test('the native offer is dialled as ever, without a signal', async () => {
  const { line, socket, direct, sent, dial } = webStage();
  socket().welcome();
  await dial();
  const { sdp } = /** @type {{ sdp: string }} */ (direct().remoteDescription);
  assert.match(sdp, /\r\na=ice-lite\r\n/);
  assert.match(sdp, /\r\na=candidate:1 1 udp 2130706431 192\.0\.2\.1 7171 typ host\r\na=end-of-candidates\r\n$/);
  assert(sdp.includes(`\r\na=ice-pwd:${OFFER.k}\r\n`));
  assert.deepEqual(sent(), []);
  line.close();
});
