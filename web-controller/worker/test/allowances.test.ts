/** Allowances of a phone and its host in a room, as a value: nothing is spent on requests without effect, the rest is limited. */

import { describe, expect, test } from 'vitest';

import { CLOSE } from '../src/protocol/close';
import type { Json } from '../src/protocol/json';
import { hashToken } from '../src/protocol/tokens';
import { join } from '../src/room/join';
import { KICK_BAN_MS, KICK_SHARED_MS, KickedAddresses, MAX_KICKED } from '../src/room/kicked';
import type { Output, SocketId } from '../src/room/lanes';
import { newRecord } from '../src/room/record';
import { FIRST_HZ, Room } from '../src/room/room';
import { text } from '../src/room/traffic';

const START_MS = 1_700_000_000_000;
const HOST: SocketId = 1000;
const SECOND_MS = 1000;

/** The texts that a socket received, and the code it was closed with. */
interface Heard {
  texts: Record<string, unknown>[];
  closed: number | undefined;
}

/** A room whose time the test sets. */
class Played {
  room = new Room(newRecord('K7TQ', hashToken('host'), 15, FIRST_HZ, START_MS), [], START_MS);
  nowMs = START_MS;
  isHostBehind = false;
  #out: Output[] = [];

  host(direct?: Json): void {
    join(
      this.room,
      { socket: HOST, address: 'home', isHostBehind: false },
      { role: 'host', lane: 0, token: 'host', direct },
      () => '',
      this.nowMs,
      this.#out,
    );
  }

  /** Returns the code with which a newcomer is refused, or `null`. */
  peer(socket: SocketId, address = `address-${socket}`, seat?: string): number | null {
    const { isHostBehind, nowMs } = this;
    return join(
      this.room,
      { socket, address, isHostBehind },
      { role: 'peer', lane: 0, name: '', seat },
      () => `seat-${socket}`,
      nowMs,
      this.#out,
    );
  }

