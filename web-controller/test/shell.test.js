// The shell of the web edition, without a browser: texts, loading screen, download, sound before the first click, wake lock.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { missingAbility } from '../game/capabilities.js';
import { download, LoadError } from '../game/download.js';
import { LoadingScreen } from '../game/loading.js';
import { onGesture } from '../game/sound/first-gesture.js';
import { PendingCommands } from '../game/sound/pending.js';
import { chooseLanguage, LANGUAGES } from '../game/texts.js';
import { isFullScreenKey } from '../game/tools.js';
import { WakeLock } from '../game/wake-lock.js';
import { LagMeter } from '../game/worklet/lag.js';

const source = (/** @type {string} */ name) => readFileSync(new URL(`../game/${name}`, import.meta.url), 'utf8');
const { en, de } = /** @type {Record<'en' | 'de', import('../game/texts.js').Texts>} */ (LANGUAGES);

test('both languages have all texts, and the document names no other', () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    const german = de[/** @type {keyof typeof en} */ (key)];
    assert(text && german && (text !== german || key === 'x'), key);
    const places = (/** @type {string} */ words) => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    assert.deepEqual(places(german), places(text), key);
  }
  const named = [...source('index.html').matchAll(/data-(?:text|label)="(\w+)"/g)].map(([, key]) => key ?? '');
  assert(named.length > 5);
  for (const key of named) assert(Object.hasOwn(en, key), key);
});

test("the reader's first known language is chosen", () => {
  const chosen = (/** @type {string[]} */ ...wanted) => chooseLanguage(wanted).language;
  assert.deepEqual([chosen('de-AT', 'en'), chosen('en-GB', 'de'), chosen('fr', 'de')], ['de', 'en', 'de']);
  assert.deepEqual([chosen('fr'), chosen(), chosen('constructor')], ['en', 'en', 'en']);
});

test('the document has neither scripts nor styles of its own: the policy forbids them', () => {
  const html = source('index.html');
  assert(!/style=|\son\w+=|<style|<script(?![^>]*src=)/.test(html));
});

/** A document with the elements of the loading screen. */
function fakeDocument() {
  /** @type {Record<string, any>} */
  const elements = {};
  for (const id of ['room', 'code', 'link', 'stage', 'bar', 'bytes', 'progress', 'fault', 'fault-text', 'again'])
    elements[id] = {
      textContent: '',
      hidden: false,
      /** @type {Record<string, string>} */ attributes: {},
      setAttribute(/** @type {string} */ name, /** @type {string} */ value) {
        this.attributes[name] = value;
      },
      querySelector: () => elements.path,
      removeAttribute(/** @type {string} */ name) {
        delete this.attributes[name];
      },
    };
  elements.path = { ...elements.code, attributes: {} };
  Object.assign(elements.room, { hidden: true });
  const document = {
    body: { dataset: { state: 'loading' } },
    getElementById: (/** @type {string} */ id) => elements[id],
  };
  return { document: /** @type {any} */ (document), elements, state: () => document.body.dataset.state };
}

test('the loading screen counts bytes, and then only goes forward', () => {
  const { document, elements, state } = fakeDocument();
  const loading = new LoadingScreen(document, en, 4_000_000);
  loading.bytes(0);
  assert.deepEqual([elements.stage.textContent, elements.bar.attributes.value], [en.stageDownload, '0.000']);
  loading.bytes(1_000_000);
  assert.deepEqual([elements.bytes.textContent, elements.bar.attributes.value], ['1.0 of 4.0 MB', '0.250']);
  loading.bytes(4_000_000);
  assert.deepEqual([elements.stage.textContent, elements.bytes.textContent], [en.stageCompile, '']);
  assert(!('value' in elements.bar.attributes));
  loading.progress('Making shaders');
  loading.stage('picture');
  loading.bytes(2);
  assert.equal(elements.stage.textContent, 'Making shaders');
  loading.ready();
  assert.equal(state(), 'ready');
  loading.progress('too late');
  assert.equal(elements.stage.textContent, 'Making shaders');
});

test('the loading screen shows how to join until the game is visible or has failed', () => {
  const { document, elements } = fakeDocument();
  const loading = new LoadingScreen(document, en, 0);
  loading.room('https://tilt.example/?room=KQZX', 10, 'M4 4h2v2h-2z');
  assert.equal(elements.room.hidden, false);
  assert.equal(elements.link.textContent, 'tilt.example/?room=KQZX');
  assert.deepEqual([elements.code.attributes.viewBox, elements.path.attributes.d], ['0 0 10 10', 'M4 4h2v2h-2z']);
  loading.fail(en.faultStopped, false);
  assert.equal(elements.room.hidden, true);
  loading.room('https://tilt.example/?room=LATE', 10, 'M0 0z');
  assert.equal(elements.room.hidden, true);
});

test('the loading screen shows the first failure, also after the game was visible', () => {
  const { document, elements, state } = fakeDocument();
  const loading = new LoadingScreen(document, en, 0);
  loading.bytes(10);
  loading.ready();
  loading.fail(en.faultStopped, false);
  loading.fail(en.faultLoad, true);
  assert.equal(state(), 'failed');
  assert.equal(elements['fault-text'].textContent, en.faultStopped);
  assert.deepEqual([elements.progress.hidden, elements.fault.hidden, elements.again.hidden], [true, false, true]);
  loading.ready();
  assert.equal(state(), 'failed');
});

