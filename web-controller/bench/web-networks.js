// How soon and how often the direct path opens between a host and a phone that are both browsers, in networks of several kinds.
// Prints the table of docs/network.md.
//
// `npm run bench:web-networks -- [PATTERN] [TRIES]`, as root, after `scripts/web test` has built programs and example:
// FULL_TILT_BIN names the folder of programs, FULL_TILT_WEB_HOST that of the example `web_host`, and FULL_TILT_WEB_GAME that of
// the game. PATTERN selects rows by their names.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { CHROMIUM, startBrowser } from '../test/browser/phone.js';
import { startRelayProgram } from '../test/browser/relay-program.js';
import { Inbox, until } from '../test/browser/wait.js';
import { Firefox } from '../test/path/firefox.js';
import { HOLDS, takePhone } from '../test/path/hand.js';
import { openGame, SCREEN_FLAGS } from '../test/web/game.js';
import { createNetwork, obstacle, removeNetworks, writeStarter } from './networks/network.js';

/** @typedef {import('./networks/network.js').Layout} Layout */
/** @typedef {Awaited<ReturnType<typeof createNetwork>>} Network */
/** @typedef {'Chromium' | 'Firefox'} BrowserName */
/**
 * @typedef {object} Row
 * @property {string} name
 * @property {Layout} layout
 * @property {boolean} [stun] whether there is a STUN server, next to the relay
 * @property {'game' | 'cut'} [kind] the real game instead of the kit's example; or a direct path that is cut
 */

const ONE = /** @type {Layout['homes']} */ ([['host', 'phone', 'relay']]);
const ONE_ONLINE = /** @type {Layout['homes']} */ ([['host', 'phone']]);
const TWO = /** @type {Layout['homes']} */ ([['host'], ['phone']]);
/** @type {Row[]} */
const ROWS = [
  { name: 'one network, with the relay in it', layout: { homes: ONE } },
  { name: 'one network, relay on the internet', layout: { homes: ONE_ONLINE } },
  { name: 'one network without multicast', layout: { homes: ONE, noMulticast: true } },
  { name: 'one network without multicast, STUN in it', layout: { homes: ONE, noMulticast: true }, stun: true },
  { name: 'one network without multicast, STUN online', layout: { homes: ONE_ONLINE, noMulticast: true }, stun: true },
  { name: 'one network that isolates its devices', layout: { homes: ONE, isolated: true } },
  { name: 'two networks', layout: { homes: TWO } },
  { name: 'two networks, STUN', layout: { homes: TWO }, stun: true },
  {
    name: 'two networks, one with random ports, STUN',
    layout: { homes: TWO, translations: ['same port', 'random port'] },
    stun: true,
  },
  {
    name: 'two networks with random ports, STUN',
    layout: { homes: TWO, translations: ['random port', 'random port'] },
    stun: true,
  },
  { name: 'the game in one network', layout: { homes: ONE }, kind: 'game' },
  { name: 'the game in two networks, STUN', layout: { homes: TWO }, stun: true, kind: 'game' },
  { name: 'a cut in one network', layout: { homes: ONE }, kind: 'cut' },
];

const TRIES = 10;
/** Starting the game without a graphics card takes most of a minute. */
const GAME_TRIES = 3;
/** An attempt ends after 10 s. A path that opens later is none that a player would wait for. */
const DECIDED_MS = 12_000;
/** Without a graphics card the game has no time for anything but its pictures, and answers late. */
const GAME_DECIDED_MS = 40_000;
/** Browsers on a busy machine take their time. */
const PATIENCE_MS = 60_000;
/** Chromium's phones that try at the same time once the first try has failed: they only wait. */
const TOGETHER = 5;
const LEAN = 18;
const TEMPORARY = tmpdir();
const AGES_MS = 1000;
/** Time without UDP in a cut. */
const CUT_MS = 3000;
const STUN_PORT = 3478;

const [pattern = '', wanted = String(TRIES)] = process.argv.slice(2);
const tries = Number(wanted);

