// The sound of the web edition: heard after the first click, and undisturbed while the main thread is busy.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../browser/wait.js';
import { replaceGame, webStage } from './stage.js';

const set = webStage();

/** Encoded commands, as `MixerCommand::encode` in `full-tilt-sound` describes them. */
const PLAY_MUSIC = [1, 2];
const FULL_PACE = [2, 0, 0, 128, 63];
const SILENCE = [1, 0];
const CRASH = [0, 6];
/** Duration of the measurement, in ms. */
const MEASURED_MS = 10_000;
/** Most of it during which no samples may come. */
const MOST_LOST = 0.01;

/** @param {import('playwright-core').Page} page @param {number[]} bytes */
const send = (page, bytes) => page.evaluate((bytes) => fullTilt?.sound(Uint8Array.from(bytes)), bytes);
/** @param {import('playwright-core').Page} page */
const stats = async (page) => {
  const found = await page.evaluate(() => fullTilt?.soundStats());
  assert(found, 'the sound is on');
  return found;
};

/** Opens the game and lets the sound begin. @param {import('playwright-core').Page} page @param {number[][]} before commands before the first click */
async function open(page, before) {
  await replaceGame(page, 'fullTilt.ready();');
  await page.goto(`${set.origin}/play/`);
  await page.locator('body[data-state="ready"]').waitFor({ state: 'attached' });
  for (const bytes of before) await send(page, bytes);
  assert.equal(await page.evaluate(() => fullTilt?.soundStats()), null, 'browsers let no page sound before a click');
  await page.keyboard.press('a');
  await until('the sound is on', async () => ((await page.evaluate(() => fullTilt?.soundStats()))?.frames ?? 0) > 0);
  assert.equal(await page.locator('#sound').isHidden(), true);
}

test('the music chosen before the first key is heard after it, effects are not', () =>
  set.window({}, async (page) => {
    await open(page, [PLAY_MUSIC, FULL_PACE, CRASH]);
    await until('music', async () => (await stats(page)).loudest > 0.05);
    await send(page, SILENCE);
    // The music fades out, and after that every sample is exactly zero.
    await until('silence', async () => {
      const { frames, loudest } = await stats(page);
      return frames > 0 && loudest === 0;
    });
    await send(page, CRASH);
    await until('an effect', async () => (await stats(page)).loudest > 0.05);
  }));

test('a busy main thread does not disturb the sound', () =>
  set.window({}, async (page) => {
    await open(page, [PLAY_MUSIC, FULL_PACE]);
    // The first seconds of a thread on a busy machine are not the subject.
    await page.waitForTimeout(1_000);
    await stats(page);
    const blocked = await page.evaluate(
      (duration) =>
        new Promise((resolve) => {
          const [start, blocks] = [performance.now(), { count: 0 }];
          const timer = setInterval(() => {
            const end = performance.now() + 50;
            while (performance.now() < end);
            blocks.count += 1;
            if (performance.now() - start < duration) return;
            clearInterval(timer);
            resolve(blocks.count * 50);
          }, 100);
        }),
      MEASURED_MS,
    );
    const { frames, elapsedMs, lostMs, loudest } = await stats(page);
    const share = lostMs / elapsedMs;
    console.log(
      `main thread busy for ${blocked} of ${elapsedMs} ms: ${frames} frames, ${lostMs.toFixed(0)} ms lost (${(share * 100).toFixed(2)} %), loudest sample ${loudest.toFixed(2)}`,
    );
    assert(Number(blocked) > MEASURED_MS / 4, 'the main thread was busy');
    assert(loudest > 0.05, 'there was music');
    assert(share < MOST_LOST, `${lostMs} of ${elapsedMs} ms without samples`);
  }));
