// Steering: one tap to motion, touch where there is none, and the gestures of play.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gravity } from './phone.js';
import { stage } from './stage.js';
import { until } from './wait.js';

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {import('./host.js').Host} Host */

const set = stage();

/** @param {[number, number, number]} got @param {{ x: number, y: number, z: number }} wanted @param {number} within */
function near(got, wanted, within) {
  [wanted.x, wanted.y, wanted.z].forEach((value, i) =>
    assert(Math.abs((got[i] ?? NaN) - value) <= within, `${got} is not ${JSON.stringify(wanted)}`),
  );
}

for (const [name, size, angle] of /** @type {[string, { width: number, height: number }, number][]} */ ([
  ['upright', { width: 390, height: 844 }, 0],
  ['lying', { width: 844, height: 390 }, 90],
])) {
  test(`one tap sends the sensors' values at their rate, the phone ${name}`, () =>
    set.joined(size, async (phone, game) => {
      await phone.pose(35, 12, { x: 10, y: -20, z: 30 });
      await phone.tap('play');
      await phone.state('tilt');
      assert.deepEqual(await game.message('ready'), { type: 'ready', input: 'tilt' });

      const settled = await game.frame(
        'motion',
        (frame) => frame.signVerified && Math.abs((frame.samples[0]?.rotationRate[2] ?? 0) - 30) < 0.2,
      );
      assert.equal(settled.screenAngle, angle);
      assert.equal(settled.gyroscope, true);
      const sample = settled.samples[0];
      assert(sample);
      near(sample.acceleration, gravity(35, 12), 0.06);
      near(sample.rotationRate, { x: 10, y: -20, z: 30 }, 0.06);

      // Upright this is a lean to the right by roll; lying, by pitch: the top edge, now on the left, is up.
      await phone.page.locator('#fill[d^="M"]').waitFor({ state: 'attached' });
      assert((await phone.needle()) > 0);

      // The rate is that of the samples by their own clock and number, so that a busy machine does not matter; and what
      // counts is what the phone sent, as a relay may leave out the older of two frames.
      const motions = () => phone.sent.all.flatMap((sent) => (sent?.kind === 'motion' ? [sent] : []));
      await phone.sent.wait('two seconds of motion', () => motions().length >= 120);
      const [first, last] = [motions()[0], motions().at(-1)];
      assert(first && last);
      const readings = last.seq - first.seq;
      const hertz = (readings * 1000) / (last.t - first.t);
      assert(hertz >= 50 && hertz <= 70, `${hertz} samples a second`);
      const sent = motions().reduce((sum, frame) => sum + frame.samples.length, 0);
      assert.equal(sent, readings + first.samples.length, 'each sample was sent, and once');
      await game.frame('motion', ({ seq }) => seq > last.seq);
    }));
}

test('the needle follows the lean and a long press makes the pose held the centre', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    await phone.pose(30, 18.2);
    await phone.page.waitForFunction(
      () => /** @type {SVGElement | null} */ (document.querySelector('#needle'))?.style.transform === 'rotate(60deg)',
    );
    assert(Math.abs((await phone.needle()) - 60) < 1, 'full lock stands at 60° on the dial');

    await phone.down(195, 400);
    assert.deepEqual(await game.message('recenter'), { type: 'recenter' });
    await phone.says('toast', /Centre set/);
    await phone.up();
    await phone.page.waitForFunction(() => {
      const transform = /** @type {SVGElement | null} */ (document.querySelector('#needle'))?.style.transform ?? '';
      return Math.abs(Number(/rotate\((.+)deg\)/.exec(transform)?.[1] ?? NaN)) < 1;
    });
    assert(
      game.frames.all.every(({ frame }) => frame.kind !== 'message' || frame.json.type !== 'tap'),
      'a long press is no tap',
    );
  }));

test('a short tap, and the space bar, are taps', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    await phone.page.touchscreen.tap(195, 400);
    assert.deepEqual(await game.message('tap'), { type: 'tap' });
    game.frames.clear();
    await phone.page.locator('#press').press('Space');
    await game.message('tap');
  }));

test("Safari's opposite sign of gravity is flipped", () =>
  set.joined(
    {
      script: `Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' });
        const real = Object.getOwnPropertyDescriptor(DeviceMotionEvent.prototype, 'accelerationIncludingGravity').get;
        Object.defineProperty(DeviceMotionEvent.prototype, 'accelerationIncludingGravity', { get() {
          const { x, y, z } = real.call(this);
          return x === null ? { x, y, z } : { x: -x, y: -y, z: -z };
        } });
        window.asked = [];
        for (const kind of [DeviceMotionEvent, DeviceOrientationEvent]) {
          kind.requestPermission = async () => {
            if (!navigator.userActivation.isActive) throw new DOMException('needs a gesture', 'NotAllowedError');
            window.asked.push(kind.name);
            return 'granted';
          };
        }`,
    },
    async (phone, game) => {
      await phone.pose(50, -10);
      await phone.tap('play');
      const first = await game.frame('motion');
      near(/** @type {any} */ (first.samples[0]).acceleration, gravity(50, -10), 0.06);
      const verified = await game.frame('motion', (frame) => frame.signVerified);
      near(/** @type {any} */ (verified.samples[0]).acceleration, gravity(50, -10), 0.06);
      assert.deepEqual(await phone.page.evaluate('window.asked'), ['DeviceMotionEvent', 'DeviceOrientationEvent']);
    },
  ));

