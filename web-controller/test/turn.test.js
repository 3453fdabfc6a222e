// The orientation of a phone: changes of the quarter turn used for steering, and moments when it must not change.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lean, toScreen, upVector } from '../page/input/motion.js';
import { momentOf, QuarterTurn, sideways } from '../page/input/turn.js';

/** @typedef {import('../page/net/protocol.js').Vector} Vector */
/** @typedef {import('../page/input/turn.js').Moment} Moment */

const RADIANS = Math.PI / 180;
const STEP_MS = 16;

/** Up for an upright phone turned like a wheel, clockwise. @param {number} turn degrees @param {number} [back] leaned back from upright @returns {Vector} */
function wheel(turn, back = 20) {
  const [t, b] = [turn * RADIANS, back * RADIANS];
  return [-Math.sin(t) * Math.cos(b), Math.cos(t) * Math.cos(b), Math.sin(b)];
}

/** A phone in somebody's hands. */
class Held {
  quarter = new QuarterTurn();
  now = 5000;
  angle = 0;

  /** Holds a pose for a while. Returns the lean that is steered by then. @param {Vector} up @param {{ ms?: number, system?: number, moment?: Moment, spin?: number }} [wish] */
  hold(up, { ms = 700, system = 0, moment = 'tight', spin = 0 } = {}) {
    for (const end = this.now + ms; this.now < end; this.now += STEP_MS)
      this.angle = this.quarter.next(up, spin, system, this.now, moment);
    return lean(toScreen(up, this.angle));
  }
}

/** A phone that has been steered with for a while, upright. */
function steered() {
  const held = new Held();
  held.hold(wheel(0), { ms: 3000 });
  return held;
}

/** @param {number} got @param {number} wanted @param {number} [within] */
const near = (got, wanted, within = 0.5) => assert(Math.abs(got - wanted) <= within, `${got} is not ${wanted}`);

for (const [name, side, angle] of /** @type {[string, number, number][]} */ ([
  ['left', -90, 90],
  ['right', 90, 270],
  ['over', 180, 180],
])) {
  test(`turned ${name} while the screen stays, a phone steers to both sides after a free moment`, () => {
    const held = steered();
    held.hold(wheel(side), { ms: 5000 });
    assert.equal(held.angle, 0, 'not in the middle of a round');
    near(held.hold(wheel(side), { moment: 'free' }), 0);
    assert.equal(held.angle, angle);
    assert.equal(held.quarter.offset, angle);
    near(held.hold(wheel(side + 25)), 25, 3);
    near(held.hold(wheel(side - 25)), -25, 3);
    if (angle !== 180) {
      held.hold(wheel(0), { ms: 5000 });
      assert.equal(held.angle, angle, 'nor back in the middle of one');
    }
    held.hold(wheel(0), { moment: 'free' });
    assert.equal(held.angle, 0, 'upright again');
    assert.equal(held.quarter.offset, 0);
  });
}

test('upright again like a tray, too', () => {
  const held = steered();
  held.hold(wheel(-90), { moment: 'free' });
  held.hold(upVector(35, 0), { moment: 'free' });
  assert.equal(held.angle, 0);
});

test('a pose counts after half a second, and a flat phone or a tipped tray has no side that is up', () => {
  const held = steered();
  held.hold(wheel(-90), { ms: 400, moment: 'free' });
  held.hold(wheel(0), { ms: 50, moment: 'free' });
  held.hold(wheel(-90), { ms: 400, moment: 'free' });
  assert.equal(held.angle, 0, 'twice too short');
  for (const pose of [upVector(5, 0), upVector(10, 40), upVector(10, -40)])
    held.hold(pose, { moment: 'free', ms: 2000 });
  assert.equal(held.angle, 0);
});

test('steering does not jump where the screen turns in the middle of a tilt', () => {
  for (const side of [-1, 1]) {
    const held = steered();
    for (const [turn, system] of /** @type {[number, number][]} */ ([
      [44, 0],
      [46, 1],
      [60, 1],
      [70, 1],
      [46, 1],
      [44, 1],
      [20, 1],
      [46, 1],
    ])) {
      const steers = held.hold(wheel(side * turn), { system: system * (side < 0 ? 90 : 270), ms: 800 });
      near(steers, side * turn, 3);
      assert.equal(held.angle, 0);
      assert.equal(held.quarter.offset, system * (side < 0 ? 270 : 90), 'the play screen is turned back');
    }
    // Like a tray, where the screen turns much earlier.
    for (const [pitch, roll] of /** @type {[number, number][]} */ ([
      [30, 40],
      [10, 40],
      [5, 30],
      [15, 60],
    ])) {
      held.hold(upVector(pitch, side * roll), { system: side < 0 ? 90 : 270, ms: 3000 });
      assert.equal(held.angle, 0, `${pitch}, ${roll}`);
    }
  }
});

