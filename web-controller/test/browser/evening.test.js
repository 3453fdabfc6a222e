// An evening on the phone: the thumb's action, introductions and vetoes, the countdown in digits, points won, and the podium.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits } from './fits.js';
import { stage } from './stage.js';
import { until } from './wait.js';

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {import('./host.js').Host} Host */
/** @typedef {Extract<import('../../page/party/types.js').GameMessage, { type: 'thumb' }>} Thumb */

const set = stage();

/**
 * Runs a test on a phone that plays and has received its player's identity.
 * @param {(phone: Phone, game: Host) => Promise<void>} test
 * @param {import('./phone.js').PhoneWish} [wish]
 */
const playing = (test, wish = {}) =>
  set.joined(wish, async (phone, game) => {
    await phone.tap('play');
    await phone.state(wish.sensors === false ? 'touch' : 'tilt');
    game.tell(0, { type: 'you', slot: 6, name: 'Ada', colour: '#56b4e9', shape: 'star', pattern: 'ring' });
    await phone.page.locator('body[data-shape="star"]').waitFor();
    await test(phone, game);
  });

/** @type {import('../../page/party/types.js').GameMessage} */
const ROUND = { type: 'phase', phase: 'playing', mode: 'rush', round: 3, rounds: 12 };
/** @type {import('../../page/party/types.js').GameMessage} */
const INTRODUCTION = { ...ROUND, phase: 'introduction', seconds: 5 };
/** @type {Thumb} */
const DASH = { type: 'thumb', action: 'dash', ready: true, charge: 1, taken: 0 };

/** Plays, with a score in this state. @param {Host} game @param {string} [state] @param {number} [score] */
function alive(game, state = 'alive', score = 100) {
  game.tell(0, { type: 'score', score, best: 0, alive: state !== 'out', place: 3, of: 8, state });
}

/** The vetoes that the game has received. @param {Host} game */
const vetoes = (game) =>
  game.frames.all.filter(
    ({ frame }) =>
      frame.kind === 'message' && frame.json.type === 'game' && JSON.stringify(frame.json.data) === '{"type":"veto"}',
  ).length;

/** How far the ring of the charge is filled, 0 to 1, once it has settled. @param {Phone} phone @param {number} share */
const filled = (phone, share) =>
  until(`a charge of ${share}`, async () => {
    const offset = await phone.page
      .locator('#action .charge')
      .evaluate((ring) => parseFloat(getComputedStyle(ring).strokeDashoffset));
    return Math.abs(100 - offset - 100 * share) < 1;
  });

test('the thumb’s action is shown while the player is alive, ready or charging', () =>
  playing(async (phone, game) => {
    const action = phone.page.locator('#action');
    game.tell(0, ROUND);
    alive(game);
    await phone.says('prompt', /^Tilt to steer$/);
    assert.equal(await action.isVisible(), false, 'there is none');
    game.tell(0, DASH);
    await phone.says('prompt', /^Tap: dash$/);
    await phone.says('action', /^dash$/i);
    await filled(phone, 1);
    const look = () => action.evaluate((button) => getComputedStyle(button).backgroundColor);
    const ready = await look();
    game.tell(0, { ...DASH, ready: false, charge: 0.4 });
    await phone.says('prompt', /^Not yet: dash$/);
    await filled(phone, 0.4);
    assert.notEqual(await look(), ready);
    const icons = new Set();
    for (const name of ['dash', 'shield', 'magnet', 'ghost', 'reverse', 'slow', 'fat', 'swap']) {
      game.tell(0, { ...DASH, action: name });
      await phone.says('action', new RegExp(`^${name}$`, 'i'));
      icons.add(await action.locator('path').getAttribute('d'));
    }
    assert.equal(icons.size, 8);
    game.tell(0, { ...DASH, action: 'constructor' });
    await phone.says('prompt', /^Tap: action$/);
    for (const state of ['ghost', 'spirit', 'parked', 'out']) {
      alive(game, state);
      await action.waitFor({ state: 'hidden' });
      alive(game);
      await action.waitFor();
    }
    game.tell(0, { type: 'notice', text: 'Paused.', key: 'paused' });
    await action.waitFor({ state: 'hidden' });
    await phone.says('prompt', /^Paused/);
    game.tell(0, { type: 'notice', text: 'On.', key: 'resumed' });
    await action.waitFor();
    game.tell(0, { type: 'thumb', ready: false, charge: 0, taken: 0 });
    await action.waitFor({ state: 'hidden' });
    await phone.says('prompt', /^Tilt to steer$/);
  }));

