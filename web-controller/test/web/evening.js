// The way of four phones through an evening, from the code on the screen to a laptop that was reloaded, and the points of a
// match; the same for every server of the game.

import assert from 'node:assert/strict';

import { CAN_SLEEP, sleep } from '../browser/sleep.js';
import { until } from '../browser/wait.js';
import { BY_RELAY, HOLDS, knownAs, takePhone } from '../path/hand.js';
import { openGame, SLOW_MS, START_MS } from './game.js';
import { hurry, show, UNSEEN } from './unseen.js';

const FLAT = /** @type {import('../path/hand.js').Hold} */ (HOLDS.flat);
const LEAN = 20;
/** Longest time that phones may need to be back in their seats once the game's page has its room again. */
const BACK_MS = 5_000;
/** A round of `rush` lasts 75 s by the game's clock. */
const ROUND_MS = 180_000;
const PACE = 4;

/** The server of the game. @typedef {{ origin: string, prepare?: (page: import('playwright-core').Page) => Promise<void> }} Server */
/** @typedef {import('./game.js').Event} Event @typedef {Awaited<ReturnType<typeof takePhone>>} Phone */
/** @typedef {Phone & { name: string, slot: number }} Player */

/**
 * @param {import('node:test').TestContext} t
 * @param {Server} server
 * @param {{ screen: import('playwright-core').Browser, phones: import('playwright-core').Browser }} browsers
 */
export async function playEvening(t, server, browsers) {
  const options = { mode: 'rush', seed: '1', 'state-hz': '10' };
  const game = await openGame(browsers.screen, server.origin, options, undefined, UNSEEN, server.prepare);
  const { events } = game;
  /** @type {Player[]} */
  const players = [];

  /** Checks that from now on a player steers as the phone is held. @param {Player} player @param {number} side */
  const steers = async ({ hand, slot, name }, side) => {
    const since = Date.now();
    await hand.tilt(side * LEAN);
    const follows = (/** @type {{ slot: number, steer: number }} */ one) => one.slot === slot && side * one.steer > 0.5;
    await events.wait(
      `${name} to steer`,
      (event) => event.event === 'state' && event.at > since && event.players.some(follows),
      SLOW_MS,
    );
    await hand.tilt(0);
  };
  /** The phones that have joined so far. Bots that keep a first player company come and go. */
  const joins = () =>
    events.all.filter(({ event, name }) => event === 'player_joined' && players.some((one) => one.name === name));
  const seats = () => new Map(joins().map(({ slot, name }) => [slot, name]));
  const startRound = async () => {
    const since = Date.now();
    for (const { page } of players) {
      await page.locator('body[data-phase="lobby"]').waitFor({ timeout: SLOW_MS });
      await page.keyboard.press('Space');
    }
    await events.wait(
      'the round',
      ({ event, phase, at }) => event === 'phase' && phase === 'playing' && at > since,
      SLOW_MS,
    );
  };
  let hasFailed = false;
  /** Each step needs those before it. @param {string} name @param {() => Promise<void>} run */
  const step = (name, run) =>
    t.test(name, async () => {
      assert(!hasFailed, 'a step before this one has failed');
      hasFailed = true;
      await run();
      hasFailed = false;
    });

  try {
    await step('four phones join by the code on the screen', async () => {
      const url = await game.joinUrl();
      await show(game.page, true);
      let code = '';
      await until('the code on the screen', async () => (code = await game.qrCode().catch(() => '')) === url, SLOW_MS);
      await show(game.page, false);
      const names = ['Ada', 'Bob', 'Eve', 'Kim'];
      const pages = await Promise.all(
        names.map((name, i) =>
          // Half of them cannot play directly.
          takePhone(browsers.phones, FLAT, code, knownAs(name) + CAN_SLEEP + (i % 2 ? BY_RELAY : '')),
        ),
      );
      for (const [i, phone] of pages.entries()) {
        await phone.page.locator('#play').tap();
        await phone.page.locator('body[data-state="tilt"]').waitFor({ timeout: SLOW_MS });
        const { slot } = await events.wait(
          `${names[i]}`,
          ({ event, name }) => event === 'player_joined' && name === names[i],
        );
        players.push({ ...phone, name: names[i] ?? '', slot });
      }
      for (const [i, { page }] of players.entries())
        await page.locator(`body[data-path="${i % 2 ? 'relay' : 'direct'}"]`).waitFor({ timeout: SLOW_MS });
      assert.deepEqual(new Set(players.map(({ slot }) => slot)).size, 4);
    });

    await step('all of them steer', async () => {
      await startRound();
      for (const [i, player] of players.entries()) await steers(player, i % 2 ? 1 : -1);
    });

    await step('a phone that is reloaded, and one that slept, are back in their seats', async () => {
      const [, bob, eve] = /** @type {[Player, Player, Player]} */ (players);
      const since = Date.now();
      await Promise.all([bob.page.reload(), sleep(eve.page, true)]);
      await events.wait(
        'Bob in his seat',
        ({ event, slot, name, at }) => event === 'player_joined' && slot === bob.slot && name === 'Bob' && at > since,
        SLOW_MS,
      );
      await bob.page.locator('body[data-state="tilt"]').waitFor({ timeout: SLOW_MS });
      await steers(bob, 1);
      await sleep(eve.page, false);
      await steers(eve, -1);
    });

    await step('the round ends with points for everybody', async () => {
      await hurry(game.page, PACE);
      const over = await events.wait('its end', ({ event }) => event === 'round_over', ROUND_MS);
      await hurry(game.page, 1);
      const slots = (/** @type {{ slot: number }[]} */ all) => all.map(({ slot }) => slot).sort();
      assert.deepEqual(slots(over.scores), slots(players));
      for (const { page } of players) await page.locator('body[data-phase="results"]').waitFor({ timeout: SLOW_MS });
    });

    await step('after the laptop is reloaded, everybody is in the same seat, and steers', async () => {
      events.clear();
      const begin = Date.now();
      await game.page.reload({ waitUntil: 'commit', timeout: START_MS });
      const room = await events.wait('the room', ({ event }) => event === 'ready', START_MS);
      await until('the same players', async () => seats().size === 4, SLOW_MS);
      assert.deepEqual(seats(), new Map(players.map(({ slot, name }) => [slot, name])));
      const back = Math.max(...joins().map(({ at }) => at));
      t.diagnostic(`everybody was back ${back - room.at} ms after the room, ${back - begin} ms after the reload`);
      assert(back - room.at < BACK_MS, `${back - room.at} ms`);
      await startRound();
      for (const [i, player] of players.entries()) await steers(player, i % 2 ? -1 : 1);
    });
  } finally {
    for (const { page } of players) await page.context().close();
    await game.close();
  }
}

