// Layout: on every size of screen nothing overflows, nothing lies outside, no two controls overlap.

import { test } from 'node:test';

import { fits, LONGEST_NAME, SIZES } from './fits.js';
import { CAN_SLEEP, sleep } from './sleep.js';
import { stage } from './stage.js';

/** @typedef {import('./phone.js').Phone} Phone */

const set = stage();
/** Sensors that never answer, as in some apps' own browsers; their explanation is the longest. */
const SILENT = `const add = window.addEventListener;
  window.addEventListener = (type, ...rest) => (type === 'devicemotion' ? undefined : add.call(window, type, ...rest));`;

/** Makes the browser identify itself as part of another app. */
const IN_APP = `Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone) Instagram 300.0' });`;
const NEVER_OPEN = 'window.WebSocket = class { send() {} close() {} };';
/** Obstacles to tilting. @type {Record<string, string>} */
const MISSING = {
  none: '',
  denied: `for (const kind of [DeviceMotionEvent, DeviceOrientationEvent]) kind.requestPermission = async () => 'denied';
    Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone)' });`,
  blocked:
    "for (const kind of [DeviceMotionEvent, DeviceOrientationEvent]) kind.requestPermission = async () => 'denied';",
  insecure: "Object.defineProperty(window, 'isSecureContext', { get: () => false });",
};
/** A relay that closes with this code. @param {number} code */
const closing = (code) =>
  `window.WebSocket = class { constructor() { setTimeout(() => this.onclose({ code: ${code} })); } send() {} close() {} };`;

