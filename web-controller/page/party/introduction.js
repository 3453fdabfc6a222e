// The introduction of an evening's round: the mode's title, its rules in a line, and the wish for another one.

import { get, putText } from './elements.js';

/** @typedef {import('./party.js').Model} Model */
/** @typedef {import('./texts/en.js').PartyKey} PartyKey */

/** Beside the gauge, in its place. */
export const INTRODUCTION = '<div id="intro"><p id="intro-title"></p><p id="intro-line"></p></div>';
/** Below the votes. */
export const VETO = '<button id="veto" type="button" hidden></button><p id="vetoes" aria-live="polite" hidden></p>';

export class Introduction {
  #words;
  #title = get('intro-title');
  #line = get('intro-line');
  #button = get('veto');
  #count = get('vetoes');
  /** The round and the mode that are introduced, and whether this player wants another one. */
  #introduced = '';
  #vetoed = false;

  /** @param {import('./action.js').Words} words @param {import('../ui/game-slot.js').GamePage} page */
  constructor(words, page) {
    this.#words = words;
    this.#button.textContent = words.text('veto');
    this.#button.addEventListener('click', () => {
      if (this.#vetoed) return;
      this.#vetoed = true;
      page.send({ type: 'veto' });
      page.show({});
      // The button is gone.
      document.getElementById('press')?.focus({ preventScroll: true });
    });
  }

  /** @param {Model} model */
  render({ phase, input, said: { phase: said, votes } }) {
    const introduced = phase === 'introduction' && said ? `${said.round} ${said.mode}` : '';
    if (introduced !== this.#introduced) this.#vetoed = false;
    this.#introduced = introduced;
    const vetoes = said && introduced ? votes?.vetoes : undefined;
    this.#button.hidden = vetoes === undefined || this.#vetoed;
    this.#count.hidden = vetoes === undefined || !this.#vetoed;
    if (!introduced || !said) return;
    // An evening waits until there are two players, and nothing counts down.
    const isWaiting = said.seconds === undefined && !votes;
    putText(this.#title, isWaiting ? this.#words.text('waiting') : this.#text('title_', said.mode, said.mode));
    const line = this.#text('line_', said.mode);
    const words = input === 'touch' ? this.#text('touch_', said.mode, line) : line;
    putText(this.#line, isWaiting ? this.#words.text('waitingLine') : words);
    const letters = Math.max(6, ...(this.#title.textContent ?? '').split(' ').map((word) => word.length));
    this.#title.style.setProperty('--letters', String(letters));
    // The game may not have counted this player yet.
    if (votes && vetoes !== undefined)
      putText(this.#count, this.#words.text('vetoes', { vetoes: Math.max(1, vetoes), of: votes.of }));
  }

  /** @param {string} prefix @param {string} mode @param {string} [otherwise] */
  #text(prefix, mode, otherwise = '') {
    const key = prefix + mode;
    return this.#words.knows(key) ? this.#words.text(/** @type {PartyKey} */ (key)) : otherwise;
  }
}