/** @param {number[]} values @param {number} share */
const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
/** @param {number[]} values @param {number} share */
const shown = (values, share) => (values.length > 0 ? quantile(values, share).toFixed(0) : '–');

/** Run in a page: notes when its state and its path first had each value, and what asks the user for a permission. */
function watch() {
  const seen = { times: /** @type {Record<string, number>} */ ({}), asked: /** @type {string[]} */ ([]) };
  Object.assign(globalThis, { seen });
  const note = () => {
    for (const value of [document.body.dataset.state, document.body.dataset.path])
      if (value) seen.times[value] ??= performance.now();
  };
  addEventListener('DOMContentLoaded', () => {
    note();
    new MutationObserver(note).observe(document.body, { attributes: true });
  });
  for (const [owner, name] of /** @type {[any, string][]} */ ([
    [globalThis.MediaDevices?.prototype, 'getUserMedia'],
    [globalThis.MediaDevices?.prototype, 'getDisplayMedia'],
    [globalThis.Notification, 'requestPermission'],
    [globalThis.navigator?.geolocation, 'getCurrentPosition'],
  ])) {
    if (!owner?.[name]) continue;
    const before = owner[name];
    owner[name] = function (/** @type {any[]} */ ...values) {
      seen.asked.push(name);
      return before.apply(this, values);
    };
  }
}

/** Run in Firefox, which cannot be given a sensor: a hand that tilts, as events. */
function giveHand() {
  const hand = { lean: 0 };
  Object.assign(globalThis, { hand });
  localStorage.setItem('full-tilt.tilt', 'true');
  setInterval(() => {
    const [pitch, lean] = [(45 * Math.PI) / 180, (hand.lean * Math.PI) / 180];
    const accelerationIncludingGravity = {
      x: -9.81 * Math.cos(pitch) * Math.sin(lean),
      y: 9.81 * Math.sin(pitch),
      z: 9.81 * Math.cos(pitch) * Math.cos(lean),
    };
    const rotationRate = { alpha: 0, beta: 0, gamma: 0 };
    dispatchEvent(
      new DeviceMotionEvent('devicemotion', { accelerationIncludingGravity, rotationRate, interval: 1000 / 60 }),
    );
  }, 1000 / 60);
}

/**
 * A phone that has joined.
 * @typedef {object} BenchPhone
 * @property {(expression: string) => Promise<any>} evaluate
 * @property {(lean: number) => Promise<unknown>} tilt degrees
 * @property {() => Promise<unknown>} close
 */

/** Joins with Chromium. @param {import('playwright-core').Browser} browser @param {string} link @returns {Promise<BenchPhone>} */
async function joinWithChromium(browser, link) {
  const hold = HOLDS['at 45°'];
  if (!hold) throw new Error('the hand cannot hold a phone at 45°');
  const { page, hand } = await takePhone(browser, hold, link, `(${watch})(); localStorage['full-tilt.tilt'] = 'true'`);
  await page.locator('#play').tap();
  return {
    evaluate: (expression) => page.evaluate(expression),
    tilt: (lean) => hand.tilt(lean),
    close: () => page.context().close(),
  };
}

/** Joins with Firefox. @param {Firefox} firefox @param {string} link @returns {Promise<BenchPhone>} */
async function joinWithFirefox(firefox, link) {
  await firefox.open(link);
  await firefox.until(`document.body.dataset.state === 'ready'`, PATIENCE_MS);
  await firefox.tap('play');
  return {
    evaluate: (expression) => firefox.evaluate(expression),
    tilt: (lean) => firefox.evaluate(`hand.lean = ${lean}`),
    close: () => firefox.open('about:blank'),
  };
}

/** A line about a phone's steering. @typedef {{ slot: number, steer: number, age: number, at: number }} Steering */
/** A page that hosts, whichever. @typedef {{ link: string, steering: Inbox<Steering>, start: () => Promise<unknown>, asked: () => Promise<string[]>, close: () => Promise<void> }} BenchHost */

