// The screen of a visit that has ended: the reason, and the ways on. Loaded a little after the start, so that it is there when
// the game is not; until then the document's own words say that there is no connection.

import { element } from './ui.js';

/** @typedef {import('../i18n/en/end.js').Endings} Endings */

export class EndScreen {
  #endings;
  #ui;

  /** @param {Endings} endings @param {import('./ui.js').Ui} ui */
  constructor(endings, ui) {
    this.#endings = endings;
    this.#ui = ui;
  }

  /** @param {import('./state.js').Model} model */
  render({ ended, trouble, room }) {
    if (!ended) return;
    // Where the game itself is dialled, the direct path's trouble is more precise.
    const precise = /** @type {import('../i18n/en/end.js').NoWay} */ (`${ended}_${trouble}`);
    const [title, text, again] = this.#endings[precise] ?? this.#endings[ended];
    this.#ui.write('end-title', title);
    this.#ui.write('end-text', text);
    // A page without a relay accepts no codes, and must keep its link.
    const other = element('end-other');
    other.hidden = room === '';
    const button = element('end-again');
    button.hidden = !again && !other.hidden;
    this.#ui.write('end-again', again ?? this.#ui.text('endAgain'));
    // The only remaining action is shown first.
    other.className = button.hidden ? 'primary' : 'quiet';
  }
}
