// A phone held sideways, and a screen that turns in the middle of a tilt: steering and the play screen follow the hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits } from './fits.js';
import { stage } from './stage.js';

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {import('./host.js').Host} Host */

const set = stage();
const UPRIGHT = { width: 390, height: 844 };
const LYING = { width: 844, height: 390 };
/** Nearly upright, as a wheel is held. */
const PITCH = 70;
/** A little longer than it takes to load what turned steering needs. */
const LOADED_MS = 1500;

/** Sends the round's phase, and waits until the phone shows it. @param {Phone} phone @param {Host} game @param {import('../../page/ui/state.js').Phase} phase */
async function phase(phone, game, phase) {
  game.tell(0, { type: 'phase', phase, mode: 'classic' });
  await phone.page.locator(`body[data-phase="${phase}"]`).waitFor();
}

/** Waits until frames report this turn of the screen. @param {Host} game @param {number} angle */
async function turned(game, angle) {
  game.frames.clear();
  await game.frame('motion', ({ screenAngle }) => screenAngle === angle);
}

/** Waits for the needle. @param {Phone} phone @param {number} from @param {number} to degrees */
async function needle(phone, from, to) {
  await phone.page.waitForFunction(
    ([from, to]) => {
      const transform = /** @type {SVGElement | null} */ (document.querySelector('#needle'))?.style.transform ?? '';
      const angle = Number(/rotate\((.+)deg\)/.exec(transform)?.[1] ?? NaN);
      return angle >= Number(from) && angle <= Number(to);
    },
    [from, to],
  );
}

