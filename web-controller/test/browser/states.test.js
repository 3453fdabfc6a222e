// Every state in words: whatever keeps a phone from steering, a sentence names it, with a remedy.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CAN_SLEEP, sleep } from './sleep.js';
import { stage } from './stage.js';

const set = stage();
/** Makes the browser identify itself as part of another app. */
const IN_APP = `Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Instagram 300.0' });`;
const IPHONE = `Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1' });`;
/** @param {string} answer */
const answering = (answer) =>
  `for (const kind of [DeviceMotionEvent, DeviceOrientationEvent]) kind.requestPermission = async () => '${answer}';`;

for (const [name, wish, why, mend] of /** @type {[string, import('./phone.js').PhoneWish, RegExp, RegExp][]} */ ([
  [
    '"granted" but silent',
    {
      sensors: false,
      script: `${answering('granted')}
    const add = window.addEventListener;
    window.addEventListener = (type, ...rest) => (type === 'devicemotion' ? undefined : add.call(window, type, ...rest));`,
    },
    /does not answer/,
    /Safari or Chrome/,
  ],
  [
    '"prompt"',
    {
      sensors: false,
      script: `${answering('prompt')}
    const add = window.addEventListener;
    window.addEventListener = (type, ...rest) => (type === 'devicemotion' ? undefined : add.call(window, type, ...rest));`,
    },
    /does not answer/,
    /allow motion/,
  ],
  ['"denied" on an iPhone', { sensors: false, script: answering('denied') + IPHONE }, /refused/, /scan the code again/],
  [
    '"denied" elsewhere, unasked',
    { sensors: false, script: answering('denied') },
    /refused for this site/,
    /site settings.*reload/,
  ],
  ['no sensor', { sensors: false }, /no motion sensor/, /on a phone/],
  [
    'not secure',
    { sensors: false, script: `Object.defineProperty(window, 'isSecureContext', { get: () => false });` },
    /secure/,
    /https/,
  ],
  ['a browser inside another app', { sensors: false, script: IN_APP }, /app’s browser/, /Safari or Chrome/],
])) {
  test(`${name}: touch takes over, and a sentence explains the remedy`, () =>
    set.joined(wish, async (phone, game) => {
      await phone.tap('play');
      await phone.state('touch');
      await phone.says('missing-why', why);
      await phone.says('missing-mend', mend);
      assert.deepEqual(await game.message('ready'), { type: 'ready', input: 'touch' });
      await game.frame('touch');
    }));
}

test('the link can be copied out of another app, into a browser that has sensors', () =>
  set.joined({ sensors: false, script: IN_APP }, async (phone) => {
    await phone.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await phone.tap('play');
    await phone.state('touch');
    await phone.tap('copy');
    await phone.says('toast', /copied/);
    assert.equal(await phone.page.evaluate(() => navigator.clipboard.readText()), phone.page.url());
  }));

test("an iPhone's sign is flipped even without a permission request", () =>
  set.joined(
    {
      script: `delete DeviceMotionEvent.requestPermission;
        delete DeviceOrientationEvent.requestPermission;
        const real = Object.getOwnPropertyDescriptor(DeviceMotionEvent.prototype, 'accelerationIncludingGravity').get;
        Object.defineProperty(DeviceMotionEvent.prototype, 'accelerationIncludingGravity', { get() {
          const { x, y, z } = real.call(this);
          return x === null ? { x, y, z } : { x: -x, y: -y, z: -z };
        } });`,
    },
    async (phone, game) => {
      await phone.pose(45, 0);
      await phone.tap('play');
      const verified = await game.frame('motion', (frame) => frame.signVerified);
      assert((verified.samples[0]?.acceleration[2] ?? 0) > 6, 'the screen is up');
    },
  ));

test('a phone without a gyroscope steers by its accelerometer', () =>
  set.joined(
    {
      script: `for (const member of ['rotationRate']) {
        Object.defineProperty(DeviceMotionEvent.prototype, member, { get: () => ({ alpha: null, beta: null, gamma: null }) });
      }`,
    },
    async (phone, game) => {
      await phone.pose(40, 10);
      await phone.tap('play');
      await phone.state('tilt');
      const motion = await game.frame('motion', (frame) => (frame.samples[0]?.acceleration[0] ?? 0) < -1);
      assert.equal(motion.gyroscope, false);
      assert((await phone.needle()) > 0);
    },
  ));