/** Opens the kit's example. @param {Stage} stage @param {number} every frames between two reports @returns {Promise<BenchHost>} */
async function openExample({ host, relay, stun }, every) {
  const context = await host.newContext({ ignoreHTTPSErrors: true, bypassCSP: true });
  const page = await context.newPage();
  await page.addInitScript(`(${watch})()`);
  await page.route('**/host/*', async (route) => {
    const name = basename(route.request().url());
    const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    return route.fulfill({ contentType, body: await readFile(join(process.env.FULL_TILT_WEB_HOST ?? '', name)) });
  });
  /** @type {Inbox<string>} */
  const lines = new Inbox();
  /** @type {Inbox<Steering>} */
  const steering = new Inbox();
  page.on('console', (message) => {
    const [word, ...numbers] = message.text().split(' ');
    const [slot = NaN, steer = NaN, age = NaN] = numbers.map(Number);
    if (word === 'steer') steering.push({ slot, steer, age, at: performance.now() });
    else lines.push(message.text());
  });
  const query = new URLSearchParams({ every: String(every), ...(stun && { stun }) });
  // A document of the relay's own: Chromium takes a made-up one for a stranger, which may not connect to a local network.
  await page.goto(`${relay.origin}/healthz?${query}`);
  await page.evaluate(`import('/host/web_host.js').then(({ default: start }) => start())`);
  await lines.wait('the room', (line) => line.startsWith('ready '), PATIENCE_MS);
  return {
    link: await page.title(),
    steering,
    start: async () => {},
    asked: () => page.evaluate('seen.asked'),
    close: () => context.close(),
  };
}

/** Opens the game. @param {Stage} stage @returns {Promise<BenchHost>} */
async function openRealGame({ host, relay, stun }) {
  const options = { mode: 'rush', 'state-hz': '30', seed: '1', ...(stun && { stun }) };
  const game = await openGame(host, relay.origin, options);
  const link = await game.joinUrl();
  /** @type {Inbox<Steering>} */
  const steering = new Inbox();
  const push = game.events.push.bind(game.events);
  game.events.push = (event) => {
    push(event);
    for (const player of event.event === 'state' ? event.players : [])
      steering.push({ slot: player.slot, steer: player.steer, age: player.age_ms ?? NaN, at: performance.now() });
  };
  const start = async () => {
    await game.page.keyboard.press('Space');
    await game.phase('playing');
  };
  return { link, steering, start, asked: async () => [], close: () => game.close() };
}

/**
 * @typedef {object} Stage
 * @property {Network} network
 * @property {import('playwright-core').Browser} host
 * @property {{ origin: string }} relay
 * @property {string | undefined} stun
 * @property {string} folder
 */

/** Sets a row's network up with relay, STUN server and the host's browser, and takes it down afterwards. @param {Row} row @param {(stage: Stage) => Promise<void>} use */
async function onStage({ layout, stun, kind }, use) {
  const folder = mkdtempSync(join(TEMPORARY, 'full-tilt-networks-'));
  // The browsers' profiles are to go with it.
  process.env.TMPDIR = folder;
  const network = await createNetwork(layout, folder);
  /** @type {import('playwright-core').Browser | undefined} */
  let host;
  try {
    const web = kind === 'game' ? ['--web', process.env.FULL_TILT_WEB_GAME ?? ''] : [];
    const more = ['--tls', 'self-signed', '--data-dir', join(folder, 'relay'), ...web];
    const at = network.address('relay');
    const relay = await startRelayProgram(more, `${at}:7272`, network.on('relay'));
    if (stun) {
      const server = fileURLToPath(new URL('networks/stun.js', import.meta.url));
      const [command = '', ...rest] = [...network.on('relay'), process.execPath, server, `${at}:${STUN_PORT}`];
      await once(spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout, 'data');
    }
    const program = writeStarter(network.on('host'), CHROMIUM, join(folder, 'host'));
    host = await startBrowser(kind === 'game' ? SCREEN_FLAGS : [], program);
    await use({ network, host, relay, stun: stun ? `stun:${at}:${STUN_PORT}` : undefined, folder });
  } finally {
    await host?.close().catch(() => {});
    await removeNetworks();
  }
}

