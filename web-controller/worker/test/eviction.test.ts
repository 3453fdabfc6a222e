/** A room is taken out of memory between any two messages, and nobody notices. */

import { evictDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';

import { Client, type Heard, newRoom, roomObject } from './client';

const LOSSY = 1;
const RELIABLE = 0x80;

/** The items received by each client, in the order of the steps. */
type Transcript = [string, Record<string, Heard[]>][];

/** Plays a session, and runs `between` after each step. */
async function session(between: (code: string) => Promise<void>): Promise<Transcript> {
  const created = await newRoom();
  const { code } = created.room;
  const clients = new Map<string, Client>();
  const transcript: Transcript = [];
  const client = (name: string) => clients.get(name) as Client;
  const step = async (name: string, act: () => void | Promise<void>) => {
    await act();
    const heard: Record<string, Heard[]> = {};
    await Promise.all([...clients].map(async ([who, one]) => void (heard[who] = await one.rest())));
    transcript.push([name, heard]);
    await between(code);
  };
  const connect = (who: string) =>
    step(`${who} connects`, async () => void clients.set(who, await Client.connect(code)));
  const say = (who: string, text: object) => step(`${who} says ${JSON.stringify(text)}`, () => client(who).say(text));
  const send = (who: string, ...bytes: number[]) => step(`${who} sends ${bytes}`, () => client(who).send(...bytes));
  /** Events that the client itself receives from then on are between it and the runtime. */
  const hangUp = (who: string) =>
    step(`${who} hangs up`, () => {
      client(who).close();
      clients.delete(who);
    });
  const seatOf = (who: string, type = 'welcome') => {
    const texts = transcript
      .flatMap(([, heard]) => heard[who] ?? [])
      .flatMap((one) => ('text' in one ? [one.text] : []));
    return texts.findLast((text) => text.type === type)?.seat as string;
  };
  const hello = { type: 'hello', protocol: 1 };

  await connect('ada');
  await say('ada', { ...hello, role: 'peer', name: 'Ada' });
  await connect('game');
  await say('game', { ...hello, role: 'host', token: created.hostToken, direct: { h: '192.168.1.5:7171' } });
  await connect('bob');
  await step('ping before the hello', () => client('bob').say('ping'));
  await say('bob', { ...hello, role: 'peer', name: '\u202eBob ' });
  await send('ada', LOSSY, 1, 2, 3);
  await send('bob', RELIABLE, 4);
  await send('game', 1, RELIABLE, 5);
  await send('game', 255, LOSSY, 6);
  await connect('ada, second lane');
  await say('ada, second lane', { ...hello, role: 'peer', name: 'Ada', seat: seatOf('ada'), lane: 1 });
  await send('game', 0, LOSSY, 7);
  await send('ada, second lane', LOSSY, 8);
  await say('bob', { type: 'rename', name: 'Eve' });
  await say('game', { type: 'direct', direct: 'elsewhere' });
  await say('game', { type: 'invite', slot: 1 });
  await hangUp('bob');
  await connect('carl');
  await say('carl', { ...hello, role: 'peer', name: 'Carl', seat: seatOf('game', 'invitation') });
  await connect('bob again');
  await say('bob again', { ...hello, role: 'peer', name: 'Bob', seat: seatOf('bob') });
  await say('game', { type: 'lock', locked: true });
  await connect('dora');
  await say('dora', { ...hello, role: 'peer', name: 'Dora' });
  await connect('ada again');
  await say('ada again', { ...hello, role: 'peer', name: '', seat: seatOf('ada') });
  await say('carl', { type: 'dance' });
  await connect('game again');
  await say('game again', { ...hello, role: 'host', token: created.hostToken });
  await say('game again', { type: 'kick', slot: 1 });
  await say('game again', { type: 'lock', locked: false });
  await connect('fay');
  await say('fay', { ...hello, role: 'peer', name: 'Fay' });
  await say('ada again', { type: 'leave' });
  await send('fay', LOSSY, 9);
  await hangUp('game again');
  return transcript;
}

/** Takes a room out of memory; returns 0 if it was not there. The answer to a ping, for one, does not bring it back. */
async function evict(code: string): Promise<number> {
  try {
    await evictDurableObject(await roomObject(code));
    return 1;
  } catch (error) {
    if (error instanceof Error && error.message.includes('not currently running')) return 0;
    throw error;
  }
}

/** Removes the parts that differ in every session. */
function withoutChance(transcript: Transcript): unknown[] {
  const chance = new Set(['code', 'createdAt', 'expiresAt', 'seat']);
  return JSON.parse(
    JSON.stringify(
      transcript.map(([name, heard]) => [name.replace(/"(seat|token)":"[^"]*"/g, '"$1":"…"'), heard]),
      (key, value: unknown) => (chance.has(key) ? '…' : value),
    ),
  ) as unknown[];
}

test('a session is the same whether the room stays in memory or not', async () => {
  const stayed = withoutChance(await session(async () => {}));
  let evictions = 0;
  const evicted = withoutChance(
    await session(async (code) => {
      evictions += await evict(code);
    }),
  );
  // At each step but the ping.
  expect(evictions).toBe(stayed.length - 1);
  expect(evicted).toEqual(stayed);
  const said = JSON.stringify(stayed);
  for (const word of [
    'peer_joined',
    'peer_left',
    'peer_renamed',
    'seat_released',
    'invitation',
    'host_left',
    '"closed":4000',
    '"closed":4003',
    '"closed":4010',
    '"closed":4011',
  ])
    expect(said).toContain(word);
});

test('after a crash that closes every socket, everybody comes back to the same place', async () => {
  const created = await newRoom();
  const { code } = created.room;
  await Client.host(created);
  const ada = await Client.peer(code, 'Ada');
  await Client.peer(code, 'Bob');
  await evictDurableObject(await roomObject(code), { webSockets: 'close' });
  const game = await Client.connect(code);
  game.say({ type: 'hello', protocol: 1, role: 'host', token: created.hostToken });
  const welcome = await game.text('welcome');
  expect(welcome.peers).toEqual([
    { slot: 0, name: 'Ada', connected: false },
    { slot: 1, name: 'Bob', connected: false },
  ]);
  const back = await Client.peer(code, '', ada.welcome.seat as string);
  expect([back.welcome.slot, back.welcome.resumed]).toEqual([0, true]);
  expect(await game.text('peer_joined')).toMatchObject({ slot: 0, name: 'Ada', resumed: true });
});
