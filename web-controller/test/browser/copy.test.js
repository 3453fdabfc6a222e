// The copy that the page keeps for visits without a network: its content, its speed, its updates.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { startHost } from '../path/static.js';
import { newPhone } from './phone.js';
import { startRelay } from './relay.js';
import { stage } from './stage.js';
import { until } from './wait.js';

const set = stage();
/** The page must appear within this time beyond the time it takes with a good network, in ms. */
const SOON_MS = 1000;
const UPDATE_MS = 30_000;

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {Awaited<ReturnType<typeof startHost>>} StaticHost */

/** Visits the page and waits until there is a copy. @param {Phone} phone @param {string} url */
async function firstVisit(phone, url) {
  await phone.open(url, 'code');
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
}

/** Visits the page as if for the first time in a while. Returns the time until it can be used, in ms. @param {Phone} phone @param {string} url */
async function visit(phone, url) {
  await phone.page.goto('about:blank');
  const from = performance.now();
  await phone.page.goto(url, { waitUntil: 'commit' });
  await phone.state('code');
  return performance.now() - from;
}

/** Uses a module that is loaded on demand. Returns the versions that the page then consists of. @param {Phone} phone */
async function versions(phone) {
  await phone.page.locator('#code').fill('O');
  await phone.tap('join');
  await phone.says('code-error', /O/);
  return phone.page.evaluate(() => [.../** @type {any} */ (window).versions]);
}

const bundleFile = (/** @type {string} */ name) => readFileSync(new URL(`../../dist/${name}`, import.meta.url));
/** @type {{ version: string, first: string[], files: { path: string, type: string, hashed: boolean }[] }} */
const MANIFEST = JSON.parse(bundleFile('manifest.json').toString());

/**
 * A host with a bundle of another version: every file with a digest in its name has another one, and a script reports the
 * version it belongs to to the page that runs it.
 * @param {string} version
 * @returns {import('../path/static.js').Behaviour}
 */
function serving(version) {
  const renamed = (/** @type {string} */ name) => name.replace(/(?=\.\w+$)/, version);
  const bases = MANIFEST.files.filter(({ hashed }) => hashed).map(({ path }) => path.replace('assets/', ''));
  const manifest = { path: 'manifest.json', type: 'application/json', hashed: false };
  const files = new Map(
    [...MANIFEST.files, manifest].map(({ path, type, hashed }) => {
      if (!/^text|json/.test(type)) return [path, bundleFile(path)];
      let text = bundleFile(path)
        .toString()
        .replaceAll(MANIFEST.version, MANIFEST.version + version);
      for (const base of bases) text = text.replaceAll(base, renamed(base));
      if (hashed && path.endsWith('.js')) text += `\n;(globalThis.versions ??= new Set()).add('${version}');\n`;
      return [hashed ? renamed(path) : path, Buffer.from(text)];
    }),
  );
  return async (name) => files.get(name) ?? null;
}

/** Visits until the page has a version; at no time is that mixed with another. @param {Phone} phone @param {string} url @param {string} version */
const updated = (phone, url, version) =>
  until(
    `version ${version}`,
    async () => {
      await visit(phone, url);
      const found = await versions(phone);
      assert.equal(found.length, 1, `a page of versions ${found}`);
      return found[0] === version;
    },
    UPDATE_MS,
  );

/** @param {(phone: Phone, host: StaticHost) => Promise<void>} work */
const visitingHost = async (work) => {
  const host = await startHost('http');
  await set.phone({ firstVisit: true }, (phone) => work(phone, host)).finally(() => host.close());
};

test('visits to other addresses of the host leave the copy unchanged', () =>
  set.phone({ firstVisit: true }, async (phone) => {
    const relay = await startRelay();
    await firstVisit(phone, relay.served);
    for (const other of [
      'icon.svg',
      'healthz',
      'manifest.webmanifest',
      'sw.js',
      MANIFEST.first[1],
      'api/rooms/2222',
      'nothing',
    ]) {
      await phone.page.goto(relay.served + other);
    }
    await relay.stop();
    for (const address of ['', 'index.html', '?room=22']) await visit(phone, relay.served + address);
    assert.match(await phone.page.locator('h1:visible').innerText(), /full\s+tilt/i);
  }));