test('a tap has an effect at once, and another one when it has acted', () =>
  playing(async (phone, game) => {
    // Marks are short: they are recorded in the page.
    await phone.page.evaluate(() => {
      const button = /** @type {HTMLElement} */ (document.getElementById('action'));
      /** @type {string[]} */
      const marks = [];
      Object.assign(window, { marks });
      new MutationObserver((changes) => {
        for (const { attributeName: name } of changes) if (name && button.hasAttribute(name)) marks.push(name);
      }).observe(button, { attributeFilter: ['data-tapped', 'data-taken'] });
    });
    const marks = () => phone.page.evaluate(() => /** @type {any} */ (window).marks.splice(0));
    game.tell(0, ROUND);
    alive(game);
    // A page that was loaded in the middle of a round was not there for earlier taps.
    game.tell(0, { ...DASH, taken: 4 });
    await phone.says('prompt', /^Tap: dash$/);
    assert.deepEqual(await marks(), []);
    await phone.page.touchscreen.tap(195, 300);
    await game.frame('motion', (frame) => frame.taps === 1);
    assert.deepEqual(await marks(), ['data-tapped']);
    game.tell(0, { ...DASH, ready: false, charge: 0, taken: 5 });
    await phone.says('prompt', /^Not yet: dash$/);
    assert.deepEqual(await marks(), ['data-taken']);
    await phone.page.locator('#action:not([data-taken], [data-tapped])').waitFor();
    game.tell(0, { ...DASH, taken: 5 });
    await phone.says('prompt', /^Tap: dash$/);
    assert.deepEqual(await marks(), []);
    // The next round counts from 0.
    game.tell(0, { ...ROUND, phase: 'countdown', seconds: 3 });
    game.tell(0, ROUND);
    game.tell(0, DASH);
    await phone.says('prompt', /^Tap: dash$/);
    assert.deepEqual(await marks(), []);
    // A long press still means "straight ahead".
    game.frames.clear();
    await phone.down(195, 300);
    await game.message('recenter');
    await phone.up();
  }));

test('by touch, the action is a button beside the steering', () =>
  playing(
    async (phone, game) => {
      game.tell(0, ROUND);
      alive(game);
      game.tell(0, DASH);
      await phone.says('prompt', /^Button: dash$/);
      await phone.tap('action');
      await game.frame('touch', (frame) => frame.taps === 1);
      await phone.page.touchscreen.tap(195, 200);
      await phone.tap('action');
      await game.frame('touch', (frame) => frame.taps === 2);
    },
    { sensors: false },
  ));

