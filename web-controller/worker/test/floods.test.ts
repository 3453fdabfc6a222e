/** Silent sockets, endless look-ups and guessed tokens: the clients that are refused, and the requests that reach the one hub. */

import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, expect, test, vi } from 'vitest';

import { CACHE_MS, CodeCache, MAX_CACHED } from '../src/hub/cache';
import { HubObject } from '../src/hub/object';
import { HOST_ABSENCE_MS } from '../src/protocol/limits';
import { RoomObject } from '../src/room/object';
import { ask, Client, newAddress, newRoom, roomObject } from './client';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const stopClock = (ms = 0) => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
const upgrade = (code: string, address?: string) =>
  ask(`/api/rooms/${code}/ws`, { headers: { upgrade: 'websocket' } }, address);

test('silent sockets of a few addresses do not keep anybody else out', async () => {
  const created = await newRoom();
  const { code } = created.room;
  const [one, two] = [newAddress(), newAddress()];
  const silent = await Promise.all(Array.from({ length: 64 }, (_, i) => Client.connect(code, i % 2 ? one : two)));
  for (let i = 0; i < 10; i += 1) expect((await Client.peer(code, `${i}`)).welcome.slot).toBe(i);
  await Client.host(created);
  // Nobody had sent a hello in between, so one made way for the first; players are not affected.
  const closed = (await Promise.all(silent.map((socket) => socket.rest()))).flat();
  expect(closed).toEqual([{ closed: 4002 }]);
  // The flood itself is refused.
  expect((await upgrade(code, newAddress())).status).toBe(101);
  expect((await upgrade(code, one)).status).toBe(429);
});

test('look-ups of an existing room are limited for each address, as joins are', async () => {
  const [{ room }, address] = [await newRoom(), newAddress()];
  stopClock();
  const statuses: number[] = [];
  for (let i = 0; i < 100; i += 1) statuses.push((await ask(`/api/rooms/${room.code}`, {}, address)).status);
  // 600 a minute here, 80 at once.
  expect(statuses).toEqual([...Array.from({ length: 80 }, () => 200), ...Array.from({ length: 20 }, () => 429)]);
  const refused = await upgrade(room.code, address);
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 1]);
  expect((await ask(`/api/rooms/${room.code}`)).status).toBe(200);
});

test('a flood of look-ups and joins does not reach the hub', async () => {
  const { room } = await newRoom();
  const find = vi.spyOn(HubObject.prototype, 'find');
  for (let i = 0; i < 40; i += 1) {
    expect((await ask(`/api/rooms/${room.code}`)).status).toBe(200);
    expect((await upgrade(room.code)).status).toBe(101);
  }
  expect(find.mock.calls.length).toBeLessThanOrEqual(1);
});

test('a remembered code leads to the room that has it now', async () => {
  const draw = vi.spyOn(HubObject.prototype, 'draw').mockReturnValue('EEEE');
  const first = await newRoom();
  const object = await roomObject('EEEE');
  expect((await ask('/api/rooms/EEEE')).status).toBe(200);
  stopClock(HOST_ABSENCE_MS + 1000);
  await runDurableObjectAlarm(object);
  const second = await newRoom();
  draw.mockRestore();
  expect([first.room.code, second.room.code]).toEqual(['EEEE', 'EEEE']);
  const found = await (await ask('/api/rooms/EEEE')).json<{ room: { createdAt: number } }>();
  expect(found.room.createdAt).toBe(second.room.createdAt);
  await Client.host(second);
});

test('a Worker remembers a bounded number of codes for a minute', () => {
  const cache = new CodeCache();
  for (let i = 0; i <= MAX_CACHED; i += 1) cache.remember(`${i}`, 'id', 0);
  expect([cache.find('0', 0), cache.find('1', CACHE_MS - 1), cache.find('1', CACHE_MS)]).toEqual([null, 'id', null]);
});

test.each([
  ['host token', { role: 'host', token: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ['seat token', { role: 'peer', seat: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ['token for the second lane', { role: 'host', lane: 1, token: 'AAAAAAAAAAAAAAAAAAAAAA' }],
])('guesses of a %s count as guesses of a code', async (_, hello) => {
  const [{ room }, address] = [await newRoom(), newAddress()];
  stopClock();
  for (let i = 0; i < 20; i += 1) {
    const client = await Client.connect(room.code, address);
    client.say({ type: 'hello', protocol: 1, ...hello });
    expect(await client.closed()).toBe(4003);
  }
  await vi.waitUntil(async () => (await upgrade(room.code, address)).status === 429, { timeout: 5000 });
  expect((await ask(`/api/rooms/${room.code}`, {}, address)).status).toBe(429);
  expect((await ask(`/api/rooms/${room.code}`)).status).toBe(200);
});

test('an address at its limit of sockets makes the limiter ask the rooms once in a while, not with each refusal', async () => {
  const [{ room }, address] = [await newRoom(), newAddress()];
  for (let i = 0; i < 40; i += 1) await Client.connect(room.code, address);
  const leases = vi.spyOn(RoomObject.prototype, 'leases');
  for (let i = 0; i < 10; i += 1) expect((await upgrade(room.code, address)).status).toBe(429);
  expect(leases.mock.calls.length).toBe(1);
});
