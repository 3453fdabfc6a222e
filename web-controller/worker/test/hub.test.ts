/** The hub: codes are given out once, found at once, and free again. */

import { env, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, expect, test, vi } from 'vitest';

import type { HubObject } from '../src/hub/object';
import { CODE_TRIES, HOST_ABSENCE_MS, ROOM_LIFETIME_MS } from '../src/protocol/limits';
import { ask, type Created, newRoom, roomObject } from './client';

afterEach(() => void vi.useRealTimers());

/** A hub of the test's own. */
const newHub = (name: string) => env.HUB.get(env.HUB.idFromName(name));

test('two hundred rooms at once have two hundred codes, and are found at once', async () => {
  const open = async (): Promise<[string, number]> => {
    const { room } = await (await ask('/api/rooms', { method: 'POST' })).json<Created>();
    return [room.code, (await ask(`/api/rooms/${room.code}`)).status];
  };
  const rooms = await Promise.all(Array.from({ length: 200 }, open));
  expect(new Set(rooms.map(([code]) => code)).size).toBe(200);
  expect(rooms.filter(([, status]) => status !== 200)).toEqual([]);
});

test('a code that is taken is drawn again, five times', async () => {
  // The object itself has more methods than it offers to others.
  const hub = newHub('crowded') as unknown as DurableObjectStub<HubObject>;
  const codes = await runInDurableObject(hub, async (instance: HubObject) => {
    const draw = vi.spyOn(instance, 'draw').mockReturnValue('AAAA');
    const first = await instance.claim('1');
    const none = await instance.claim('2');
    const tries = draw.mock.calls.length - 1;
    draw.mockReturnValueOnce('AAAA').mockReturnValueOnce('AAAA').mockReturnValueOnce('EEEE');
    return { first, none, tries, third: await instance.claim('3') };
  });
  expect(codes).toEqual({ first: 'AAAA', none: null, tries: CODE_TRIES, third: 'EEEE' });
});

test('only the room that has a code gives it back', async () => {
  const hub = newHub('returns');
  const code = await hub.claim('1');
  await hub.release(code ?? '', '2');
  expect(await hub.find(code ?? '')).toBe('1');
  await hub.release(code ?? '', '1');
  expect(await hub.find(code ?? '')).toBeNull();
});

test('a code whose room never reported its end is free after a day', async () => {
  const hub = newHub('forgotten');
  const code = await hub.claim('1');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ROOM_LIFETIME_MS + 120_000 });
  expect(await hub.find(code ?? '')).toBeNull();
  expect(await runDurableObjectAlarm(hub)).toBe(true);
  const rows = await runInDurableObject(hub, (_, state) => state.storage.sql.exec('SELECT * FROM rooms').toArray());
  expect(rows).toEqual([]);
});

test('a room without a host ends by alarm; its code is free and nothing of it is kept', async () => {
  const { room } = await newRoom();
  const object = await roomObject(room.code);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOST_ABSENCE_MS + 1000 });
  expect(await runDurableObjectAlarm(object)).toBe(true);
  expect(await env.HUB.get(env.HUB.idFromName('hub')).find(room.code)).toBeNull();
  expect((await ask(`/api/rooms/${room.code}`)).status).toBe(404);
  const tables = await runInDurableObject(object, (_, state) =>
    state.storage.sql.exec('SELECT name FROM sqlite_master WHERE name = ?', 'records').toArray(),
  );
  expect(tables).toEqual([]);
});
