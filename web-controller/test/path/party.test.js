// A full room: every head follows its own phone, whatever happens to three of them. As many phones as the machine can bear are
// real pages, the rest simulated. States from moments when the test's own processes stood still are left out.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { startBrowser } from '../browser/phone.js';
import { program } from '../browser/program.js';
import { CAN_SLEEP, sleep } from '../browser/sleep.js';
import { fairShare, isFair, Pulse, pageStalls, WATCH_PAGE, watchSelf } from './control.js';
import { startGame } from './game.js';
import { BY_RELAY, HOLDS, takePhone } from './hand.js';
import { lineTo } from './line.js';

const COUNT = 15;
/** A page that moves sixty times a second takes a seventh of a core, and the game needs some of it, too. */
const MOST_PAGES = Math.min(COUNT, 3 * availableParallelism());
/** The phones to which something happens. */
const LEAST_PAGES = 3;
/** No page is added to pages whose poses are in time for less than this share. */
const CARRIED = 0.95;
const CARRY_MS = 3000;
/** Everybody weaves at a rate of their own, in hertz. @param {number} index */
const rate = (index) => 0.2 + index / 25;
const LEAN = 18;
const POSE_EVERY_MS = 40;
const STATE_HZ = 30;
/** The observed states: enough for two neighbours' weaves to drift apart by a whole turn. */
const WINDOW_STATES = 25 * STATE_HZ;
/** Factor for the observed states where there are gaps, through which one weave resembles another more. */
const MOST_WINDOWS = 1.5;
/** Many pages on few cores take their time. */
const SLOW_MS = 60_000;
/** The longest observation, on a machine that stands still most of the time. */
const LOOK_MS = 240_000;
/** A small screen, as it is painted by the processor. @type {import('./hand.js').Hold} */
const HOLD = {
  .../** @type {import('./hand.js').Hold} */ (HOLDS.flat),
  screen: { width: 320, height: 480 },
  pixels: 0.5,
};
/** Longer than the autopilot steers for a phone that sleeps. */
const SLEEP_MS = 10_000;
const CUT_MS = 5_000;

/** @typedef {import('./game.js').Event} Event */

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

/** Returns the pose of page `index` at a moment. @param {number} index @param {number} at ms */
function weave(index, at) {
  const turn = 2 * Math.PI * rate(index);
  const phase = (turn * at) / 1000;
  return { lean: LEAN * Math.sin(phase), turning: LEAN * turn * Math.cos(phase) };
}

/**
 * Returns the share of a head's steering that is a weave at this rate, from 0 to 1: a lock-in amplifier, whatever the delay. Its
 * clock is ours and not the game's ticks, which are fewer where a busy machine has stood still.
 * @param {Event[]} states
 * @param {number} slot
 * @param {number} hertz
 */
function agreement(states, slot, hertz) {
  const steered = states.map(
    ({ players }) => players.find((/** @type {{ slot: number }} */ one) => one.slot === slot)?.steer ?? 0,
  );
  const mean = steered.reduce((sum, x) => sum + x, 0) / steered.length;
  let [sine, cosine, all] = [0, 0, 0];
  states.forEach(({ at }, i) => {
    const [x, phase] = [(steered[i] ?? 0) - mean, (2 * Math.PI * hertz * at) / 1000];
    [sine, cosine, all] = [sine + x * Math.sin(phase), cosine + x * Math.cos(phase), all + x * x];
  });
  return Math.sqrt((2 * (sine * sine + cosine * cosine)) / (states.length * Math.max(all, 1e-9)));
}