/**
 * Two phones play two rounds of a match, and the laptop is reloaded between them.
 * @param {Server} server
 * @param {{ screen: import('playwright-core').Browser, phones: import('playwright-core').Browser }} browsers
 */
export async function keepPoints(server, browsers) {
  const options = { mode: 'survival', seed: '1' };
  const game = await openGame(browsers.screen, server.origin, options, undefined, UNSEEN, server.prepare);
  const { events } = game;
  try {
    const url = await game.joinUrl();
    const phones = await Promise.all(
      ['Ada', 'Bob'].map((name) => takePhone(browsers.phones, FLAT, url, knownAs(name) + BY_RELAY)),
    );
    for (const { page } of phones) await page.locator('#play').tap();
    /** Plays a round. Returns the scores by slot, and the number of the round as the phones show it. */
    const round = async () => {
      events.clear();
      for (const { page } of phones) {
        await page.locator('body[data-state="tilt"][data-phase="lobby"]').waitFor({ timeout: SLOW_MS });
        await page.keyboard.press('Space');
      }
      const { round } = await game.phase('playing');
      // A player who circles meets her own trail before the other one meets an edge. Otherwise nobody outlives anybody.
      await phones[0]?.hand.tilt(LEAN);
      await hurry(game.page, PACE);
      const over = await events.wait('the end of the round', ({ event }) => event === 'round_over', ROUND_MS);
      await hurry(game.page, 1);
      await phones[0]?.hand.tilt(0);
      const scores = /** @type {{ slot: number, score: number, total: number }[]} */ (over.scores);
      return { round, scores: new Map(scores.map(({ slot, ...one }) => [slot, one])) };
    };
    const first = await round();
    await game.page.reload({ waitUntil: 'commit', timeout: START_MS });
    const second = await round();
    assert.deepEqual([first.round, second.round], [1, 2]);
    for (const [slot, { score, total }] of second.scores) {
      const kept = first.scores.get(slot)?.total ?? NaN;
      assert(Math.abs(total - score - kept) < 0.01, `slot ${slot}: ${total} is not ${kept} and ${score}`);
    }
    assert(
      [...first.scores.values()].some(({ total }) => total > 0),
      'there were points to keep',
    );
    for (const { page } of phones) await page.context().close();
  } finally {
    await game.close();
  }
}
