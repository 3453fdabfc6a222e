// The shell of the web edition in a real browser, with a script in place of the game.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { accessible } from '../browser/axe.js';
import { until } from '../browser/wait.js';
import { replaceGame, webStage } from './stage.js';

const set = webStage();
/** A link, and a code of four modules in place of its own. */
const ROOM = /** @type {[string, number, string]} */ (['https://tilt.example/?room=KQZX', 10, 'M4 4h2v2h-2z']);

/** Whether an element is entirely within the window, and not empty. @param {import('playwright-core').Page} page @param {string} id */
async function fits(page, id) {
  const box = await page.locator(`#${id}`).boundingBox();
  const size = page.viewportSize();
  assert(box && size, `#${id} is visible`);
  const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height;
  assert(inside && box.width > 0 && box.height > 0, `#${id} at ${JSON.stringify(box)} in ${JSON.stringify(size)}`);
}

/** @param {import('playwright-core').Page} page @param {string} state */
const reach = (page, state) => page.locator(`body[data-state="${state}"]`).waitFor({ state: 'attached' });

for (const [width, height] of /** @type {const} */ ([
  [1280, 720],
  [1920, 1080],
  [800, 600],
  [390, 844],
])) {
  test(`loading, playing and failing fit ${width} × ${height}, and axe finds nothing`, () =>
    set.window({ viewport: { width, height }, reducedMotion: 'reduce' }, async (page) => {
      await replaceGame(page, `fullTilt.progress(7); globalThis.proceed = fullTilt;`);
      await page.goto(`${set.origin}/play/`);
      await until('the game runs', () => page.evaluate(() => 'proceed' in globalThis));
      assert.equal(await page.locator('#stage').textContent(), 'Preparing the picture: 7 shaders left…');
      for (const id of ['wordmark', 'stage', 'bar', 'controller']) await fits(page, id);
      await accessible(page, 'loading');
      await page.evaluate((room) => fullTilt?.room(...room), ROOM);
      for (const id of ['wordmark', 'code', 'link', 'stage', 'bar', 'controller']) await fits(page, id);
      await accessible(page, 'loading with the code');
      await page.evaluate(() => fullTilt?.ready());
      await reach(page, 'ready');
      assert.deepEqual(await page.locator('#game').boundingBox(), { x: 0, y: 0, width, height });
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'game', 'keys reach the game');
      await page.mouse.move(10, 10);
      await page.locator('#controller').waitFor();
      await fits(page, 'tools');
      await accessible(page, 'ready');
      await page.evaluate(() => fullTilt?.fail('Something has gone wrong here.'));
      await reach(page, 'failed');
      await fits(page, 'fault');
      await accessible(page, 'failed');
      assert.equal(
        await page
          .locator('[role="alert"]')
          .innerText()
          .then((text) => text.split('\n')[0]),
        'Something has gone wrong here.',
      );
    }));
}

test('the texts are in the language of the reader', () =>
  set.window({ locale: 'de-DE' }, async (page) => {
    await replaceGame(page, '');
    await page.goto(`${set.origin}/play/`);
    await until('the stage', async () => (await page.locator('#stage').textContent()) === 'Das Bild wird vorbereitet…');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  }));

test('the tools disappear while the pointer rests, and come back', () =>
  set.window({}, async (page) => {
    await replaceGame(page, 'fullTilt.ready();');
    await page.goto(`${set.origin}/play/`);
    await reach(page, 'ready');
    await page.mouse.move(10, 10);
    await page.locator('#controller').waitFor();
    await page.locator('#controller').waitFor({ state: 'hidden' });
    await page.mouse.move(20, 20);
    await page.locator('#controller').waitFor();
  }));

