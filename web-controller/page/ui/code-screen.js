// The page without a room: a typed code, a link that was damaged on its way, and the game itself, if this host has its web
// edition: larger screens go there, and phones get a link. Loaded on demand, as links to a room need none of it.

import { askForRoom, putIntoAddress, readLink, sayWhatIsWrong } from '../net/join.js';
import { element, field } from './ui.js';

/** Screens that players look at together, rather than phones and tablets. */
const LARGE = '(hover: hover) and (pointer: fine) and (min-width: 800px)';
const PATIENCE_MS = 5000;

/**
 * Returns the address of the web edition, if the page's host has it.
 * @param {string} base the page's address
 * @param {typeof fetch} [get]
 * @returns {Promise<URL | null>}
 */
export async function findGame(base, get = fetch) {
  try {
    const answer = await get(new URL('./play/manifest.json', base), {
      cache: 'no-cache',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    // Some hosts answer every address with one document.
    const isThere = answer.ok && answer.headers.get('content-type')?.includes('json');
    return isThere ? new URL('./play/', base) : null;
  } catch {
    return null;
  }
}

export class CodeScreen {
  #page;
  #enter;

  /** @param {import('../page.js').Page} page @param {(link: import('../net/join.js').Link) => void} enter enters a room */
  constructor(page, enter) {
    this.#page = page;
    this.#enter = enter;
  }

  /**
   * @param {string | null} asked the code in the address, or `null` if the address has no place for one
   * @param {string} address of the page, without its path; it may contain a code somewhere, or `?controller`, with which the
   *   game's own link leads here
   */
  async open(asked, address) {
    const isLarge = matchMedia(LARGE).matches;
    if (asked === null && isLarge && !/room|controller|#/i.test(address)) {
      const game = await findGame(location.href);
      if (game && this.#isOpen) return location.replace(game.href + location.search);
      return this.#offer(game);
    }
    const link = readLink(address);
    if (link) {
      putIntoAddress(link);
      return this.#enter(link);
    }
    if (asked) sayWhatIsWrong(asked, await this.#loadWords());
    await this.#offer(await findGame(location.href));
  }

  /** Tries the code in the field. */
  async openTyped() {
    const typed = () => field('code').value.trim();
    const say = await this.#loadWords();
    // The answer to an older question is no longer of interest.
    const link = await askForRoom(typed(), say, (asked) => this.#isOpen && typed() === asked);
    if (link) this.#enter(link);
  }

  get #isOpen() {
    return this.#page.model.room === null;
  }

  /** Loads the sentences about a code. */
  async #loadWords() {
    const { ui } = this.#page;
    const { join } = await ui.more();
    /** @type {import('../net/join.js').Say} */
    return (key, values, isWrong) => ui.codeWords(key ? join[key] : '', values, isWrong);
  }

  /** Shows a link to the game, if it is there. @param {URL | null} game */
  async #offer(game) {
    if (!game || document.getElementById('to-game')) return;
    const { join } = await this.#page.ui.more();
    const link = document.createElement('a');
    Object.assign(link, { id: 'to-game', className: 'quiet', href: game.href, textContent: join.openGame });
    // In the bar on top, which is empty on this screen, as small screens have no other room.
    Object.assign(link.style, {
      position: 'fixed',
      top: 'calc(env(safe-area-inset-top) + 0.375rem)',
      right: '1.25rem',
      left: '1.25rem',
      padding: '0.375rem 0',
      color: 'inherit',
      fontSize: '0.875rem',
      lineHeight: '1.2',
      textAlign: 'end',
    });
    element('screen-code').append(link);
  }
}
