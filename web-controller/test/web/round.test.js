// The whole path with a browser on both sides: the game's page is the host, another page is the phone.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { until } from '../browser/wait.js';
import { BY_RELAY, HOLDS, takePhone } from '../path/hand.js';
import { openGame, SLOW_MS, START_MS, startScreen } from './game.js';
import { startServer } from './server.js';

const LEAN = 20;
/** A change of heading that can only be steering, in degrees. */
const TURNED = 10;
const FLAT = /** @type {import('../path/hand.js').Hold} */ (HOLDS.flat);

/** @type {import('playwright-core').Browser} */
let screen;
/** @type {import('playwright-core').Browser} */
let phones;
/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;

before(async () => {
  [screen, phones] = await Promise.all([startScreen(), startBrowser()]);
  folder = mkdtempSync(join(tmpdir(), 'full-tilt-web-relay-'));
  server = await startServer(folder);
});
after(async () => {
  await Promise.all([screen.close(), phones.close()]);
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** @typedef {import('./game.js').Event} Event */
/** @param {Event} event */
const isState = (event) => event.event === 'state';

/**
 * Tilts a phone to one side and back, and waits until the player turns there.
 * @param {import('./game.js').WebGame} game
 * @param {import('../path/hand.js').Hand} hand
 * @param {number} sign 1 to the right, -1 to the left
 */
async function turn(game, hand, sign) {
  const { events } = game;
  const before = await events.wait('a state', isState, SLOW_MS);
  const heading = (events.all.findLast(isState) ?? before).players[0].heading;
  const count = events.all.length;
  await hand.tilt(sign * LEAN);
  await events.wait(
    `a turn by ${sign * TURNED} degrees`,
    (event) =>
      isState(event) && events.all.indexOf(event) >= count && sign * (event.players[0].heading - heading) > TURNED,
    SLOW_MS,
  );
  await hand.tilt(0);
}

test('the QR code on the canvas leads to the room', async () => {
  const game = await openGame(screen, server.origin, {}, { width: 1280, height: 720 });
  try {
    const url = await game.joinUrl();
    await game.events.wait('the first picture', (event) => event.event === 'picture', SLOW_MS);
    for (let attempt = 0; ; attempt += 1) {
      const code = await game.qrCode().catch(() => '');
      if (code === url) break;
      assert(attempt < 20, `the code reads "${code}", expected "${url}"`);
    }
    await game.picture('title');
  } finally {
    await game.close();
  }
});

for (const [path, script] of /** @type {const} */ ([
  ['relay', BY_RELAY],
  ['direct', ''],
])) {
  test(`a phone steers the game in the other browser, ${path === 'relay' ? 'through the relay' : 'directly'}`, async () => {
    const game = await openGame(screen, server.origin, {
      'auto-start': '',
      mode: 'classic',
      'state-hz': '30',
      seed: '1',
    });
    try {
      const { page, hand } = await takePhone(phones, FLAT, await game.joinUrl(), script);
      await page.locator('#play').tap();
      await game.phase('playing');
      await page.locator(`body[data-path="${path}"]`).waitFor({ timeout: SLOW_MS });
      await turn(game, hand, 1);
      await turn(game, hand, -1);
      await page.context().close();
    } finally {
      await game.close();
    }
  });
}

test('after the game is loaded again, its phones are back in the same room', async (t) => {
  const game = await openGame(screen, server.origin, { mode: 'rush' });
  const { events } = game;
  // Bots keep a player company until the second one is there.
  const joined = (/** @type {Event} */ event) => event.event === 'player_joined' && !event.name.startsWith('Bot ');
  try {
    const url = await game.joinUrl();
    const two = await Promise.all([takePhone(phones, FLAT, url, BY_RELAY), takePhone(phones, FLAT, url, '')]);
    for (const { page } of two) await page.locator('#play').tap();
    const players = () => new Map(events.all.filter(joined).map(({ slot, name }) => [slot, name]));
    await until('two players', async () => players().size === 2, SLOW_MS);
    const before = players();

    events.clear();
    await game.page.reload();
    const ready = await events.wait('the room', (event) => event.event === 'ready', START_MS);
    assert.equal(ready.join_url, url);
    await until('the same players', async () => players().size === 2, SLOW_MS);
    assert.deepEqual(players(), before);
    const back = events.all.findLast(joined)?.at ?? 0;
    t.diagnostic(`everybody was back ${back - ready.at} ms after the room`);
    for (const { page } of two) await page.context().close();
  } finally {
    await game.close();
  }
});

test('a round goes on after the relay was killed and has come back', async () => {
  const own = mkdtempSync(join(tmpdir(), 'full-tilt-web-killed-'));
  let relay = await startServer(own);
  const { bind } = relay;
  const game = await openGame(screen, relay.origin, { 'auto-start': '', mode: 'classic', 'state-hz': '30', seed: '1' });
  try {
    const { page, hand } = await takePhone(phones, FLAT, await game.joinUrl(), BY_RELAY);
    await page.locator('#play').tap();
    await game.phase('playing');
    await relay.stop();
    await page
      .locator('body[data-state="reconnecting"], body[data-connection="reconnecting"]')
      .waitFor()
      .catch(() => {});
    relay = await startServer(own, bind);
    game.events.clear();
    await turn(game, hand, 1);
    await page.context().close();
  } finally {
    await game.close();
    await relay.stop();
    rmSync(own, { recursive: true, force: true });
  }
});
