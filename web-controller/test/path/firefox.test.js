// The real game and a second real browser: Firefox opens the page over the game's own https and steers over the direct path.
// docs/untested.md lists the limits of this test.

import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';

import { Firefox } from './firefox.js';
import { startGame } from './game.js';

const OPEN_MS = 20_000;

/** An address of this machine that leads out: between loopback addresses Firefox makes no pair of candidates. */
const address = Object.values(networkInterfaces())
  .flat()
  .find((known) => known?.family === 'IPv4' && !known.internal)?.address;

/** Run in the page: a hand that tilts, as events. This browser cannot be given a sensor, so there are no trusted events. */
function giveHand() {
  const hand = { lean: 0 };
  Object.assign(window, { hand });
  let now = 0;
  setInterval(() => {
    const before = now;
    now += Math.max(-3, Math.min(3, hand.lean - now));
    const [pitch, lean] = [(45 * Math.PI) / 180, (now * Math.PI) / 180];
    const accelerationIncludingGravity = {
      x: -9.81 * Math.cos(pitch) * Math.sin(lean),
      y: 9.81 * Math.sin(pitch),
      z: 9.81 * Math.cos(pitch) * Math.cos(lean),
    };
    // As on phones: alpha about x, beta about y, gamma about z.
    const rotationRate = { alpha: 0, beta: (now - before) * 60, gamma: 0 };
    dispatchEvent(
      new DeviceMotionEvent('devicemotion', { accelerationIncludingGravity, rotationRate, interval: 1000 / 60 }),
    );
  }, 1000 / 60);
}

/** @typedef {import('./game.js').Event} Event */

for (const way of address ? ['direct', 'relay'] : ['relay']) {
  test(`Firefox joins over the game's own https, steers by ${way}, and comes back after a reload`, {
    timeout: 180_000,
  }, async () => {
    const bind = address ?? '127.0.0.1';
    const game = startGame([
      '--headless',
      '--mode',
      'rush',
      '--auto-start',
      '--seed',
      '1',
      '--state-hz',
      '30',
      '--bind',
      `${bind}:0`,
    ]);
    const firefox = await Firefox.start();
    /** @param {string} what @param {(event: Event) => boolean} fits @param {number} since */
    const heard = (what, fits, since) =>
      game.events.wait(what, (event) => fits(event) && game.events.all.indexOf(event) >= since, OPEN_MS);
    const steers = async () => {
      for (const side of [1, -1]) {
        const since = game.events.all.length;
        await firefox.evaluate(`hand.lean = ${side * 18}`);
        await heard(
          `steering to side ${side}`,
          (event) => event.event === 'state' && side * event.players[0].steer > 0.5,
          since,
        );
      }
      const since = game.events.all.length;
      await firefox.evaluate('hand.lean = 0');
      await heard(
        'straight ahead',
        (event) => event.event === 'state' && Math.abs(event.players[0].steer) < 0.1,
        since,
      );
    };
    try {
      await firefox.prepare(giveHand);
      if (way === 'relay') await firefox.prepare(() => void Reflect.deleteProperty(window, 'RTCPeerConnection'));
      await firefox.prepare(() => localStorage.setItem('full-tilt.tilt', 'true'));
      await firefox.open(await game.joinUrl());
      await firefox.until(`document.body.dataset.state === 'ready'`, OPEN_MS);
      await firefox.tap('play');
      await firefox.until(`document.body.dataset.state === 'tilt'`, OPEN_MS);
      const joined = await game.events.wait('the player', (event) => event.event === 'player_joined', OPEN_MS);
      if (way === 'direct' && joined.path !== 'direct') {
        await heard('the direct path', (event) => event.event === 'path_changed' && event.path === 'direct', 0);
      }
      await game.phase('playing');
      await steers();
      await firefox.until(`document.getElementById('ms').textContent.startsWith('${way} ')`, OPEN_MS);

      const since = game.events.all.length;
      await firefox.reload();
      await firefox.until(`document.body.dataset.state === 'tilt'`, OPEN_MS);
      const again = await heard('the player again', (event) => event.event === 'player_joined', since);
      assert.equal(again.slot, joined.slot, 'the seat is kept');
      await steers();
    } finally {
      await firefox.stop();
      await game.stop();
    }
  });
}