for (const size of SIZES) {
  const label = `${size.width}x${size.height}`;

  /** @param {Phone} phone @param {string} name */
  const check = (phone, name) => fits(phone, label, name);

  test(`every screen before play fits ${label}`, () =>
    set.phone(size, async (phone) => {
      await phone.open(set.relay.page, 'code');
      await check(phone, 'code');
      await phone.page.locator('#code').fill('K7T0');
      await phone.tap('join');
      await phone.says('code-error', /never part/);
      await check(phone, 'code-error');
      await phone.open(set.link('ZZZZ'), 'ended');
      await check(phone, 'ended');
      const game = await set.room();
      await phone.open(set.link(game.code), 'ready');
      await phone.says('ms', /ms/);
      await check(phone, 'ready');
      set.relay.refuse(true);
      set.relay.cut();
      await phone.state('reconnecting');
      await check(phone, 'reconnecting-before');
      set.relay.refuse(false);
      await phone.state('ready');
      game.close();
    }));

  test(`play fits ${label}`, () =>
    set.joined(size, async (phone, game) => {
      await phone.pose(35, size.width > size.height ? 0 : 9);
      await phone.tap('play');
      await phone.state('tilt');
      await check(phone, 'tilt-unknown');
      game.tell(0, { type: 'you', slot: 0, name: LONGEST_NAME, colour: '#2f6bff', shape: 'triangle' });
      await phone.page.locator('body[data-shape="triangle"]').waitFor({ state: 'attached' });
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.says('prompt', /Tap to start/);
      await check(phone, 'tilt-lobby');
      game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#ffb000', shape: 'circle' });
      await phone.page.locator('body[data-shape="circle"]').waitFor({ state: 'attached' });
      game.tell(0, { type: 'phase', phase: 'countdown', mode: 'classic' });
      await phone.says('prompt', /Get ready/);
      await check(phone, 'tilt-countdown');
      game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
      game.tell(0, { type: 'score', score: 12345.1, best: 155234.2, alive: true });
      await phone.says('prompt', /Tilt to steer/);
      await phone.says('score', /12345/);
      await check(phone, 'tilt-playing');
      game.tell(0, { type: 'phase', phase: 'results', mode: 'classic' });
      await phone.says('prompt', /again/);
      await check(phone, 'tilt-results');
      await phone.tap('menu-open');
      await phone.page.locator('dialog[open]').waitFor();
      await check(phone, 'menu');
      await phone.tap('menu-close');
      set.relay.refuse(true);
      set.relay.cut();
      await phone.state('reconnecting');
      await check(phone, 'reconnecting');
      set.relay.refuse(false);
      await phone.state('tilt');
    }));

  test(`the first visit, sleep and another app's browser fit ${label}`, async () => {
    await set.joined({ ...size, firstVisit: true, script: CAN_SLEEP }, async (phone, game) => {
      game.tell(0, { type: 'you', slot: 0, name: LONGEST_NAME, colour: '#e03c8a', shape: 'square' });
      await phone.page.locator('body[data-shape="square"]').waitFor({ state: 'attached' });
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.tap('play');
      await phone.says('prompt', /way you like|tip it left/);
      await check(phone, 'calibrating');
      await phone.page.touchscreen.tap(size.width / 2, size.height / 2);
      await phone.says('prompt', /Tap to start/);
      await sleep(phone.page, true);
      await phone.says('prompt', /Asleep/);
      await check(phone, 'asleep');
    });
    await set.joined({ ...size, sensors: false, script: IN_APP }, async (phone, game) => {
      game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#2f6bff', shape: 'circle' });
      await phone.page.locator('body[data-shape="circle"]').waitFor({ state: 'attached' });
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.tap('play');
      await phone.says('missing-why', /app/);
      await check(phone, 'in-app');
    });
  });

  test(`every end and every missing sensor fits ${label}`, async () => {
    await set.phone({ ...size, script: NEVER_OPEN }, async (phone) => {
      await phone.page.goto(set.link('K7TQ'));
      await phone.state('connecting');
      await check(phone, 'connecting');
    });
    for (const code of [1000, 4000, 4001, 4003, 4004, 4005, 4009, 4010, 4011, 4029, 4999]) {
      await set.phone({ ...size, script: closing(code) }, async (phone) => {
        await phone.page.goto(set.link('K7TQ'));
        await phone.state('ended');
        await check(phone, `ended-${code}`);
      });
    }
    for (const [name, script] of Object.entries(MISSING)) {
      await set.joined({ ...size, sensors: false, script }, async (phone, game) => {
        game.tell(0, { type: 'you', slot: 0, name: LONGEST_NAME, colour: '#2f6bff', shape: 'circle' });
        await phone.page.locator('body[data-shape="circle"]').waitFor({ state: 'attached' });
        game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
        await phone.tap('play');
        await phone.state('touch');
        await phone.says('prompt', /Tap to start/);
        await check(phone, `missing-${name}`);
      });
    }
  });

  test(`touch fits ${label}`, () =>
    set.joined({ ...size, script: SILENT }, async (phone, game) => {
      await phone.tap('play');
      await phone.state('starting');
      await check(phone, 'starting');
      await phone.state('touch');
      game.tell(0, { type: 'you', slot: 0, name: LONGEST_NAME, colour: '#e03c8a', shape: 'square' });
      await phone.page.locator('body[data-shape="square"]').waitFor({ state: 'attached' });
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.says('prompt', /Tap to start/);
      await check(phone, 'touch-lobby');
      game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
      game.tell(0, { type: 'score', score: 52.1, best: 155.2, alive: true });
      await phone.says('prompt', /Touch/);
      await phone.says('score', /52/);
      await check(phone, 'touch-playing');
      game.tell(0, { type: 'phase', phase: 'results', mode: 'classic' });
      await phone.says('prompt', /again/);
      await check(phone, 'touch-results');
    }));
}

for (const size of [
  { width: 280, height: 653 },
  { width: 320, height: 568 },
  { width: 360, height: 640 },
  { width: 844, height: 390 },
]) {
  const label = `${size.width}x${size.height}-de`;
  test(`German fits ${label}`, () =>
    set.joined(
      { ...size, language: 'de-DE', firstVisit: true, script: SILENT.replace("'devicemotion'", "'none'") },
      async (phone, game) => {
        /** @param {string} name */
        const check = (name) => fits(phone, label, name);
        await check('ready');
        game.tell(0, { type: 'you', slot: 0, name: LONGEST_NAME, colour: '#2f6bff', shape: 'triangle' });
        await phone.page.locator('body[data-shape="triangle"]').waitFor({ state: 'attached' });
        game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
        await phone.tap('play');
        await phone.says('prompt', /magst|links/);
        await check('calibrating');
        await phone.page.touchscreen.tap(size.width / 2, size.height / 2);
        await phone.says('prompt', /Starten/);
        await check('tilt-lobby');
        await phone.tap('menu-open');
        await phone.page.locator('dialog[open]').waitFor();
        await check('menu');
        await phone.tap('menu-input');
        await phone.state('touch');
        await check('touch-lobby');
        game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
        game.tell(0, { type: 'score', score: 12345.1, best: 155234.2, alive: true });
        await phone.says('score', /12345/);
        await check('touch-playing');
      },
    ));
}
