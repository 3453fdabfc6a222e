// The page without a room: larger screens go to the game, if this host has its web edition; phones get a link to it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits, SIZES } from './fits.js';
import { stage } from './stage.js';
import { until } from './wait.js';

const set = stage();

/**
 * The web edition of the game beside the page, as far as this test needs it.
 * @param {import('playwright-core').Page} page
 * @returns {{ manifests: number }}
 */
function withGame(page) {
  const count = { manifests: 0 };
  const answer = (/** @type {string} */ contentType, /** @type {string} */ body) => ({ contentType, body });
  void page.route('**/play/manifest.json', (route) => {
    count.manifests += 1;
    return route.fulfill(answer('application/json', '{}'));
  });
  void page.route(/\/play\/(\?.*)?$/, (route) => route.fulfill(answer('text/html', '<title>The game</title>')));
  return count;
}

/** Runs a test in a window on a laptop. @param {{ width?: number, isMobile?: boolean }} wish @param {(page: import('playwright-core').Page) => Promise<void>} run */
async function onLaptop({ width = 1280, ...wish }, run) {
  const context = await set.browser.newContext({ viewport: { width, height: 720 }, ...wish });
  try {
    await run(await context.newPage());
  } finally {
    await context.close();
  }
}

const state = (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ state) =>
  page.locator(`body[data-state="${state}"]`).waitFor({ timeout: 10_000 });

test('a laptop goes to the game, with the options in its address', () =>
  onLaptop({}, async (page) => {
    withGame(page);
    await page.goto(`${set.relay.page}?mode=rush&relay=https://relay.example&seed=1`);
    await page.waitForURL(/\/play\/\?/);
    assert.equal(new URL(page.url()).search, '?mode=rush&relay=https://relay.example&seed=1');
    // It replaces the page: "back" leads out of it.
    assert.equal(await page.evaluate(() => history.length), 2);
  }));

test('a laptop stays where there is no game, and where its address names a room or asks for one', async () => {
  await onLaptop({}, async (page) => {
    await page.goto(set.relay.page);
    await state(page, 'code');
    await page.waitForLoadState('networkidle');
    assert.equal(new URL(page.url()).pathname, '/');
    assert.equal(await page.locator('#to-game').count(), 0);
  });
  const game = await set.room();
  for (const [search, expected] of [
    [`?room=${game.code}`, 'ready'],
    ['?room=', 'code'],
    ['?controller', 'code'],
    ['?room=0000', 'code'],
  ])
    await onLaptop({}, async (page) => {
      withGame(page);
      await page.goto(`${set.relay.page}${search}`);
      await state(page, String(expected));
      await page.waitForLoadState('networkidle');
      assert.equal(new URL(page.url()).pathname, '/', search);
      assert.equal(await page.locator('#to-game').isVisible(), expected === 'code', search);
    });
  game.close();
});

test('a narrow window is no large screen', () =>
  onLaptop({ width: 700 }, async (page) => {
    withGame(page);
    await page.goto(set.relay.page);
    await page.locator('#to-game').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
  }));

test('a host that answers every address with one document has no game', () =>
  onLaptop({}, async (page) => {
    await page.route('**/play/**', (route) => route.fulfill({ contentType: 'text/html', body: '<p>home' }));
    await page.goto(set.relay.page);
    await state(page, 'code');
    await page.waitForLoadState('networkidle');
    assert.equal(new URL(page.url()).pathname, '/');
  }));

for (const [language, words] of [
  ['en-GB', 'Open the game on a big screen'],
  ['de-DE', 'Spiel auf einem großen Bildschirm öffnen'],
])
  test(`a phone stays, and shows one link to the game: ${language}`, () =>
    set.phone({ language }, async (phone) => {
      withGame(phone.page);
      await phone.open(set.relay.page, 'code');
      const link = phone.page.locator('#to-game');
      await link.waitFor();
      assert.equal(await link.textContent(), words);
      for (const size of SIZES) {
        await phone.page.setViewportSize(size);
        await fits(phone, `${size.width}x${size.height}`, `to-game-${language}`);
      }
      await link.tap();
      await phone.page.waitForURL(/\/play\/$/);
    }));

test('a phone in a room asks for no game', () =>
  set.phone({}, async (phone) => {
    const count = withGame(phone.page);
    const game = await set.room();
    await phone.open(set.link(game.code), 'ready');
    await phone.page.waitForLoadState('networkidle');
    assert.equal(count.manifests, 0);
    game.close();
  }));

test('after a visit the code screen shows the link as well, once', () =>
  set.joined({}, async (phone, game) => {
    withGame(phone.page);
    game.command({ type: 'kick', slot: 0 });
    await phone.state('ended');
    for (let visit = 0; visit < 2; visit += 1) {
      await phone.tap('end-other');
      await phone.state('code');
      await phone.page.locator('#to-game').waitFor();
      assert.equal(await phone.page.locator('#to-game').count(), 1);
      if (visit > 0) return;
      await phone.open(set.link(game.code), 'ended');
      await until('the end', async () => (await phone.text('end-title')) !== '');
    }
  }));
