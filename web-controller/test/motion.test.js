// Samples, signs, leans and the needle: the page's formulas, on poses with known results.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DEFAULT_CURVE,
  GravitySign,
  invertsGravity,
  lean,
  Neutral,
  readMotion,
  screenAngle,
  steerOf,
  toScreen,
  UpEstimate,
  upVector,
} from '../page/input/motion.js';
import { arc, dialAngle } from '../page/ui/gauge.js';

/** @typedef {import('../page/net/protocol.js').Vector} Vector */

const RADIANS = Math.PI / 180;

/** @param {number} got @param {number} wanted @param {number} [within] */
const near = (got, wanted, within = 0.05) => assert(Math.abs(got - wanted) <= within, `${got} is not ${wanted}`);

/** Up, for a phone at a pitch that is then turned like a steering wheel. @param {number} pitch @param {number} turn @returns {Vector} */
function wheel(pitch, turn) {
  const [p, r] = [pitch * RADIANS, turn * RADIANS];
  return [-Math.sin(p) * Math.sin(r), Math.sin(p) * Math.cos(r), Math.cos(p)];
}

/** @param {Vector} vector @param {number} factor @returns {Vector} */
const scaled = ([x, y, z], factor) => [x * factor, y * factor, z * factor];

test('one law gives the exact lean for a tray and for a wheel', () => {
  for (const pitch of [0, 20, 40]) near(lean(upVector(pitch, 20)), 20);
  for (const pitch of [50, 70, 90, 110]) near(lean(wheel(pitch, 20)), 20, 0.1);
  near(lean(wheel(45, 20)), 18.9);
  near(lean(upVector(0, 0)), 0);
  assert(lean(upVector(30, 10)) > 0, 'the right edge down is to the right');
});

test('lean does not flip past the vertical, where gamma does', () => {
  near(lean(upVector(90, 0)), 0);
  assert(lean(wheel(100, 5)) > 0 && lean(wheel(80, 5)) > 0);
});

test('the screen may be turned: the same pose gives the same lean in its own view', () => {
  // A phone on its left side (screen angle 90) with its right-hand edge, as seen, 15° down.
  /** @type {Vector} */
  const seen = upVector(40, 15);
  for (const angle of [0, 90, 180, 270]) {
    const inDevice = toScreen(seen, (360 - angle) % 360);
    near(lean(toScreen(inDevice, angle)), lean(seen));
  }
  const [x, y] = toScreen([1, 0, 0], 90);
  near(x, 0);
  near(y, 1);
});

test('the curve subtracts the dead zone, saturates at full lock and can be inverted', () => {
  assert.equal(steerOf(1.5, DEFAULT_CURVE), 0);
  assert.equal(steerOf(-1.4, DEFAULT_CURVE), 0);
  near(steerOf(1.6, DEFAULT_CURVE), 0.006, 0.001);
  assert.equal(steerOf(18.2, DEFAULT_CURVE), 1);
  assert.equal(steerOf(-80, DEFAULT_CURVE), -1);
  near(steerOf((18.2 + 1.5) / 2, DEFAULT_CURVE), 0.5, 1e-9);
  near(steerOf((18.2 + 1.5) / 2, { ...DEFAULT_CURVE, expo: 2 }), 0.25, 1e-9);
  assert.equal(steerOf(90, { ...DEFAULT_CURVE, invert: true }), -1);
  assert.equal(steerOf(10, { ...DEFAULT_CURVE, dead: 5, full: 5 }), 1);
});

