// Recorded runs travel: one that was recorded in a browser is checked by the native game, and the other way round.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { program } from '../browser/program.js';
import { startGame } from '../path/game.js';
import { openGame, SLOW_MS, START_MS, startScreen } from './game.js';
import { startServer } from './server.js';
import { UNSEEN } from './unseen.js';

const run = promisify(execFile);
const NAME = 'runs/best-classic-keyboard.ftrun';

/** @type {{ folder: string, screen: import('playwright-core').Browser, server: Awaited<ReturnType<typeof startServer>> }} */
let shared;
before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-tilt-web-runs-'));
  const [screen, server] = await Promise.all([startScreen(), startServer(folder)]);
  shared = { folder, screen, server };
});
after(async () => {
  await shared.screen.close();
  await shared.server.stop();
  rmSync(shared.folder, { recursive: true, force: true });
});

/** Opens the game where browsers keep files. @param {Record<string, string>} options */
const open = (options) =>
  openGame(shared.screen, shared.server.origin.replace('127.0.0.1', 'localhost'), options, undefined, UNSEEN);

/** Checks a run with the native game. @param {string} file */
const verify = async (file) => (await run(program('full-tilt'), ['--verify', file])).stdout;

test('a run that was recorded in a browser is true for the native game', async () => {
  const game = await open({ mode: 'classic', seed: '5' });
  try {
    await game.joinUrl();
    await game.page.locator('body[data-state="ready"]').waitFor({ state: 'attached', timeout: START_MS });
    await game.page.locator('canvas').press('Space');
    await game.phase('playing');
    const over = await game.events.wait('the crash', ({ event }) => event === 'round_over', SLOW_MS);
    await game.events.wait('the score on disk', ({ event }) => event === 'score_saved', SLOW_MS);
    const download = game.page.waitForEvent('download');
    await game.page.evaluate(() => fullTilt?.exportFiles());
    const { runs } = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    const file = join(shared.folder, 'browser.ftrun');
    writeFileSync(file, Buffer.from(runs[NAME], 'base64'));
    const score = over.scores[0].score.toFixed(1);
    assert.match(await verify(file), new RegExp(`^true: ${score} points in .* of classic`));
  } finally {
    await game.close();
  }
});

test('a run that the native game has recorded is shown again in a browser, with the same score', async () => {
  const native = startGame(['--headless', '--mode', 'classic', '--auto-start', '--rounds', '1', '--seed', '5']);
  const game = await open({});
  try {
    const phone = run(program('full-tilt-phone'), [await native.joinUrl(), '--name', 'Ada', '--hold', '6']);
    phone.catch(() => {});
    const over = await native.events.wait('the crash', ({ event }) => event === 'round_over', SLOW_MS);
    await native.ended;
    phone.child.kill();
    const bytes = readFileSync(join(native.folder, 'runs', 'best-classic-tilt.ftrun'));

    await game.joinUrl();
    const files = { 'runs/best-classic-tilt.ftrun': bytes.toString('base64') };
    const chooser = game.page.waitForEvent('filechooser');
    await game.page.locator('canvas').press('a');
    await game.page.evaluate(() => fullTilt?.importFiles());
    game.events.clear();
    await (await chooser).setFiles({
      name: 'full-tilt-files.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ format: 'full-tilt-files', version: 1, files: {}, runs: files })),
    });
    await game.events.wait('the game that was started again', ({ event }) => event === 'ready', START_MS);

    game.events.clear();
    const address = new URL(game.page.url());
    address.searchParams.set('replay', 'best-classic-tilt');
    await game.page.goto(address.href, { waitUntil: 'commit' });
    const again = await game.events.wait('its end', ({ event }) => event === 'round_over', START_MS);
    assert.deepEqual([again.tick, again.scores[0].score], [over.tick, over.scores[0].score]);
  } finally {
    await game.close();
    await native.stop();
  }
});
