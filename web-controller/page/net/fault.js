// The reason for a missing connection, as far as a page can find out, and its words on the screen. Loaded a little after the
// start, as it is needed when nothing can be loaded any more.

import { screenOf } from '../ui/state.js';
import { roomPath, socketPath } from './protocol.js';

/** @typedef {import('../i18n/en/fault.js').Fault} Fault */
/** @typedef {import('../ui/state.js').Model} Model */

/** Longest wait for the relay's response, in ms. */
const PATIENCE_MS = 5000;
const SMALL_PX = 700;
/** The facts about a connection that does not open. @typedef {Pick<Model, 'room' | 'joined' | 'trouble'>} Known */

/**
 * Finds out what keeps the page from the game. For a refused socket a browser reports no reason; ordinary requests to the
 * same relay get one.
 * @param {Known} known
 * @param {{ href: string, isOnline: boolean, get?: typeof fetch }} surroundings the page's address; whether the phone has a network
 * @returns {Promise<Fault>}
 */
export async function diagnose({ room, joined, trouble }, { href, isOnline, get = fetch }) {
  if (!isOnline) return 'offline';
  // Only the game itself can be dialled, and what became of that is known.
  if (!room)
    return trouble === 'none'
      ? 'link'
      : trouble === 'blocked' || trouble === 'unsupported' || trouble === 'refused'
        ? trouble
        : 'apart';
  const ask = (/** @type {string} */ path) =>
    get(new URL(path, href), { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  try {
    const answer = await ask(roomPath(room));
    if (answer.status === 429) return 'full';
    if (answer.status >= 500) return 'busy';
    // A Wi-Fi that requires a sign-in answers everything with a page of its own.
    if (!answer.headers.get('content-type')?.includes('json')) return 'foreign';
    if (answer.status === 404) return 'gone';
    // The relay answers a plain request in the same way as one for a socket, but here a browser can read the answer.
    if ((await ask(socketPath(room))).status === 429) return 'full';
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return 'firewall';
    return joined ? 'lost' : 'unreachable';
  }
  return !joined && isSelfSigned(new URL(href)) ? 'certificate' : 'socket';
}

/** Finds out why there is no connection, and shows it. @param {import('../page.js').Page} page */
export async function explainFault(page) {
  const asked = page.connection;
  const fault = await diagnose(page.model, { href: location.href, isOnline: navigator.onLine });
  if (page.connection === asked && asked?.state !== 'connected') page.update({ fault });
}

/** Returns whether the page at this address was most likely opened past a warning, which does not count for sockets everywhere. @param {URL} address */
const isSelfSigned = ({ protocol, hostname }) =>
  protocol === 'https:' && /^(?:[0-9.]+|\[.*\]|[^.]+|.*\.(?:local|lan|home|internal))$/.test(hostname);

/** The words for a fault, below the room's code or below the prompt. */
export class FaultNote {
  #note = document.createElement('p');
  #why = document.createElement('strong');
  #mend = document.createElement('span');
  #texts;

  /** @param {import('../i18n/en/fault.js').FaultTexts} texts */
  constructor(texts) {
    this.#texts = texts;
    this.#note.id = 'fault';
    this.#note.style.marginTop = '0.6rem';
    this.#note.setAttribute('role', 'status');
    this.#note.append(this.#why, ' ', this.#mend);
  }

  /** @param {Model} model */
  render(model) {
    const { fault, link } = model;
    const place = document.querySelector(screenOf(model) === 'play' ? '#prompt' : '#screen-join .room');
    if (place?.nextElementSibling !== this.#note) place?.after(this.#note);
    const [why = '', mend = ''] = (fault && link !== 'connected' && this.#texts[fault]) || [];
    if (this.#why.textContent !== why) this.#why.textContent = why;
    if (this.#mend.textContent !== mend) this.#mend.textContent = mend;
    this.#note.hidden = why === '';
    // On a small screen the words need the room.
    const wordmark = document.querySelector('#screen-join .wordmark');
    if (wordmark instanceof HTMLElement) wordmark.hidden = why !== '' && innerHeight < SMALL_PX;
  }
}
