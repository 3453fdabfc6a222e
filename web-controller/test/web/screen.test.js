// One game on the big screen, with two phones: its document while it loads and at the title, full screen, a hidden tab, and the
// end of the tab.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { accessible } from '../browser/axe.js';
import { startBrowser } from '../browser/phone.js';
import { until } from '../browser/wait.js';
import { BY_RELAY, HOLDS, knownAs, takePhone } from '../path/hand.js';
import { openGame, SLOW_MS, START_MS, startScreen } from './game.js';
import { startServer } from './server.js';
import { hide, UNSEEN } from './unseen.js';

const FLAT = /** @type {import('../path/hand.js').Hold} */ (HOLDS.flat);
const SIZES = [
  { width: 800, height: 600 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];
/** The countdown after a pause lasts 1.8 s, of which the first frame may take a quarter of a second at once. */
const COUNTDOWN_MS = 1_000;
/** Longest time until a phone shows that the game is away. */
const GONE_MS = 3_000;

/** @typedef {import('./game.js').Event} Event */

/** @type {import('./game.js').WebGame} */
let game;
/** Lets the download of the game go on. @type {() => void} */
let proceed = () => {};
/** @type {(() => Promise<unknown>)[]} */
const ends = [];

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-tilt-web-screen-'));
  ends.push(async () => rmSync(folder, { recursive: true, force: true }));
  const server = await startServer(folder);
  ends.push(() => server.stop());
  const screen = await startScreen();
  ends.push(() => screen.close());
  const download = new Promise((resolve) => {
    proceed = () => resolve(undefined);
  });
  // Browsers trust localhost, as they must for some of the abilities below.
  const origin = server.origin.replace('127.0.0.1', 'localhost');
  const options = { mode: 'rush', seed: '1', 'state-hz': '30' };
  game = await openGame(screen, origin, options, SIZES[0], UNSEEN, async (page) => {
    await page.route(/full-tilt-[0-9a-f]+\.wasm$/, (route) => download.then(() => route.continue()));
  });
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Checks the document in all sizes: nothing scrolls, and axe finds nothing. @param {string} state @param {boolean} hasPicture */
async function fitsEverywhere(state, hasPicture) {
  for (const size of SIZES) {
    const { width, height } = size;
    await game.page.setViewportSize(size);
    await accessible(game.page, `${state}, ${width} × ${height}`);
    assert.deepEqual(
      await game.page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth, scrollHeight];
      }),
      [width, height],
      `${state}: nothing scrolls`,
    );
    if (!hasPicture) continue;
    const box = () => game.page.locator('canvas').boundingBox();
    const fills = async () => JSON.stringify(await box()) === JSON.stringify({ x: 0, y: 0, width, height });
    await until(`a canvas of ${width} × ${height}`, fills, SLOW_MS);
  }
}

test('the document is accessible and does not scroll while the game loads', async () => {
  assert.equal(await game.page.evaluate(() => document.body.dataset.state), 'loading');
  await fitsEverywhere('loading', false);
});

test('the document is accessible and the picture fills the window at the title', async () => {
  proceed();
  await game.joinUrl();
  await game.page.locator('body[data-state="ready"]').waitFor({ state: 'attached', timeout: START_MS });
  await fitsEverywhere('title', true);
});

test('the setting for full screen follows the keys of the page and of the browser', async () => {
  const kept = () => game.page.evaluate(() => JSON.parse(localStorage.getItem('full-tilt/settings.json') ?? '{}'));
  const isSet = async (/** @type {boolean} */ on) => JSON.stringify(await kept()).includes(`"full_screen":${on}`);
  await game.page.locator('canvas').press('f');
  await until('the setting is on', () => isSet(true), SLOW_MS);
  // As the browser's Esc does.
  await game.page.evaluate(() => document.exitFullscreen());
  await until('the setting is off', () => isSet(false), SLOW_MS);
  assert.equal(await game.page.evaluate(() => document.fullscreenElement), null);
});

test('a hidden tab pauses the round, the phones show it, and it resumes with a countdown', async () => {
  const url = await game.joinUrl();
  const phones = await startBrowser();
  ends.push(() => phones.close());
  const two = await Promise.all(
    ['Ada', 'Bob'].map((name, i) => takePhone(phones, FLAT, url, knownAs(name) + (i ? BY_RELAY : ''))),
  );
  for (const { page } of two) {
    await page.locator('#play').tap();
    await page.locator('body[data-state="tilt"][data-phase="lobby"]').waitFor({ timeout: SLOW_MS });
  }
  await until(
    'both players',
    async () =>
      new Set(game.events.all.filter(({ event }) => event === 'player_joined').map(({ slot }) => slot)).size >= 2,
    SLOW_MS,
  );
  for (const { page } of two) await page.keyboard.press('Space');
  await game.phase('playing');
  const isState = (/** @type {Event} */ event) => event.event === 'state';
  await game.events.wait('a state', isState, SLOW_MS);

  await hide(game.page, true);
  for (const { page } of two) await page.locator('#prompt').filter({ hasText: 'Paused' }).waitFor({ timeout: SLOW_MS });
  const last = game.events.all.findLast(isState)?.tick;
  // As long as a player reads a message elsewhere.
  await game.page.waitForTimeout(2_000);
  assert.equal(game.events.all.findLast(isState)?.tick, last, 'the round stands still');
  const shown = Date.now();
  await hide(game.page, false);
  const next = await game.events.wait('the round', (event) => isState(event) && event.tick > last, SLOW_MS);
  assert(next.at - shown > COUNTDOWN_MS, `a countdown first, not ${next.at - shown} ms`);
  for (const { page } of two)
    await page.locator('#prompt').filter({ hasNotText: 'Paused' }).waitFor({ timeout: SLOW_MS });

  const closed = Date.now();
  await game.close();
  for (const { page } of two) {
    await page.locator('#prompt').filter({ hasText: 'The game is away' }).waitFor({ timeout: SLOW_MS });
  }
  const took = Date.now() - closed;
  assert(took < GONE_MS, `the phones noticed the closed tab after ${took} ms`);
});