for (const { language, line, prompt, veto, counted } of [
  {
    language: 'en-GB',
    line: /^Hold your phone still/,
    prompt: /^Tap to start$/,
    veto: /^Another game$/,
    counted: /^3 of 5 want another game$/,
  },
  {
    language: 'de-DE',
    line: /^Halte dein Handy still/,
    prompt: /^Tippe zum Starten$/,
    veto: /^Ein anderes Spiel$/,
    counted: /^3 von 5 wollen ein anderes Spiel$/,
  },
])
  test(`an introduction shows the mode, and a veto is sent exactly once: ${language}`, () =>
    playing(
      async (phone, game) => {
        game.tell(0, { ...INTRODUCTION, mode: 'hush' });
        game.tell(0, { type: 'votes', votes: 1, of: 5, mine: false, vetoes: 1 });
        await phone.says('intro-title', /^Hush$/i);
        await phone.says('intro-line', line);
        await phone.says('round', /3 \w+ 12$/);
        await phone.says('prompt', prompt);
        await phone.says('next', /5 s$/);
        await phone.says('veto', veto);
        assert.equal(await phone.page.locator('#vetoes').isVisible(), false);
        await phone.page.evaluate(() => {
          for (let i = 0; i < 3; i += 1) document.getElementById('veto')?.click();
        });
        await game.message('game');
        await phone.says('vetoes', /^1 /);
        assert.equal(await phone.page.locator('#veto').isVisible(), false);
        game.tell(0, { type: 'votes', votes: 1, of: 5, mine: false, vetoes: 3 });
        await phone.says('vetoes', counted);
        // The game repeats the phase when the phone comes back.
        game.tell(0, { ...INTRODUCTION, mode: 'hush' });
        await phone.page.touchscreen.tap(195, 300);
        await game.message('tap');
        assert.equal(await phone.page.locator('#veto').isVisible(), false);
        assert.equal(vetoes(game), 1);
        game.tell(0, { type: 'votes', votes: 2, of: 5, mine: true, vetoes: 3 });
        await phone.page.locator('body[data-voted="true"]').waitFor();
        // Another mode can be vetoed again, the last one cannot.
        game.tell(0, { ...INTRODUCTION, mode: 'bomb' });
        game.tell(0, { type: 'votes', votes: 0, of: 5, mine: false, vetoes: 0 });
        await phone.tap('veto');
        await until('another veto', async () => vetoes(game) === 2);
        game.tell(0, { ...INTRODUCTION, mode: 'turf' });
        game.tell(0, { type: 'votes', votes: 0, of: 5, mine: false });
        await phone.page.locator('#vetoes').waitFor({ state: 'hidden' });
        assert.equal(await phone.page.locator('#veto').isVisible(), false);
        const taps = game.frames.all.filter(({ frame }) => frame.kind === 'message' && frame.json.type === 'tap');
        assert.equal(taps.length, 1, 'a veto is no tap');
        game.tell(0, { ...ROUND, mode: 'turf' });
        await phone.page.locator('#intro').waitFor({ state: 'hidden' });
      },
      { language },
    ));

test('an introduction fits players without a sensor, modes of later versions, and an evening that waits', () =>
  playing(
    async (phone, game) => {
      game.tell(0, { ...INTRODUCTION, mode: 'hush' });
      await phone.says('intro-line', /^Keep your dot in the ring/);
      game.tell(0, { ...INTRODUCTION, mode: 'of_a_later_version' });
      await phone.says('intro-title', /later/i);
      assert.equal(await phone.text('intro-line'), '');
      game.tell(0, { ...ROUND, phase: 'introduction', mode: 'rush' });
      await phone.says('intro-title', /^Waiting for players$/i);
      await phone.says('prompt', /^Look at the big screen$/);
    },
    { sensors: false },
  ));

test('in Hush the phone is held still', () =>
  playing(async (phone, game) => {
    game.tell(0, { ...ROUND, mode: 'hush' });
    alive(game);
    await phone.says('prompt', /^Hold your phone still$/);
    for (const [cause, words] of /** @type {[string, RegExp][]} */ ([
      ['motion', /^You moved too much$/],
      ['bomb', /^The bomb got you$/],
      ['lowest', /^You were last in the heat$/],
    ])) {
      alive(game, 'spirit');
      game.tell(0, { type: 'fate', cause, next: 'spirit' });
      await phone.says('why', words);
    }
  }));

