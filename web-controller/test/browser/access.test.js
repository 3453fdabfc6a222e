// Accessibility: axe-core finds nothing in any state of the page.

import { test } from 'node:test';

import { accessible } from './axe.js';
import { party, play } from './scenes.js';
import { stage } from './stage.js';

const set = stage();

test('axe finds nothing before play', () =>
  set.phone({}, async (phone) => {
    await phone.open(set.relay.page, 'code');
    await accessible(phone.page, 'code');
    await phone.page.locator('#code').fill('K7T0');
    await phone.tap('join');
    await phone.says('code-error', /never part/);
    await accessible(phone.page, 'a wrong code');
    await phone.open(set.link('ZZZZ'), 'ended');
    await accessible(phone.page, 'the end');
    const game = await set.room();
    await phone.open(set.link(game.code), 'ready');
    await accessible(phone.page, 'ready');
    game.close();
  }));

for (const colour of ['#ffb000', '#2f6bff', '#e03c8a', '#111111']) {
  test(`axe finds nothing in play in ${colour}`, () =>
    set.joined({ firstVisit: true }, async (phone, game) => {
      game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour, shape: 'circle' });
      game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
      await phone.tap('play');
      await phone.says('prompt', /way you like|left/);
      await accessible(phone.page, 'calibrating');
      await phone.page.touchscreen.tap(195, 300);
      await phone.says('prompt', /Tap to start/);
      await accessible(phone.page, 'lobby');
      await phone.tap('menu-open');
      await phone.page.locator('dialog[open]').waitFor();
      await accessible(phone.page, 'menu');
      await phone.tap('menu-input');
      await phone.state('touch');
      game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
      game.tell(0, { type: 'score', score: 12, best: 50, alive: true });
      await phone.says('score', /12/);
      await accessible(phone.page, 'touch');
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
        await accessible(phone.page, scene.name);
      }
    }));
}

for (const language of ['en-GB', 'de-DE'])
  for (const [width, height] of /** @type {[number, number][]} */ ([
    [320, 568],
    [360, 640],
    [844, 390],
  ])) {
    test(`axe finds nothing in an evening at ${width}x${height}, ${language}`, () =>
      set.joined({ reducedMotion: true, language, width, height }, async (phone, game) => {
        await phone.tap('play');
        await phone.state('tilt');
        for (const scene of party('Ada', 'Eve')) {
          await play(scene, phone, game);
          if (/introduction|countdown|thumb|podium/.test(scene.name)) await accessible(phone.page, scene.name);
        }
      }));
  }

test('axe finds nothing where a sensor is missing', () =>
  set.joined({ sensors: false }, async (phone) => {
    await phone.tap('play');
    await phone.state('touch');
    await phone.says('missing-why', /sensor/);
    await accessible(phone.page, 'no sensor');
  }));
