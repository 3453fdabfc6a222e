// The direct path, from a hand to the player on the screen: with the link alone, with a typed code, and cut off in play.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startGame } from './game.js';
import { HOLDS, takePhone } from './hand.js';
import { startHost } from './static.js';
import { udpTo } from './udp.js';

const LEAN = 15;
/** No player's steering is this old while a transport is open; the test prints the length of the gap. */
const STUCK_MS = 1000;
const HOLD = /** @type {import('./hand.js').Hold} */ (HOLDS.flat);

/** @typedef {import('./game.js').Event} Event */

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

/** @param {string[]} options */
// A crash there ends no round.
const start = (options = []) =>
  startGame(['--headless', '--mode', 'rush', '--auto-start', '--seed', '1', '--state-hz', '60', ...options]);

/** Waits until a player's transport is this one. @param {import('./game.js').Game} game @param {string} path @param {number} [since] events before it are older */
const goes = (game, path, since = 0) =>
  game.events.wait(
    `steering by ${path}`,
    (event) =>
      ['path_changed', 'player_joined'].includes(event.event) &&
      event.path === path &&
      game.events.all.indexOf(event) >= since,
    20_000,
  );

/** Steers right, then left, and checks that the player follows. @param {import('./game.js').Game} game @param {import('./hand.js').Hand} hand */
async function steers(game, hand) {
  for (const side of [1, -1]) {
    const since = game.events.all.length;
    await hand.tilt(side * LEAN);
    await game.events.wait(
      `steering to side ${side}`,
      (event) =>
        event.event === 'state' && side * event.players[0].steer > 0.3 && game.events.all.indexOf(event) >= since,
    );
  }
  await hand.tilt(0);
}

/** @param {import('./game.js').Game} game @param {() => Promise<void>} work */
async function playing(game, work) {
  try {
    await work();
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await game.stop();
  }
}

test('a page on a static https host steers with the link alone: no relay answers', async () => {
  const host = await startHost();
  const game = start(['--relay', 'http://127.0.0.1:9', '--page', host.page]);
  await playing(game, async () => {
    const link = await game.joinUrl();
    assert(link.startsWith(`${host.page}#h=`), 'it leads to the page');
    const { page, hand } = await takePhone(browser, HOLD, link);
    await page.locator('#play').tap();
    const joined = await game.events.wait('the player', (event) => event.event === 'player_joined');
    assert.deepEqual([joined.path, joined.slot], ['direct', 14]);
    await game.phase('playing');
    await steers(game, hand);
    await page
      .locator('#ms')
      .filter({ hasText: /^direct \d+ ms$/ })
      .waitFor();
    // The host was asked only for files that it has.
    assert.deepEqual(host.missed, []);

    // After a reload it returns to its seat and goes on.
    const since = game.events.all.length;
    await page.reload();
    await page.locator('body[data-state="tilt"]').waitFor();
    await game.events.wait(
      'the player again',
      (event) => event.event === 'player_joined' && event.slot === 14 && game.events.all.indexOf(event) >= since,
    );
    await steers(game, hand);
  }).finally(() => host.close());
});

test('a returning phone needs only the game: the host is gone', async () => {
  const host = await startHost('http');
  const game = start(['--relay', 'http://127.0.0.1:9', '--page', host.page]);
  await playing(game, async () => {
    const link = await game.joinUrl();
    const { page, hand } = await takePhone(browser, HOLD, link);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    host.close();
    await page.goto('about:blank');
    await page.goto(link);
    await page.locator('#play').tap();
    await game.phase('playing');
    await steers(game, hand);
  }).finally(() => host.close());
});

test('where no game answers, the page shows that', async () => {
  const host = await startHost();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const page = await context.newPage();
    await page.goto(`${host.page}#h=127.0.0.1:9&f=${'A'.repeat(43)}&k=${'x'.repeat(24)}`);
    await page.locator('body[data-state="ended"]').waitFor({ timeout: 20_000 });
    assert.match(await page.locator('#end-title').innerText(), /no way/i);
    await page.goto(host.page);
    await page.locator('#code').fill('K7TQ');
    await page.locator('#join').click();
    await page.locator('#code-error').filter({ hasText: /scan/i }).waitFor();
  } finally {
    await context.close();
    host.close();
  }
});

test('a player who typed the code steers directly as well, and keeps the seat at the relay', async () => {
  const game = start();
  await playing(game, async () => {
    const url = new URL(await game.joinUrl());
    const ready = game.events.all.find((event) => event.event === 'ready');
    /** @type {Set<string | Buffer>} */
    const byRelay = new Set();
    const { page, hand } = await takePhone(browser, HOLD, url.origin, undefined, 'code', async (page) => {
      page.on('websocket', (socket) => {
        for (const event of /** @type {const} */ (['framesent', 'framereceived']))
          socket.on(/** @type {'framesent'} */ (event), ({ payload }) => byRelay.add(payload));
      });
    });
    await page.locator('#code').fill(ready?.room);
    await page.locator('#join').tap();
    await page.locator('#play').tap();
    await goes(game, 'direct');
    await game.phase('playing');
    await steers(game, hand);
    // By now the transport has settled. Scores, echoes, steering: none of it goes through the relay.
    assert(byRelay.size > 2);
    byRelay.clear();
    await steers(game, hand);
    assert.deepEqual(
      [...byRelay].filter((payload) => payload !== 'ping' && payload !== 'pong'),
      [],
    );
    const joins = game.events.all.filter((event) => event.event === 'player_joined' && event.path !== 'bot');
    assert.deepEqual(
      joins.map(({ slot }) => slot),
      [0],
    );
    await page.locator('#menu-open').tap();
    await page
      .locator('#menu-way')
      .filter({ hasText: /^Direct$/ })
      .tap();
    await page
      .locator('#menu-why')
      .filter({ hasText: /straight/ })
      .waitFor();
  });
});

test('when the direct path is cut in play, steering continues through the relay, and returns', async (t) => {
  const game = start();
  await playing(game, async () => {
    const network = await udpTo(await game.joinUrl());
    const { page, hand } = await takePhone(browser, HOLD, network.url, undefined, 'ready', (page) =>
      // The relay sends the game's address, too.
      page.routeWebSocket(/./, (phone) => {
        const relay = phone.connectToServer();
        relay.onMessage((data) =>
          phone.send(typeof data === 'string' ? data.replace(network.hides, network.address) : data),
        );
      }),
    );
    await page.locator('#play').tap();
    await goes(game, 'direct');
    await game.phase('playing');
    const tap = await page
      .locator('body[data-path="direct"]')
      .waitFor()
      .then(() => game.events.all.length);
    network.cut();
    await goes(game, 'relay', tap);
    await page.locator('body[data-path="relay"]').waitFor();
    await steers(game, hand);
    const back = game.events.all.length;
    network.mend();
    await goes(game, 'direct', back);
    await page.locator('body[data-path="direct"]').waitFor();
    await steers(game, hand);
    const states = game.events.all.slice(tap).filter((event) => event.event === 'state');
    const oldest = Math.max(...states.map(({ players }) => players[0].age_ms ?? 0));
    t.diagnostic(`the oldest reading that steered was ${oldest} ms old`);
    assert(oldest < STUCK_MS, `steered by a reading of ${oldest} ms ago`);
    // The same seat, and the same round.
    assert.deepEqual(
      game.events.all
        .slice(tap)
        .filter((event) => ['player_joined', 'player_left', 'round_over'].includes(event.event)),
      [],
    );
    network.close();
  });
});
