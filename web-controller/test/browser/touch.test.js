// Failures around touch and the big button: ends that never come, resting thumbs, pauses, assistive services.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './stage.js';

const set = stage();
/** A press of this length would set the centre, in ms. */
const LONG_MS = 900;

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {import('./host.js').Host} Host */

/**
 * On a phone that steers by touch.
 * @param {(phone: Phone, game: Host) => Promise<void>} work
 * @param {string} [script]
 */
const touching = (work, script) =>
  set.joined(script ? { script } : {}, async (phone, game) => {
    await phone.tap('play-touch');
    await phone.state('touch');
    await game.message('ready');
    await work(phone, game);
  });

/** @param {Host} game @param {import('../../page/ui/state.js').Phase} phase */
const phase = (game, phase) => game.tell(0, { type: 'phase', phase, mode: 'classic' });

/** Waits for steering to a side from now on: 1 right, −1 left, 0 straight. @param {Host} game @param {number} side */
const steers = (game, side) => {
  game.frames.clear();
  return game.frame('touch', ({ steer }) => Math.sign(steer) === side);
};

/** Counts the phone's messages of a type. @param {Host} game @param {string} type */
const count = (game, type) =>
  game.frames.all.filter(({ frame }) => frame.kind === 'message' && frame.json.type === type).length;

test('touch steers where the browser refuses to capture the pointer, finger after finger', () =>
  touching(async (phone, game) => {
    phase(game, 'playing');
    await phone.says('prompt', /^Touch left or right/);
    for (const [x, side] of /** @type {[number, number][]} */ ([
      [350, 1],
      [40, -1],
      [350, 1],
    ])) {
      await phone.down(x, 300);
      await steers(game, side);
      await phone.up();
      await steers(game, 0);
    }
  }, "Element.prototype.setPointerCapture = () => { throw new DOMException('no such pointer', 'NotFoundError'); };"));

test('a finger whose end is never reported does not keep the next one from steering', () =>
  touching(
    async (phone, game) => {
      phase(game, 'playing');
      await phone.says('prompt', /^Touch left or right/);
      await phone.down(350, 300);
      await steers(game, 1);
      await phone.page.evaluate(() => Object.assign(window, { deaf: true }));
      await phone.up();
      await phone.page.evaluate(() => Object.assign(window, { deaf: false }));
      await phone.down(40, 300);
      await steers(game, -1);
      await phone.up();
      await steers(game, 0);
    },
    `for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      addEventListener(type, (event) => window.deaf && event.stopImmediatePropagation(), true);
    }`,
  ));

test('a thumb that rests on the screen at GO steers, and sets no centre', () =>
  touching(async (phone, game) => {
    phase(game, 'countdown');
    await phone.says('prompt', /^Get ready/);
    await phone.down(350, 300);
    phase(game, 'playing');
    await steers(game, 1);
    await phone.page.waitForTimeout(LONG_MS);
    await phone.up();
    await steers(game, 0);
    assert.equal(count(game, 'recenter') + count(game, 'tap'), 0, 'neither a centre nor a tap');
  }));

for (const input of /** @type {const} */ (['touch', 'tilt'])) {
  test(`paused, by ${input}: the phone shows that as long as it lasts, and a tap resumes`, () =>
    set.joined({}, async (phone, game) => {
      await phone.tap(input === 'touch' ? 'play-touch' : 'play');
      await phone.state(input);
      phase(game, 'playing');
      await phone.says('prompt', input === 'touch' ? /^Touch left or right/ : /^Tilt to steer/);
      game.tell(0, { type: 'notice', text: 'Paused.', key: 'paused' });
      await phone.says('toast', /Paused/);
      // The same phase is sent again at times, as after a change of transport.
      phase(game, 'playing');
      await phone.page.locator('#toast:empty').waitFor({ state: 'attached' });
      await phone.says('prompt', /^Paused\. Tap to resume\.$/);
      game.frames.clear();
      await phone.page.touchscreen.tap(350, 300);
      await game.message('tap');
      game.tell(0, { type: 'notice', text: 'On you go.', key: 'resumed' });
      await phone.says('prompt', input === 'touch' ? /^Touch left or right/ : /^Tilt to steer/);
      if (input === 'tilt') return;
      await phone.down(350, 300);
      await steers(game, 1);
    }));
}

test('an assistive service that activates the big button taps, once; keys and fingers still do, once', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    phase(game, 'lobby');
    await phone.says('prompt', /^Tap to start$/);
    const ways = [
      () => phone.page.locator('#press').evaluate((press) => /** @type {HTMLElement} */ (press).click()),
      () => phone.page.touchscreen.tap(195, 300),
      () => phone.page.locator('#press').press('Enter'),
      () => phone.page.locator('#press').press(' '),
    ];
    for (const [i, tap] of ways.entries()) {
      game.frames.clear();
      await tap();
      await game.message('tap');
      // The reply to an echo after the tap comes after all taps.
      game.send(0, { kind: 'echo', t: i });
      await game.frame('echo_reply', ({ t }) => t === i);
      assert.equal(count(game, 'tap'), 1, `way ${i}`);
    }
  }));
