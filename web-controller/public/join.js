// Getting into a room by a typed code: says in words what is wrong with it, and asks the relay whether the room exists.

import { JOIN } from './join.texts.js';
import { roomCode, roomPath } from './protocol.js';

/** @typedef {{ key: import('./join.texts.js').JoinKey, values: Record<string, string | number> }} Complaint */

/** Puts words on the screen: what is wrong, or else what is going on. @typedef {(words: string, values?: Complaint['values'], isWrong?: boolean) => void} Say */

const PATIENCE_MS = 5000;

/**
 * Tries a typed code: says in words what is wrong with it, or puts it into the page's address.
 * @param {string} typed
 * @param {Say} say
 * @param {(typed: string) => boolean} stillAsked whether anybody still wants to know
 * @returns {Promise<string | null>} the code of a room that exists
 */
export async function askForRoom(typed, say, stillAsked) {
  const code = roomCode(typed);
  if (code === null) {
    sayWhatIsWrong(typed, say);
    return null;
  }
  say(texts().codeChecking);
  const complaint = await lookUp(code, location.href);
  if (!stillAsked(typed)) return null;
  if (complaint) complain(complaint, say);
  else say('');
  if (complaint) return null;
  const here = new URL(location.href);
  here.searchParams.set('room', code);
  history.replaceState(null, '', here);
  return code;
}

/** Says what keeps a text from being a code. @param {string} typed @param {Say} say */
export function sayWhatIsWrong(typed, say) {
  const complaint = explainCode(typed);
  if (complaint) complain(complaint, say);
}

const texts = () => JOIN[document.documentElement.lang] ?? JOIN.en;

/** @param {Complaint} complaint @param {Say} say */
const complain = ({ key, values }, say) => say(texts()[key], values, true);

/** What keeps a text from being a code; `null` for a good one. @param {string} typed @returns {Complaint | null} */
export function explainCode(typed) {
  const characters = [...typed];
  if (characters.length === 0) return { key: 'codeEmpty', values: {} };
  // Each character is judged in a code that is good but for it.
  const character = characters.find((one) => roomCode(`222${one}`) === null);
  if (character !== undefined) return { key: 'codeCharacter', values: { character: character.toUpperCase() } };
  return characters.length === 4 ? null : { key: 'codeLength', values: { count: characters.length } };
}

/**
 * Asks whether there is such a room; `null` if there is.
 * @param {string} code
 * @param {string} base the page's address
 * @param {typeof fetch} [get]
 * @returns {Promise<Complaint | null>}
 */
export async function lookUp(code, base, get = fetch) {
  let answer;
  try {
    answer = await get(new URL(roomPath(code), base), { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return { key: 'codeOffline', values: {} };
  }
  // A copy of the page on a server that is no relay.
  if ((answer.ok || answer.status === 404) && !answer.headers.get('content-type')?.includes('json')) return { key: 'codeNoRelay', values: {} };
  if (answer.ok) return null;
  if (answer.status === 404) return { key: 'codeUnknown', values: { code } };
  if (answer.status === 429) {
    return { key: 'codeTooMany', values: { seconds: Number(answer.headers.get('retry-after')) || 60 } };
  }
  return { key: 'codeFailed', values: {} };
}
