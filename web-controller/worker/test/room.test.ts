/** The room as a value: behaviour that is hard to observe on the wire. */

import { describe, expect, test } from 'vitest';

import { CLOSE } from '../src/protocol/close';
import { HOST_ABSENCE_MS, ROOM_LIFETIME_MS, SEAT_KEEPING_MS } from '../src/protocol/limits';
import { hashToken } from '../src/protocol/tokens';
import { Bucket, FrameLimiter } from '../src/room/bucket';
import { join } from '../src/room/join';
import type { Output, SocketId } from '../src/room/lanes';
import { MAX_LOSSY_BYTES, MAX_RELIABLE_BYTES, MAX_RELIABLE_MESSAGES, Outbox, streamOf } from '../src/room/outbox';
import { newRecord, type RoomRecord } from '../src/room/record';
import { FIRST_HZ, Room } from '../src/room/room';
import { frame, text } from '../src/room/traffic';
import { Window } from '../src/room/window';

const START_MS = 1_700_000_000_000;
const HOST: SocketId = 100;
const ALL = { lossy: true, reliable: true };

function newRoom(): Room {
  return new Room(newRecord('K7TQ', hashToken('host'), 15, FIRST_HZ, START_MS), [], START_MS);
}

/** Texts for a socket. */
function textsFor(socket: SocketId, out: Output[]): Record<string, unknown>[] {
  return out.flatMap((output) =>
    output.do === 'send' && output.to === socket && typeof output.message.data === 'string'
      ? [JSON.parse(output.message.data) as Record<string, unknown>]
      : [],
  );
}

function joinAs(
  room: Room,
  socket: SocketId,
  role: 'host' | 'peer',
  nowMs = START_MS,
  address = `address-${socket}`,
  name = '',
  seat?: string,
): Output[] {
  const out: Output[] = [];
  const hello =
    role === 'host'
      ? { role, lane: 0 as const, token: 'host', direct: undefined }
      : { role, lane: 0 as const, name, seat };
  join(room, { socket, address, isHostBehind: false }, hello, () => `seat-${socket}`, nowMs, out);
  return out;
}

describe('names', () => {
  const named = (room: Room, socket: SocketId, name: string, seat?: string) =>
    textsFor(HOST, joinAs(room, socket, 'peer', START_MS, `address-${socket}`, name, seat))[0];

  test('a taken one gets a number, for newcomers, returning players and renamed ones', () => {
    const room = newRoom();
    joinAs(room, HOST, 'host');
    expect(named(room, 0, 'Ada')).toMatchObject({ slot: 0, name: 'Ada' });
    expect(named(room, 1, 'ada')).toMatchObject({ slot: 1, name: 'ada 2' });
    expect(named(room, 2, ' A\u200bda ')).toMatchObject({ slot: 2, name: 'Ada 3' });
    expect(named(room, 3, '\u3164')).toMatchObject({ slot: 3, name: 'Player 4' });
    // Its own name is not in its way.
    room.gone(1, 'closed', START_MS, []);
    expect(named(room, 4, 'ada', 'seat-1')).toMatchObject({ slot: 1, name: 'ada 2', resumed: true });
    const out: Output[] = [];
    text(room, 3, JSON.stringify({ type: 'rename', name: 'ADA' }), () => 'fresh', START_MS, out);
    expect(textsFor(HOST, out)).toEqual([{ type: 'peer_renamed', slot: 3, name: 'ADA 4' }]);
    text(room, 3, JSON.stringify({ type: 'rename', name: 'ADA' }), () => 'fresh', START_MS, out);
    expect(textsFor(HOST, out), 'the same wish again is no news').toHaveLength(1);
  });
});

