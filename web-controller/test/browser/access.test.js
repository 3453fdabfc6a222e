// Accessibility: axe-core finds nothing in any state of the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { party, play } from './scenes.js';
import { stage } from './stage.js';

const set = stage();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Checks the current page with axe. @param {import('./phone.js').Phone} phone @param {string} state */
async function check(phone, state) {
  await phone.page.evaluate(AXE);
  const found = await phone.page.evaluate(async (rules) => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { runOnly: rules });
    return violations.map(
      (/** @type {any} */ { id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((/** @type {any} */ node) => node.html).join(' ')}`,
    );
  }, RULES);
  assert.deepEqual(found, [], state);
}

test('axe finds nothing before play', () =>
  set.phone({}, async (phone) => {
    await phone.open(set.relay.page, 'code');
    await check(phone, 'code');
    await phone.page.locator('#code').fill('K7T0');
    await phone.tap('join');
    await phone.says('code-error', /never part/);
    await check(phone, 'a wrong code');
    await phone.open(set.link('ZZZZ'), 'ended');
    await check(phone, 'the end');
    const game = await set.room();
    await phone.open(set.link(game.code), 'ready');
    await check(phone, 'ready');
    game.close();
  }));

for (const colour of ['#ffb000', '#2f6bff', '#e03c8a', '#111111']) {
  test(`axe finds nothing in play in ${colour}`, () =>
    set.joined({ firstVisit: true }, async (phone, game) => {
      game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour, shape: 'circle' });
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.tap('play');
      await phone.says('prompt', /way you like|left/);
      await check(phone, 'calibrating');
      await phone.page.touchscreen.tap(195, 300);
      await phone.says('prompt', /Tap to start/);
      await check(phone, 'lobby');
      await phone.tap('menu-open');
      await phone.page.locator('dialog[open]').waitFor();
      await check(phone, 'menu');
      await phone.tap('menu-input');
      await phone.state('touch');
      game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
      game.tell(0, { type: 'score', score: 12, best: 50, alive: true });
      await phone.says('score', /12/);
      await check(phone, 'touch');
    }));
}

for (const colour of ['#ffb000', '#2f6bff', '#111111']) {
  test(`axe finds nothing in a party in ${colour}`, () =>
    set.joined({ reducedMotion: true }, async (phone, game) => {
      await phone.tap('play');
      await phone.state('tilt');
      for (const scene of party('Ada', 'Eve')) {
        const says = scene.says.map((message) => (message.type === 'you' ? { ...message, colour } : message));
        await play({ ...scene, says }, phone, game);
        await check(phone, scene.name);
      }
    }));
}

test('axe finds nothing where a sensor is missing', () =>
  set.joined({ sensors: false }, async (phone) => {
    await phone.tap('play');
    await phone.state('touch');
    await phone.says('missing-why', /sensor/);
    await check(phone, 'no sensor');
  }));
