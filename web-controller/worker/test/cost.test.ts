/** The cost model: figures worked out by hand, and the promises that rest on it. */

import { expect, test } from 'vitest';

import { dollarsFor, freeHoursADay, hubRoomsAnHour, usageOf } from '../src/cost';

const FULL_ROOM = { rooms: 1, phones: 15, framesPerSecond: 30, hours: 1, isDirect: false };
const SOLO = { rooms: 1, phones: 1, framesPerSecond: 60, hours: 1, isDirect: false };

test('messages are counted as they come', () => {
  // A phone: 60 frames, 5 questions, 4 answers. The game: 4 questions, 5 answers, 3 scores and the like, a ping every 3 s.
  expect(usageOf(SOLO).messages).toBeCloseTo(3600 * (69 + 12) + 1200);
  expect(usageOf(SOLO).duration).toBeCloseTo(460.8);
});

test('everything grows with rooms and hours', () => {
  const [one, six] = [usageOf(FULL_ROOM), usageOf({ ...FULL_ROOM, rooms: 3, hours: 2 })];
  for (const key of ['messages', 'requests', 'duration', 'rowsWritten'] as const) expect(six[key]).toBeCloseTo(6 * one[key]);
});

test('a full room costs a few cents an hour', () => {
  expect(dollarsFor(FULL_ROOM)).toBeCloseTo(0.025, 3);
  expect(dollarsFor({ ...FULL_ROOM, isDirect: true })).toBeLessThan(dollarsFor(FULL_ROOM) / 5);
});

test('a free account carries a hundred solo hours a day with the direct path', () => {
  expect(freeHoursADay({ ...SOLO, isDirect: true })).toBeGreaterThan(100);
});

test('without it, a few', () => {
  expect(freeHoursADay(SOLO)).toBeGreaterThan(5);
  expect(freeHoursADay(FULL_ROOM)).toBeGreaterThan(0.5);
});

test('one hub is no bottleneck', () => {
  // A thousand rooms at once, each an hour long, are a fiftieth part of what it can open.
  expect(hubRoomsAnHour(15)).toBeGreaterThan(50_000);
});