test('a browser without WebGL 2 gets a sentence, and downloads nothing', () =>
  set.window({}, async (page) => {
    await page.addInitScript(`HTMLCanvasElement.prototype.getContext = () => null;`);
    /** @type {string[]} */
    const requested = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(`${set.origin}/play/`);
    await reach(page, 'failed');
    assert.match(await page.locator('#fault-text').innerText(), /WebGL 2/);
    assert.equal(await page.locator('#again').isVisible(), false);
    assert(!requested.some((url) => url.endsWith('.wasm')));
  }));

test('a failed download can be tried again', async () => {
  // The browser reports the refusals by itself.
  await assert.rejects(
    set.window({}, async (page) => {
      await replaceGame(page, 'fullTilt.ready();');
      await page.route(/\.wasm$/, (route) => route.fulfill({ status: 503, body: '' }));
      await page.goto(`${set.origin}/play/`);
      await reach(page, 'failed');
      assert.match(await page.locator('#fault-text').innerText(), /could not be loaded/);
      await page.unroute(/\.wasm$/);
      await replaceGame(page, 'fullTilt.ready();');
      await page.locator('#again').click();
      await reach(page, 'ready');
      await page.evaluate(() => console.error('the end'));
    }),
    /the end/,
  );
});

test('a panic of the game is reported, other errors are not', async () => {
  await assert.rejects(
    set.window({}, async (page) => {
      await replaceGame(page, 'fullTilt.ready();');
      await page.goto(`${set.origin}/play/`);
      await reach(page, 'ready');
      await page.evaluate(() => void Promise.reject(new Error('an extension')));
      assert.equal(await page.evaluate(() => document.body.dataset.state), 'ready');
      await page.evaluate(() => void Promise.reject(new WebAssembly.RuntimeError('unreachable')));
      await reach(page, 'failed');
      assert.match(await page.locator('#fault-text').innerText(), /stopped/);
    }),
    /unreachable/,
  );
});

test('files are saved under their names', () =>
  set.window({}, async (page) => {
    await replaceGame(page, 'fullTilt.ready();');
    await page.goto(`${set.origin}/play/`);
    await reach(page, 'ready');
    const download = page.waitForEvent('download');
    await page.evaluate(() => fullTilt?.save('scores.csv', new TextEncoder().encode('1,2\n')));
    const file = await download;
    assert.equal(file.suggestedFilename(), 'scores.csv');
    assert.equal(readFileSync(await file.path(), 'utf8'), '1,2\n');
  }));

test('F is full screen, and back', () =>
  set.window({}, async (page) => {
    await replaceGame(page, 'fullTilt.ready();');
    await page.goto(`${set.origin}/play/`);
    await reach(page, 'ready');
    const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
    await page.keyboard.press('f');
    await until('full screen', isFull);
    await page.keyboard.press('f');
    await until('a window', async () => !(await isFull()));
  }));

test('the start page leads a large screen to the game, and a phone to the controller', async () => {
  await set.window({}, async (page) => {
    await replaceGame(page, 'fullTilt.ready();');
    await page.goto(`${set.origin}/`);
    await page.waitForURL(`${set.origin}/play/`);
    await reach(page, 'ready');
    await page.mouse.move(10, 10);
    await page.locator('#controller').click();
    await page.waitForURL(`${set.origin}/?controller`);
    await page.locator('#to-game').waitFor();
    await page.locator('#to-game').click();
    await page.waitForURL(`${set.origin}/play/`);
  });
  const screen = { width: 390, height: 844 };
  await set.window({ viewport: screen, screen, isMobile: true, hasTouch: true }, async (page) => {
    await page.goto(`${set.origin}/`);
    await page.locator('#to-game').waitFor();
    assert.equal(await page.locator('#code').isVisible(), true);
    await accessible(page, 'the controller');
  });
});

test('an invitation is for the controller on any screen', () =>
  set.window({}, async (page) => {
    const answer = await page.request.post(`${set.origin}/api/rooms`);
    const { room } = await answer.json();
    await page.goto(`${set.origin}/?room=${room.code}`);
    await page.locator('#play').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
  }));
