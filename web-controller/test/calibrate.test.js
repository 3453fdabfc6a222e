// "Tip left, tip right" with several kinds of hands, at sixty leans a second.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Calibration } from '../page/input/calibrate.js';

/** Plays leans by the second until the calibration is over. @param {(seconds: number, step: string) => number} hand */
function play(hand) {
  const calibration = new Calibration();
  /** @type {string[]} */
  const steps = [calibration.step];
  let stepAt = 0;
  for (let now = 0; now < 60_000; now += 1000 / 60) {
    if (calibration.feed(hand((now - stepAt) / 1000, calibration.step), now)) {
      if (steps.at(-1) !== calibration.step) steps.push(calibration.step);
      stepAt = now;
    }
    if (calibration.step === 'done' || calibration.step === 'given up')
      return { calibration, steps, seconds: now / 1000 };
  }
  throw new Error('it never ends');
}

/** A tip there and back within a second and a half. @param {number} seconds @param {number} degrees */
const tip = (seconds, degrees) =>
  seconds < 0.4 || seconds > 1.9 ? 0 : degrees * Math.sin((Math.PI * (seconds - 0.4)) / 1.5);

test('a cooperative player is done in five seconds', () => {
  const { calibration, steps, seconds } = play(
    (t, step) => 4 + (step === 'left' ? tip(t, -30) : step === 'right' ? tip(t, 26) : 0),
  );
  assert.deepEqual(steps, ['hold', 'left', 'right', 'done']);
  assert(seconds < 5.5, `${seconds} s`);
  assert.equal(calibration.outcome?.swapped, false);
  assert(Math.abs((calibration.outcome?.full ?? 0) - 22.4) < 0.3, String(calibration.outcome?.full));
});

test('a phone with left and right swapped is detected', () => {
  const { calibration } = play((t, step) => (step === 'left' ? tip(t, 25) : step === 'right' ? tip(t, -25) : 0));
  assert.equal(calibration.outcome?.swapped, true);
});

test('the range stays playable for small and for large gestures', () => {
  for (const [degrees, full] of /** @type {const} */ ([
    [10, 12],
    [70, 32],
  ])) {
    const { calibration } = play((t, step) =>
      step === 'left' ? tip(t, -degrees) : step === 'right' ? tip(t, degrees) : 0,
    );
    assert.equal(calibration.outcome?.full, full);
  }
});

test('it begins when the phone is held still, in whatever pose', () => {
  const { steps, calibration } = play((t, step) =>
    step === 'hold' ? (t < 2 ? 40 * Math.sin(t * 9) : 15) : 15 + (step === 'left' ? tip(t, -20) : tip(t, 20)),
  );
  assert.deepEqual(steps, ['hold', 'left', 'right', 'done']);
  assert(Math.abs((calibration.outcome?.full ?? 0) - 16) < 0.5);
});

test('swinging the same way twice does not count as a tip to the other side', () => {
  let swings = 0;
  const { steps } = play((t, step) => {
    if (step === 'left') return tip(t, -25);
    if (step !== 'right') return 0;
    if (t > 4) swings = 1;
    return swings ? tip(t - 4, 25) : tip(t, -25);
  });
  assert.deepEqual(steps, ['hold', 'left', 'right', 'done']);
});

test('the lesson ends by itself for a player who does nothing', () => {
  for (const stuck of ['hold', 'left', 'right']) {
    const { calibration, seconds } = play((t, step) => {
      if (step === stuck) return step === 'hold' ? 50 * Math.sin(t * 12) : 2;
      return step === 'left' ? tip(t, -25) : 0;
    });
    assert.equal(calibration.step, 'given up');
    assert.equal(calibration.outcome, null);
    assert(seconds < 14, stuck);
  }
});
