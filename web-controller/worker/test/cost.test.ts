/** The cost model: figures worked out by hand, and the promises that rest on it. */

import { expect, test } from 'vitest';
import {
  dollarsFor,
  dollarsOf,
  freeHoursADay,
  freeHoursOf,
  freeRowHoursOf,
  hubRoomsAnHour,
  usageOf,
  worstAddress,
  worstPeer,
  worstRoom,
} from '../src/cost';
import wrangler from '../wrangler.jsonc?raw';

const FULL_ROOM = { rooms: 1, phones: 15, framesPerSecond: 30, hours: 1, isDirect: false };
const SOLO = { rooms: 1, phones: 1, framesPerSecond: 60, hours: 1, isDirect: false };

test('messages are counted as they come', () => {
  // A phone: 60 frames, 5 echoes, 4 replies. The game: 4 echoes, 5 replies, 3 scores and the like, a ping every 3 s.
  expect(usageOf(SOLO).messages).toBeCloseTo(3600 * (69 + 12) + 1200);
  expect(usageOf(SOLO).duration).toBeCloseTo(460.8);
});

test('everything grows with rooms and hours', () => {
  const [one, six] = [usageOf(FULL_ROOM), usageOf({ ...FULL_ROOM, rooms: 3, hours: 2 })];
  for (const key of ['messages', 'requests', 'duration', 'rowsWritten'] as const)
    expect(six[key]).toBeCloseTo(6 * one[key]);
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

test('the most expensive phone writes less than 16,000 rows an hour', () => {
  const worst = worstPeer();
  // 2 seats, 1 other save and 0.4 alarms a second in the room; 1 save and 0.025 alarms at its limiter.
  expect(worst.rowsWritten).toBeCloseTo(3600 * 4.425);
  expect(freeRowHoursOf(worst)).toBeGreaterThan(6);
  expect(dollarsOf(worst)).toBeCloseTo(0.068, 3);
  // Its frames use up the free requests before.
  expect(freeHoursOf(worst)).toBeGreaterThan(0.3);
});

test('the most expensive room writes less than 20,000 rows an hour', () => {
  const worst = worstRoom();
  // 2 seats, 1 invitation, 1 kick, 1 other save and 0.4 alarms a second.
  expect(worst.rowsWritten).toBeCloseTo(3600 * 5.4);
  expect(freeRowHoursOf(worst)).toBeGreaterThan(5);
  expect(dollarsOf(worst)).toBeCloseTo(0.063, 3);
});

test('the most expensive address writes less than 300,000 rows an hour', () => {
  const worst = worstAddress();
  expect(worst.rowsWritten).toBeCloseTo(3600 * (64 + 15 + 1.025 + 10 / 6));
  expect(dollarsOf(worst)).toBeCloseTo(2.41, 2);
});

test('the model reckons with the limits that are deployed', () => {
  for (const limit of ['"JOINS_PER_MINUTE": "300"', '"SOCKETS_PER_ADDRESS": "64"', '"ROOMS_PER_MINUTE": "10"'])
    expect(wrangler.split(limit)).toHaveLength(3);
});