test('a browser without WebAssembly or WebGL 2 gets a sentence', () => {
  let lost = 0;
  const scope = (/** @type {any} */ context, webAssembly = WebAssembly) => ({
    WebAssembly: webAssembly,
    document: /** @type {any} */ ({ createElement: () => ({ getContext: () => context }) }),
  });
  const context = { getExtension: () => ({ loseContext: () => (lost += 1) }) };
  assert.equal(missingAbility(scope(context)), null);
  assert.equal(lost, 1, 'the context is given back');
  assert.equal(missingAbility(scope(null)), 'faultWebgl');
  assert.equal(missingAbility(scope(context, /** @type {any} */ (false))), 'faultWasm');
});

test('a download is counted on a copy, and the original is untouched', async () => {
  const chunks = [3, 5, 7].map((length) => new Uint8Array(length).fill(length));
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  /** @type {number[]} */
  const counts = [];
  const original = new Response(body, { headers: { 'content-type': 'application/wasm' } });
  const response = await download(
    'game.wasm',
    (bytes) => counts.push(bytes),
    async () => original,
  );
  assert.equal(response, original);
  assert.equal((await response.arrayBuffer()).byteLength, 15);
  assert.deepEqual(counts, [3, 8, 15]);
});

test('a failed download is not mistaken for an old browser', async () => {
  const refused = async () => new Response('no', { status: 503 });
  await assert.rejects(
    download('x', () => {}, refused),
    LoadError,
  );
  const broken = async () => {
    throw new TypeError('network');
  };
  await assert.rejects(
    download('x', () => {}, broken),
    LoadError,
  );
});

test('before the first click only the newest values are kept', () => {
  const pending = new PendingCommands();
  for (const command of [[1, 1], [0, 9], [3, 1], [1, 2], [0, 0, 4], []]) pending.add(Uint8Array.from(command));
  assert.deepEqual(
    pending.take().map((command) => [...command]),
    [
      [1, 2],
      [3, 1],
    ],
  );
  assert.deepEqual(pending.take(), []);
});

test('gestures are tried until one succeeds', async () => {
  const target = new EventTarget();
  let attempts = 0;
  onGesture(target, async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('refused');
    return attempts === 3;
  });
  for (const event of ['pointerdown', 'pointerup', 'keydown', 'pointerdown']) {
    target.dispatchEvent(new Event(event));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(attempts, 3);
});

test('F alone means full screen', () => {
  const key = { key: 'f', repeat: false, ctrlKey: false, altKey: false, metaKey: false };
  assert(isFullScreenKey(key) && isFullScreenKey({ ...key, key: 'F' }));
  for (const change of [{ key: 'g' }, { repeat: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }])
    assert(!isFullScreenKey({ ...key, ...change }));
});

test('the screen stays on while wanted, also after the page was hidden', async () => {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  /** @type {{ released: boolean, release(): Promise<void> }[]} */
  const locks = [];
  const request = async () => {
    const lock = {
      released: false,
      async release() {
        lock.released = true;
      },
    };
    locks.push(lock);
    return /** @type {any} */ (lock);
  };
  const wakeLock = new WakeLock(/** @type {any} */ (document), { wakeLock: { request } });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const held = () => locks.filter(({ released }) => !released).length;
  wakeLock.set(true);
  wakeLock.set(true);
  await settle();
  assert.deepEqual([locks.length, held()], [1, 1]);
  // The browser releases it when the page is hidden.
  document.visibilityState = 'hidden';
  if (locks[0]) locks[0].released = true;
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(held(), 0);
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.deepEqual([locks.length, held()], [2, 1]);
  wakeLock.set(false);
  await settle();
  assert.equal(held(), 0);
  wakeLock.set(true);
  wakeLock.set(false);
  await settle();
  assert.equal(held(), 0, 'a release does not overtake the request before it');
});

test('lost time of an audio clock is told apart from bursts and drift', () => {
  const meter = new LagMeter();
  let audio = 0;
  /** Renders for a while in bursts of 24 ms, as a device asks for them. */
  const play = (/** @type {number} */ from, /** @type {number} */ to, drift = 1) => {
    for (let wall = from; wall < to; wall += 24)
      for (let i = 0; i < 8; i += 1) {
        audio += 3 * drift;
        meter.add(wall, audio);
      }
  };
  play(0, 10_000);
  assert.equal(meter.lostMs, 0);
  play(10_000, 20_000, 0.9995);
  assert.equal(meter.lostMs, 0, 'two clocks differ a little');
  // For 120 ms nothing is rendered.
  play(20_120, 24_000);
  assert(meter.lostMs > 90 && meter.lostMs < 150, `${meter.lostMs} ms`);
});

test('exports of tables are mended after binaryen 108', () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-tilt-tables-'));
  try {
    const name = [...Buffer.from('__wbindgen_externrefs')];
    /** A table of functions with a maximum, one of values without, and an export. @param {number} index */
    const module = (index) =>
      Buffer.from([
        ...[0, 97, 115, 109, 1, 0, 0, 0],
        ...[4, 8, 2, 0x70, 1, 1, 1, 0x6f, 0, 4],
        ...[7, name.length + 4, 1, name.length, ...name, 1, index],
      ]);
    for (const index of [0, 1]) {
      const path = join(folder, `${index}.wasm`);
      writeFileSync(path, module(index));
      execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/mend-tables.mjs', import.meta.url)), path]);
      assert.deepEqual(readFileSync(path), module(1));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
