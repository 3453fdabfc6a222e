/** Waiting items: news for a host that is behind, and sockets without a hello. Both are bounded, and charged to their cause. */

import { describe, expect, test } from 'vitest';

import { newcomerToReplace } from '../src/room/newcomers';
import { MAX_RELIABLE_MESSAGES, Outbox, type SeatNews } from '../src/room/outbox';

describe('news that waits for the host', () => {
  const news = (slot: number, event: SeatNews['event'], data: string = `${event} ${slot}`) => ({
    stream: null,
    data,
    news: { slot, event },
  });
  const drain = (outbox: Outbox) => {
    const texts: unknown[] = [];
    for (
      let next = outbox.pop({ lossy: true, reliable: true });
      next;
      next = outbox.pop({ lossy: true, reliable: true })
    )
      texts.push(next.data);
    return texts;
  };

  test('of a phone that came and left cancels out, and nothing else changes its place', () => {
    const outbox = new Outbox();
    outbox.push(news(1, 'taken'));
    outbox.push(news(0, 'released'));
    outbox.push(news(0, 'taken'));
    outbox.push({ stream: null, data: 'a frame' });
    outbox.push(news(0, 'changed'));
    outbox.push(news(1, 'changed'));
    outbox.push(news(0, 'changed'));
    outbox.push(news(0, 'released'));
    expect(drain(outbox)).toEqual(['taken 1', 'released 0', 'a frame', 'changed 1']);
    expect(outbox.isEmpty).toBe(true);
  });

  test('is delivered in full if the host has been told about the phone already', () => {
    const outbox = new Outbox();
    outbox.push(news(0, 'taken'));
    outbox.pop({ lossy: true, reliable: true });
    outbox.push(news(0, 'changed'));
    outbox.push(news(0, 'released'));
    expect(drain(outbox)).toEqual(['changed 0', 'released 0']);
  });

  test('is delivered in full if the host itself has removed the phone', () => {
    const outbox = new Outbox();
    outbox.push(news(0, 'taken'));
    outbox.push(news(0, 'left'));
    outbox.push(news(0, 'removed'));
    expect(drain(outbox)).toEqual(['taken 0', 'left 0', 'removed 0']);
  });

  test('that a phone is gone always fits, so that no phone’s leaving cuts the host off', () => {
    const outbox = new Outbox();
    while (outbox.push({ stream: null, data: 'a frame' }));
    expect([outbox.push(news(0, 'changed')), outbox.push(news(0, 'left')), outbox.push(news(0, 'released'))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(drain(outbox).slice(-2)).toEqual(['left 0', 'released 0']);
  });

  test('does not add up, however often a phone comes and leaves', () => {
    const outbox = new Outbox();
    for (let i = 0; i < 10 * MAX_RELIABLE_MESSAGES; i += 1) {
      for (const event of ['taken', 'changed', 'released'] as const) expect(outbox.push(news(0, event))).toBe(true);
    }
    expect([outbox.isEmpty, outbox.isHalfFull]).toEqual([true, false]);
  });
});

test('among newcomers the oldest of the address with the most makes way, unless that address is the requesting one', () => {
  const from = (address: string, openedMs: number) => ({ address, openedMs });
  const newcomers = [from('b', 1), from('a', 5), from('a', 3), from('a', 4)];
  expect(newcomerToReplace(newcomers, 'c')).toEqual(from('a', 3));
  expect(newcomerToReplace(newcomers, 'a')).toBeNull();
  expect(newcomerToReplace([from('a', 1), from('b', 2)], 'c')).toBeNull();
});
