// A game that runs in another page of a real browser: the phone reaches it directly by signals through the relay.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { stage } from './stage.js';
import { until } from './wait.js';
import { WebHost } from './web-host.js';

const set = stage();
const NAMES = ['aaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbb'];
/** After the loss of the direct path, steering must arrive through the relay within this time. */
const FALL_BACK_MS = 500;

/** Records everything for which a browser may ask the player's permission. */
const WATCH_PERMISSIONS = `
  globalThis.asked = [];
  for (const [owner, name] of [
    [MediaDevices.prototype, 'getUserMedia'],
    [MediaDevices.prototype, 'getDisplayMedia'],
    [Geolocation.prototype, 'getCurrentPosition'],
    [Notification, 'requestPermission'],
  ])
    owner[name] = (...values) => (globalThis.asked.push(name), Promise.reject(new Error('not here')));`;

/**
 * Runs a test on a phone that plays, with a game in a browser that has announced itself.
 * @param {(phone: import('./phone.js').Phone, game: import('./host.js').Host, web: WebHost) => Promise<void>} run
 */
const playing = (run) =>
  set.joined({ script: WATCH_PERMISSIONS }, async (phone, game) => {
    const web = await WebHost.open(game, set.browser);
    try {
      web.announce(String(NAMES[0]));
      await phone.tap('play');
      await phone.state('tilt');
      await run(phone, game, web);
    } finally {
      await web.close();
    }
  });

/** @param {import('./phone.js').Phone} phone @param {'direct' | 'relay'} path */
const uses = (phone, path) => phone.page.locator(`body[data-path="${path}"]`).waitFor({ timeout: 10_000 });

/** Waits for a motion frame through the relay that arrives from now on. @param {import('./host.js').Host} game */
async function motionByRelay(game) {
  const since = performance.now();
  const { at } = await game.frames.wait(
    'motion through the relay',
    ({ frame, at }) => frame.kind === 'motion' && at >= since,
  );
  return at;
}

test('the channels open, the seat is proved on both transports, and steering goes directly', () =>
  playing(async (phone, game, web) => {
    const announced = performance.now();
    const hello = await web.hello();
    console.log(`the direct path opened ${(hello.at - announced).toFixed(0)} ms after the tap`);
    const tie = await game.frame('tie');
    assert.equal(hello.text.tie, Buffer.from(tie.bytes).toString('base64url'));
    assert.equal(hello.text.seat, undefined);
    await uses(phone, 'direct');
    await phone.pose(40, 20);
    await web.frame('motion');
    await phone.says('ms', /^direct \d+ ms$/);
    // Reliable frames go directly, too.
    await phone.page.locator('#press').tap();
    await web.direct.wait('a tap', ({ frame }) => frame?.kind === 'message' && frame.json.type === 'tap');
    game.frames.clear();
    const since = performance.now();
    await pause(500);
    await web.frame('motion', since);
    assert.deepEqual(
      game.frames.all.filter(({ frame }) => frame.kind === 'motion'),
      [],
      'nothing goes through the relay as well',
    );
    assert.equal(web.attempts.length, 1);
    assert.deepEqual(await phone.page.evaluate(() => /** @type {any} */ (globalThis).asked), []);
  }));

test('when the channels close, steering arrives through the relay within half a second, and the path is dialled again', () =>
  playing(async (phone, game, web) => {
    await uses(phone, 'direct');
    const closed = performance.now();
    await web.peers('close', 0);
    const took = (await motionByRelay(game)) - closed;
    console.log(`through the relay ${took.toFixed(0)} ms after the channels were closed`);
    assert(took <= FALL_BACK_MS, `${took} ms`);
    await until('another attempt', async () => web.attempts.length >= 2);
    await web.hello(web.attempts.at(-1));
    await uses(phone, 'direct');
    await web.frame('motion', performance.now());
  }));

test('when the game falls silent on open channels, the relay takes over within half a second', () =>
  playing(async (phone, game, web) => {
    await uses(phone, 'direct');
    await web.peers('fallSilent', 0);
    const silent = performance.now();
    const took = (await motionByRelay(game)) - silent;
    console.log(`through the relay ${took.toFixed(0)} ms after the last echo`);
    assert(took <= FALL_BACK_MS, `${took} ms`);
    await until('another attempt', async () => web.attempts.length >= 2);
    await uses(phone, 'direct');
  }));

test('when the game’s page is another one, the phone dials that; the seat stays', () =>
  playing(async (phone, game, web) => {
    await uses(phone, 'direct');
    const [first] = web.attempts;
    game.frames.clear();
    web.announce(String(NAMES[1]));
    await until('another attempt', async () => web.attempts.length >= 2);
    const second = web.attempts.at(-1);
    assert.notEqual(second, first);
    const hello = await web.hello(second);
    assert.equal(hello.slot, 0);
    assert.equal(hello.text.tie, Buffer.from((await game.frame('tie')).bytes).toString('base64url'));
    await uses(phone, 'direct');
    await web.frame('motion', performance.now());
  }));

test('a phone whose relay was cut keeps its direct path, and pairs again after that', () =>
  playing(async (phone, game, web) => {
    await uses(phone, 'direct');
    game.texts.clear();
    set.relay.cut();
    await web.frame('motion', performance.now());
    await game.texts.wait('the return', (text) => text.type === 'peer_joined' && text.resumed);
    assert.equal(await phone.data('path'), 'direct');
    assert.equal(web.attempts.length, 1);
    await web.peers('close', 0);
    await until('another attempt', async () => web.attempts.length >= 2);
    await uses(phone, 'direct');
  }));

test('where the browser has no WebRTC, the relay carries everything', () =>
  set.joined({ script: 'delete globalThis.RTCPeerConnection' }, async (phone, game) => {
    game.command({ type: 'direct', direct: { w: NAMES[0] } });
    await phone.tap('play');
    await phone.state('tilt');
    await game.frame('motion');
    assert.equal(await phone.data('path'), 'relay');
  }));
