/** The number and frequency of writes, counted in the runtime; and the data left after a crash. */

import {
  abortAllDurableObjects,
  env,
  evictDurableObject,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { afterEach, expect, test, vi } from 'vitest';
import { networkOf } from '../src/limiter/network';
import type { LimiterObject } from '../src/limiter/object';
import { HOST_ABSENCE_MS } from '../src/protocol/limits';
import { ask, Client, newAddress, newRoom, roomObject } from './client';
import { rowsOf } from './rows';

// Remains of one test must not write while another counts.
afterEach(async () => {
  vi.useRealTimers();
  await reset();
});

/** Stops the clock from now on, so that a slow machine earns no allowances. */
const stopClock = (ms = 0) => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

const limiterOf = (address: string): DurableObjectStub<LimiterObject> =>
  env.LIMITER.get(env.LIMITER.idFromName(networkOf(address)));

/** Returns an object's storage: its tables, its size in bytes, and whether an alarm is set. */
function stored(object: DurableObjectStub): Promise<{ tables: number; bytes: number; hasAlarm: boolean }> {
  return runInDurableObject(object, async (_, { storage }) => ({
    tables: storage.sql.exec('SELECT name FROM sqlite_master').toArray().length,
    bytes: storage.sql.databaseSize,
    hasAlarm: (await storage.getAlarm()) !== null,
  }));
}

const NOTHING = { tables: 0, bytes: 4096, hasAlarm: false };

test('a phone that repeats its own name, and a host its own lock, write nothing', async () => {
  const created = await newRoom();
  const game = await Client.host(created);
  const { phone } = await Client.peer(created.room.code, 'Ada');
  await game.text('peer_joined');
  const rows = await rowsOf(async () => {
    for (let i = 0; i < 200; i += 1) {
      phone.say({ type: 'rename', name: 'Ada' });
      game.say({ type: 'lock', locked: false });
    }
    await game.rest();
    await evictDurableObject(await roomObject(created.room.code));
  });
  expect(rows).toBe(0);
});

test('names and locks that do change are written once a second, and the last of them is kept', async () => {
  const created = await newRoom();
  const game = await Client.host(created);
  const { phone } = await Client.peer(created.room.code, 'Ada');
  await game.text('peer_joined');
  stopClock(1000);
  const rows = await rowsOf(async () => {
    for (let i = 0; i < 100; i += 1) {
      phone.say({ type: 'rename', name: `Name ${i}` });
      game.say({ type: 'lock', locked: i % 2 === 0 });
    }
    await game.rest();
    // A room with a timer is not taken out of memory: this waits for the delayed writes.
    await evictDurableObject(await roomObject(created.room.code));
  });
  // One at once, and one for the rest.
  expect(rows).toBe(2);
  const record = await runInDurableObject(
    await roomObject(created.room.code),
    (_, { storage }) => storage.sql.exec<{ record: string }>('SELECT record FROM records').one().record,
  );
  expect(JSON.parse(record)).toMatchObject({ locked: false, seats: [{ name: 'Name 4' }] });
});

test('a kick is written at once: the kicked address is kept out after a crash as well', async () => {
  const [created, guest] = [await newRoom(), newAddress()];
  const { code } = created.room;
  const game = await Client.host(created);
  const newcomer = async (address: string) => {
    const client = await Client.connect(code, address);
    client.say({ type: 'hello', protocol: 1, role: 'peer', name: 'Eve' });
    return client;
  };
  const eve = await newcomer(guest);
  const welcome = await eve.text('welcome');
  // The welcome was a write; a second one within a second has to be a promise.
  game.say({ type: 'kick', slot: 0 });
  expect(await eve.closed()).toBe(4010);
  await abortAllDurableObjects();
  const back = await Client.connect(code, guest);
  back.say({ type: 'hello', protocol: 1, role: 'peer', name: 'Eve', seat: welcome.seat });
  expect(await back.closed()).toBe(4003);
  expect(await (await newcomer(guest)).closed()).toBe(4010);
  expect(await (await newcomer(newAddress())).text('welcome')).toMatchObject({ slot: 0 });
});

test('a seat and an invitation are written before they are handed out, however soon after the last write', async () => {
  const created = await newRoom();
  const game = await Client.host(created);
  const seats = [await Client.peer(created.room.code), await Client.peer(created.room.code)].map(
    ({ welcome }) => welcome.seat as string,
  );
  game.say({ type: 'invite', slot: 0 });
  const { seat: invitation } = await game.text('invitation');
  await abortAllDurableObjects();
  expect((await Client.peer(created.room.code, '', seats[1])).welcome.slot).toBe(1);
  expect((await Client.peer(created.room.code, '', invitation as string)).welcome.slot).toBe(0);
});

test('a room that has ended stores nothing, and asking it again stores nothing either', async () => {
  const { room } = await newRoom();
  const object = await roomObject(room.code);
  expect((await ask(`/api/rooms/${room.code}`)).status).toBe(200);
  stopClock(HOST_ABSENCE_MS + 1000);
  await runDurableObjectAlarm(object);
  await evictDurableObject(object).catch(() => {});
  expect((await ask(`/api/rooms/${room.code}`)).status).toBe(404);
  expect(await stored(object)).toEqual(NOTHING);
});

test('an address that only asked is not stored', async () => {
  const address = newAddress();
  const { room } = await newRoom();
  for (const code of ['xx', room.code]) await ask(`/api/rooms/${code}`, {}, address);
  expect(await stored(limiterOf(address))).toEqual(NOTHING);
});

test('an address that missed, opened a room or held a socket is forgotten after two minutes', async () => {
  const { room } = await newRoom();
  const [missed, opened, joined] = [newAddress(), newAddress(), newAddress()];
  await ask('/api/rooms/ZZZZ', {}, missed);
  await ask('/api/rooms', { method: 'POST' }, opened);
  const socket = await Client.connect(room.code, joined);
  for (const address of [missed, opened, joined])
    expect(await stored(limiterOf(address))).toMatchObject({ hasAlarm: true });
  socket.close();
  const held = () =>
    runInDurableObject(
      limiterOf(joined),
      (_, { storage }) => storage.sql.exec<{ record: string }>('SELECT record FROM records').one().record,
    );
  await vi.waitUntil(async () => (JSON.parse(await held()) as { leases: unknown[] }).leases.length === 0, {
    timeout: 5000,
  });
  stopClock(121_000);
  for (const address of [missed, opened, joined]) {
    expect(await runDurableObjectAlarm(limiterOf(address))).toBe(true);
    expect(await stored(limiterOf(address))).toEqual(NOTHING);
    // Asking again does not bring it back.
    await ask(`/api/rooms/${room.code}`, {}, address);
    expect(await stored(limiterOf(address))).toEqual(NOTHING);
  }
});

test('an address that holds a socket is remembered, and forgotten if the socket was lost in a crash', async () => {
  const [{ room }, address] = [await newRoom(), newAddress()];
  await Client.connect(room.code, address);
  stopClock(121_000);
  await runDurableObjectAlarm(limiterOf(address));
  expect(await stored(limiterOf(address))).toMatchObject({ hasAlarm: true });
  await evictDurableObject(await roomObject(room.code), { webSockets: 'close' });
  stopClock(601_000);
  expect(await runDurableObjectAlarm(limiterOf(address))).toBe(true);
  expect(await stored(limiterOf(address))).toEqual(NOTHING);
});

test('a flood of joins and misses from one address writes its limiter once a second', async () => {
  const [{ room }, address] = [await newRoom(), newAddress()];
  stopClock();
  const rows = await rowsOf(async () => {
    for (let i = 0; i < 30; i += 1) await ask(`/api/rooms/${i % 2 ? 'ZZZZ' : room.code}`, {}, address);
    await evictDurableObject(limiterOf(address));
  });
  // The table, two writes and the alarm.
  expect(rows).toBeLessThanOrEqual(5);
});
