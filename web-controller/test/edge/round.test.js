// A whole round through the relay's edition for Cloudflare: the real game, two pages, and mishaps on the way.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startGame } from '../path/game.js';
import { BY_RELAY, HOLDS, knownAs, takePhone } from '../path/hand.js';
import { lineTo } from '../path/line.js';
import { startEdge } from './edge.js';

const LEAN = 20;
/** A round of `rush` lasts a minute; a busy machine takes its time. */
const ROUND_MS = 180_000;
/** Time for a game with a dead connection to notice and reconnect. */
const COMEBACK_MS = 30_000;

/** @typedef {import('../path/game.js').Event} Event */

test('two phones play a round through the relay for Cloudflare; one is reloaded, and the game’s own connection is cut', {
  timeout: 400_000,
}, async () => {
  const edge = await startEdge();
  const line = await lineTo(edge.url);
  const browser = await startBrowser();
  const game = startGame(['--headless', '--relay', line.url, '--mode', 'rush', '--seed', '1', '--state-hz', '30']);
  const { events } = game;
  try {
    const join = await game.joinUrl();
    // The phones have connections of their own.
    const url = new URL(join);
    url.port = new URL(edge.url).port;
    const phones = [];
    for (const name of ['Ada', 'Bob']) {
      const script = knownAs(name) + BY_RELAY;
      const phone = await takePhone(
        browser,
        /** @type {import('../path/hand.js').Hold} */ (HOLDS.flat),
        url.href,
        script,
      );
      await phone.page.locator('#play').tap();
      await phone.page.locator('body[data-state="tilt"]').waitFor();
      phones.push(phone);
    }
    const [ada, bob] = /** @type {[typeof phones[0], typeof phones[0]]} */ (phones);
    /** @param {string} name */
    const slotOf = async (name) =>
      (await events.wait(name, (event) => event.event === 'player_joined' && event.name === name)).slot;
    const slots = { ada: await slotOf('Ada'), bob: await slotOf('Bob') };
    for (const { page } of phones) await page.keyboard.press('Space');
    await game.phase('playing');

    /** Checks that from now on a head steers as its phone is held. @param {typeof ada} phone @param {number} slot @param {number} side @param {string} when */
    const steers = async (phone, slot, side, when) => {
      const since = events.all.length;
      await phone.hand.tilt(side * LEAN);
      const follows = (/** @type {Event} */ event) =>
        event.players.some(
          (/** @type {{ slot: number, steer: number }} */ one) => one.slot === slot && side * one.steer > 0.5,
        );
      await events.wait(
        `${when}: slot ${slot} to steer`,
        (event) => event.event === 'state' && events.all.indexOf(event) >= since && follows(event),
        COMEBACK_MS,
      );
    };
    await steers(ada, slots.ada, 1, 'at first');
    await steers(bob, slots.bob, -1, 'at first');

    const before = events.all.length;
    await bob.page.reload();
    await events.wait(
      'Bob in his slot',
      (event) =>
        events.all.indexOf(event) >= before &&
        event.event === 'player_joined' &&
        event.slot === slots.bob &&
        event.name === 'Bob',
      COMEBACK_MS,
    );
    await bob.page.locator('body[data-state="tilt"]').waitFor();
    await steers(bob, slots.bob, 1, 'after a reload');

    line.cut();
    line.mend();
    await steers(ada, slots.ada, -1, 'after the game’s line was cut');
    await steers(bob, slots.bob, -1, 'after the game’s line was cut');

    const over = await events.wait('the end of the round', (event) => event.event === 'round_over', ROUND_MS);
    assert.deepEqual(
      over.scores.map((/** @type {{ slot: number }} */ one) => one.slot).sort(),
      [slots.ada, slots.bob].sort(),
    );
    for (const { page } of phones) await page.locator('body[data-phase="results"]').waitFor();
  } finally {
    await browser.close();
    line.close();
    await game.stop();
    await edge.stop();
  }
});
