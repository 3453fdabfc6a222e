// The timing of steering frames: rates, newest wins, thumbs and keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steerAt, TouchSteering } from '../page/input/touch.js';
import { clock, MotionOutbox, Pacer, Sequence, TouchOutbox } from '../page/net/outbox.js';

/** @typedef {import('../page/net/outbox.js').Sample} Sample */
/** @typedef {import('../page/net/protocol.js').MotionFrame} MotionFrame */

/** @param {number} mark @returns {Sample} */
const sample = (mark) => ({
  acceleration: [mark, 0, 9.81],
  rotationRate: [0, 0, 0],
  gyroscope: true,
  signVerified: true,
  screenAngle: 90,
});

/** Times of a 60 Hz sensor as phones deliver them, a few ms early or late. @param {number} count */
const times = (count) =>
  Array.from({ length: count }, (_, i) => 1000 + i * (1000 / 60) + ([0, 2.5, -1.5, 1, -2.5][i % 5] ?? 0));

/** @param {number} maxHz @param {number} count */
function frames(maxHz, count) {
  const outbox = new MotionOutbox(new Sequence());
  outbox.maxHz = maxHz;
  return times(count)
    .map((now, i) => outbox.add(sample(i), now, 0))
    .filter((frame) => frame !== null);
}

test('at 60 Hz every sample goes out at once, alone', () => {
  const sent = frames(60, 300);
  assert.equal(sent.length, 300);
  assert(sent.every(({ samples }, i) => samples.length === 1 && samples[0]?.acceleration[0] === i));
  assert.deepEqual(
    sent.map(({ seq }) => seq),
    Array.from({ length: 300 }, (_, i) => i + 1),
  );
});

test('at 30 Hz each frame has two samples, newest first, with their ages', () => {
  const sent = frames(30, 300).slice(2);
  assert(sent.length >= 145 && sent.length <= 150, `${sent.length} frames`);
  assert(sent.every(({ samples }) => samples.length === 2));
  const [newest, older] = sent[5]?.samples ?? [];
  assert(newest && older && newest.ageMs === 0 && older.ageMs > 10 && older.ageMs < 25);
  assert.equal(newest.acceleration[0], older.acceleration[0] + 1);
});

test('at 10 Hz a frame has the four newest samples', () => {
  const sent = frames(10, 300).slice(2);
  assert(sent.length >= 47 && sent.length <= 51, `${sent.length} frames`);
  assert(sent.every(({ samples }) => samples.length === 4));
});

test('a sensor faster than the limit does not break it', () => {
  const pacer = new Pacer();
  pacer.maxHz = 60;
  let sent = 0;
  for (let now = 0; now < 5000; now += 5) if (pacer.take(now)) sent += 1;
  assert(sent <= 302, `${sent} in 5 s`);
});

test('nothing is added to a busy socket: samples wait for the next frame, four at most', () => {
  const outbox = new MotionOutbox(new Sequence());
  assert(outbox.add(sample(0), 0, 64));
  for (let i = 1; i <= 5; i += 1) assert.equal(outbox.add(sample(i), i * 17, 65), null);
  const frame = outbox.add(sample(6), 102, 0);
  assert.deepEqual(
    frame?.samples.map(({ acceleration: [mark], ageMs }) => [mark, ageMs]),
    [
      [6, 0],
      [5, 17],
      [4, 34],
      [3, 51],
    ],
  );
  assert.equal(frame?.seq, 7, 'samples that were dropped count');
  assert.equal(outbox.add(sample(7), 119, 0)?.samples.length, 1);
});

test('samples from before a lost connection are dropped', () => {
  const outbox = new MotionOutbox(new Sequence());
  outbox.add(sample(0), 0, 100);
  outbox.clear();
  assert.equal(outbox.add(sample(1), 5000, 0)?.samples.length, 1);
});

test('motion and touch share one sequence, so that the game can tell which is newer', () => {
  const sequence = new Sequence();
  const [motion, touch] = [new MotionOutbox(sequence), new TouchOutbox(sequence)];
  const numbers = [
    motion.add(sample(0), 0, 0),
    touch.poll(1, 100, 0),
    touch.poll(0, 200, 0),
    motion.add(sample(1), 300, 0),
  ];
  assert.deepEqual(
    numbers.map((frame) => frame?.seq),
    [1, 2, 3, 4],
  );
  for (let i = 0; i < 65532; i += 1) sequence.next();
  assert.equal(sequence.next(), 1, 'it wraps at 2^16');
});

test('the clock is in whole milliseconds and wraps', () => {
  assert.equal(clock(12.9), 12);
  assert.equal(clock(2 ** 32 + 3.5), 3);
});

test('a thumb steers from edge to edge, a little before the edge', () => {
  const box = { left: 100, width: 200 };
  assert.equal(steerAt(200, box), 0);
  assert.equal(steerAt(100, box), -1);
  assert.equal(steerAt(290, box), 1);
  assert(Math.abs(steerAt(240, box) - 0.5) < 1e-9);
  assert.equal(steerAt(0, { left: 0, width: 0 }), 0);
});

test('keys turn the wheel gradually and release it, a thumb is followed at once', () => {
  const steering = new TouchSteering();
  assert.equal(steering.value(0), 0);
  steering.key('left', true);
  const [soon, later, full] = [steering.value(50), steering.value(100), steering.value(400)];
  assert(soon < 0 && later < soon && full === -1);
  steering.key('right', true);
  assert.equal(steering.value(416), 0, 'both keys cancel out');
  steering.thumb = 0.25;
  assert.equal(steering.value(432), 0.25);
  steering.thumb = null;
  steering.release();
  assert.equal(steering.value(448), 0);
});

test('touch frames: at each change up to 60 a second, and at least 15 a second without one', () => {
  const outbox = new TouchOutbox(new Sequence());
  const moving = Array.from({ length: 62 }, (_, i) => outbox.poll(i / 62, i * 16, 0)).filter(Boolean).length;
  assert(moving >= 57 && moving <= 61, `${moving} a second`);
  const still = Array.from({ length: 62 }, (_, i) => outbox.poll(0.5, 1000 + i * 16, 0)).filter(Boolean).length;
  assert(still >= 15 && still <= 17, `${still} a second`);
  assert.equal(outbox.poll(1, 3000, 65), null, 'not behind a full socket');
  assert.equal(outbox.poll(1, 3016, 0)?.steer, 32767);
  assert.equal(outbox.poll(-1, 3100, 0)?.steer, -32767);
});

test('every reading repeats the number of taps, and a tap by touch is sent at once', () => {
  const sequence = new Sequence();
  const [motion, touch] = [new MotionOutbox(sequence), new TouchOutbox(sequence)];
  assert.equal(touch.poll(0, 0, 0)?.taps, 0);
  assert.equal(touch.poll(0, 20, 0), null, 'nothing new');
  sequence.tap();
  assert.equal(touch.poll(0, 40, 0)?.taps, 1);
  assert.equal(touch.poll(0, 200, 0)?.taps, 1, 'repeated');
  for (let i = 0; i < 16; i += 1) sequence.tap();
  const sample = {
    acceleration: /** @type {[number, number, number]} */ ([0, 0, 9.81]),
    rotationRate: /** @type {[number, number, number]} */ ([0, 0, 0]),
    gyroscope: true,
    signVerified: true,
    screenAngle: 0,
  };
  assert.equal(motion.add(sample, 300, 0)?.taps, 1, 'modulo 16');
});