test('iPhones and iPads have the other sign, Macintoshes without touch do not', () => {
  assert(invertsGravity('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 5));
  assert(invertsGravity('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5));
  assert(!invertsGravity('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0));
  assert(!invertsGravity('Mozilla/5.0 (Linux; Android 15; Pixel 9)', 5));
});

test('the sign is verified by the orientation, whatever was guessed', () => {
  const up = upVector(40, 10);
  for (const guess of [false, true]) {
    for (const real of [1, -1]) {
      const sign = new GravitySign(guess);
      const reported = scaled(up, 9.81 * real);
      /** @type {Vector} */
      let got = [0, 0, 0];
      for (let i = 0; i < 10; i += 1) {
        assert.equal(sign.verified, false);
        got = sign.apply(reported, up);
      }
      assert.equal(sign.verified, true);
      got.forEach((value, i) => near(value, (up[i] ?? NaN) * 9.81, 1e-9));
    }
  }
});

test('without an orientation, or while it contradicts itself, the guess stays unverified', () => {
  const sign = new GravitySign(true);
  for (let i = 0; i < 50; i += 1) assert.deepEqual(sign.apply([0, 0, -9.81], null), [0, 0, 9.81]);
  assert.equal(sign.verified, false);
  for (let i = 0; i < 50; i += 1) sign.apply([0, 0, i % 2 ? 9.81 : -9.81], [0, 0, 1]);
  assert.equal(sign.verified, false);
  for (let i = 0; i < 10; i += 1) sign.apply([0, 0, 0.1], [0, 0, 1]);
  assert.equal(sign.verified, false, 'in free fall there is nothing to compare');
});

test('events: numbers are read in the right order, incomplete events are ignored', () => {
  const a = { x: 1, y: 2, z: 3 };
  assert.deepEqual(readMotion({ accelerationIncludingGravity: a, rotationRate: { alpha: 4, beta: 5, gamma: 6 } }), {
    acceleration: [1, 2, 3],
    rotationRate: [4, 5, 6],
    gyroscope: true,
  });
  for (const rotationRate of [null, { alpha: null, beta: null, gamma: null }]) {
    assert.deepEqual(readMotion({ accelerationIncludingGravity: a, rotationRate }), {
      acceleration: [1, 2, 3],
      rotationRate: [0, 0, 0],
      gyroscope: false,
    });
  }
  assert.equal(readMotion({ accelerationIncludingGravity: null, rotationRate: null }), null);
  assert.equal(readMotion({ accelerationIncludingGravity: { x: null, y: null, z: null }, rotationRate: null }), null);
});

test('neutral is the mean of the current pose, for each turn of the screen, and never far over', () => {
  const neutral = new Neutral();
  neutral.take();
  assert.deepEqual(neutral.degrees, [0, 0, 0, 0]);
  for (const value of [9, 10, 11]) neutral.from(value, 0);
  neutral.take();
  near(neutral.from(28, 0), 18);
  assert.equal(neutral.from(28, 90), 28, 'lying, no neutral pose was set yet');
  neutral.take();
  near(neutral.from(28, 90), 0);
  near(neutral.from(28, 0), 18);
  neutral.from(85, 270);
  neutral.take();
  assert.deepEqual(neutral.degrees, [10, 28, 0, 60]);
});

test('without an orientation the needle follows smoothed gravity and ignores shaking', () => {
  const up = new UpEstimate();
  assert.deepEqual(up.next([0, 0, 9.81], [1, 0, 0], 0), [1, 0, 0], 'the orientation is preferred');
  assert.deepEqual(up.next([0, 0, 9.81], null, 0), [0, 0, 9.81]);
  assert.deepEqual(up.next([30, 0, 9.81], null, 16), [0, 0, 9.81], 'that was a knock');
  const target = scaled(upVector(0, 20), 9.81);
  /** @type {Vector} */
  let now = [0, 0, 0];
  for (let t = 32; t < 500; t += 16) now = up.next(target, null, t);
  near(lean(now), 20, 0.2);
});

test('the dial: centre on top, full lock at 60°, a stop beyond', () => {
  assert.equal(dialAngle(0, DEFAULT_CURVE), 0);
  near(dialAngle(18.2, DEFAULT_CURVE), 60);
  near(dialAngle(-9.1, DEFAULT_CURVE), -30);
  assert.equal(dialAngle(90, DEFAULT_CURVE), 76);
  near(dialAngle(18.2, { ...DEFAULT_CURVE, invert: true }), -60);
  assert.match(arc(-60, 60), /^M-86\.6 -50\.0A100 100 0 0 1 86\.6 -50\.0$/);
  assert.match(arc(0, -60), /0 0 0 -86\.6/);
});

test('the turn of the screen against the sensors, platform by platform', () => {
  const [primary, secondary] = [
    ['portrait-primary', 'landscape-primary'],
    ['portrait-secondary', 'landscape-secondary'],
  ];
  /** @type {[string, boolean, number | undefined, number | undefined, string | undefined, number][]} */
  const table = [
    // Platform; Apple's; window.orientation; screen.orientation.angle and .type; the turn counted from the sensors' axes.
    ['iPhone before 16.4, upright', true, 0, undefined, undefined, 0],
    ['iPhone before 16.4, turned left', true, 90, undefined, undefined, 90],
    ['iPhone before 16.4, turned right', true, -90, undefined, undefined, 270],
    ['iPhone 16.4, turned left', true, 90, 270, secondary[1], 90],
    ['iPhone 16.4, turned right', true, -90, 90, primary[1], 270],
    ['iPhone, upright', true, 0, 0, primary[0], 0],
    ['iPhone, turned left', true, 90, 90, primary[1], 90],
    ['iPhone, turned right', true, -90, 270, secondary[1], 270],
    ['iPhone, upside down', true, 180, 180, secondary[0], 180],
    ['iPad, upright', true, 0, 90, primary[0], 0],
    ['iPad, turned left', true, 90, 0, primary[1], 90],
    ['iPad, turned right', true, -90, 180, secondary[1], 270],
    ['iPad, upside down', true, 180, 270, secondary[0], 180],
    ['iPad without the old property, upright', true, undefined, 90, primary[0], 0],
    ['iPad without the old property, turned left', true, undefined, 0, primary[1], 90],
    ['iPad without the old property, turned right', true, undefined, 180, secondary[1], 270],
    ['iPad without the old property, upside down', true, undefined, 270, secondary[0], 180],
    ['Android phone, upright', false, 0, 0, primary[0], 0],
    ['Android phone, turned left', false, 90, 90, primary[1], 90],
    ['Android phone, turned right', false, -90, 270, secondary[1], 270],
    ['Android phone, right, in an older Firefox', false, -90, 270, primary[1], 270],
    ['Android tablet, lying as it was built', false, 0, 0, primary[1], 0],
    ['Android tablet, turned left into portrait', false, 90, 90, secondary[0], 90],
    ['Android tablet, turned right into portrait', false, -90, 270, primary[0], 270],
    ['Android tablet without the old property', false, undefined, 270, primary[0], 270],
    ['Windows tablet, lying as it was built', false, undefined, 0, primary[1], 0],
    ['Windows tablet, upright', false, undefined, 90, primary[0], 90],
    ['desktop with an emulated phone', false, 90, 90, primary[1], 90],
    ['neither property', false, undefined, undefined, undefined, 0],
  ];
  for (const [platform, isApple, orientation, angle, type, turn] of table) {
    const screen = angle === undefined || type === undefined ? {} : { orientation: { angle, type } };
    assert.equal(screenAngle({ orientation, screen }, isApple), turn, platform);
  }
});