test("an upright iPad steers by its own axes, though its screen's angle counts from landscape", () =>
  set.joined(
    {
      width: 820,
      height: 1180,
      script: `Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15' });
        Object.defineProperty(navigator, 'maxTouchPoints', { get: () => 5 });
        Object.defineProperty(window, 'orientation', { get: () => 0 });
        Object.defineProperty(screen.orientation, 'angle', { get: () => 90 });
        Object.defineProperty(screen.orientation, 'type', { get: () => 'portrait-primary' });`,
    },
    async (phone, game) => {
      await phone.pose(40, 20);
      await phone.tap('play');
      await phone.state('tilt');
      assert.equal((await game.frame('motion', (frame) => frame.signVerified)).screenAngle, 0);
      await phone.page.waitForFunction(() =>
        /** @type {SVGElement | null} */ (document.querySelector('#needle'))?.style.transform.startsWith('rotate(6'),
      );
      assert((await phone.needle()) >= 60, 'the right edge is down by 20°: full right');
    },
  ));

test('without a sensor touch takes over within about a second, with the reason, and steers', () =>
  set.joined({ sensors: false }, async (phone, game) => {
    const from = performance.now();
    await phone.tap('play');
    await phone.state('touch');
    const took = performance.now() - from;
    assert(took < 3000, `it took ${took} ms`);
    assert.deepEqual(await game.message('ready'), { type: 'ready', input: 'touch' });
    await phone.says('missing', /sensor/);

    await game.frame('touch', ({ steer }) => steer === 0);
    const box = await phone.page.locator('#steer').boundingBox();
    assert(box);
    await phone.down(box.x + box.width - 10, box.y + box.height / 2);
    await game.frame('touch', ({ steer }) => steer === 32767);
    await phone.up();
    game.frames.clear();
    await game.frame('touch', ({ steer }) => steer === 0);
    await phone.page.keyboard.down('ArrowLeft');
    await game.frame('touch', ({ steer }) => steer === -32767);
    await phone.page.keyboard.up('ArrowLeft');
    game.frames.clear();
    await game.frame('touch', ({ steer }) => steer === 0);

    // A held value is repeated as a sign of life.
    game.frames.clear();
    const touches = () => game.frames.all.flatMap(({ frame }) => (frame.kind === 'touch' ? [frame] : []));
    await game.frames.wait('a second of repeats', () => touches().length >= 16);
    const [first, last] = [touches()[0], touches().at(-1)];
    assert(first && last && ((last.seq - first.seq) * 1000) / (last.t - first.t) >= 12);
  }));

test('while a round runs, either half of the screen steers by touch', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play-touch');
    await phone.state('touch');
    await game.message('ready');
    game.tell(255, { type: 'phase', phase: 'playing', mode: 'classic' });
    await phone.page.locator('body[data-phase="playing"]').waitFor();
    await phone.down(20, 200);
    await game.frame('touch', ({ steer }) => steer === -32767);
    await phone.up();
    await phone.down(370, 200);
    await game.frame('touch', ({ steer }) => steer === 32767);
    await phone.up();
    assert.equal(
      await phone.page.locator('#missing').isVisible(),
      false,
      'touch was chosen, so there is nothing to explain',
    );
  }));

test('refused motion access is distinguished, and sensors that come later take over', () =>
  set.joined(
    {
      sensors: false,
      script: `for (const kind of [DeviceMotionEvent, DeviceOrientationEvent]) kind.requestPermission = async () => 'denied';`,
    },
    async (phone, game) => {
      await phone.tap('play');
      await phone.state('touch');
      await phone.says('missing', /refused/);
      await phone.page.evaluate(() => {
        const numbers = { x: 0, y: 0, z: 9.8 };
        window.dispatchEvent(new DeviceMotionEvent('devicemotion', { accelerationIncludingGravity: numbers }));
      });
      await phone.state('tilt');
      const motion = await game.frame('motion');
      assert.equal(motion.gyroscope, false);
      assert.deepEqual(motion.samples[0]?.rotationRate, [0, 0, 0]);
    },
  ));