test(`fifteen phones, up to ${MOST_PAGES} of them real pages, steer fifteen heads; phones that slept, were reloaded or cut off are back; the sixteenth finds the room full`, {
  timeout: 900_000,
}, async (t) => {
  const game = startGame(['--headless', '--mode', 'rush', '--seed', '1', '--state-hz', String(STATE_HZ)]);
  const { events } = game;
  const url = await game.joinUrl();
  const line = await lineTo(url);
  /** @type {import('node:child_process').ChildProcess[]} */
  const simulated = [];
  let isOver = false;
  const self = watchSelf();
  /** Regularity of each page's poses. @type {Pulse[]} */
  const poses = [];
  /** Each pose waits for the one before, so that a busy browser is not flooded. @param {number} index @param {import('./hand.js').Hand} hand */
  const keepWeaving = async (index, hand) => {
    const pulse = (poses[index] = new Pulse());
    while (!isOver) {
      const { lean, turning } = weave(index, Date.now());
      // A page that is reloading cannot be tilted; the next pose comes soon.
      await hand.pose(lean, turning).catch(() => {});
      pulse.beat(Date.now());
      await setTimeout(POSE_EVERY_MS);
    }
  };
  try {
    /** @type {Awaited<ReturnType<typeof takePhone>>[]} */
    const phones = [];
    /** Whether the machine can bear the current pages. */
    const carries = async () => {
      const from = Date.now();
      await setTimeout(CARRY_MS);
      const stalls = [
        self.stalls,
        ...poses.map((pulse) => pulse.stalls),
        ...(await Promise.all(phones.map(({ page }) => pageStalls(page)))),
      ].flat();
      const share = fairShare(stalls, [from, Date.now()]);
      t.diagnostic(`${phones.length} pages: in time for ${(100 * share).toFixed(0)} % of ${CARRY_MS} ms`);
      return share >= CARRIED;
    };
    for (let index = 0; index < MOST_PAGES && (index < LEAST_PAGES || (await carries())); index += 1) {
      const script = `${WATCH_PAGE} localStorage.setItem('full-tilt.tilt', 'true'); localStorage.setItem('full-tilt.name', '"Phone ${index}"'); ${CAN_SLEEP}`;
      // This one has only the connection that will be cut.
      const [link, extra] = index === 2 ? [line.url, BY_RELAY] : [url, ''];
      const phone = await takePhone(browser, HOLD, link, script + extra);
      await phone.page.locator('#play').tap();
      await phone.page.locator('body[data-state="tilt"]').waitFor();
      phones.push(phone);
      void keepWeaving(index, phone.hand);
    }
    t.diagnostic(`${phones.length} real pages`);
    for (let index = phones.length; index < COUNT; index += 1) {
      const options = ['--name', `Phone ${index}`, '--weave', `${LEAN},${rate(index)}`, '--tap'];
      simulated.push(spawn(program('full-tilt-phone'), [url, ...options], { stdio: 'ignore' }));
    }
    /** The slot of each phone. @type {number[]} */
    const slots = [];
    for (let index = 0; index < COUNT; index += 1) {
      slots.push(
        (await events.wait('the player', (event) => event.event === 'player_joined' && event.name === `Phone ${index}`))
          .slot,
      );
    }
    assert.equal(new Set(slots).size, COUNT, 'a slot for each');

    for (const { page } of phones) await page.keyboard.press('Space');
    await game.phase('playing');

    /** Every head follows its own phone, and nobody else's, over the coming seconds. @param {string} when */
    const everyoneSteersTheirOwn = async (when) => {
      const [since, began] = [events.all.length, Date.now()];
      /** Returns the states to observe for each phone: from moments when nothing between it and this process stood still. */
      const look = async () => {
        const states = events.all.slice(since).filter((event) => event.event === 'state');
        const fair = await Promise.all(
          slots.map(async (_, index) => {
            const page = phones[index]?.page;
            const stalls = [
              ...self.stalls,
              ...(page ? await pageStalls(page) : []),
              ...(poses[index]?.stalls ?? []),
            ].filter(([, to]) => to > began - CARRY_MS);
            return states.filter(({ at }) => isFair(stalls, at));
          }),
        );
        return { all: states.length, fair };
      };
      // Checked now and then, and not with each event: this very process tilts the phones and stamps incoming events.
      let seen = await look();
      while (!seen.fair.every(({ length }) => length >= WINDOW_STATES * Math.min(MOST_WINDOWS, seen.all / length))) {
        assert(
          Date.now() - began < LOOK_MS,
          `${when}, the machine stood still too often within ${LOOK_MS} ms: ${seen.fair.map(({ length }) => length)} of ${seen.all} states are fair`,
        );
        await setTimeout(1000);
        seen = await look();
      }
      const shares = seen.fair.map(({ length }) => ((100 * length) / seen.all).toFixed(0));
      t.diagnostic(
        `${when}: looked for ${((Date.now() - began) / 1000).toFixed(0)} s; the control: in time for ${shares} % of ${seen.all} states`,
      );
      /** @type {number[]} */
      const own = [];
      /** @type {number[]} */
      const others = [];
      for (const [index, slot] of slots.entries()) {
        for (let other = 0; other < COUNT; other += 1)
          (other === index ? own : others).push(agreement(seen.fair[index] ?? [], slot, rate(other)));
      }
      t.diagnostic(
        `${when}: own ${Math.min(...own).toFixed(2)} to ${Math.max(...own).toFixed(2)}, others at most ${Math.max(...others).toFixed(2)}`,
      );
      assert(Math.min(...own) > 0.6, `${when}, a head does not follow its phone: ${own.map((r) => r.toFixed(2))}`);
      assert(Math.max(...others) < 0.4, `${when}, a head follows another's phone: ${Math.max(...others)}`);
    };
    await everyoneSteersTheirOwn('at first');

    const since = events.all.length;
    const isBack = (/** @type {number} */ index) =>
      events.wait(
        `phone ${index} in its slot`,
        (event) =>
          events.all.indexOf(event) >= since &&
          event.event === 'player_joined' &&
          event.slot === slots[index] &&
          event.name === `Phone ${index}`,
        SLOW_MS,
      );
    const [sleeper, reloaded, cutOff] = /** @type {[typeof phones[0], typeof phones[0], typeof phones[0]]} */ (phones);
    await Promise.all([
      (async () => {
        await sleep(sleeper.page, true);
        await sleeper.page.waitForTimeout(SLEEP_MS);
        await sleep(sleeper.page, false);
      })(),
      reloaded.page.reload().then(() => isBack(1)),
      (async () => {
        line.cut();
        await cutOff.page.locator('body[data-state="reconnecting"]').waitFor();
        await cutOff.page.waitForTimeout(CUT_MS);
        line.mend();
        await isBack(2);
      })(),
    ]);
    for (const { page } of [sleeper, reloaded, cutOff]) await page.locator('body[data-state="tilt"]').waitFor();
    await everyoneSteersTheirOwn('after three were lost');

    const context = await browser.newContext({ ignoreHTTPSErrors: true, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('body[data-state="ended"]').waitFor();
    assert.match(await page.locator('#end-title').innerText(), /full/i);
  } finally {
    isOver = true;
    self.stop();
    simulated.forEach((phone) => phone.kill());
    await Promise.all(browser.contexts().map((context) => context.close()));
    line.close();
    await game.stop();
  }
});
