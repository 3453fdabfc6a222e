// Age of readings when the game uses them: one phone in a real browser on this machine, through the relay and directly, beside
// the round trip of a bare WebSocket in the same browser.
//
// `FULL_TILT_BIN=target/release npm run bench:age`, after `cargo build --release`.

import { WebSocketServer } from 'ws';

import { startBrowser } from '../test/browser/phone.js';
import { startGame } from '../test/path/game.js';
import { BY_RELAY, HOLDS, takePhone } from '../test/path/hand.js';

const SECONDS = 10;

/** @param {number[]} values @param {number} share */
const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
/** @param {string} name @param {number[]} values */
const row = (name, values) =>
  console.log(
    `| ${name} | ${quantile(values, 0.5).toFixed(1)} | ${quantile(values, 0.99).toFixed(1)} | ${values.length} |`,
  );

const browser = await startBrowser();
const hold = HOLDS.flat;
if (!hold) throw new Error('the hand cannot hold a phone flat');

/** Ages in a game of its own. @param {'relay' | 'direct'} path @param {string} script */
async function agesBy(path, script) {
  const game = startGame(['--headless', '--mode', 'classic', '--auto-start', '--seed', '1', '--state-hz', '120']);
  const { page, hand } = await takePhone(
    browser,
    /** @type {import('../test/path/hand.js').Hold} */ (hold),
    await game.joinUrl(),
    script,
  );
  await page.locator('#play').tap();
  await game.phase('playing');
  // A circle stays inside the arena.
  await hand.tilt(20);
  // The clocks are compared within the first second, and by then a direct path is open.
  await page.waitForTimeout(2000);
  await page.locator(`body[data-path="${path}"]`).waitFor();
  game.events.clear();
  await page.waitForTimeout(SECONDS * 1000);
  /** @type {number[]} */
  const ages = game.events.all.filter(({ event }) => event === 'state').map(({ players }) => players[0].age_ms);
  await page.context().close();
  await game.stop();
  return ages;
}

const relayed = await agesBy('relay', BY_RELAY);
const direct = await agesBy('direct', '');

const echo = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await new Promise((resolve) => echo.once('listening', () => resolve(undefined)));
echo.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
const { port } = /** @type {import('node:net').AddressInfo} */ (echo.address());
const bare = await browser.newPage();
const roundTrips = await bare.evaluate(
  async ([to, seconds]) => {
    const socket = new WebSocket(`ws://127.0.0.1:${to}`);
    socket.binaryType = 'arraybuffer';
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    /** @type {number[]} */
    const took = [];
    socket.onmessage = ({ data }) => took.push(performance.now() - (new Float64Array(data)[0] ?? NaN));
    for (let i = 0; i < (seconds ?? 0) * 60; i += 1) {
      socket.send(new Float64Array([performance.now(), 0, 0]));
      await new Promise((resolve) => setTimeout(resolve, 1000 / 60));
    }
    return took;
  },
  [port, SECONDS],
);
await browser.close();
echo.close();

console.log('| ms | p50 | p99 | values |\n|---|---|---|---|');
row('age of the newest reading at each of 120 ticks a second, through the relay', relayed);
row('the same, directly', direct);
row('round trip of a bare WebSocket', roundTrips);
console.log(
  `\nA reading is on average half a reading interval (8.3 ms) old by itself; through the relay p50 is ${(quantile(relayed, 0.5) / quantile(roundTrips, 0.5)).toFixed(1)} bare round trips, directly ${(quantile(direct, 0.5) / quantile(roundTrips, 0.5)).toFixed(1)}.`,
);
