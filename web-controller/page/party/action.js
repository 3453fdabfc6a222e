// The action of the player's thumb: its word, its icon and its charge while the player is alive.

/** @typedef {import('./party.js').Model} Model */
/** @typedef {import('./texts/en.js').PartyKey} PartyKey */
/**
 * The texts of the second screen.
 * @typedef {object} Words
 * @property {(key: PartyKey, values?: Record<string, unknown>) => string} text
 * @property {(key: string) => boolean} knows
 */

export const ACTION = [
  '<button id="action" type="button" tabindex="-1" hidden><svg viewBox="0 0 48 48" aria-hidden="true">',
  '<circle class="track" cx="24" cy="24" r="20"/><circle class="charge" cx="24" cy="24" r="20" pathLength="100"/>',
  '<path transform="translate(10.8 10.8) scale(1.1)"/></svg><span></span></button>',
].join('');
/** Icons of 24 × 24 by action. @type {Record<string, string>} */
const ICONS = {
  dash: 'M4 5l7 7-7 7M13 5l7 7-7 7',
  shield: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z',
  magnet: 'M5 4v8a7 7 0 0 0 14 0V4h-4v8a3 3 0 0 1-6 0V4zM5 8h4M15 8h4',
  ghost: 'M5 20v-9a7 7 0 0 1 14 0v9l-3.5-2.5L12 20l-3.5-2.5zM9.5 11v.5M14.5 11v.5',
  reverse: 'M7 20V9a5 5 0 0 1 10 0v9M12.5 14l4.5 4.5 4.5-4.5',
  slow: 'M6 3h12l-6 9 6 9H6l6-9z',
  fat: 'M10.5 4h3v16h-3zM6 8l-4 4 4 4M18 8l4 4-4 4',
  swap: 'M4 8h15l-4-4M20 16H5l4 4',
};
/** An action of a later version: a dot to tap. */
const OTHER = 'M12 7a5 5 0 1 0 .01 0z';
/** Long enough to be seen after the quickest tap. */
const TAPPED_MS = 150;
const TAKEN_MS = 500;

export class Action {
  #words;
  #button = /** @type {HTMLElement} */ (document.getElementById('action'));
  #ring = /** @type {SVGElement} */ (this.#button.querySelector('.charge'));
  /** The action that is shown, if any, and the taps that had acted so far. @type {string | undefined} */
  #shown;
  #taken = Infinity;
  /** @type {Model['input']} */
  #input = null;
  /** @type {Partial<Record<'tapped' | 'taken', ReturnType<typeof setTimeout>>>} */
  #timers = {};

  /** @param {Words} words @param {import('../ui/game-slot.js').GamePage} page */
  constructor(words, page) {
    this.#words = words;
    this.#button.addEventListener('click', () => page.tap());
    this.#button.addEventListener('pointerdown', () => this.#mark('tapped', TAPPED_MS));
    // By tilt the whole screen is the button; by touch it steers.
    document.getElementById('press')?.addEventListener('pointerdown', () => {
      if (this.#input === 'tilt') this.#mark('tapped', TAPPED_MS);
    });
  }

  /** Returns the instruction: what a tap does. @param {import('../i18n/texts.js').TextKey} key the page's @param {Model} model */
  prompt(key, { said: { thumb } }) {
    if ((key !== 'promptTilt' && key !== 'promptTouch') || thumb?.action === undefined) return undefined;
    const hint = thumb.ready ? (key === 'promptTilt' ? 'tap' : 'tapTouch') : 'tapWait';
    return this.#words.text(hint, { action: this.#word(thumb.action) });
  }

  /** @param {Model} model @param {import('./party.js').Being} being */
  render({ phase, paused, input, said: { thumb } }, being) {
    this.#input = input;
    const action = phase === 'playing' && being === 'alive' && !paused ? thumb?.action : undefined;
    this.#button.hidden = action === undefined;
    document.body.dataset.action = action === undefined ? '' : thumb?.ready ? 'ready' : 'charging';
    const acted = thumb && thumb.taken > this.#taken;
    this.#taken = thumb?.taken ?? Infinity;
    if (!thumb || action === undefined) return;
    const missing = 1 - Math.min(1, Math.max(0, thumb.charge));
    this.#ring.style.strokeDashoffset = `${Math.round(100 * missing)}px`;
    if (acted) this.#mark('taken', TAKEN_MS);
    if (action === this.#shown) return;
    this.#shown = action;
    const [icon, word] = [this.#button.querySelector('path'), this.#button.querySelector('span')];
    icon?.setAttribute('d', Object.hasOwn(ICONS, action) ? (ICONS[action] ?? OTHER) : OTHER);
    if (word) word.textContent = this.#word(action);
  }

  /** @param {string} action */
  #word(action) {
    const key = `action_${action}`;
    return this.#words.text(/** @type {PartyKey} */ (this.#words.knows(key) ? key : 'action_'));
  }

  /** Marks the button for a moment. @param {'tapped' | 'taken'} mark @param {number} ms */
  #mark(mark, ms) {
    const { dataset } = this.#button;
    clearTimeout(this.#timers[mark]);
    delete dataset[mark];
    // The movement begins again even in the middle of the last one.
    void this.#button.offsetWidth;
    dataset[mark] = '';
    this.#timers[mark] = setTimeout(() => delete dataset[mark], ms);
  }
}