/** Starts the phones' browser. @param {Stage} stage @param {BrowserName} name */
async function startPhones({ network, folder }, name) {
  if (name === 'Firefox') {
    const firefox = await Firefox.start(network.on('phone'));
    await firefox.prepare(watch);
    await firefox.prepare(giveHand);
    return { join: (/** @type {string} */ link) => joinWithFirefox(firefox, link), stop: () => firefox.stop() };
  }
  const browser = await startBrowser([], writeStarter(network.on('phone'), CHROMIUM, join(folder, 'phone')));
  return { join: (/** @type {string} */ link) => joinWithChromium(browser, link), stop: () => browser.close() };
}

/** @param {BenchPhone} phone @param {'direct' | 'relay'} path @param {number} deadline ms */
const takes = (phone, path, deadline) =>
  until(`the ${path} path`, () => phone.evaluate(`document.body.dataset.path === '${path}'`), deadline).then(
    () => true,
    () => false,
  );

/** Tilts all phones to one side, and waits until the host has that from each. Returns the longest time in ms. @param {BenchHost} host @param {BenchPhone[]} phones @param {number} side */
async function steer({ steering }, phones, side) {
  const begin = performance.now();
  const waits = phones.map((_, slot) =>
    steering.wait(
      `steering of phone ${slot} to side ${side}`,
      (line) => line.slot === slot && line.at > begin && side * line.steer > 0.3,
      PATIENCE_MS,
    ),
  );
  await Promise.all([...waits, ...phones.map((phone) => phone.tilt(side * LEAN))]);
  return Math.max(...(await Promise.all(waits)).map(({ at }) => at - begin));
}

/** Returns what the page shows about the path: beside its play screen, and in its menu. @param {BenchPhone} phone @returns {Promise<string>} */
async function explanation(phone) {
  const text = (/** @type {string} */ id) => phone.evaluate(`document.getElementById('${id}')?.innerText ?? ''`);
  const click = (/** @type {string} */ id) => phone.evaluate(`document.getElementById('${id}')?.click()`);
  const mark = (await text('ms')).replace(/\d+/, 'N');
  await click('menu-open');
  await until('the menu', async () => (await text('menu-way')) !== '', PATIENCE_MS);
  await click('menu-way');
  await until('the reason', async () => (await text('menu-why')) !== '', PATIENCE_MS);
  return `"${mark}"; ${await text('menu-why')}`;
}

/** The figures of one row and browser. */
class Figures {
  tries = 0;
  /** @type {number[]} ms from joining to steering directly */
  opened = [];
  /** @type {number[]} ms from the beginning of a tilt to the host, before the path was decided and after it */
  steered = [];
  /** @type {number[]} ms */
  ages = [];
  /** @type {Set<string>} */
  texts = new Set();
  /** @type {string[]} */
  asked = [];

  /** A few phones join a new room, steer, and wait for the direct path. @param {BenchHost} host @param {Awaited<ReturnType<typeof startPhones>>} browser @param {number} count @param {boolean} isGame */
  async try(host, browser, count, isGame) {
    /** @type {BenchPhone[]} */
    const phones = [];
    for (let i = 0; i < count; i += 1) phones.push(await browser.join(host.link));
    // The game reports steering only once a round has begun; its phones dial in the lobby.
    if (!isGame) this.steered.push(await steer(host, phones, 1));
    await Promise.all(
      phones.map(async (phone) => {
        const isDirect = await takes(phone, 'direct', isGame ? GAME_DECIDED_MS : DECIDED_MS);
        const { times, asked } = JSON.parse(await phone.evaluate('JSON.stringify(seen)'));
        this.tries += 1;
        this.asked.push(...asked);
        if (isDirect) this.opened.push(times.direct - times.ready);
        else this.texts.add(await explanation(phone));
      }),
    );
    await host.start();
    this.steered.push(await steer(host, phones, -1));
    const from = host.steering.all.length;
    await pause(AGES_MS);
    this.ages.push(...host.steering.all.slice(from).flatMap(({ age }) => (Number.isFinite(age) ? age : [])));
    this.asked.push(...(await host.asked()));
    await Promise.all(phones.map((phone) => phone.close()));
  }