describe('expiry', () => {
  test('a room ends after ten minutes without a host, and a day with one', () => {
    const room = newRoom();
    expect(room.expiresMs()).toBe(START_MS + HOST_ABSENCE_MS);
    joinAs(room, HOST, 'host');
    expect(room.expiresMs()).toBe(START_MS + ROOM_LIFETIME_MS);
    const out: Output[] = [];
    expect(room.tick(START_MS + ROOM_LIFETIME_MS - 1, out)).toBe(true);
    expect(room.tick(START_MS + ROOM_LIFETIME_MS, out)).toBe(false);
    expect(out).toEqual([{ do: 'close', socket: HOST, code: CLOSE.roomClosed }]);
  });

  test('a host that goes has ten minutes to come back', () => {
    const room = newRoom();
    joinAs(room, HOST, 'host');
    room.gone(HOST, 'closed', START_MS + 5000, []);
    expect(room.nextTickMs()).toBe(START_MS + 5000 + HOST_ABSENCE_MS);
  });

  test('a seat is kept for two minutes, and then free', () => {
    const room = newRoom();
    joinAs(room, HOST, 'host');
    joinAs(room, 1, 'peer');
    room.gone(1, 'closed', START_MS, []);
    const out: Output[] = [];
    expect(room.nextTickMs()).toBe(START_MS + SEAT_KEEPING_MS);
    room.tick(START_MS + SEAT_KEEPING_MS - 1, out);
    expect(out).toEqual([]);
    room.tick(START_MS + SEAT_KEEPING_MS, out);
    expect(textsFor(HOST, out)).toEqual([{ type: 'seat_released', slot: 0 }]);
  });
});

describe('the stored record', () => {
  test('brings the same room back, with sockets in their places', () => {
    const room = newRoom();
    joinAs(room, HOST, 'host');
    joinAs(room, 1, 'peer');
    joinAs(room, 2, 'peer');
    room.gone(2, 'closed', START_MS + 7, []);
    const record = room.record();
    const kept = JSON.parse(JSON.stringify(record)) as RoomRecord;
    const back = new Room(
      kept,
      [
        [HOST, { member: 'host', lane: 0 }, `address-${HOST}`],
        [1, { member: 0, lane: 0 }, 'address-1'],
      ],
      START_MS + 9,
    );
    expect(back.isChanged).toBe(false);
    expect(back.record()).toEqual(record);
    expect(back.info()).toEqual(room.info());
  });

  test('gives members that were lost unseen the usual time from now on', () => {
    const room = newRoom();
    joinAs(room, HOST, 'host');
    joinAs(room, 1, 'peer');
    const nowMs = START_MS + 3 * HOST_ABSENCE_MS;
    const back = new Room(room.record(), [], nowMs);
    expect(back.isChanged).toBe(true);
    expect([back.expiresMs(), back.nextTickMs()]).toEqual([nowMs + HOST_ABSENCE_MS, nowMs + SEAT_KEEPING_MS]);
  });

  test('has tokens as hashes only', () => {
    const room = newRoom();
    joinAs(room, 1, 'peer');
    const kept = JSON.stringify(room.record());
    expect(kept).not.toContain('seat-1');
    expect(kept).toContain(hashToken('seat-1'));
  });
});

describe('the pace', () => {
  test('is lowered for everybody with the ninth phone, and raised again when seven are gone', () => {
    const room = newRoom();
    const welcomes = Array.from({ length: 9 }, (_, i) => textsFor(i, joinAs(room, i, 'peer'))[0]?.maxHz);
    expect(welcomes).toEqual([60, 60, 60, 60, 60, 60, 60, 60, 30]);
    const rates = [8, 7, 6, 5].map((socket) => {
      const out: Output[] = [];
      room.gone(socket, 'closed', START_MS, out);
      return textsFor(0, out).filter(({ type }) => type === 'rate');
    });
    expect(rates).toEqual([[], [], [{ type: 'rate', maxHz: 60 }], []]);
  });

  test('is announced to phones that are there already', () => {
    const room = newRoom();
    for (let socket = 0; socket < 8; socket += 1) joinAs(room, socket, 'peer');
    const out = joinAs(room, 8, 'peer');
    for (let socket = 0; socket < 8; socket += 1)
      expect(textsFor(socket, out)).toContainEqual({ type: 'rate', maxHz: 30 });
    expect(textsFor(8, out).map(({ type }) => type)).toEqual(['welcome']);
  });
});

test('frames beyond a phone’s rate are dropped and counted, unless they are reliable', () => {
  const room = newRoom();
  joinAs(room, HOST, 'host');
  joinAs(room, 1, 'peer');
  const sent = (kind: number) => {
    const out: Output[] = [];
    frame(room, 1, Uint8Array.of(kind, 0), START_MS, out);
    return out.filter(({ do: what }) => what === 'send').length;
  };
  expect(Array.from({ length: 240 }, () => sent(1)).every((count) => count === 1)).toBe(true);
  expect([sent(1), sent(0x80)]).toEqual([0, 1]);
  expect(room.droppedFrames).toBe(1);
});

