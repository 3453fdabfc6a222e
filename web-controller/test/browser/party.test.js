// The phone as a second screen of a party: the player's identity, state and progress, at a glance and at every size.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { party, play } from './scenes.js';
import { stage } from './stage.js';

/** @typedef {import('./phone.js').Phone} Phone */
/** @typedef {import('./host.js').Host} Host */

const set = stage();

/**
 * Runs a test on a phone that plays and has received its player's identity.
 * @param {(phone: Phone, game: Host) => Promise<void>} test
 * @param {import('./phone.js').PhoneWish} [wish]
 */
const playing = (test, wish = {}) =>
  set.joined(wish, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    game.tell(0, { type: 'you', slot: 6, name: 'Ada', colour: '#56b4e9', shape: 'star', pattern: 'ring' });
    await phone.page.locator('body[data-shape="star"]').waitFor();
    await test(phone, game);
  });

/** @type {import('../../page/party/types.js').GameMessage} */
const ROUND = { type: 'phase', phase: 'playing', mode: 'rush', round: 1, rounds: 3 };

test("the player's head is drawn as on the big screen: colour, shape and pattern", () =>
  playing(async (phone, game) => {
    const head = phone.page.locator('#shape .head');
    assert.equal(
      await head.locator('polygon.skin').evaluate((part) => getComputedStyle(part).fill),
      'rgb(86, 180, 233)',
    );
    assert.equal(
      (await head.locator('polygon.skin').getAttribute('points'))?.split(' ').length,
      20,
      'a star has ten corners',
    );
    assert.equal(await head.locator('ellipse.night').count(), 1, 'a dark ring');
    game.tell(0, { type: 'you', slot: 11, name: 'Ada', colour: '#56b4e9', shape: 'circle', pattern: 'band' });
    await phone.page.locator('body[data-pattern="band"]').waitFor();
    assert.equal(await head.locator('ellipse.skin').count(), 1, 'a circle');
    assert.equal(await head.locator('polygon.night').count(), 1, 'a dark stripe');
  }));

test('without party messages the page is unchanged', () =>
  playing(async (phone, game) => {
    game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#ffb000', shape: 'triangle' });
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
    await phone.says('prompt', /^Tap to start$/);
    game.tell(0, { type: 'phase', phase: 'countdown', mode: 'classic' });
    await phone.says('prompt', /^Get ready$/);
    game.tell(0, { type: 'phase', phase: 'playing', mode: 'classic' });
    game.tell(0, { type: 'score', score: 52.1, best: 155.2, alive: true });
    await phone.says('score', /^52$/);
    await phone.says('best', /^155$/);
    game.tell(0, { type: 'score', score: 52.1, best: 155.2, alive: false });
    await phone.says('prompt', /^Out! Watch the others$/);
    assert.equal(await phone.data('being'), 'alive', 'the colour stays');
    game.tell(0, { type: 'phase', phase: 'results', mode: 'classic' });
    await phone.says('prompt', /^Tap to play again$/);
    for (const id of ['round', 'being', 'why', 'standing', 'votes', 'next', 'here', 'verdict']) {
      assert.equal(await phone.page.locator(`#${id}`).isVisible(), false, id);
    }
  }));

test('votes are counted, and a tap has a visible effect', () =>
  playing(async (phone, game) => {
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'rush' });
    game.tell(0, { type: 'votes', votes: 0, of: 1, mine: false });
    await phone.says('prompt', /^Tap to start$/);
    game.tell(0, { type: 'votes', votes: 2, of: 5, mine: false });
    await phone.says('prompt', /^Tap when you are ready$/);
    await phone.says('votes', /2 of 5 are ready/);
    await phone.page.touchscreen.tap(195, 400);
    await game.message('tap');
    game.tell(0, { type: 'votes', votes: 3, of: 5, mine: true });
    await phone.says('prompt', /^Ready$/);
    assert.equal(await phone.page.locator('.pips .on').count(), 3);
    game.tell(0, { type: 'you', slot: 0, name: 'Ada', colour: '#ffb000', shape: 'circle', pattern: 'plain' });
    await phone.says('prompt', /^Ready\. Tap again to start$/);
  }));