test('a phone that has really been turned soon steers with its new side up, in a round too', () => {
  for (const turn of [80, 90, 100]) {
    for (const side of [-1, 1]) {
      const held = steered();
      const system = side < 0 ? 90 : 270;
      held.hold(wheel(side * turn), { system, ms: 600 });
      assert.equal(held.angle, system, String(turn));
      assert.equal(held.quarter.offset, 0);
      held.hold(wheel(0), { system: 0, ms: 600 });
      assert.equal(held.angle, 0, 'and back');
    }
  }
});

test('the gyroscope tells a tray that has been turned on its side from one that is tipped', () => {
  // Leaned back by 60°: the left edge is up, the phone has been turned to the left.
  const up = toScreen(upVector(30, 0), 270);
  const [turned, tipped] = [steered(), steered()];
  turned.hold(wheel(-45, 60), { ms: 500, spin: 180 });
  turned.hold(up, { system: 90, ms: 700 });
  assert.equal(turned.angle, 90);
  tipped.hold(up, { system: 90, ms: 3000 });
  assert.equal(tipped.angle, 0);
  tipped.hold(up, { system: 90, moment: 'calm' });
  assert.equal(tipped.angle, 90, 'after the round');
});

test('weaving right after a turn to the side still brings the new side', () => {
  const held = steered();
  for (let i = 0; i < 120; i += 1) held.hold(wheel(-90 + 20 * Math.sin(i / 8)), { system: 90, ms: STEP_MS });
  assert.equal(held.angle, 90);
});

test('after a reload in a round the page takes the side on which the phone is held', () => {
  const held = new Held();
  held.hold(wheel(-85), { ms: 600 });
  assert.equal(held.angle, 90);
  held.now += 60_000;
  held.hold(wheel(5), { ms: 600 });
  assert.equal(held.angle, 0, 'and so it is after a long sleep');
});

test('an arm that hung down at the start of a round is forgiven', () => {
  const held = steered();
  held.hold(wheel(180), { moment: 'free' });
  assert.equal(held.angle, 180);
  held.hold(upVector(35, 0));
  assert.equal(held.angle, 0);
});

test('portrait is never assumed to be the natural side', () => {
  const held = new Held();
  // A tablet whose natural side is landscape, with its screen turned into portrait.
  held.hold(wheel(-90), { system: 90, ms: 2000 });
  assert.equal(held.quarter.offset, 0);
  assert.equal(held.angle, 90);
  held.hold(wheel(0), { system: 90, moment: 'free' });
  assert.equal(held.quarter.offset, 270);
});

test('moments: free in the lesson and before a round, tight in it', () => {
  /** @type {[Parameters<typeof momentOf>[0], Moment][]} */
  const table = [
    [{ phase: null, paused: false, step: null }, 'calm'],
    [{ phase: 'lobby', paused: false, step: null }, 'calm'],
    [{ phase: 'lobby', paused: false, step: 'hold' }, 'free'],
    [{ phase: 'lobby', paused: false, step: 'left' }, 'tight'],
    [{ phase: 'lobby', paused: false, step: 'right' }, 'tight'],
    [{ phase: 'countdown', paused: false, step: null }, 'free'],
    [{ phase: 'playing', paused: false, step: null }, 'tight'],
    [{ phase: 'playing', paused: true, step: null }, 'calm'],
    [{ phase: 'results', paused: false, step: null }, 'calm'],
  ];
  for (const [model, moment] of table) assert.equal(momentOf(model), moment, JSON.stringify(model));
});

test('rules for a screen on its side: width and height change places', () => {
  assert.equal(
    sideways('.a { font-size: clamp(2rem, min(12vw, 14dvh), 4rem); height: 100dvh; }'),
    '.a { font-size: clamp(2rem, min(12vh, 14dvw), 4rem); height: 100dvw; }',
  );
  const lying = '@media (orientation: landscape) and (max-height: 36rem) { .a { max-height: 6dvh; max-width: 3vw; } }';
  assert.equal(
    sideways(lying),
    '@media (orientation: portrait) and (max-width: 36rem) { .a { max-height: 6dvw; max-width: 3vh; } }',
  );
  assert.equal(
    sideways('@media (prefers-reduced-motion: reduce) { * { animation: none; } }'),
    '@media (prefers-reduced-motion: reduce) { * { animation: none; } }',
  );
});
