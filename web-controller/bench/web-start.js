// Start of the web edition in a real Chromium: what is downloaded until the title, and the time to the room's QR code, which the
// loading screen shows first, and to the pictures, beside the time that the same browser needs to fetch and compile the same
// bytes.
//
// `FULL_TILT_BIN=target/release npm run bench:web-start -- [--runs N] [--beside FOLDER]`, after `scripts/web build`. FOLDER is the
// web build of another Bevy game, with an `index.html`: its bytes and its first frame are measured in the same way.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { CODINGS } from '../scripts/bundle.mjs';
import { decodeQr, openGame, START_MS, startScreen } from '../test/web/game.js';
import { GAME, startGameRelay } from '../test/web/server.js';

/** The size at which a player sees the title. */
const VIEWPORT = { width: 1280, height: 720 };
/** In the page: notes the end of the first frame in which anything was drawn. */
const NOTE_FIRST_FRAME = `for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
  const draw = WebGL2RenderingContext.prototype[name];
  WebGL2RenderingContext.prototype[name] = function (...values) {
    if (globalThis.firstFrame === undefined) {
      globalThis.firstFrame = null;
      requestAnimationFrame(() => { globalThis.firstFrame = performance.now(); });
    }
    return draw.apply(this, values);
  };
}`;
/**
 * In the page: notes when the loading screen got the code, and the end of the frame that first showed it. Without a graphics
 * card the first frame of any page takes seconds; see the time of the first content.
 */
const NOTE_CODE = `addEventListener('DOMContentLoaded', () => {
  const room = document.getElementById('room');
  new MutationObserver((_, observer) => {
    observer.disconnect();
    globalThis.codeShown = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.codePainted = performance.now(); }));
  }).observe(room, { attributeFilter: ['hidden'] });
});`;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, beside: { type: 'string' } } });
const runs = Number(values.runs);

/** @param {(number | undefined)[]} list */
const median = (list) => list.toSorted((a, b) => Number(a) - Number(b))[Math.floor(list.length / 2)] ?? Number.NaN;
/** A row of a table. @param {string} name @param {(string | number)[]} columns */
const row = (name, columns) =>
  console.log(`| ${[name, ...columns.map((column) => column.toLocaleString('en'))].join(' | ')} |`);

/** Files of a folder by path. @param {string} folder @returns {Map<string, Buffer>} */
function filesOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path)];
    }),
  );
}

/** A file as it is, with gzip and with brotli. @typedef {{ raw: Buffer, gz: Buffer, br: Buffer }} Sizes */

/** Compresses a file, or takes its compressed forms that are there. @param {Map<string, Buffer>} files @param {string} path @returns {Sizes} */
function sizesOf(files, path) {
  const raw = files.get(path);
  if (!raw) throw new Error(`the page loads ${path}, which is not in the folder`);
  const how = { isText: !/\.(wasm|png|ogg)$/.test(path), isQuick: false };
  const packed = (/** @type {'br' | 'gz'} */ name) => {
    const found = files.get(`${path}.${name}`) ?? CODINGS[name].pack(raw, how);
    files.set(`${path}.${name}`, found);
    return found.length < raw.length ? found : raw;
  };
  return { raw, gz: packed('gz'), br: packed('br') };
}

/**
 * Returns the files that a page has loaded from its own folder so far, the document first.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function loadedFiles(page) {
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const folder = new URL('.', page.url()).href;
  const inside = urls.filter((url) => url.startsWith(folder)).map((url) => decodeURI(url.slice(folder.length)));
  return [...new Set(['index.html', ...inside.map((path) => path.replace(/[?#].*$/, ''))])].filter(Boolean);
}

/** Waits for the first frame. @param {import('playwright-core').Page} page @returns {Promise<number>} ms since navigation */
async function firstFrame(page) {
  const frame = await page.waitForFunction('globalThis.firstFrame', undefined, { timeout: START_MS });
  return /** @type {Promise<number>} */ (frame.jsonValue());
}

/**
 * Runs something in a browser of its own: nothing is in a cache, neither files nor compiled code nor shaders.
 * @template T
 * @param {(browser: import('playwright-core').Browser) => Promise<T>} measure
 */