test('a hidden page tells the game, shows it, and is back with the next reading', () =>
  set.joined(
    {
      script: CAN_SLEEP,
    },
    async (phone, game) => {
      await phone.tap('play');
      await phone.state('tilt');
      await game.frame('motion');
      await sleep(phone.page, true);
      await game.message('away');
      await phone.state('asleep');
      await phone.says('prompt', /Asleep/);
      // Longer than sensors may be silent while the page is visible.
      await phone.page.waitForTimeout(2500);
      assert.equal(await phone.data('state'), 'asleep');
      game.frames.clear();
      await sleep(phone.page, false);
      await phone.state('tilt');
      await game.frame('motion');
    },
  ));

test('"tip left, tip right" learns range and centre, and can be skipped', () =>
  set.joined({ firstVisit: true }, async (phone, game) => {
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
    await phone.pose(40, 5);
    await phone.tap('play');
    await phone.says('prompt', /way you like/);
    await phone.says('prompt', /tip it left/);
    await game.message('recenter');
    for (const [lean, next] of /** @type {[number, RegExp][]} */ ([
      [-20, /tip it right/],
      [30, /Tap to start/],
    ])) {
      await phone.pose(40, lean);
      await phone.page.waitForTimeout(150);
      await phone.pose(40, 5);
      await phone.says('prompt', next);
    }
    // A tip of 25° to either side of 5°; full lock at four fifths of it.
    const heard = await game.frames.wait(
      'the range',
      ({ frame }) => frame.kind === 'message' && frame.json.type === 'settings' && frame.json.full !== 18.2,
    );
    const settings = heard.frame.kind === 'message' ? heard.frame.json : null;
    assert(
      settings?.type === 'settings' && Math.abs((settings.full ?? 0) - 20) < 1.5 && settings.invert === false,
      JSON.stringify(settings),
    );
    assert(Math.abs((settings.neutral?.[0] ?? 0) - 5) < 1, 'the pose held is the centre');

    // A player who has completed the lesson is not asked again, but may ask for it; a tap ends it without starting a round.
    game.frames.clear();
    await phone.tap('menu-open');
    await phone.tap('menu-calibrate');
    await phone.says('prompt', /way you like|tip it left/);
    await phone.page.touchscreen.tap(195, 300);
    await phone.says('prompt', /Tap to start/);
    assert(game.frames.all.every(({ frame }) => frame.kind !== 'message' || frame.json.type !== 'tap'));
  }));

test('a phone with left and right swapped is corrected by its tips', () =>
  set.joined(
    {
      firstVisit: true,
      // Neither the make nor an orientation reveals the sign, and it is the wrong one.
      script: `const real = Object.getOwnPropertyDescriptor(DeviceMotionEvent.prototype, 'accelerationIncludingGravity').get;
        Object.defineProperty(DeviceMotionEvent.prototype, 'accelerationIncludingGravity', { get() {
          const { x, y, z } = real.call(this);
          return x === null ? { x, y, z } : { x: -x, y: -y, z: -z };
        } });
        const add = window.addEventListener;
        window.addEventListener = (type, ...rest) => (type === 'deviceorientation' ? undefined : add.call(window, type, ...rest));`,
    },
    async (phone, game) => {
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.pose(40, 6);
      await phone.tap('play');
      await phone.says('prompt', /tip it left/);
      for (const lean of [-25, 30]) {
        await phone.pose(40, lean);
        await phone.page.waitForTimeout(400);
        await phone.pose(40, 6);
        await phone.page.waitForTimeout(400);
      }
      await phone.says('prompt', /Tap to start/);
      game.frames.clear();
      const motion = await game.frame('motion');
      assert((motion.samples[0]?.acceleration[2] ?? 0) > 6, 'the sign is that of all phones now');
      await phone.page.waitForFunction(() => {
        const transform = /** @type {SVGElement | null} */ (document.querySelector('#needle'))?.style.transform ?? '';
        return Math.abs(Number(/rotate\((.+)deg\)/.exec(transform)?.[1] ?? NaN)) < 3;
      });
    },
  ));

test('the game can ask for the centre to be set, and its notices are in the reader’s language', () =>
  set.joined({ language: 'de-DE' }, async (phone, game) => {
    assert.equal(await phone.page.evaluate(() => document.documentElement.lang), 'de');
    await phone.pose(40, 12);
    await phone.tap('play');
    await phone.state('tilt');
    await phone.page.waitForFunction(() => document.querySelector('#fill')?.getAttribute('d'));
    game.tell(255, { type: 'recenter' });
    await game.message('recenter');
    await phone.says('toast', /Mitte gesetzt/);
    game.tell(0, { type: 'notice', text: 'Tip the phone to the side, like a tray.', key: 'tip_it' });
    await phone.says('toast', /Tablett/);
    game.tell(0, { type: 'notice', text: 'Something new', key: 'of_a_later_version' });
    await phone.says('toast', /Something new/);
  }));