test('the countdown shows the player’s position until it is over', () =>
  playing(async (phone, game) => {
    game.tell(0, { ...ROUND, phase: 'countdown' });
    for (const [x, y] of /** @type {[number, number][]} */ ([
      [0.25, 0.5],
      [0.75, 0.5],
      [7, -7],
    ])) {
      game.tell(0, { type: 'here', x, y, heading: 90 });
      const place = `translate(${(160 * Math.min(x, 1)).toFixed(1)} ${(90 * Math.max(y, 0)).toFixed(1)})`;
      await phone.page.locator(`#here-at[transform="${place}"]`).waitFor();
    }
    await phone.says('prompt', /^You are here$/);
    assert.match((await phone.page.locator('#here .head').getAttribute('transform')) ?? '', /^rotate\(90\)/);
    assert.equal(await phone.page.locator('#gauge').isVisible(), false);
    game.tell(0, ROUND);
    await phone.page.locator('#gauge').waitFor();
    assert.equal(await phone.page.locator('#here').isVisible(), false);
  }));

test('place and points while playing, and no two states look the same', () =>
  playing(async (phone, game) => {
    game.tell(0, ROUND);
    const looks = new Set();
    for (const [state, word, prompt] of /** @type {[string, RegExp, RegExp][]} */ ([
      ['alive', /^$/, /^Tilt to steer$/],
      ['ghost', /^Ghost$/i, /^You are a ghost for 2 seconds$/],
      ['spirit', /^Spirit$/i, /^You are a spirit: chase those alive$/],
      ['parked', /^Parked$/i, /^Steer to come back$/],
      ['out', /^Out$/i, /^You are in the next round$/],
    ])) {
      game.tell(0, { type: 'score', score: 120.9, best: 0, alive: state === 'alive', place: 3, of: 8, state });
      await phone.says('prompt', prompt);
      assert.match(await phone.text('being'), word);
      assert.deepEqual(
        [await phone.text('place'), await phone.text('of'), await phone.text('points')],
        ['3rd', 'of 8', '120'],
      );
      assert.equal(await phone.page.locator('#scores').isVisible(), false, 'one figure of points is enough');
      looks.add(
        await phone.page.evaluate(
          () => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body, '::after').content,
        ),
      );
    }
    assert.equal(looks.size, 5);
    assert.match(await phone.text('round'), /^Round 1 of 3$/);
  }));

test('places are shown as ordinals', () =>
  playing(async (phone, game) => {
    game.tell(0, ROUND);
    for (const [place, word] of /** @type {[number, string][]} */ ([
      [1, '1st'],
      [2, '2nd'],
      [3, '3rd'],
      [4, '4th'],
      [11, '11th'],
      [12, '12th'],
      [13, '13th'],
    ])) {
      game.tell(0, { type: 'score', score: 1, best: 0, alive: true, place, of: 15, state: 'alive' });
      await phone.says('place', new RegExp(`^${word}$`));
    }
  }));

test('the cause of a crash is shown, with the other player’s name and colour', () =>
  playing(async (phone, game) => {
    game.tell(0, ROUND);
    game.tell(0, { type: 'score', score: 1, best: 0, alive: false, place: 3, of: 8, state: 'spirit' });
    for (const [cause, by, words] of /** @type {[string, string | undefined, RegExp][]} */ ([
      ['edge', undefined, /^You hit the edge$/],
      ['tail', undefined, /^You hit a tail$/],
      ['thorn', undefined, /^A thorn got you$/],
      ['drifter', undefined, /^A drifter got you$/],
      ['spirit', 'Eve', /^Eve’s spirit got you$/],
      ['head', 'Eve', /^Head to head with Eve$/],
      ['comet', undefined, /^You crashed$/],
      ['comet', '{by} <b>', /^\{by\} <b> got you$/],
      ['tail', 'Eve', /^Eve’s tail got you$/],
    ])) {
      game.tell(0, { type: 'fate', cause, next: 'spirit', ...(by ? { by, colour: '#ffb000' } : {}) });
      await phone.says('why', words);
    }
    const colour = () => phone.page.locator('#why strong').evaluate((by) => getComputedStyle(by, '::before').color);
    assert.equal(await colour(), 'rgb(255, 176, 0)');
    game.tell(0, { type: 'fate', cause: 'tail', by: 'Bob', colour: 'red;--ink:red', next: 'spirit' });
    await phone.says('why', /^Bob/);
    assert.equal(await phone.page.locator('#why strong').getAttribute('style'), null);
    game.tell(0, { type: 'score', score: 1, best: 0, alive: true, place: 3, of: 8, state: 'alive' });
    await phone.page.locator('#why').waitFor({ state: 'hidden' });
  }));

