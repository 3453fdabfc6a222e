// A part of another game's in place of Full Tilt's. A test of the relay covers how the folder is served.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './stage.js';

const set = stage();

/** A card game: shows the hand, and plays a card that is tapped. */
const CARDS = `
  import { label } from './words.js';
  export function createGamePart(page) {
    const hand = document.createElement('div');
    hand.id = 'hand';
    hand.style.position = 'absolute';
    page.screen.append(hand);
    return {
      receive(data) {
        if (data === 'fail') throw new Error('a part with a fault');
        hand.replaceChildren(...data.cards.map((card) => {
          const button = document.createElement('button');
          button.textContent = label + card;
          button.onclick = () => page.send({ card });
          return button;
        }));
        page.show({ phase: 'playing' });
      },
      prompt: (key) => (key === 'promptTilt' ? 'Play a card' : undefined),
      render: ({ you }) => (hand.dataset.name = you?.name ?? ''),
    };
  }`;

/** Adds the line that a relay with a folder writes into the document. */
const NAMES_PART = `addEventListener('DOMContentLoaded', () => {
  const meta = document.createElement('meta');
  Object.assign(meta, { name: 'game-part', content: './game/game.js' });
  document.head.append(meta);
});`;

/** Serves the folder. @param {import('./phone.js').Phone} phone */
async function withPart({ page }) {
  const script = (/** @type {string} */ body) => ({ contentType: 'text/javascript', body });
  await page.route('**/game/game.js', (route) => route.fulfill(script(CARDS)));
  await page.route('**/game/words.js', (route) => route.fulfill(script("export const label = 'Card ';")));
}

test('a part that the document names is loaded instead of Full Tilt’s, and exchanges data with its game', () =>
  set.phone({ script: NAMES_PART }, async (phone) => {
    /** @type {string[]} */
    const requested = [];
    phone.page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    await withPart(phone);
    const game = await set.room();
    await phone.open(set.link(game.code), 'ready');
    await game.joined();
    await phone.tap('play');
    await phone.state('tilt');
    assert(!requested.includes('/game/game.js'), 'it comes with the first message of the game');
    game.tell(0, { type: 'game', data: { cards: [2, 7] } });
    game.tell(0, { type: 'you', slot: 6, name: 'Ada', colour: '#56b4e9', shape: 'star' });
    await phone.says('prompt', /^Play a card$/);
    await phone.page.locator('#hand[data-name="Ada"]').waitFor();
    await phone.page.getByText('Card 7').click();
    assert.deepEqual(await game.message('game'), { type: 'game', data: { card: 7 } });
    // A fault of the part's stops neither the page nor the part.
    phone.errors.length = 0;
    game.tell(0, { type: 'game', data: 'fail' });
    game.tell(0, { type: 'game', data: { cards: [3] } });
    await phone.page.getByText('Card 3').waitFor();
    await game.frame('motion');
    assert(!requested.some((path) => /\/party/.test(path)), 'nothing of Full Tilt’s was loaded');
    // The fault is reported once, for its author.
    assert.match(phone.errors.splice(0).join('\n'), /a part with a fault/);
    game.close();
  }));