test('with a copy the page appears at once, whatever the network does', () =>
  visitingHost(async (phone, host) => {
    await firstVisit(phone, host.page);
    const usual = await visit(phone, host.page);
    /** @type {Record<string, import('../path/static.js').Behaviour>} */
    const networks = {
      'swallows packets': () => new Promise(() => {}),
      'fails after three seconds': () => new Promise((resolve) => setTimeout(() => resolve(504), 3000)),
      'has a server in trouble': async () => 503,
    };
    for (const [what, behaviour] of Object.entries(networks)) {
      host.behave(behaviour);
      // Once more while the first visit's update is still under way.
      for (const took of [await visit(phone, host.page), await visit(phone, host.page)]) {
        console.log(`a network that ${what}: ${took.toFixed(0)} ms (usually ${usual.toFixed(0)} ms)`);
        assert(took < usual + SOON_MS, `${what}: ${took} ms`);
      }
    }
    host.close();
    assert((await visit(phone, host.page)) < usual + SOON_MS, 'no network');
  }));

test('an update follows a visit in the background, and an open page keeps its own version', () =>
  visitingHost(async (phone, host) => {
    host.behave(serving('1'));
    await firstVisit(phone, host.page);
    host.behave(serving('2'));
    await visit(phone, host.page);
    const other = await newPhone(set.browser, { context: phone.context, firstVisit: true });
    await updated(other, host.page, '2');
    // The next visits find nothing new; old files are removed once the updates' lock is free.
    for (let i = 0; i < 2; i += 1) await visit(other, host.page);
    await other.page.evaluate(() => navigator.locks.request('full-tilt-3', () => {}));
    assert.deepEqual(await versions(phone), ['1']);
    await visit(phone, host.page);
    assert.deepEqual(await versions(phone), ['2']);
  }));

test('a host that changes in the middle of an update leaves no mixed copy', () =>
  visitingHost(async (phone, host) => {
    host.behave(serving('0'));
    await firstVisit(phone, host.page);
    for (const [round, oldAnswers] of [1, 2, 8, 20].entries()) {
      const [older, newer] = [serving(String(round)), serving(String(round + 1))];
      let answers = 0;
      host.behave((name, file) => ((answers += 1) > oldAnswers ? newer : older)(name, file));
      await updated(phone, host.page, String(round + 1));
      host.behave(async () => 503);
      await visit(phone, host.page);
      assert.deepEqual(await versions(phone), [String(round + 1)], `changed after ${oldAnswers} files`);
    }
  }));

test('the copy does not hide a host that now serves something else', () =>
  visitingHost(async (phone, host) => {
    await firstVisit(phone, host.page);
    host.behave(async () => '<!doctype html><h1>Another site</h1>');
    await until(
      'the other site',
      async () => {
        await phone.page.goto('about:blank');
        await phone.page.goto(host.page);
        return phone.page.locator('h1', { hasText: 'Another site' }).isVisible();
      },
      UPDATE_MS,
    );
  }));

test('the game’s web edition beside the page is left to the browser', () =>
  visitingHost(async (phone, host) => {
    host.behave(async (name, file) => (name.startsWith('play') ? '<title>The game</title>' : file));
    await firstVisit(phone, host.page);
    await visit(phone, host.page);
    /** @type {Map<string, boolean>} */
    const byWorker = new Map();
    phone.page.on('response', (answer) => byWorker.set(new URL(answer.url()).pathname, answer.fromServiceWorker()));
    await phone.page.evaluate(
      (names) =>
        Promise.all(
          names.map(
            (name) =>
              new Promise((resolve) => {
                const image = new Image();
                image.onload = image.onerror = resolve;
                image.src = name;
              }),
          ),
        ),
      ['play/picture.png', 'play/assets/picture.png', 'icon.svg?again'],
    );
    for (const name of ['play', 'play/', 'play/index.html']) {
      await phone.page.goto(host.page + name);
      assert.equal(await phone.page.title(), 'The game', name);
    }
    const folder = new URL(host.page).pathname;
    for (const [path, answered] of byWorker) assert.equal(answered, !path.startsWith(`${folder}play`), path);
    assert(byWorker.size >= 6, 'all of them were requested');
  }));