test('the page shows the player’s identity and the phase of the round', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#ffb000', shape: 'triangle' });
    await phone.says('player', /^Ada$/);
    assert.equal(await phone.page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 176, 0)');
    assert.equal(await phone.page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)');
    await phone.page.locator('body[data-shape="triangle"] #shape polygon.skin').waitFor();
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
    await phone.says('prompt', /Tap to start/);
    game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
    await phone.says('prompt', /Tilt to steer/);
    game.tell(0, { type: 'score', score: 52.1, best: 155.2, alive: true });
    game.tell(0, { type: 'phase', phase: 'results', mode: 'classic' });
    await phone.says('prompt', /Tap to play again/);
    assert.equal(await phone.text('score'), '52');
    assert.equal(await phone.text('best'), '155');
    assert.equal(await phone.data('phase'), 'results');
    game.tell(0, { type: 'notice', text: 'Tip it like a tray' });
    await phone.says('toast', /Tip it like a tray/);
    // A newer game may send more than this page understands.
    game.send(0, { kind: 'message', json: /** @type {any} */ ({ type: 'dance', steps: 3 }) });
    game.tell(0, { type: 'you', slot: 0, name: 'Eve', colour: 'red;}', shape: 'star' });
    await phone.says('player', /^Eve$/);
  }));

test('the tap also fills the screen and keeps it awake, and does so again whenever the page becomes visible', () =>
  set.joined(
    {
      script: `window.wishes = [];
        const spy = (kind, name) => {
          const real = kind.prototype[name];
          kind.prototype[name] = async function (...rest) {
            window.wishes.push(name);
            const given = await real.apply(this, rest);
            if (name === 'request') window.lock = given;
            return given;
          };
        };
        spy(WakeLock, 'request');
        spy(Element, 'requestFullscreen');`,
    },
    async (phone) => {
      assert.deepEqual(await phone.page.evaluate('window.wishes'), []);
      await phone.tap('play');
      await phone.state('tilt');
      const wishes = () =>
        phone.page.evaluate(
          () => /** @type {any} */ (window).wishes.filter((/** @type {string} */ wish) => wish === 'request').length,
        );
      await phone.page.waitForFunction(
        () => /** @type {any} */ (window).lock && /** @type {any} */ (window).wishes.length >= 2,
      );
      assert.deepEqual(await phone.page.evaluate('[...new Set(window.wishes)].sort()'), [
        'request',
        'requestFullscreen',
      ]);
      const before = await wishes();
      await phone.page.evaluate(
        "window.lock.release().then(() => document.dispatchEvent(new Event('visibilitychange')))",
      );
      await phone.page.waitForFunction(
        (count) =>
          /** @type {any} */ (window).wishes.filter((/** @type {string} */ wish) => wish === 'request').length > count,
        before,
      );
    },
  ));

test('everything can be reached and used by keyboard, with the focus to be seen', () =>
  set.joined({}, async (phone, game) => {
    const { keyboard } = phone.page;
    /** @param {string} id */
    const reach = async (id) => {
      for (let i = 0; i < 12; i += 1) {
        const at = await phone.page.evaluate(() => ({
          id: document.activeElement?.id,
          outline: document.activeElement ? getComputedStyle(document.activeElement).outlineStyle : 'none',
        }));
        if (at.id === id) return assert.equal(at.outline, 'solid', `the focus on ${id} is to be seen`);
        await keyboard.press('Tab');
      }
      assert.fail(`${id} cannot be reached`);
    };
    for (const id of ['name', 'name-other', 'play', 'play-touch']) await reach(id);
    await keyboard.press('Enter');
    await phone.state('touch');
    await reach('steer');
    // Full screen starts with a delay and takes the window's focus and with it a held key; keyboards repeat it.
    await until('full lock by a key', async () => {
      await keyboard.down('ArrowRight');
      return game.frames.all.some(({ frame }) => frame.kind === 'touch' && frame.steer === 32767);
    });
    await keyboard.up('ArrowRight');
    await reach('press');
    await keyboard.press('Enter');
    await game.message('tap');
    await reach('menu-open');
    await keyboard.press('Enter');
    // It comes with a module of its own; until then Tab would still move in the view behind it.
    await phone.page.locator('#menu[open]').waitFor();
    await reach('menu-recentre');
    await keyboard.press('Enter');
    await game.message('recenter');
  }));

test('echoes go both ways and show the quality of the connection', () =>
  set.joined({}, async (phone, game) => {
    await game.frame('echo');
    await phone.says('ms', /^relay \d+ ms$/);
    game.send(0, { kind: 'echo', t: 123456 });
    await game.frame('echo_reply', ({ t }) => t === 123456);
  }));

test('the menu changes the steering settings, and sends them to the game', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    await phone.tap('menu-open');
    game.frames.clear();
    await phone.page.locator('#set-invert').check();
    const settings = await game.message('settings');
    assert(settings.type === 'settings' && settings.invert === true && settings.full === 18.2 && settings.dead === 1.5);
    await phone.tap('menu-recentre');
    await game.message('recenter');
    await phone.tap('menu-open');
    await phone.tap('menu-input');
    await phone.state('touch');
    await phone.tap('menu-open');
    await phone.tap('menu-leave');
    await phone.state('ended');
    await game.texts.wait('the seat', (text) => text.type === 'seat_released');
  }));