test('after a round: place, points, winner, awards, and the time to the next one', () =>
  playing(async (phone, game) => {
    game.tell(0, { type: 'phase', phase: 'results', mode: 'rush', round: 1, rounds: 3, seconds: 10 });
    const result = {
      type: /** @type {const} */ ('result'),
      place: 2,
      of: 8,
      points: 120.7,
      total: 250,
      winner: 'Eve',
      last: false,
      awards: ['greediest', 'tallest'],
    };
    game.tell(0, result);
    await phone.says('verdict-place', /^2nd$/);
    await phone.says('why', /^Eve wins the round$/);
    await phone.says('prompt', /^Tap for the next round$/);
    assert.deepEqual([await phone.text('points'), await phone.text('total')], ['120', '250']);
    assert.deepEqual(await phone.page.locator('#awards li').allInnerTexts(), ['Greediest']);
    await phone.says('next', /^Goes on in 10 s$/);
    await phone.says('next', /^Goes on in 9 s$/);
    game.tell(0, { ...result, place: 1, last: true, awards: [] });
    await phone.says('why', /^You win the match!$/);
    await phone.says('prompt', /^Tap for another match$/);
    assert.equal(await phone.page.locator('.crown').isVisible(), true);
    game.tell(0, { type: 'votes', votes: 3, of: 5, mine: true });
    await phone.says('prompt', /^Ready$/);
  }));

test('a round’s messages are dropped with the next round, and with the game', () =>
  playing(async (phone, game) => {
    game.tell(0, ROUND);
    game.tell(0, { type: 'fate', cause: 'edge', next: 'spirit' });
    game.tell(0, { type: 'score', score: 1, best: 0, alive: false, place: 3, of: 8, state: 'spirit' });
    await phone.says('why', /edge/);
    game.tell(0, { ...ROUND, phase: 'countdown' });
    game.tell(0, ROUND);
    game.tell(0, { type: 'score', score: 1, best: 0, alive: false, place: 3, of: 8, state: 'spirit' });
    await phone.page.locator('body[data-being="spirit"]').waitFor();
    assert.equal(await phone.page.locator('#why').isVisible(), false, 'the reason of the round before');
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'rush' });
    game.tell(0, { type: 'votes', votes: 2, of: 5, mine: false });
    await phone.says('prompt', /ready/);
    game.close();
    await phone.says('prompt', /away/);
    await game.connect();
    game.tell(0, { type: 'phase', phase: 'lobby', mode: 'classic' });
    await phone.says('prompt', /^Tap to start$/);
  }));

test('late joiners are told so in their own language', () =>
  playing(
    async (phone, game) => {
      game.tell(0, { type: 'notice', text: 'You are in the next round.', key: 'late' });
      await phone.says('toast', /nächsten Runde/);
      await play(
        {
          name: '',
          says: [ROUND, { type: 'score', score: 1, best: 0, alive: true, place: 3, of: 8, state: 'ghost' }],
          sign: '#being',
        },
        phone,
        game,
      );
      assert.deepEqual([await phone.text('place'), await phone.text('of')], ['3.', 'von 8']);
      await phone.says('prompt', /Geist/);
    },
    { language: 'de-DE' },
  ));

test('play goes on where the second screen cannot be loaded', () =>
  set.joined({}, async (phone, game) => {
    await phone.page.route('**/party-*.css', (route) => route.abort());
    await phone.tap('play');
    await phone.state('tilt');
    for (const scene of party('Ada', 'Eve')) for (const message of scene.says) game.tell(0, message);
    await phone.says('prompt', /^Look at the big screen$/);
    await game.frame('motion');
    // The next greeting loads it.
    await phone.page.unroute('**/party-*.css');
    game.tell(0, { type: 'you', slot: 6, name: 'Ada', colour: '#56b4e9', shape: 'star', pattern: 'ring' });
    await phone.says('prompt', /^Tap to go on$/);
  }));

test('nothing moves by itself for players who prefer reduced motion', () =>
  playing(
    async (phone, game) => {
      for (const scene of party('Ada', 'Eve')) {
        await play(scene, phone, game);
        assert.equal(await phone.page.evaluate(() => document.getAnimations().length), 0, scene.name);
      }
    },
    { reducedMotion: true },
  ));