describe('buckets', () => {
  test('refill with time, and tell how long that takes', () => {
    const bucket = new Bucket(10, 60_000, 10, 0);
    for (let i = 0; i < 10; i += 1) expect(bucket.take(0)).toBe(true);
    expect([bucket.take(0), bucket.waitMs(0)]).toEqual([false, 6000]);
    expect([bucket.take(5999), bucket.take(6000), bucket.isFull(66_001)]).toEqual([false, true, true]);
  });

  test('continue from the stored level', () => {
    const bucket = new Bucket(10, 60_000, 10, 0);
    for (let i = 0; i < 9; i += 1) bucket.take(0);
    const back = new Bucket(10, 60_000, 10, 0, bucket.level());
    expect([back.take(0), back.take(0)]).toEqual([true, false]);
  });

  test('a peer ten times over its rate floods', () => {
    const limiter = new FrameLimiter(0);
    const verdicts = Array.from({ length: 2401 }, () => limiter.count(0));
    expect([verdicts[239], verdicts[240], verdicts[2399], verdicts[2400]]).toEqual(['fine', 'over', 'over', 'flood']);
  });
});

describe('the outbox', () => {
  const reliable = (byte: number, length = 1) => ({ stream: null, data: new Uint8Array(length).fill(byte) });
  const lossy = (stream: number, byte: number, length = 1) => ({ stream, data: new Uint8Array(length).fill(byte) });
  const drain = (outbox: Outbox) => {
    const bytes: (number | undefined)[] = [];
    for (let next = outbox.pop(ALL); next; next = outbox.pop(ALL)) bytes.push(Number(next.data[0]));
    return bytes;
  };

  test('keeps the newest of each stream, in the older one’s place, and every reliable message in order', () => {
    const outbox = new Outbox();
    outbox.push(lossy(streamOf(0, 0, 1), 1));
    outbox.push(lossy(streamOf(1, 0, 1), 2));
    outbox.push(reliable(10));
    outbox.push(lossy(streamOf(0, 0, 1), 3));
    outbox.push(reliable(11));
    expect(drain(outbox)).toEqual([10, 3, 11, 2]);
    expect(outbox.dropped).toBe(1);
  });

  test('has a bound for reliable messages and their bytes', () => {
    const [many, big] = [new Outbox(), new Outbox()];
    for (let i = 0; i < MAX_RELIABLE_MESSAGES; i += 1) expect(many.push(reliable(0))).toBe(true);
    expect(many.push(reliable(0))).toBe(false);
    for (let i = 0; i < 16; i += 1) expect(big.push(reliable(0, MAX_RELIABLE_BYTES / 16))).toBe(true);
    expect(big.push(reliable(0))).toBe(false);
  });

  test('has a bound for lossy bytes: the oldest go', () => {
    const outbox = new Outbox();
    for (let i = 0; i < 5; i += 1) expect(outbox.push(lossy(i, i, MAX_LOSSY_BYTES / 4))).toBe(true);
    expect(drain(outbox)).toEqual([1, 2, 3, 4]);
  });
});

describe('the window', () => {
  test('closes for a silent client, and opens when it sends', () => {
    const window = new Window();
    window.open(0);
    window.sent(64 * 1024, true);
    expect(window.open(0)).toEqual({ lossy: false, reliable: true });
    window.heard(1);
    expect(window.open(1)).toEqual(ALL);
  });

  test('lets a trickle through meanwhile, so that a client that only listens gets the newest', () => {
    const window = new Window();
    window.open(0);
    window.sent(64 * 1024 + 16 * 1024, true);
    expect([window.open(499).lossy, window.open(501).lossy]).toEqual([false, true]);
  });

  test('is not fooled by a sign of life that was known already', () => {
    const window = new Window();
    window.heard(5);
    window.open(5);
    window.sent(64 * 1024, false);
    window.heard(5);
    expect(window.open(5).reliable).toBe(false);
  });
});
