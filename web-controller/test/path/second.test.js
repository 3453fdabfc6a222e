// The second screen with the real game: position, standing, cause of the crash, result.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startGame } from './game.js';
import { HOLDS, takePhone } from './hand.js';

/** Two bots play on until one of them crashes, too: no round lasts longer. */
const ROUND_MS = 100_000;

test('a phone follows a round of survival from the lobby to the results', async () => {
  const browser = await startBrowser();
  const game = startGame(['--headless', '--mode', 'survival', '--bots', '2', '--seed', '1']);
  try {
    const { page, hand } = await takePhone(
      browser,
      /** @type {import('./hand.js').Hold} */ (HOLDS.flat),
      await game.joinUrl(),
      "localStorage.setItem('full-tilt.tilt', 'true')",
    );
    /** @param {string} sign @param {number} [timeout] */
    const shows = (sign, timeout = 20_000) => page.locator(`${sign} >> visible=true`).first().waitFor({ timeout });
    await page.locator('#play').tap();
    await shows('#head .head, #shape .head');
    await page.locator('#press').tap();
    await shows('#here');
    await shows('body[data-phase="playing"] #standing');
    assert.match(await page.locator('#of').innerText(), /3/, 'two bots and a phone');
    // In the tightest circle a player meets their own trail.
    await hand.tilt(30);
    const crash = await game.events.wait('the crash', (event) => event.event === 'crash' && event.slot === 0, ROUND_MS);
    assert.equal(crash.cause, 'tail');
    assert.equal(crash.by, undefined);
    await shows('body[data-being="spirit"] #why');
    const over = await game.events.wait('the results', (event) => event.event === 'round_over', ROUND_MS);
    await shows('#verdict');
    const own = over.scores.find((/** @type {{ slot: number }} */ one) => one.slot === 0);
    assert.match(await page.locator('#verdict').innerText(), new RegExp(`\\b${own.place}(st|nd|rd)\\b`));
  } finally {
    await browser.close();
    await game.stop();
  }
});
