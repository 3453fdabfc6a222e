/** Sockets that send nothing, too much or nonsense; and the faults of the relay that this one replaces. */

import { env, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, test, vi } from 'vitest';

import type { RoomObject } from '../src/room/object';
import { ask, Client, newAddress, newRoom, roomObject } from './client';

afterEach(() => void vi.useRealTimers());

const later = (ms: number) => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

describe('time', () => {
  test('a client that sends no hello within five seconds is closed with 4002', async () => {
    const { room } = await newRoom();
    const silent = await Client.connect(room.code);
    later(5001);
    expect(await runDurableObjectAlarm(await roomObject(room.code))).toBe(true);
    expect(await silent.closed()).toBe(4002);
  });

  test('a client that is silent for 45 s is dropped, and the host is told; its seat is kept', async () => {
    const created = await newRoom();
    const game = await Client.host(created);
    const { phone, welcome } = await Client.peer(created.room.code, 'Ada');
    const object = await roomObject(created.room.code);
    later(44_000);
    await runDurableObjectAlarm(object);
    game.say('{"type":"lock","locked":false}');
    await game.rest();
    later(2000);
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await phone.closed()).toBe(1001);
    expect(await game.text('peer_left')).toEqual({ type: 'peer_left', slot: 0, reason: 'timeout' });
    const back = await Client.peer(created.room.code, '', welcome.seat as string);
    expect(back.welcome.resumed).toBe(true);
  });
});

test('an address at its limit of sockets gets no more until one closes', async () => {
  const [{ room }, address] = [await newRoom(), newAddress()];
  const sockets = await Promise.all(Array.from({ length: 40 }, () => Client.connect(room.code, address)));
  const join = async () =>
    (await ask(`/api/rooms/${room.code}/ws`, { headers: { upgrade: 'websocket' } }, address)).status;
  expect(await join()).toBe(429);
  // No browser shows why an upgrade was refused; a page asks with a plain request.
  const asked = async () => (await ask(`/api/rooms/${room.code}/ws`, {}, address)).status;
  expect(await asked()).toBe(429);
  sockets[0]?.close();
  await vi.waitUntil(async () => (await asked()) === 400, { timeout: 5000, interval: 100 });
  expect(await join()).toBe(101);
});

test('sockets that were lost in a crash do not count for ever', async () => {
  const address = newAddress();
  const limiter = env.LIMITER.get(env.LIMITER.idFromName(address));
  const nobody = env.ROOM.newUniqueId().toString();
  for (let i = 0; i < 40; i += 1) expect(await limiter.hold(`lost-${i}`, nobody)).toBe(0);
  const { room } = await newRoom();
  await Client.connect(room.code, address);
});

test('strangers in one room are limited, whatever their addresses', async () => {
  const { room } = await newRoom();
  await Promise.all(Array.from({ length: 64 }, () => Client.connect(room.code)));
  expect((await ask(`/api/rooms/${room.code}/ws`, { headers: { upgrade: 'websocket' } })).status).toBe(429);
});

describe('faults of the first relay', () => {
  test('messages before a name were kept without a bound: data before the hello closes', async () => {
    const { room } = await newRoom();
    const client = await Client.connect(room.code);
    client.send(1, 2, 3);
    expect(await client.closed()).toBe(1003);
  });

  test('names were checked by the page only: here they are cleaned for every client', async () => {
    const created = await newRoom();
    const game = await Client.host(created);
    await Client.peer(created.room.code, `\u202e<b>\u0000${'x'.repeat(50)}`);
    expect((await game.text('peer_joined')).name).toBe(`<b>${'x'.repeat(21)}`);
  });

  test('the limit for long messages never took effect: here it closes', async () => {
    const { room } = await newRoom();
    const [big, long] = [await Client.peer(room.code), await Client.peer(room.code)];
    big.phone.send(...Array.from({ length: 513 }, () => 1));
    long.phone.say('x'.repeat(4097));
    expect([await big.phone.closed(), await long.phone.closed()]).toEqual([1009, 1009]);
  });

  test('the limiter was never consulted: here a flood closes', async () => {
    const created = await newRoom();
    const game = await Client.host(created);
    const { phone } = await Client.peer(created.room.code);
    // Time stands still: on a slow machine the flood would be none.
    later(0);
    for (let i = 0; i < 2500; i += 1) phone.send(1, 0);
    expect(await phone.closed()).toBe(4029);
    expect(await game.text('peer_left')).toMatchObject({ reason: 'rate_limited' });
  });

  test('the host could not tell phones apart: here each frame names its slot', async () => {
    const created = await newRoom();
    const game = await Client.host(created);
    const phones = [await Client.peer(created.room.code), await Client.peer(created.room.code)];
    phones[1]?.phone.send(0x80, 7);
    expect(await game.frame()).toEqual([1, 0x80, 7]);
    phones[0]?.phone.send(0x80, 8);
    expect(await game.frame()).toEqual([0, 0x80, 8]);
  });

  test('anybody could be the host: here that takes the token, and the second one replaces the first', async () => {
    const created = await newRoom();
    const game = await Client.host(created);
    const stranger = await Client.connect(created.room.code);
    stranger.say({ type: 'hello', protocol: 1, role: 'host', token: 'AAAAAAAAAAAAAAAAAAAAAA' });
    expect(await stranger.closed()).toBe(4003);
    await Client.host(created);
    expect(await game.closed()).toBe(4000);
  });

  test('internal errors were sent to clients: here they get two words', async () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { room } = await newRoom();
    const object = await roomObject(room.code);
    await runInDurableObject(object, (instance: RoomObject) => {
      vi.spyOn(Object.getPrototypeOf(instance) as RoomObject, 'info').mockImplementation(() => {
        throw new Error('secret at /src/room/object.ts:1');
      });
    });
    const answer = await ask(`/api/rooms/${room.code}`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'internal', message: expect.any(String) as string });
    expect(quiet).toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

test('a room’s record contains no token', async () => {
  const created = await newRoom();
  const game = await Client.host(created);
  const { welcome } = await Client.peer(created.room.code, 'Ada');
  game.say({ type: 'invite', slot: 0 });
  const { seat: invitation } = await game.text('invitation');
  const object = await roomObject(created.room.code);
  const kept = await runInDurableObject(object, (_, state) => {
    const attachments = state.getWebSockets().map((ws) => ws.deserializeAttachment() as unknown);
    return JSON.stringify([state.storage.sql.exec('SELECT record FROM records').toArray(), attachments]);
  });
  expect(kept).toContain('Ada');
  for (const token of [created.hostToken, welcome.seat, invitation]) expect(kept).not.toContain(token);
});
