// The kit's host compiled for browsers, without a game: the example `web_host` of phonepad-host in one page, a phone in another,
// and the real relay between them. FULL_TILT_WEB_HOST names the folder that wasm-bindgen has written.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startRelay } from '../browser/relay.js';
import { Inbox } from '../browser/wait.js';
import { openPhone } from './signalling-phone.js';

const FOLDER = process.env.FULL_TILT_WEB_HOST;
const skip = FOLDER ? false : 'FULL_TILT_WEB_HOST names no built example';
const DOCUMENT =
  '<!doctype html><meta charset="utf-8"><script type="module">import init from "./web_host.js"; await init();</script>';

/** @typedef {Awaited<ReturnType<typeof startRelay>>} Relay */
/** @type {{ relay: Relay, browser: import('playwright-core').Browser }} */
let shared;
before(async () => {
  if (!skip) shared = { relay: await startRelay(file), browser: await startBrowser() };
});
after(async () => {
  await shared?.browser.close();
  await shared?.relay.stop();
});

/** Returns a file of the page that hosts. @param {string} pathname */
async function file(pathname) {
  const name = pathname.match(/^\/host\/([\w.]*)$/)?.[1];
  if (name === undefined) return null;
  if (name === '') return { type: 'text/html', body: DOCUMENT };
  return {
    type: name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript',
    body: await readFile(join(FOLDER ?? '', name)),
  };
}

/** A page that hosts. Its lines are what the example has written to the console. */
async function startHost() {
  const page = await (await shared.browser.newContext()).newPage();
  /** @type {Inbox<string>} */
  const lines = new Inbox();
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', (error) => lines.push(`error ${error}`));
  await page.goto(`${shared.relay.page}host/`);
  const ready = () => lines.wait('the room', (line) => line.startsWith('ready '), 20_000);
  return {
    page,
    lines,
    ready,
    /** Waits for a line that comes after this call. @param {string} start */
    next(start) {
      const from = lines.all.length;
      return lines.wait(start, (line) => line.startsWith(start) && lines.all.lastIndexOf(line) >= from, 20_000);
    },
    close: () => page.context().close(),
  };
}

/** A page that joins. @param {string} link */
async function startPhone(link) {
  // The page's own policy forbids conditions as text.
  const page = await (await shared.browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(shared.relay.page);
  await page.evaluate(openPhone, link);
  /** Calls a function of the phone's. @param {string} name @param {unknown[]} values @returns {Promise<any>} */
  const call = (name, ...values) =>
    page.evaluate(
      ([name, values]) => /** @type {any} */ (globalThis).phone[name](...values),
      /** @type {const} */ ([name, values]),
    );
  /** Waits until something has happened. @param {string} condition in terms of `seen` */
  const until = (condition) =>
    page.waitForFunction(`(({ seen }) => ${condition})(phone)`, undefined, { timeout: 20_000 });
  return { page, call, until, seen: () => page.evaluate('phone.seen'), close: () => page.context().close() };
}

/** @typedef {Awaited<ReturnType<typeof startHost>>} WebHost @typedef {Awaited<ReturnType<typeof startPhone>>} WebPhone */

/** Runs a test with a host and a phone that has joined it. @param {(host: WebHost, phone: WebPhone) => Promise<void>} run */
async function joined(run) {
  const host = await startHost();
  await host.ready();
  const phone = await startPhone(await host.page.title());
  try {
    await host.lines.wait('the phone', (line) => line === 'joined 0 Ada');
    await phone.until('seen.welcome');
    await run(host, phone);
    assert.deepEqual(
      host.lines.all.filter((line) => /error|panicked/.test(line)),
      [],
    );
  } finally {
    await phone.close();
    await host.close();
  }
}

/** Steers until the host shows it. @param {WebHost} host @param {WebPhone} phone @param {'relay' | 'direct'} path @param {number} steer */
async function steers(host, phone, path, steer) {
  const shown = host.next(`steer 0 ${steer.toFixed(2)}`);
  const thumb = setInterval(() => void phone.call('steer', steer, path).catch(() => {}), 30);
  try {
    await shown;
  } finally {
    clearInterval(thumb);
  }
}

test('a phone steers a host in a page through the relay, and then directly', { skip }, async () => {
  await joined(async (host, phone) => {
    assert.match((await phone.seen()).welcome.direct.w, /^[A-Za-z0-9]{22}$/);
    await steers(host, phone, 'relay', 1);
    const direct = host.next('path 0 direct');
    const begin = performance.now();
    await phone.call('dial');
    await direct;
    console.log(`the direct path was open after ${Math.round(performance.now() - begin)} ms`);
    await phone.until('seen.hello');
    const { hello } = await phone.seen();
    assert.deepEqual([hello.slot, hello.resumed, hello.name], [0, true, 'Ada']);
    await steers(host, phone, 'direct', -1);

    const relayed = host.next('path 0 relay');
    await phone.call('fallSilent');
    await relayed;
    await steers(host, phone, 'relay', 0.5);
  });
});

test('a newer connection replaces the older one', { skip }, async () => {
  await joined(async (host, phone) => {
    await phone.call('dial');
    await phone.until('seen.hello');
    await phone.page.evaluate('phone.seen.hello = null');
    // One attempt a second is accepted.
    await phone.page.waitForTimeout(1100);
    await phone.call('dial');
    await phone.until('seen.hello');
    await steers(host, phone, 'direct', 1);
  });
});

test('a phone that sends too much ends its connection and plays on through the relay', { skip }, async () => {
  await joined(async (host, phone) => {
    const direct = host.next('path 0 direct');
    await phone.call('dial');
    await direct;
    const relayed = host.next('path 0 relay');
    await phone.call('sendReliable', 513, 0x80);
    await relayed;
    await phone.until('seen.closed === 4029');
    await steers(host, phone, 'relay', 1);
  });
});

test('a page that is reloaded comes back into its room, under another name', { skip }, async () => {
  await joined(async (host, phone) => {
    const code = (await host.ready()).split(' ')[1];
    await phone.call('dial');
    await phone.until('seen.hello');
    const again = host.next('joined 0 Ada');
    const begin = performance.now();
    await host.page.reload();
    await again;
    console.log(`the phone was back in its seat ${Math.round(performance.now() - begin)} ms after the reload began`);
    const ready = host.lines.all.filter((line) => line.startsWith('ready '));
    assert.deepEqual(ready, [`ready ${code}`, `ready ${code}`]);
    assert(!host.lines.all.some((line) => line.startsWith('state Retrying')), 'at the first attempt');

    await phone.until('seen.directs.length === 2');
    const { directs } = await phone.seen();
    assert.notEqual(directs[0], directs[1]);
    const direct = host.next('path 0 direct');
    await phone.call('dial');
    await direct;
    await steers(host, phone, 'direct', 1);
  });
});

test('a room that is gone is replaced by another one without a pause', { skip }, async () => {
  const host = await startHost();
  try {
    await host.ready();
    await host.page.evaluate(() => {
      for (const key of Object.keys(sessionStorage)) sessionStorage.setItem(key, 'ZZZZ no-such-token');
    });
    const ready = host.next('ready ');
    await host.page.reload();
    assert.notEqual(await ready, 'ready ZZZZ');
    assert(!host.lines.all.some((line) => line.startsWith('state Retrying')));
  } finally {
    await host.close();
  }
});

test('the relay may be away for a while', { skip }, async () => {
  await joined(async (host, phone) => {
    await phone.call('dial');
    await phone.until('seen.hello');
    const back = host.next('ready ');
    shared.relay.cut();
    await back;
    await steers(host, phone, 'direct', 1);
  });
});