/** Returns the page's visible rotation. @param {Phone} phone */
const drawn = (phone) =>
  phone.page.evaluate(() => {
    const { transform } = getComputedStyle(document.body);
    const { a, b } = new DOMMatrix(transform === 'none' ? '' : transform);
    return Math.round((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  });

for (const [name, roll, angle] of /** @type {[string, number, number][]} */ ([
  ['left', -90, 90],
  ['right', 90, 270],
])) {
  test(`turned to the ${name} on a screen that stays, a phone learns its tilt, steers both ways, and comes back`, () =>
    set.joined({ ...UPRIGHT, firstVisit: true }, async (phone, game) => {
      const right = -Math.sign(roll);
      game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#56b4e9', shape: 'star' });
      await phase(phone, game, 'lobby');
      await phone.pose(0, roll);
      await phone.tap('play');
      await phone.says('prompt', /tip it left/);
      await turned(game, angle);
      assert.equal(await drawn(phone), angle);
      await fits(phone, `turned-${name}`, 'lesson');
      for (const tip of [-25, 0, 25, 0]) {
        await phone.pose(tip * right, roll);
        await phone.page.waitForTimeout(300);
      }
      await phone.says('toast', /your tilt/);
      await phone.says('prompt', /Tap to start/);
      await phone.pose(25 * right, roll);
      await needle(phone, 55, 76);
      await phone.pose(-25 * right, roll);
      await needle(phone, -76, -55);
      await fits(phone, `turned-${name}`, 'lobby');

      await phase(phone, game, 'playing');
      await phone.pose(PITCH, 0);
      await phone.page.waitForTimeout(1200);
      await turned(game, angle);
      await phase(phone, game, 'countdown');
      await turned(game, 0);
      assert.equal(await drawn(phone), 0);
      await fits(phone, `turned-${name}`, 'upright-again');
    }));
}

test('a player who knows how to tilt turns sideways before a round, or while setting the centre, and not in between', () =>
  set.joined(UPRIGHT, async (phone, game) => {
    await phone.pose(PITCH, 0);
    await phone.tap('play');
    await phone.state('tilt');
    await phase(phone, game, 'playing');
    await phone.page.waitForTimeout(LOADED_MS + 1500);
    await phone.pose(0, -90);
    await phone.page.waitForTimeout(1200);
    await turned(game, 0);
    await phase(phone, game, 'countdown');
    await turned(game, 90);
    await phase(phone, game, 'playing');
    await phone.pose(20, -90);
    await needle(phone, 60, 76);
    await phone.pose(PITCH, 0);
    await phone.page.waitForTimeout(1200);
    await turned(game, 90);
    game.frames.clear();
    await phone.down(195, 400);
    await game.message('recenter');
    await phone.up();
    await turned(game, 0);
    await needle(phone, -1, 1);
  }));

test('sideways views fit: the menu, a party, the results', () =>
  set.joined({ width: 360, height: 640 }, async (phone, game) => {
    await phone.pose(0, 90);
    await phone.tap('play');
    await phone.state('tilt');
    game.tell(0, { type: 'you', slot: 0, name: 'Wolfgang Amadeus Mozartx', colour: '#ffb000', shape: 'triangle' });
    await phase(phone, game, 'countdown');
    await turned(game, 270);
    await phone.page.locator('#being').waitFor({ state: 'attached' });
    await fits(phone, 'sideways', 'countdown');
    await phone.tap('menu-open');
    await phone.page.locator('dialog[open]').waitFor();
    await fits(phone, 'sideways', 'menu');
    await phone.tap('menu-close');
    await phase(phone, game, 'playing');
    game.tell(0, { type: 'score', score: 120, best: 250, alive: true, place: 3, of: 8, state: 'alive' });
    await phone.page.locator('#standing >> visible=true').waitFor();
    await fits(phone, 'sideways', 'playing');
    await phase(phone, game, 'results');
    game.tell(0, {
      type: 'result',
      place: 2,
      of: 8,
      points: 120,
      total: 250,
      winner: 'Eve',
      last: false,
      awards: ['greediest'],
    });
    await phone.page.locator('#verdict >> visible=true').waitFor();
    await fits(phone, 'sideways', 'results');
    await phone.tap('menu-open');
    await phone.tap('menu-leave');
    await phone.state('ended');
    assert.equal(await drawn(phone), 0, 'other screens stay as they are');
    await fits(phone, 'sideways', 'ended');
  }));

test('a screen that turns in the middle of a tilt changes nothing; a phone that is really turned gets its new side', () =>
  set.joined(UPRIGHT, async (phone, game) => {
    await phone.pose(60, 0);
    await phone.tap('play');
    await phone.state('tilt');
    await phase(phone, game, 'playing');
    await phone.page.waitForTimeout(LOADED_MS + 1500);
    await phone.pose(0, -44);
    await needle(phone, -76, -60);
    await phone.pose(20, -60);
    await phone.page.setViewportSize(LYING);
    await phone.page.waitForFunction(() => screen.orientation.angle === 90);
    await turned(game, 0);
    await needle(phone, -76, -60);
    await phone.page.locator('body[data-turn="270"]').waitFor();
    assert.equal(await drawn(phone), 270, 'the play screen stays as the hand has it');
    await fits(phone, 'mid-tilt', 'playing');
    await phone.page.waitForTimeout(1500);
    await turned(game, 0);
    await needle(phone, -76, -60);

    await phone.pose(5, -90);
    await turned(game, 90);
    assert.equal(await drawn(phone), 0);
    await needle(phone, 5, 30);
    await fits(phone, 'mid-tilt', 'turned');
  }));

test('the orientation lock, lost with full screen or refused at first, is set with the next tap', () =>
  set.joined(
    {
      script: `window.locks = [];
        screen.orientation.lock = async (type) => {
          if (!document.fullscreenElement) throw new DOMException('not in full screen', 'SecurityError');
          window.locks.push(type);
          if (window.locks.length === 1) throw new DOMException('the screen is just turning', 'AbortError');
        };`,
    },
    async (phone) => {
      const locks = () => phone.page.evaluate(() => /** @type {any} */ (window).locks.length);
      const more = (/** @type {number} */ before) =>
        phone.page.waitForFunction((count) => /** @type {any} */ (window).locks.length > count, before);
      await phone.tap('play');
      await phone.state('tilt');
      await more(0);
      await phone.page.touchscreen.tap(195, 400);
      await more(1);
      await phone.page.evaluate(() => document.exitFullscreen());
      await phone.page.waitForTimeout(500);
      const before = await locks();
      await phone.page.touchscreen.tap(195, 400);
      await more(before);
      assert(await phone.page.evaluate(() => document.fullscreenElement !== null));
    },
  ));
