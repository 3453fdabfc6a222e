// From a hand to the player on the screen: the real game, the page it serves, a real browser, emulated sensors.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startGame } from './game.js';
import { HOLDS, takePhone } from './hand.js';

/** The promise: a tilt is seen within this time of the first tilted sample. */
const REACTION_MS = 200;
/** A change of heading that can only be steering, in degrees. */
const TURNED = 0.5;
/** After a tilt back the game goes straight again within a second, in ticks. */
const STRAIGHT_TICKS = 120;
/** On a busy machine everything stands still now and then; a limit that the game never keeps is exceeded in all attempts. */
const ATTEMPTS = 4;
const LEAN = 20;
/** Ticks without steering that are more than a zero passed through. */
const CALM_TICKS = 12;

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

/** Puts every phone away. */
const putAway = () => Promise.all(browser.contexts().map((context) => context.close()));

/** @typedef {import('./game.js').Event} Event */

/** The only player's part of a state event. @param {Event} event */
const player = (event) => event.players[0];
/** @param {Event} event */
const isState = (event) => event.event === 'state';

/**
 * Records, in the page, when the first sample with movement in either sensor arrives: that is when the tilt reaches the phone.
 * @param {import('playwright-core').Page} page
 */
function watchForTilt(page) {
  return page.evaluate(() => {
    /** @type {Promise<number>} */
    const first = new Promise((resolve) => {
      /** @type {number[] | undefined} */
      let before;
      const look = (/** @type {DeviceMotionEvent} */ { accelerationIncludingGravity: a }) => {
        const now = [a?.x ?? 0, a?.y ?? 0, a?.z ?? 0];
        before ??= now;
        if (Math.hypot(...now.map((value, i) => value - (before?.[i] ?? 0))) > 0.3) {
          removeEventListener('devicemotion', look);
          resolve(Date.now());
        }
      };
      addEventListener('devicemotion', look);
    });
    Object.assign(globalThis, { firstTilted: first });
  });
}

/** @param {import('playwright-core').Page} page @returns {Promise<number>} */
const firstTilted = (page) => page.evaluate(() => /** @type {any} */ (globalThis).firstTilted);

for (const [name, hold] of Object.entries(HOLDS)) {
  test(`a phone held ${name} steers right, straight and left`, async (t) => {
    const game = startGame(['--headless', '--mode', 'classic', '--auto-start', '--seed', '1', '--state-hz', '120']);
    try {
      const { page, hand } = await takePhone(browser, hold, await game.joinUrl());
      await page.locator('#play').tap();
      await page.locator('body[data-state="tilt"]').waitFor();
      await game.phase('playing');

      const { events } = game;
      const latest = () => /** @type {Event} */ (events.all.findLast(isState));
      const settled = (/** @type {number} */ ticks) => {
        const from = latest()?.tick ?? 0;
        return events.wait('some more ticks', (event) => isState(event) && event.tick >= from + ticks);
      };

      await settled(30);
      assert.equal(player(latest()).heading, 0, 'level is straight from the first tick on');

      for (const [side, sign] of /** @type {const} */ ([
        ['right', 1],
        ['left', -1],
      ])) {
        /** Returns the failure, or an empty text. @returns {Promise<string>} */
        const attempt = async () => {
          const heading = player(latest()).heading;
          await watchForTilt(page);
          const count = events.all.length;
          await hand.tilt(sign * LEAN);
          const turned = await events.wait(
            `a turn to the ${side}`,
            (event) =>
              isState(event) && events.all.indexOf(event) >= count && sign * (player(event).heading - heading) > TURNED,
          );
          const reaction = turned.at - (await firstTilted(page));
          t.diagnostic(`${side}: turned ${reaction} ms after the first tilted sample`);
          await events.wait(
            `full lock to the ${side}`,
            (event) => isState(event) && event.tick > turned.tick && sign * player(event).steer > 0.9,
          );

          const before = latest().tick;
          await hand.tilt(0);
          // Looking ahead, the game overshoots a sudden stop for some milliseconds; only the lasting straight counts.
          const calm = (/** @type {Event} */ event) =>
            events.all.filter((one) => isState(one) && one.tick > event.tick - CALM_TICKS && one.tick <= event.tick);
          const level = await events.wait(
            'straight ahead',
            (event) =>
              isState(event) && event.tick > before + CALM_TICKS && calm(event).every((one) => player(one).steer === 0),
          );
          await settled(30);
          assert(Math.abs(player(latest()).heading - player(level).heading) < TURNED, 'level is straight again');
          if (reaction > REACTION_MS) return `turned ${side} ${reaction} ms after the first tilted sample`;
          return level.tick - before < STRAIGHT_TICKS ? '' : `straight only after ${level.tick - before} ticks`;
        };
        let wrong = await attempt();
        for (let more = ATTEMPTS - 1; wrong && more > 0; more -= 1) wrong = await attempt();
        assert.equal(wrong, '');
      }
      assert(player(latest()).alive, 'all of it while playing');
    } finally {
      await putAway();
      await game.stop();
    }
  });
}

test('a steering player crashes in the end, and the phone shows it', async () => {
  const game = startGame(['--headless', '--mode', 'classic', '--auto-start', '--seed', '1']);
  try {
    const { page, hand } = await takePhone(
      browser,
      /** @type {import('./hand.js').Hold} */ (HOLDS.flat),
      await game.joinUrl(),
    );
    await page.locator('#play').tap();
    await game.phase('playing');
    await hand.tilt(-5);
    const crash = await game.events.wait('the crash', (event) => event.event === 'crash', 20_000);
    assert.equal(crash.cause, 'edge');
    const over = await game.events.wait('the end of the round', (event) => event.event === 'round_over');
    assert.equal(over.scores[0].slot, 0);
    await page.locator('body[data-phase="results"]').waitFor();
  } finally {
    await putAway();
    await game.stop();
  }
});