  /** @param {string} name @param {BrowserName} phone */
  print(name, phone) {
    const { opened, ages, steered } = this;
    const cells = [name, phone, `${opened.length} of ${this.tries}`, shown(opened, 0.5), shown(opened, 1)];
    console.log(`| ${[...cells, shown(ages, 0.5), shown(steered, 1)].join(' | ')} |`);
    for (const text of this.texts) console.error(`  the phone then shows ${text}`);
    if (this.asked.length > 0) throw new Error(`a page asked for permission: ${this.asked.join(', ')}`);
  }
}

/** @param {Row} row */
async function measure(row) {
  await onStage(row, async (stage) => {
    for (const name of /** @type {BrowserName[]} */ (['Chromium', 'Firefox'])) {
      const figures = new Figures();
      const wanted = row.kind === 'game' ? Math.min(tries, GAME_TRIES) : tries;
      const browser = await startPhones(stage, name);
      try {
        while (figures.tries < wanted) {
          const hasFailed = figures.tries > figures.opened.length;
          const count = hasFailed && name === 'Chromium' && row.kind !== 'game' ? TOGETHER : 1;
          const host = await (row.kind === 'game' ? openRealGame(stage) : openExample(stage, 6));
          await figures.try(host, browser, Math.min(count, wanted - figures.tries), row.kind === 'game');
          await host.close();
        }
      } finally {
        await browser.stop();
      }
      figures.print(row.name, name);
    }
  });
}

/** Cuts the phone's UDP again and again. @param {Row} row */
async function measureCuts(row) {
  await onStage(row, async (stage) => {
    for (const name of /** @type {BrowserName[]} */ (['Chromium', 'Firefox'])) {
      const browser = await startPhones(stage, name);
      const host = await openExample(stage, 1);
      const phone = await browser.join(host.link);
      const gaps = /** @type {number[]} */ ([]);
      const relayed = /** @type {number[]} */ ([]);
      const back = /** @type {number[]} */ ([]);
      for (let cut = 0; cut < tries; cut += 1) {
        if (!(await takes(phone, 'direct', PATIENCE_MS))) throw new Error('the direct path does not open');
        await pause(AGES_MS);
        const [from, begin] = [host.steering.all.length, performance.now()];
        stage.network.cutUdp();
        await takes(phone, 'relay', PATIENCE_MS);
        relayed.push(performance.now() - begin);
        await steer(host, [phone], 1);
        await pause(Math.max(0, CUT_MS - (performance.now() - begin)));
        gaps.push(Math.max(...host.steering.all.slice(from).map(({ age }) => age)));
        stage.network.mendUdp();
        const mended = performance.now();
        await takes(phone, 'direct', PATIENCE_MS);
        back.push(performance.now() - mended);
        await steer(host, [phone], -1);
      }
      await host.close();
      await browser.stop();
      console.log(
        `\n${row.name}, ${name}, ${tries} times: the oldest reading in use was ${shown(gaps, 0.5)} ms old in the median, ` +
          `${shown(gaps, 1)} at worst; the phone showed the relay after ${shown(relayed, 0.5)} ms (${shown(relayed, 1)}), and ` +
          `the direct path ${shown(back, 0.5)} ms (${shown(back, 1)}) after UDP worked again.`,
      );
    }
  });
}

const reason =
  obstacle() ??
  ['FULL_TILT_BIN', 'FULL_TILT_WEB_HOST', 'FULL_TILT_WEB_GAME']
    .filter((name) => !process.env[name])
    .map((name) => `${name} names no folder`)[0];
if (reason) {
  console.error(reason);
  process.exit(1);
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.once(signal, () => void removeNetworks().finally(() => process.exit(1)));

console.log('| network | phone | direct | median ms | worst ms | age ms | tilt to host, worst ms |');
console.log('|---|---|---|---|---|---|---|');
for (const row of ROWS.filter(({ name }) => new RegExp(pattern).test(name)))
  await (row.kind === 'cut' ? measureCuts(row) : measure(row));
