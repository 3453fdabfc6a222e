// The game in a window on a virtual display: checks of its pixels.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { startBrowser } from '../browser/phone.js';
import { program } from '../browser/program.js';
import { startGame } from './game.js';

const run = promisify(execFile);

/** A software renderer on a busy machine takes its time. */
const PICTURE_MS = 120_000;

/** @type {import('node:child_process').ChildProcess} */
let xvfb;
/** @type {string} */
let display;
/** @type {string} */
let folder;

before(async () => {
  // Pictures are kept in the folder that FULL_TILT_PICTURES names, for people to look at.
  folder = process.env.FULL_TILT_PICTURES ?? mkdtempSync(join(tmpdir(), 'full-tilt-pictures-'));
  mkdirSync(folder, { recursive: true });
  xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '2560x1440x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(createInterface(/** @type {import('node:stream').Readable} */ (xvfb.stdio[3])), 'line');
  display = `:${number}`;
});

after(async () => {
  xvfb.kill();
  await once(xvfb, 'exit');
  if (!process.env.FULL_TILT_PICTURES) rmSync(folder, { recursive: true, force: true });
});

/** @param {string} name @param {string} size @param {number} seconds @param {string[]} options */
function windowed(name, size, seconds, options = []) {
  const picture = join(folder, `${name}-${size}.png`);
  const game = startGame(['--window', size, '--screenshot', picture, '--after', String(seconds), ...options], {
    DISPLAY: display,
    WAYLAND_DISPLAY: '',
  });
  return { game, picture };
}

/** @param {import('./game.js').Game} game */
async function finished(game) {
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no picture: ${game.complaints.join('\n')}`)), PICTURE_MS).unref();
  });
  assert.equal(await Promise.race([game.ended, late]), 0, game.complaints.join('\n'));
}

/** The share of pixels of each colour that matters here, and the picture's size. @param {string} picture */
async function colours(picture) {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const { readFileSync } = await import('node:fs');
    const source = `data:image/png;base64,${readFileSync(picture).toString('base64')}`;
    return await page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let amber = 0;
      for (let i = 0; i < data.length; i += 4) {
        // It glows, so it is not one colour but a range of them.
        const [red, green, blue] = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
        if (red > 200 && green > 120 && green < 0.9 * red && blue < 0.6 * green) amber += 1;
      }
      return { width: image.width, height: image.height, amber };
    }, source);
  } finally {
    await browser.close();
  }
}

for (const size of ['800x600', '1280x720', '2560x1440']) {
  test(`the QR code on the title screen leads to the room, at ${size}`, async () => {
    const { game, picture } = windowed('title', size, 2);
    try {
      const url = await game.joinUrl();
      await finished(game);
      const { stdout } = await run('zbarimg', [
        '--quiet',
        '--raw',
        '--set',
        '*.enable=0',
        '--set',
        'qrcode.enable=1',
        picture,
      ]);
      assert.equal(stdout.trim(), url);
      const { width, height } = await colours(picture);
      assert.equal(`${width}x${height}`, size);
    } finally {
      await game.stop();
    }
  });
}

// At full lock the player circles inside the arena until long after the picture, and two blips have appeared.
test('in play the first player is seen in the arena', async () => {
  const { game, picture } = windowed('play', '1280x720', 9, ['--auto-start', '--seed', '1']);
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let phone;
  try {
    phone = spawn(program('full-tilt-phone'), [await game.joinUrl(), '--name', 'Ada', '--hold', '20'], {
      stdio: 'ignore',
    });
    await game.phase('playing');
    await finished(game);
    assert.equal(game.events.all.findLast((event) => event.event === 'phase')?.phase, 'playing');
    const { amber } = await colours(picture);
    // Head, body and the score in the first player's amber; the title screen alone has none of this in the arena.
    assert(amber > 500, `${amber} pixels of the player's colour`);
  } finally {
    phone?.kill();
    await game.stop();
  }
});

test('no shape of the window ends the game, in the arena or in the settings', async () => {
  const { game, picture } = windowed('shapes', '1280x720', 20, ['--mode', 'rush', '--bots', '3', '--auto-start']);
  /** @param {string[]} words */
  const xdotool = async (...words) =>
    (await run('xdotool', words, { env: { ...process.env, DISPLAY: display } })).stdout.trim();
  try {
    await game.joinUrl();
    const window = await xdotool('search', '--sync', '--onlyvisible', '--pid', String(game.pid));
    for (const shape of ['1280 38', '38 1280', '1280 1', '1 1', '1 720', '2560 16']) {
      await xdotool('windowsize', '--sync', window, ...shape.split(' '));
      await xdotool('key', '--window', window, 'F1');
      await pause(700);
    }
    await xdotool('windowsize', '--sync', window, '1280', '720');
    await finished(game);
    const { width, height } = await colours(picture);
    assert.equal(`${width}x${height}`, '1280x720');
  } finally {
    await game.stop();
  }
});
