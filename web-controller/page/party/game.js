// Full Tilt's part of the page: reads the game's own messages, tells the page the phase and the score, and hands the rest to
// the second screen.

import { readMembers } from '../net/protocol.js';
import { GAME_MESSAGES } from './messages.js';

/** @typedef {import('./types.js').GameMessage} GameMessage */
/** The newest of each kind of message. @typedef {{ [M in GameMessage as M['type']]?: M }} Said */
/** @typedef {import('../ui/game-slot.js').View} View */

/** Loads the second screen's texts in a language. @type {Record<string, () => Promise<typeof import('./texts/en.js')>>} */
const TEXTS = { de: () => import('./texts/de.js'), en: () => import('./texts/en.js') };

/** @param {import('../ui/game-slot.js').GamePage} page */
export const createGamePart = (page) => new FullTilt(page);

/** @implements {Required<import('../ui/game-slot.js').GamePart>} */
class FullTilt {
  #page;
  /** @type {Said} */
  #said = {};
  /** The identity with which the second screen was last requested. @type {View['you']} */
  #you = null;
  /** @type {import('./party.js').Party | undefined} */
  #screen;

  /** @param {import('../ui/game-slot.js').GamePage} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {unknown} data */
  receive(data) {
    /** @type {GameMessage | null} */
    const message = readMembers(GAME_MESSAGES, data);
    if (!message) return;
    Object.assign(this.#said, { [message.type]: message });
    if (message.type === 'score') return this.#page.show({ score: message });
    if (message.type !== 'phase') return this.#page.show({});
    const { phase } = message;
    // The score and the taps of the round before.
    if (phase === 'countdown') {
      delete this.#said.score;
      delete this.#said.thumb;
    }
    this.#page.show(phase === 'countdown' ? { phase, score: null } : { phase });
  }

  /** @param {View} view */
  render(view) {
    if (view.you !== this.#you) {
      this.#you = view.you;
      void this.#openScreen();
    }
    this.#screen?.render({ ...view, said: this.#said });
  }

  /** @param {import('../i18n/texts.js').TextKey} key @param {View} view */
  prompt(key, view) {
    return this.#screen?.prompt(key, { ...view, said: this.#said });
  }

  /** @param {string} key */
  notice(key) {
    return this.#screen?.notice(key);
  }

  reset() {
    this.#said = {};
  }

  /** Play goes on without the second screen; the game's next greeting tries again. */
  async #openScreen() {
    try {
      const texts = (TEXTS[this.#page.language] ?? TEXTS.en)?.();
      const [{ openParty }, found] = await Promise.all([import('./party.js'), texts]);
      if (found) this.#screen = await openParty(found.default, this.#page);
      this.#page.show({});
    } catch {}
  }
}
