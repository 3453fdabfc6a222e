// The place of a game's own part of the page: loads it, passes the game's data on, and keeps its errors to itself.

/** @typedef {import('./state.js').Model} Model */
/**
 * The part of the model that belongs to the game. Without a game that changes it, the page works as well.
 * @typedef {Partial<Pick<Model, 'phase' | 'score'>>} Shown
 */
/**
 * The part of the model that games may read: the player's identity, the input in use, and their own part of it.
 * @typedef {Pick<Model, 'you' | 'input' | 'hostConnected' | 'phase' | 'paused' | 'score' | 'step'>} View
 */
/**
 * The page, as a game's part uses it.
 * @typedef {object} GamePage
 * @property {string} language the reader's, as far as the page has it, such as `de`
 * @property {HTMLElement} screen the play screen, for elements of the part's own
 * @property {(data: import('../net/protocol.js').Json) => void} send sends data to the game; it must fit into a frame with the rest of its message
 * @property {() => void} tap does the same as a tap on the screen, for controls of the part's own
 * @property {(shown: Shown) => void} show changes what the page itself shows, and renders the part
 * @property {(text: string) => void} toast shows a short message over everything
 */
/**
 * A game's part of the page.
 * @typedef {object} GamePart
 * @property {(data: unknown) => void} receive takes the game's own data, in order. Do not trust it
 * @property {(view: View) => void} [render] shows the view; called after every change
 * @property {(key: import('../i18n/texts.js').TextKey, view: View) => string | undefined} [prompt]
 *   returns the part's own words for the page's current instruction
 * @property {(key: string) => string | undefined} [notice] returns the part's own words for a notice of the host
 * @property {() => void} [reset] forgets the game: the phone enters another room
 */
/** A part's module. @typedef {{ createGamePart: (page: GamePage) => GamePart | Promise<GamePart> }} GameModule */

/** Data that may wait for the part to load; older data is dropped. */
const MOST_WAITING = 64;

/** The part that the document names, or Full Tilt's. @returns {Promise<GameModule>} */
const load = () => {
  const named = document.querySelector('meta[name="game-part"]')?.getAttribute('content');
  return named ? import(new URL(named, document.baseURI).href) : import('../party/game.js');
};

export class GameSlot {
  #page;
  /** @type {GamePart | undefined} */
  #part;
  /** @type {Promise<void> | undefined} */
  #opening;
  /** @type {unknown[]} */
  #waiting = [];

  /** @param {GamePage} page */
  constructor(page) {
    this.#page = page;
  }

  /** Loads the part, which comes after what play needs. Play goes on without it, and the game's next greeting tries again. */
  open() {
    this.#opening ??= load()
      .then(({ createGamePart }) => createGamePart(this.#page))
      .then((part) => {
        this.#part = part;
        for (const data of this.#waiting.splice(0)) this.receive(data);
        this.#page.show({});
      })
      .catch(() => (this.#opening = undefined));
  }

  /** @param {unknown} data */
  receive(data) {
    if (this.#part) return this.#call((part) => part.receive(data));
    if (this.#waiting.push(data) === 1) this.open();
    this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
  }

  /** @param {View} view */
  render(view) {
    this.#call((part) => part.render?.(view));
  }

  /** @param {import('../i18n/texts.js').TextKey} key @param {View} view */
  prompt(key, view) {
    return this.#call((part) => part.prompt?.(key, view));
  }

  /** @param {string} key */
  notice(key) {
    return this.#call((part) => part.notice?.(key));
  }

  reset() {
    this.#waiting = [];
    this.#call((part) => part.reset?.());
  }

  /** An error of the part's must not stop the page. @template T @param {(part: GamePart) => T} use */
  #call(use) {
    try {
      return this.#part && use(this.#part);
    } catch (error) {
      console.error(error);
    }
  }
}
