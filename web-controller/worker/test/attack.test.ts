/**
 * Bounded attacks on the relay in the runtime, each with a control in the same seconds: Cloudflare's billable usage, and
 * whether others can still play. Run alone, it prints a table: `vitest run test/attack.test.ts`.
 */

import { evictAllDurableObjects, reset } from 'cloudflare:test';
import { afterAll, afterEach, expect, test, vi } from 'vitest';

import { HubObject } from '../src/hub/object';
import { SECOND_MS } from '../src/protocol/limits';
import { ask, Client, type Created, newAddress, newRoom } from './client';
import { rowsOf } from './rows';

/** Duration of each attack, in seconds. */
const SECONDS = 3;
/** Messages in one go, and the pause after them: 1,000 a second, as 1,200 would be ten times the rate and the end. */
const BATCH = 50;
const PAUSE_MS = 50;

/** One line of the table. */
interface Line {
  attack: string;
  seconds: number;
  sent: number;
  rows: number;
  'rows of the control': number;
  others: string;
}

const table: Line[] = [];
afterAll(() => {
  const cells = [Object.keys(table[0] ?? {}), ...table.map((line) => Object.values(line).map(String))];
  console.log(['', ...cells.map((row) => `| ${row.join(' | ')} |`)].join('\n'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

/** Calls `act` until the time is up. Returns how often. */
async function flood(act: (i: number) => void | Promise<void>): Promise<number> {
  let count = 0;
  for (const endMs = Date.now() + SECONDS * SECOND_MS; Date.now() < endMs; count += 1) await act(count);
  return count;
}

/** Sends texts as fast as the room takes them without closing the socket. */
function floodTexts(client: Client, said: (i: number) => object): Promise<number> {
  return flood(async (i) => {
    client.say(said(i));
    if (i % BATCH === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  });
}

/** A game with one phone that only plays: it sends a frame, and the game gets it. */
async function party(): Promise<{ created: Created; game: Client; play: () => Promise<void> }> {
  const created = await newRoom();
  const game = await Client.host(created);
  const { phone } = await Client.peer(created.room.code, 'Ada');
  await game.text('peer_joined');
  const play = async () => {
    phone.send(0x80, 7);
    expect(await game.frame()).toEqual([0, 0x80, 7]);
  };
  return { created, game, play };
}

/** Rows of an attack, and of the same party in the same time when nobody attacks. */
async function measure(
  attack: string,
  run: (one: Awaited<ReturnType<typeof party>>) => Promise<number>,
): Promise<Line> {
  const [attacked, quiet] = [await party(), await party()];
  await evictAllDurableObjects();
  const control = await rowsOf(async () => {
    await flood(async () => {
      await quiet.play();
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await evictAllDurableObjects();
  });
  let sent = 0;
  const startMs = Date.now();
  const rows = await rowsOf(async () => {
    sent = await run(attacked);
    // Waits for delayed writes.
    await evictAllDurableObjects();
  });
  // A slow machine takes longer, and more is allowed in more time.
  const seconds = Math.ceil((Date.now() - startMs) / SECOND_MS);
  const others = await Promise.all([attacked.play(), quiet.play()]).then(
    () => 'play',
    () => 'are cut off',
  );
  const line = { attack, seconds, sent, rows, 'rows of the control': control, others };
  table.push(line);
  return line;
}

/** At most one write a second, one at once and one that waits. */
const throttledRows = (seconds: number) => seconds + 2;
/** Rows that a first socket writes in its room and at its address's limiter: records with their tables, and alarms. */
const FIRST_ROWS = 8;

test('a phone repeats its own name', async () => {
  const { rows, others } = await measure('own name', async ({ created }) => {
    const { phone } = await Client.peer(created.room.code, 'Eve');
    return floodTexts(phone, () => ({ type: 'rename', name: 'Eve' }));
  });
  expect([rows <= FIRST_ROWS, others]).toEqual([true, 'play']);
});

test('a phone keeps changing its name', async () => {
  const { rows, seconds, others } = await measure('new names', async ({ created }) => {
    const { phone } = await Client.peer(created.room.code, 'Eve');
    return floodTexts(phone, (i) => ({ type: 'rename', name: `${i}` }));
  });
  expect([rows <= FIRST_ROWS + throttledRows(seconds), others]).toEqual([true, 'play']);
});

test('a host toggles its lock', async () => {
  const { rows, seconds } = await measure('lock', async () => {
    // It plays alone: a host that floods ends only its own room's evening.
    const host = await Client.host(await newRoom());
    return floodTexts(host, (i) => ({ type: 'lock', locked: i % 2 === 0 }));
  });
  expect(rows).toBeLessThanOrEqual(2 * FIRST_ROWS + throttledRows(seconds));
});

test('a guest joins and leaves', async () => {
  const address = newAddress();
  const { rows, seconds, others } = await measure('join and leave', async ({ created }) =>
    flood(async () => {
      const guest = await Client.connect(created.room.code, address).catch(() => null);
      guest?.say({ type: 'hello', protocol: 1, role: 'peer', name: 'Eve' });
      guest?.say({ type: 'leave' });
      await guest?.closed();
    }),
  );
  // 15 seats at once and two a second, each with the leave before it in one write; the limiter's once a second; alarms.
  expect([rows <= FIRST_ROWS + 15 + (2 + 0.4) * seconds + 2 * throttledRows(seconds), others]).toEqual([true, 'play']);
});

test('two addresses hold silent sockets', async () => {
  const [one, two] = [newAddress(), newAddress()];
  let newcomers = 0;
  await measure('64 silent sockets', async ({ created }) => {
    for (let i = 0; i < 64; i += 1) await Client.connect(created.room.code, i % 2 ? one : two).catch(() => null);
    for (let i = 0; i < 5; i += 1)
      newcomers += await Client.peer(created.room.code).then(
        () => 1,
        () => 0,
      );
    return 64;
  });
  Object.assign(table.at(-1) as Line, { others: `${newcomers} of 5 newcomers get in` });
  expect(newcomers).toBe(5);
});

test('an address looks up a room endlessly', async () => {
  const find = vi.spyOn(HubObject.prototype, 'find');
  const [address, other] = [newAddress(), newAddress()];
  let answered = 0;
  const { rows, seconds } = await measure('look-ups', async ({ created }) => {
    find.mockClear();
    const sent = await flood(
      async () => void (answered += (await ask(`/api/rooms/${created.room.code}`, {}, address)).status === 200 ? 1 : 0),
    );
    expect((await ask(`/api/rooms/${created.room.code}`, {}, other)).status).toBe(200);
    return sent;
  });
  Object.assign(table.at(-1) as Line, { others: `${answered} answered, hub asked ${find.mock.calls.length} times` });
  expect(rows).toBe(0);
  // 80 at once and 10 a second in these tests.
  expect(answered).toBeLessThanOrEqual(80 + 10 * seconds);
  expect(find.mock.calls.length).toBeLessThanOrEqual(1);
});