  say(socket: SocketId, said: object): void {
    text(this.room, socket, JSON.stringify(said), () => 'invitation', this.nowMs, this.#out);
  }

  /** Whether something has to be saved; asking saves it. */
  isSaved(): boolean {
    const { isChanged } = this.room;
    this.room.record();
    return isChanged;
  }

  /** Returns all that a socket has received since the last call. */
  heard(socket: SocketId): Heard {
    const own = this.#out.filter((output) => (output.do === 'send' ? output.to : output.socket) === socket);
    this.#out = this.#out.filter((output) => !own.includes(output));
    const texts = own.flatMap((output) =>
      output.do === 'send' && typeof output.message.data === 'string'
        ? [JSON.parse(output.message.data) as Record<string, unknown>]
        : [],
    );
    return { texts, closed: own.flatMap((output) => (output.do === 'close' ? [output.code] : []))[0] };
  }
}

/** A room with a host and one phone, with nothing left to be delivered or saved. */
function played(): Played {
  const one = new Played();
  one.host();
  one.peer(0);
  one.isSaved();
  one.heard(HOST);
  one.heard(0);
  return one;
}

const LIMITED = { type: 'error', error: 'rate_limited' };
const count = (heard: Heard, type: string) => heard.texts.filter((one) => one.type === type).length;

describe('requests without effect are neither written nor announced', () => {
  test.each([
    ['the name that the seat has', 0, { type: 'rename', name: 'Player 1' }],
    ['a name that is the same once it is cleaned', 0, { type: 'rename', name: ' \u202ePlayer 1 ' }],
    ['no name, which is the same default again', 0, { type: 'rename', name: '' }],
    ['a lock that is as it was', HOST, { type: 'lock', locked: false }],
    ['a kick of nobody', HOST, { type: 'kick', slot: 7 }],
  ])('%s', (_, socket, said) => {
    const one = played();
    for (let i = 0; i < 100; i += 1) one.say(socket, said);
    expect(one.isSaved()).toBe(false);
    expect([one.heard(HOST), one.heard(0)]).toEqual([
      { texts: [], closed: undefined },
      { texts: [], closed: undefined },
    ]);
  });

  test('an offer that is equal, with its members in another order', () => {
    const one = played();
    one.say(HOST, { type: 'direct', direct: { h: 'here', f: { a: [1], b: null } } });
    expect(one.isSaved()).toBe(true);
    expect(count(one.heard(0), 'direct')).toBe(1);
    for (let i = 0; i < 100; i += 1) one.say(HOST, { type: 'direct', direct: { f: { b: null, a: [1] }, h: 'here' } });
    expect([one.isSaved(), one.heard(0).texts, one.heard(HOST).texts]).toEqual([false, [], []]);
  });

  test('a host that comes back with the same offer: phones are told that it is there, but get no offer', () => {
    const one = new Played();
    one.host({ h: 'here' });
    one.peer(0);
    one.isSaved();
    one.heard(0);
    one.host({ h: 'here' });
    expect([one.isSaved(), one.heard(0).texts]).toEqual([false, [{ type: 'host_joined' }]]);
    one.host({ h: 'there' });
    expect([one.isSaved(), one.heard(0).texts]).toEqual([
      true,
      [{ type: 'host_joined' }, { type: 'direct', direct: { h: 'there' } }],
    ]);
  });

  test('a phone that replaces its own socket', () => {
    const one = played();
    expect(one.peer(1, 'address-0', 'seat-0')).toBeNull();
    expect(one.isSaved()).toBe(false);
  });
});

describe('allowances', () => {
  test('five names at once and then one a second; the phone is told about the ignored ones', () => {
    const one = played();
    for (let i = 0; i < 8; i += 1) one.say(0, { type: 'rename', name: `Name ${i}` });
    expect(one.heard(HOST).texts.map(({ name }) => name)).toEqual(['Name 0', 'Name 1', 'Name 2', 'Name 3', 'Name 4']);
    expect(one.heard(0).texts).toEqual([LIMITED, LIMITED, LIMITED]);
    one.nowMs += SECOND_MS;
    for (const name of ['Ada', 'Bob']) one.say(0, { type: 'rename', name });
    expect(one.heard(HOST).texts.map(({ name }) => name)).toEqual(['Ada']);
  });

  test('the allowance for names survives a reconnection and the room’s absence from memory', () => {
    const one = played();
    for (let i = 0; i < 5; i += 1) one.say(0, { type: 'rename', name: `Name ${i}` });
    one.room.gone(0, 'closed', one.nowMs, []);
    one.room = new Room(one.room.record(), [[HOST, { member: 'host', lane: 0 }, 'home']], one.nowMs);
    one.peer(1, 'address-0', 'seat-0');
    one.heard(1);
    one.say(1, { type: 'rename', name: 'Eve' });
    expect(one.heard(1).texts).toEqual([LIMITED]);
  });

  test('ten of lock, kick and direct at once and then one a second', () => {
    const one = played();
    for (let i = 0; i < 5; i += 1) {
      one.say(HOST, { type: 'lock', locked: i % 2 === 0 });
      one.say(HOST, { type: 'direct', direct: i });
    }
    expect(one.heard(HOST).texts).toEqual([]);
    one.say(HOST, { type: 'lock', locked: false });
    one.say(HOST, { type: 'direct', direct: 'more' });
    one.say(HOST, { type: 'kick', slot: 0 });
    expect(one.heard(HOST).texts).toEqual([LIMITED, LIMITED, LIMITED]);
    expect([one.room.locked, one.room.direct, one.heard(0).closed]).toEqual([true, 4, undefined]);
    one.nowMs += SECOND_MS;
    one.say(HOST, { type: 'kick', slot: 0 });
    expect(one.heard(0).closed).toBe(CLOSE.kicked);
  });

  test('fifteen seats at once and then two a second; others are told nothing about the rest', () => {
    const one = new Played();
    one.host();
    const join15 = (first: number) => Array.from({ length: 15 }, (_, i) => one.peer(first + i));
    expect(join15(0)).toEqual(Array.from({ length: 15 }, () => null));
    for (let socket = 0; socket < 15; socket += 1) one.say(socket, { type: 'leave' });
    one.isSaved();
    one.heard(HOST);
    expect(join15(20)).toEqual(Array.from({ length: 15 }, () => CLOSE.tooManyMessages));
    expect([one.isSaved(), one.heard(HOST).texts]).toEqual([false, []]);
    one.nowMs += SECOND_MS;
    expect(join15(40).filter((code) => code === null)).toHaveLength(2);
  });

  test('returning with a token or an invitation does not count as a new seat', () => {
    const one = played();
    for (let socket = 1; socket < 15; socket += 1) one.peer(socket);
    for (let i = 0; i < 40; i += 1) expect(one.peer(100 + i, 'address-0', 'seat-0')).toBeNull();
    one.say(HOST, { type: 'invite', slot: 3 });
    expect(one.peer(200, 'elsewhere', 'invitation')).toBeNull();
  });

  test('texts of the host, whatever their content: too many are refused, and a flood disconnects it', () => {
    const one = played();
    for (let i = 0; i < 241; i += 1) one.say(HOST, { type: 'dance' });
    expect(one.heard(HOST).texts.at(-1)).toEqual(LIMITED);
    for (let i = 241; i < 2401; i += 1) one.say(HOST, { type: 'dance' });
    expect(one.heard(HOST).closed).toBe(CLOSE.tooManyMessages);
    expect(count(one.heard(0), 'host_left')).toBe(1);
  });
});

describe('a kicked address', () => {
  test('gets no new seat for five minutes; others do', () => {
    const one = played();
    one.say(HOST, { type: 'kick', slot: 0 });
    expect(one.room.isPromised).toBe(true);
    expect([one.peer(1, 'address-0'), one.peer(2, 'another')]).toEqual([CLOSE.kicked, null]);
    one.nowMs += KICK_BAN_MS - 1;
    expect(one.peer(3, 'address-0')).toBe(CLOSE.kicked);
    one.nowMs += 1;
    expect(one.peer(4, 'address-0')).toBeNull();
  });

  test('is that of the seat, whether its phone is there or not, and is stored with the room', () => {
    const one = played();
    one.room.gone(0, 'closed', one.nowMs, []);
    one.room = new Room(one.room.record(), [[HOST, { member: 'host', lane: 0 }, 'home']], one.nowMs);
    one.say(HOST, { type: 'kick', slot: 0 });
    one.room = new Room(
      JSON.parse(JSON.stringify(one.room.record())),
      [[HOST, { member: 'host', lane: 0 }, 'home']],
      one.nowMs,
    );
    expect(one.peer(1, 'address-0')).toBe(CLOSE.kicked);
  });

  test('that others in the room share lets one newcomer in every ten seconds', () => {
    const one = played();
    one.peer(1, 'home');
    one.say(HOST, { type: 'kick', slot: 1 });
    const tries = () => [one.peer(2, 'home'), one.peer(3, 'home')].filter((code) => code === null).length;
    expect(tries()).toBe(0);
    one.nowMs += KICK_SHARED_MS - 1;
    expect(tries()).toBe(0);
    one.nowMs += 1;
    expect(tries()).toBe(1);
    one.nowMs += KICK_SHARED_MS;
    expect(tries()).toBe(1);
  });

  test('still takes a seat with its token or an invitation', () => {
    const one = played();
    one.peer(1, 'address-0');
    one.say(HOST, { type: 'kick', slot: 1 });
    one.say(HOST, { type: 'invite', slot: 0 });
    expect([one.peer(2, 'address-0', 'seat-0'), one.peer(3, 'address-0', 'invitation')]).toEqual([null, null]);
  });

  test('is one of 32 at most', () => {
    const kicked = new KickedAddresses([]);
    for (let i = 0; i <= MAX_KICKED; i += 1) kicked.add(`${i}`, START_MS);
    expect([
      kicked.refuses('0', false, START_MS),
      kicked.refuses('1', false, START_MS),
      kicked.entries().length,
    ]).toEqual([false, true, MAX_KICKED]);
  });
});

test('a phone that joins while the host is behind is closed, and nobody is told', () => {
  const one = played();
  one.isHostBehind = true;
  expect([one.peer(1), one.peer(2, 'address-0', 'seat-0')]).toEqual([CLOSE.tooManyMessages, CLOSE.tooManyMessages]);
  expect([one.isSaved(), one.heard(HOST).texts, one.heard(0)]).toEqual([false, [], { texts: [], closed: undefined }]);
});
