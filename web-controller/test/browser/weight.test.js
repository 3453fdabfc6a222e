// What the page weighs and how soon it steers, as the relay serves it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './stage.js';

const set = stage();
const MOST_BYTES = 20_000;
/** The aim is 300 ms, and the time is printed; past this, the page waits for something that it should not wait for. */
const HELD_UP_MS = 1500;

test('everything needed for play is at most 20 kB, and comes from one place', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    const { origin } = new URL(set.served);
    /** @type {import('playwright-core').Request[]} */
    const loaded = [];
    phone.page.on('requestfinished', (request) => loaded.push(request));
    // Sound is a bonus that comes after the tap, and the service worker keeps copies for later.
    await phone.page.addInitScript(`localStorage.setItem('full-tilt.steering', '{"sound":false}');
      navigator.serviceWorker.register = () => Promise.reject(new Error('not now'));`);
    const script = phone.page.waitForResponse((response) => response.url().endsWith('/main.js'));
    await phone.open(`${set.served}?room=${game.code}`, 'ready');
    await phone.tap('play');
    await phone.state('tilt');
    await game.frame('motion');
    assert.equal((await (await script).allHeaders())['content-encoding'], 'br');
    for (const request of loaded) assert.equal(new URL(request.url()).origin, origin, request.url());
    const sizes = await Promise.all(loaded.map(async (request) => ({ name: new URL(request.url()).pathname, ...(await request.sizes()) })));
    const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    const list = sizes.map(({ name, responseBodySize, responseHeadersSize }) => `${name} ${responseBodySize} + ${responseHeadersSize}`);
    console.log(`${bytes} bytes, without their headers: ${list.join(', ')}`);
    // All of it was counted: the document and the script alone are most of it.
    assert(bytes > MOST_BYTES / 2 && bytes <= MOST_BYTES, `${bytes} bytes`);
    game.close();
  }));

test('the first motion frame reaches the game soon after the tap', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    await phone.open(`${set.served}?room=${game.code}`, 'ready');
    await game.joined();
    const tapped = phone.page.evaluate(() => new Promise((resolve) => {
      document.querySelector('#play')?.addEventListener('click', () => resolve(performance.timeOrigin + performance.now()), { capture: true });
    }));
    await phone.tap('play');
    const heard = await game.frames.wait('motion', ({ frame }) => frame.kind === 'motion');
    const took = performance.timeOrigin + heard.at - Number(await tapped);
    console.log(`the first motion frame came ${took.toFixed(0)} ms after the tap`);
    assert(took <= HELD_UP_MS, `${took} ms`);
    game.close();
  }));
