// A long evening: rounds in a row with fourteen simulated phones that come, go, lose their connection and return at random.
// Prints each round with the game's memory, and ends with 1 if a phase is stuck, a sum is wrong or the memory grows.
//
// `FULL_TILT_BIN=target/debug npm run bench:evening -- [MODE] [ROUNDS] [SEED]`, after `cargo build --bins`. MODE can also be
// `evening`: rounds of all modes, up to the podium.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { program } from '../test/browser/program.js';
import { startGame } from '../test/path/game.js';
import { lineTo } from '../test/path/line.js';

const [mode = 'survival', wanted = '20', seed = '1'] = process.argv.slice(2);
const ROUNDS = Number(wanted);
const PHONES = 14;
/** No phase lasts longer, whichever phones are there. */
const STUCK_MS = 120_000;
/** The first rounds fill caches and pools. */
const WARM_UP = 4;
/** Highest ratio of the last rounds' memory to that of the first ones. */
const GROWTH = 1.1;

/** Numbers in 0..1 that are the same for the same seed (Lehmer's generator with Park and Miller's constants). */
let drawn = Number(seed) + 1;
const random = () => (drawn = (drawn * 48_271) % 2_147_483_647) / 2_147_483_647;

const isEvening = mode === 'evening';
const game = startGame([
  '--headless',
  '--seed',
  seed,
  ...(isEvening ? ['--evening', wanted] : ['--mode', mode, '--rounds', wanted]),
]);
const url = await game.joinUrl();
/** Resident memory of the game in MiB. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${game.pid}/status`, 'utf8'))?.[1]) / 1024;

let isOver = false;
/** @type {Set<import('node:child_process').ChildProcess>} */
const phones = new Set();
process.once('exit', () => phones.forEach((phone) => phone.kill('SIGKILL')));
const deeds = { left: 0, killed: 0, cut: 0, refused: 0 };

/** A guest with a phone, for the whole evening. @param {number} index */
async function guest(index) {
  const line = await lineTo(url);
  const start = () => {
    const options = ['--name', `Guest ${index}`, '--weave', `${10 + index},${0.2 + index / 20}`, '--tap'];
    const phone = spawn(program('full-tilt-phone'), [line.url, ...options], { stdio: 'ignore' });
    phones.add(phone.once('exit', () => phones.delete(phone)));
    return phone;
  };
  let phone = start();
  while (!isOver) {
    await setTimeout(5_000 + 40_000 * random());
    const deed = random();
    if (isOver) break;
    // A guest who was told that the room is full, because seats are kept for a while, tries again.
    if (phone.exitCode !== null) {
      deeds.refused += 1;
      phone = start();
    }
    if (deed < 0.75) {
      deeds.cut += 1;
      line.cut();
      await setTimeout(12_000 * random());
      line.mend();
    } else {
      deeds[deed < 0.9 ? 'left' : 'killed'] += 1;
      phone.kill(deed < 0.9 ? 'SIGINT' : 'SIGKILL');
      await setTimeout(6_000 * random());
      phone = start();
    }
  }
  phone.kill('SIGKILL');
  line.close();
}

const guests = Array.from({ length: PHONES }, (_, index) => guest(index));
/** @type {Map<number, number>} points of the match so far, of the player in each slot since the round before */
let totals = new Map();
/** @type {number[]} */
const memories = [];
let seen = 0;
let begun = Date.now();
try {
  console.log(`| round | players | lasted | memory |\n|---|---|---|---|`);
  let isOnPodium = false;
  while (isEvening ? !isOnPodium : memories.length < ROUNDS) {
    const event = await game.events.wait(
      'an event',
      (one) => game.events.all.indexOf(one) >= seen && ['phase', 'player_joined', 'round_over'].includes(one.event),
      STUCK_MS,
    );
    seen = game.events.all.indexOf(event) + 1;
    if (event.event === 'phase') {
      if (event.phase === 'countdown') begun = event.at;
      if (event.round === 1 && event.phase === 'countdown') totals.clear();
      isOnPodium = event.phase === 'podium';
    } else if (event.event === 'player_joined') {
      // The event does not tell a returning phone from a newcomer.
      totals.delete(event.slot);
    } else {
      for (const { slot, score, points = isEvening ? 0 : score, total } of event.scores) {
        const before = totals.get(slot);
        if (before !== undefined)
          assert(Math.abs(before + points - total) < 1e-6, `slot ${slot}: ${before} + ${points} is not ${total}`);
      }
      const places = event.scores.map((/** @type {any} */ one) => one.place);
      assert.deepEqual(
        places,
        places.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b),
      );
      totals = new Map(event.scores.map((/** @type {any} */ one) => [one.slot, one.total]));
      memories.push(memory());
      console.log(
        `| ${memories.length} ${event.mode} | ${event.scores.length} | ${((event.at - begun) / 1000).toFixed(0)} s | ${memories.at(-1)?.toFixed(1)} MiB |`,
      );
      game.events.clear();
      seen = 0;
    }
  }
  if (ROUNDS < 3 * WARM_UP) throw new Error(`${ROUNDS} rounds are too few to judge the memory`);
  const mean = (/** @type {number[]} */ of) => of.reduce((sum, x) => sum + x, 0) / of.length;
  const growth = mean(memories.slice(-WARM_UP)) / mean(memories.slice(WARM_UP, 2 * WARM_UP));
  console.log(
    `\n${JSON.stringify(deeds)}; memory of the last ${WARM_UP} rounds is ${growth.toFixed(3)} times that of rounds ${WARM_UP + 1} to ${2 * WARM_UP}.`,
  );
  assert(growth < GROWTH, 'the memory grows');
} finally {
  isOver = true;
  await game.stop();
}
await Promise.all(guests);