async function inFreshBrowser(measure) {
  const browser = await startScreen();
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** Fetches and compiles files in a page that does nothing else. @param {string} origin @param {string[]} files @returns {Promise<number>} ms */
const bare = (origin, files) =>
  inFreshBrowser(async (browser) => {
    const page = await browser.newPage();
    // A picture has the game's headers, without which a page may compile nothing, and no script.
    await page.goto(`${origin}/play/icon.svg`);
    return page.evaluate(async (paths) => {
      const start = performance.now();
      await Promise.all(
        paths.map(async (path) => {
          const response = await fetch(path);
          if (path.endsWith('.wasm')) await WebAssembly.compileStreaming(response);
          else await response.arrayBuffer();
        }),
      );
      return performance.now() - start;
    }, files);
  });

/** Starts the game once. @param {string} origin */
const start = (origin) =>
  inFreshBrowser(async (browser) => {
    const folder = mkdtempSync(join(tmpdir(), 'full-tilt-start-'));
    const game = await openGame(browser, origin, {}, VIEWPORT, NOTE_FIRST_FRAME + NOTE_CODE);
    const began = await game.page.evaluate(() => performance.timeOrigin);
    /** Waits until a QR code can be read from the window's pixels. Returns its content, and the time of the picture. */
    const readCode = async () => {
      const path = join(folder, 'screen.png');
      for (;;) {
        await game.page.screenshot({ path });
        const ms = Date.now() - began;
        const code = await decodeQr(path).catch(() => '');
        if (code) return { code, ms };
        if (ms > START_MS) throw new Error('no QR code can be read from the screen');
      }
    };
    try {
      const early = await readCode();
      const state = await game.page.evaluate(() => document.body.dataset.state);
      const { ms: picture } = await game.events.wait('the title', ({ event }) => event === 'picture', START_MS);
      const late = await readCode();
      const room = await game.joinUrl();
      for (const { code } of [early, late])
        if (code !== room) throw new Error(`the QR code leads to ${code}, not to ${room}`);
      if (state !== 'loading') throw new Error('the loading screen showed no QR code');
      const [shown, painted, content] = /** @type {[number, number, number]} */ (
        await game.page.evaluate(
          '[codeShown, codePainted, performance.getEntriesByName("first-contentful-paint")[0]?.startTime]',
        )
      );
      return {
        shown,
        painted,
        content,
        frame: await firstFrame(game.page),
        picture,
        title: late.ms,
        files: await loadedFiles(game.page),
      };
    } finally {
      await game.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

/** Serves a folder, compressed with brotli beforehand. @param {string} folder */
async function serveFolder(folder) {
  const files = filesOf(folder);
  /** @type {Record<string, string>} */
  const types = {
    html: 'text/html',
    js: 'text/javascript',
    wasm: 'application/wasm',
    png: 'image/png',
    css: 'text/css',
  };
  const paths = [...files.keys()];
  for (const path of paths) sizesOf(files, path);
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1)) || 'index.html';
    if (!paths.includes(path)) return response.writeHead(404).end();
    const { raw, br } = sizesOf(files, path);
    const coding = br.length < raw.length ? { 'content-encoding': 'br' } : {};
    const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return response.writeHead(200, { 'content-type': type, ...coding }).end(br);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${port}`, files, stop: () => server.close() };
}

/** Starts another game once. @param {string} origin */
const startOther = (origin) =>
  inFreshBrowser(async (browser) => {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.addInitScript(NOTE_FIRST_FRAME);
    await page.goto(origin);
    const frame = await firstFrame(page);
    return { frame, files: await loadedFiles(page) };
  });

/** @param {string} name @param {Map<string, Buffer>} files @param {string[]} loaded @param {number} frame */
function bytesRow(name, files, loaded, frame) {
  const sizes = loaded.map((path) => sizesOf(files, path));
  const sum = (/** @type {keyof Sizes} */ form) => sizes.reduce((total, size) => total + size[form].length, 0);
  row(name, [sum('raw'), sum('gz'), sum('br'), Math.round(frame)]);
}

const relay = await startGameRelay();
const other = values.beside ? await serveFolder(resolve(values.beside)) : undefined;
try {
  const { origin } = relay;
  const starts = [];
  const bares = [];
  const others = [];
  for (let run = 0; run < runs; run += 1) {
    const last = await start(origin);
    starts.push(last);
    bares.push(
      await bare(
        origin,
        last.files.map((path) => `/play/${path === 'index.html' ? '' : path}`),
      ),
    );
    if (other) others.push(await startOther(other.origin));
  }

  console.log(`\nBytes until the first frame; milliseconds from navigation to it, median of ${runs} runs\n`);
  row('', ['raw', 'gzip', 'brotli', 'first frame']);
  console.log('|---|---|---|---|---|');
  const frame = median(starts.map((one) => one.frame));
  bytesRow('Full Tilt', filesOf(GAME), starts[0]?.files ?? [], frame);
  if (other && values.beside) {
    const otherFrame = median(others.map((one) => one.frame));
    bytesRow(basename(resolve(values.beside)), other.files, others[0]?.files ?? [], otherFrame);
  }

  console.log('\nMilliseconds, median (all runs), and how many times the bare page\n');
  row('', ['median', 'ratio', 'runs']);
  console.log('|---|---|---|---|');
  const base = median(bares);
  for (const [name, all] of /** @type {const} */ ([
    ['fetch and compile the same bytes in a bare page', bares],
    ['navigation to the QR code in the document', starts.map((one) => one.shown)],
    ['navigation to the first content of the loading screen on the display', starts.map((one) => one.content)],
    ['navigation to the QR code on the display', starts.map((one) => one.painted)],
    ['navigation to the first frame', starts.map((one) => one.frame)],
    ['navigation to the title, without the loading screen', starts.map((one) => one.picture)],
    ['navigation to a picture of the title, read back with its QR code', starts.map((one) => one.title)],
  ])) {
    row(name, [Math.round(median(all)), (median(all) / base).toFixed(2), all.map(Math.round).join(', ')]);
  }
} finally {
  other?.stop();
  await relay.stop();
}
