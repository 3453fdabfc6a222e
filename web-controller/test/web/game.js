// The game in a browser: its page, its event stream, and its picture.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startBrowser } from '../browser/phone.js';
import { Inbox } from '../browser/wait.js';

const run = promisify(execFile);

/** WebGL2 without a graphics card. */
export const SCREEN_FLAGS = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

/** Compiling and drawing without a graphics card takes its time. */
export const START_MS = 120_000;
/** A few pictures a second are drawn, and events come with them. */
export const SLOW_MS = 30_000;

/** A line of the event stream, with the time at which it came. @typedef {Record<string, any> & { at: number }} Event */
/** @typedef {Awaited<ReturnType<typeof openGame>>} WebGame */

export const startScreen = () => startBrowser(SCREEN_FLAGS);

/**
 * Passes the event stream on to the test: the page's shell makes `fullTilt`, and the test adds a function to it.
 * Also written for pages that are loaded again.
 */
const LISTEN = `{
  let shell;
  Object.defineProperty(globalThis, 'fullTilt', {
    configurable: true,
    get: () => shell,
    set(made) {
      shell = made;
      const ready = made.ready;
      shell.ready = () => { ready?.(); globalThis.report(JSON.stringify({ event: 'picture', ms: performance.now() })); };
      shell.event = (line) => globalThis.report(line);
    },
  });
}`;

/** Returns the content of the QR code in a picture, or fails if there is none. @param {string} path */
export async function decodeQr(path) {
  const only = ['--quiet', '--raw', '--set', '*.enable=0', '--set', 'qrcode.enable=1'];
  return (await run('zbarimg', [...only, path])).stdout.trim();
}

/**
 * Opens the game.
 * @param {import('playwright-core').Browser} browser started with `startScreen`
 * @param {string} origin
 * @param {Record<string, string>} [options] of the game
 * @param {{ width: number, height: number }} [viewport] small, as the processor draws
 * @param {string} [script] run before the page's own
 * @param {(page: import('playwright-core').Page) => Promise<void>} [prepare] done before it is opened
 */
export async function openGame(
  browser,
  origin,
  options = {},
  viewport = { width: 480, height: 360 },
  script = '',
  prepare = async () => {},
) {
  const context = await browser.newContext({ viewport, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  /** @type {Inbox<Event>} */
  const events = new Inbox();
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.exposeFunction('report', (/** @type {string} */ line) =>
    events.push({ ...JSON.parse(line), at: Date.now() }),
  );
  await page.addInitScript(`${LISTEN}\n${script}`);
  await prepare(page);
  const url = new URL('/play', origin);
  url.search = new URLSearchParams({ events: '', ...options }).toString();
  await page.goto(url.href);
  return {
    page,
    events,
    complaints,
    /** Waits for the link that phones open. @returns {Promise<string>} */
    joinUrl: async () =>
      (
        await events
          .wait('the room', (event) => event.event === 'ready', START_MS)
          .catch((error) => Promise.reject(new Error(`${error.message}\n${complaints.join('\n')}`)))
      ).join_url,
    /** Waits for a phase of the game. @param {string} phase */
    phase: (phase) =>
      events.wait(`the phase "${phase}"`, (event) => event.event === 'phase' && event.phase === phase, SLOW_MS),
    /** Returns the content of the QR code on the screen. */
    async qrCode() {
      const folder = mkdtempSync(join(tmpdir(), 'full-tilt-web-'));
      try {
        const path = join(folder, 'screen.png');
        await page.locator('canvas').screenshot({ path });
        return await decodeQr(path);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    /** Keeps a picture in the folder that FULL_TILT_PICTURES names, for people to look at. @param {string} name */
    async picture(name) {
      const folder = process.env.FULL_TILT_PICTURES;
      if (!folder) return;
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`) });
    },
    close: () => context.close(),
  };
}