test('the podium shows the evening’s winner, place, points and awards', () =>
  playing(async (phone, game) => {
    const result = {
      type: /** @type {const} */ ('result'),
      place: 2,
      of: 8,
      points: 70,
      total: 840,
      winner: 'Eve',
      last: false,
      awards: ['most_wins', 'biggest_comeback', 'runner_up'],
    };
    game.tell(0, { ...ROUND, phase: 'results', seconds: 8 });
    game.tell(0, { ...result, awards: [] });
    await phone.says('why', /^Eve wins the round$/);
    game.tell(0, { ...ROUND, phase: 'podium' });
    await phone.says('prompt', /^Tap to go on$/);
    assert.equal(
      await phone.page.locator('#verdict').isVisible(),
      false,
      'the outcome of a round is not the evening’s',
    );
    game.tell(0, { ...result, last: true });
    await phone.says('why', /^Eve wins the evening$/);
    await phone.says('verdict-place', /^2nd$/);
    assert.equal(await phone.text('total'), '840');
    assert.equal(await phone.page.locator('#points').isVisible(), false);
    assert.deepEqual(await phone.page.locator('#awards li').allInnerTexts(), [
      'Most rounds won',
      'Biggest comeback',
      'Eternal second',
    ]);
    game.tell(0, { ...result, last: true, place: 1 });
    await phone.says('why', /^You win the evening!$/);
    assert.equal(await phone.page.locator('.crown').isVisible(), true);
    game.tell(0, { type: 'votes', votes: 1, of: 5, mine: false });
    await phone.says('votes', /1 of 5 are ready/);
    await phone.page.touchscreen.tap(195, 400);
    await game.message('tap');
    game.tell(0, { type: 'votes', votes: 2, of: 5, mine: true });
    await phone.says('prompt', /^Ready$/);
  }));

test('the countdown is shown in digits, from whenever the phone arrives, and stands still in a pause', () =>
  playing(async (phone, game) => {
    game.tell(0, { ...ROUND, phase: 'countdown', seconds: 3 });
    for (const digit of [3, 2, 1]) await phone.says('digits', new RegExp(`^${digit}$`));
    await phone.page.locator('#digits').waitFor({ state: 'hidden' });
    game.tell(0, ROUND);
    await phone.says('prompt', /^Tilt/);
    game.tell(0, { ...ROUND, phase: 'countdown', seconds: 1.8 });
    game.tell(0, { type: 'here', x: 0.5, y: 0.5, heading: 0 });
    await phone.says('digits', /^2$/);
    game.tell(0, { type: 'notice', text: 'Paused.', key: 'paused' });
    await phone.says('toast', /^Paused/);
    await phone.page.waitForTimeout(2000);
    assert.match(await phone.text('digits'), /^[12]$/);
    game.tell(0, { type: 'notice', text: 'On.', key: 'resumed' });
    await phone.page.locator('#digits').waitFor({ state: 'hidden' });
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'rush' });
    await phone.says('prompt', /^Tap to start$/);
    assert.equal(await phone.page.locator('#digits').isVisible(), false);
  }));

test('points just won are shown for a moment, and combos and crashes pulse', () =>
  playing(async (phone, game) => {
    const gain = (/** @type {string} */ points) => phone.page.locator(`#standing [data-gain="${points}"]`);
    const flash = (/** @type {string} */ kind) => phone.page.locator(`#flash[data-kind="${kind}"]`);
    game.tell(0, ROUND);
    alive(game, 'alive', 100.2);
    await phone.says('points', /^100$/);
    assert.equal(await phone.page.locator('[data-gain]').count(), 0, 'the first score is no gain');
    alive(game, 'alive', 110.3);
    await gain('+10').waitFor();
    const shown = await gain('+10').evaluate((label) => getComputedStyle(label, '::after').content);
    assert.equal(shown, '"+10"');
    assert.equal(await flash('combo').count(), 0);
    alive(game, 'alive', 130);
    await Promise.all([gain('+20').waitFor(), flash('combo').waitFor({ state: 'attached' })]);
    await until('no gain', async () => (await phone.page.locator('[data-gain]').count()) === 0);
    assert.equal(await flash('combo').count(), 0);
    alive(game, 'ghost', 115);
    game.tell(0, { type: 'fate', cause: 'edge', next: 'ghost' });
    await flash('crash').waitFor({ state: 'attached' });
    assert.equal(await phone.page.locator('[data-gain]').count(), 0, 'a loss is no gain');
    // A single player's points grow with time.
    game.tell(0, { type: 'phase', phase: 'countdown', mode: 'serpent', seconds: 3 });
    game.tell(0, { type: 'phase', phase: 'playing', mode: 'serpent' });
    for (const score of [0, 1, 2]) game.tell(0, { type: 'score', score, best: 0, alive: true });
    await phone.says('score', /^2$/);
    assert.equal(await phone.page.locator('[data-gain]').count(), 0);
    game.tell(0, { type: 'score', score: 12, best: 0, alive: true });
    await phone.page.locator('#scores [data-gain="+10"]').waitFor();
    await until('no pulse', async () => (await flash('crash').count()) === 0);
    game.tell(0, { type: 'score', score: 12, best: 0, alive: false });
    await flash('crash').waitFor({ state: 'attached' });
  }));

