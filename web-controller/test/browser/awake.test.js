// The phone stays awake, in full screen and with its sensors on while somebody plays, and rests afterwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPhone } from './phone.js';
import { stage } from './stage.js';
import { until } from './wait.js';

const set = stage();
/** After half a minute away the game has probably ended. */
const GONE_MS = 45_000;

/** Counts wake locks and listeners for motion, and requests for full screen and for an orientation. */
const COUNTING = `
  window.held = { locks: 0, motion: 0, most: 0, screens: 0, orientations: 0 };
  Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const lock = { released: false, release: async () => { if (!lock.released) held.locks -= 1; lock.released = true; } };
    held.locks += 1;
    held.most = Math.max(held.most, held.locks);
    return lock;
  } } });
  Element.prototype.requestFullscreen = async () => { held.screens += 1; };
  screen.orientation.lock = async () => { held.orientations += 1; };
  const listeners = new Set();
  for (const [method, change] of [['addEventListener', 'add'], ['removeEventListener', 'delete']]) {
    const original = window[method];
    window[method] = function (type, listener, ...rest) {
      if (type === 'devicemotion') { listeners[change](listener); held.motion = listeners.size; }
      return original.call(window, type, listener, ...rest);
    };
  }`;

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {import('./host.js').Host} Host */

/** @param {Phone} phone @returns {Promise<{ locks: number, motion: number, most: number, screens: number, orientations: number }>} */
const held = (phone) => phone.page.evaluate(() => /** @type {any} */ (window).held);

/** @param {Phone} phone */
const rests = (phone) =>
  until('rest', async () => {
    const { locks, motion } = await held(phone);
    return locks === 0 && motion === 0;
  });

/** @param {Phone} phone */
const isAwake = async (phone) => {
  await until('a wake lock and motion', async () => {
    const { locks, motion } = await held(phone);
    return locks === 1 && motion === 1;
  });
  assert.equal((await held(phone)).most, 1, 'one lock at a time');
};

/** @param {(phone: Phone, game: Host) => Promise<void>} work */
const playing = (work) =>
  set.joined({ script: COUNTING }, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    await isAwake(phone);
    await work(phone, game);
  });

test('after a reload in play the phone stays awake immediately, and the next tap restores full screen', () =>
  playing(async (phone) => {
    await phone.page.reload();
    await phone.state('tilt');
    await isAwake(phone);
    await phone.page.touchscreen.tap(195, 300);
    await until('full screen', async () => (await held(phone)).screens > 0 && (await held(phone)).orientations > 0);
    // Swiped out of full screen, it comes back with another tap.
    const before = await held(phone);
    await phone.page.touchscreen.tap(195, 300);
    await until('full screen again', async () => (await held(phone)).screens > before.screens);
    await isAwake(phone);
  }));

test('after a second scan into another tab, that tab stays awake', () =>
  playing(async (phone, game) => {
    const other = await newPhone(set.browser, { context: phone.context, script: COUNTING });
    await other.open(set.link(game.code), 'tilt');
    await isAwake(other);
    await phone.state('ended');
    await rests(phone);
  }));

for (const [how, end] of /** @type {[string, (phone: Phone, game: Host) => unknown][]} */ ([
  ['a removal', (_, game) => game.command({ type: 'kick', slot: 0 })],
  [
    'leaving',
    async (phone) => {
      await phone.tap('menu-open');
      await phone.tap('menu-leave');
    },
  ],
])) {
  test(`after ${how} the phone rests${how === 'leaving' ? ', and joined again it steers' : ''}`, () =>
    playing(async (phone, game) => {
      await end(phone, game);
      await phone.state('ended');
      await rests(phone);
      if (how === 'leaving') {
        game.frames.clear();
        await phone.tap('end-again');
        await phone.state('tilt');
        await isAwake(phone);
        await game.frame('motion');
        await phone.tap('menu-open');
        await phone.tap('menu-leave');
      }
      await phone.tap('end-other');
      await phone.state('code');
      await rests(phone);
    }));
}

test('a game that has been away for half a minute has probably ended: the phone shows that and rests until it is back', () =>
  playing(async (phone, game) => {
    game.close();
    await phone.page
      .locator('#prompt')
      .filter({ hasText: /probably ended/ })
      .waitFor({ timeout: GONE_MS });
    await rests(phone);
    await game.connect();
    game.frames.clear();
    await game.frame('motion');
    await isAwake(phone);
    await phone.says('prompt', /^(?!.*ended)/);
  }));