test('points just won are shown without a movement to players who prefer none', () =>
  playing(
    async (phone, game) => {
      game.tell(0, ROUND);
      alive(game, 'alive', 100);
      game.tell(0, { ...DASH, taken: 1 });
      await phone.says('prompt', /^Tap: dash$/);
      alive(game, 'alive', 120);
      alive(game, 'alive', 160);
      game.tell(0, { ...DASH, ready: false, charge: 0, taken: 2 });
      await phone.page.locator('#standing [data-gain="+40"]').waitFor();
      const { animations, opacity } = await phone.page.evaluate(() => ({
        animations: document.getAnimations().length,
        opacity: getComputedStyle(/** @type {HTMLElement} */ (document.getElementById('flash'))).opacity,
      }));
      assert.deepEqual([animations, opacity], [0, '0']);
    },
    { reducedMotion: true },
  ));

for (const language of ['en-GB', 'de-DE'])
  for (const [width, height] of /** @type {[number, number][]} */ ([
    [320, 568],
    [360, 640],
    [390, 844],
    [844, 390],
  ])) {
    const label = `evening-${width}x${height}-${language.slice(0, 2)}`;
    test(`every mode and every action fits ${label}`, () =>
      playing(
        async (phone, game) => {
          for (const mode of 'serpent classic rush survival crown bomb turf ball hydra knock_out hush zen'.split(' ')) {
            game.tell(0, { ...INTRODUCTION, mode });
            game.tell(0, { type: 'votes', votes: 3, of: 15, mine: false, vetoes: 0 });
            await phone.says('intro-title', new RegExp(`^${mode.replace('_', '-')}$`, 'i'));
            await fits(phone, label, `introduction-${mode}`);
          }
          await phone.tap('veto');
          await phone.page.locator('#vetoes').waitFor();
          await fits(phone, label, 'vetoed');
          game.tell(0, { ...ROUND, phase: 'introduction' });
          game.tell(0, { ...ROUND, phase: 'countdown', seconds: 3 });
          await phone.says('digits', /^3$/);
          await fits(phone, label, 'digits');
          game.tell(0, ROUND);
          alive(game, 'alive', 10000);
          for (const action of ['dash', 'shield', 'magnet', 'ghost', 'reverse', 'slow', 'fat', 'swap'])
            for (const ready of [true, false]) {
              game.tell(0, { ...DASH, action, ready, charge: ready ? 1 : 0.3 });
              await phone.page.locator(`body[data-action="${ready ? 'ready' : 'charging'}"] #action`).waitFor();
              await fits(phone, label, `${action}-${ready ? 'ready' : 'charging'}`);
            }
          alive(game, 'alive', 10250);
          await phone.page.locator('#standing [data-gain="+250"]').waitFor();
          await fits(phone, label, 'gain');
        },
        { width, height, language },
      ));
  }
