// Joining a room by a typed code: explains what is wrong with it, and asks the relay whether the room exists.

import { parseCode } from '../../shared/codes.js';
import { roomPath, takeInvitation } from './protocol.js';

/** @typedef {import('../i18n/en/join.js').JoinKey} JoinKey */
/** @typedef {{ key: JoinKey, values: Record<string, string | number> }} Complaint */

/** Shows a message: a problem, otherwise the progress, if there is any. @typedef {(key: JoinKey | null, values?: Complaint['values'], isWrong?: boolean) => void} Say */

const PATIENCE_MS = 5000;
/** A link passes through a few programs at most. */
const MOST_ENCODINGS = 3;
/** Spaces and invisible characters. */
const SPACES = /[\p{Z}\p{C}]+/gu;
/** Separators between words, or characters that slip into a copied code. */
const SEPARATORS = /[^\p{L}\p{N}]+/gu;

/**
 * A link to a game: the code of a room, empty if only the game itself is dialled; the rest of the link's fragment; an
 * invitation to a seat, or an empty text.
 * @typedef {{ code: string, fragment: Record<string, string>, invitation: string }} Link
 */

/**
 * Tries typed or pasted text: explains what is wrong with it, or puts it into the page's address.
 * @param {string} typed
 * @param {Say} say
 * @param {(typed: string) => boolean} stillAsked returns whether the answer is still needed
 * @returns {Promise<Link | null>} the link if there is such a room
 */
export async function askForRoom(typed, say, stillAsked) {
  const link = readLink(typed);
  if (link === null) {
    sayWhatIsWrong(typed, say);
    return null;
  }
  say('codeChecking');
  const complaint = link.code ? await lookUp(link.code, location.href) : null;
  if (!stillAsked(typed)) return null;
  if (complaint) {
    complain(complaint, say);
    // Such a page would refuse every code.
    for (const id of ['code', 'join'])
      if (complaint.key === 'codeNoRelay') document.getElementById(id)?.setAttribute('hidden', '');
    return null;
  }
  say(null);
  putIntoAddress(link);
  return link;
}

/** Makes the page's address lead here again, without the invitation, which works only once. @param {Link} link */
export function putIntoAddress({ code, fragment }) {
  const members = Object.entries(fragment).map(
    ([key, value]) => `${key}=${value.replaceAll('[', '%5B').replaceAll(']', '%5D')}`,
  );
  history.replaceState(
    null,
    '',
    location.pathname + (code && `?room=${code}`) + (members.length > 0 ? `#${members.join('&')}` : ''),
  );
}

/**
 * Finds the link to a game in typed, pasted or followed text: a code with spaces or in full-width letters, one within a
 * sentence, a link, or one that a messenger has encoded once more. Returns `null` if there is none.
 * @param {string} text
 * @returns {Link | null}
 */
export function readLink(text) {
  const [before = '', ...after] = decode(text).normalize('NFKC').split('#');
  const [invitation, rest] = takeInvitation(`#${after.join('&')}`);
  const { room, ...fragment } = Object.fromEntries(new URLSearchParams(rest.slice(1)));
  const named = /.*[?&]room=([^&]*)/is.exec(before)?.[1] ?? room;
  const code = findCode(named ?? (before.includes('://') ? '' : before));
  const isDialled = fragment.h && fragment.f && fragment.k;
  return code || isDialled ? { code: code ?? '', fragment, invitation } : null;
}

/** Undoes percent-encoding, as many times as it was applied. @param {string} text */
function decode(text) {
  for (let i = 0; i < MOST_ENCODINGS; i += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      // A percent sign that is not part of an encoding.
      break;
    }
  }
  return text;
}

/** Returns the code in a text, or `null` if there is none or more than one candidate. @param {string} text */
function findCode(text) {
  const whole = parseCode(text.replace(SEPARATORS, ''));
  if (whole) return whole;
  const words = [...new Set(text.split(SEPARATORS).filter((word) => parseCode(word)))];
  // Many words could be codes, but few of them are written like one.
  for (const fits of [/^[^a-z]+$/, /[0-9]/, /./]) {
    const [first, ...others] = words.filter((word) => fits.test(word));
    if (first) return others.length === 0 ? parseCode(first) : null;
  }
  return null;
}

/** Explains why a text is not a code. @param {string} typed @param {Say} say */
export function sayWhatIsWrong(typed, say) {
  const complaint = explainCode(typed);
  if (complaint) complain(complaint, say);
}

/** @param {Complaint} complaint @param {Say} say */
const complain = ({ key, values }, say) => say(key, values, true);

/** Returns why a text is not a code, or `null` for a good one. @param {string} typed @returns {Complaint | null} */
export function explainCode(typed) {
  if (typed.includes('://')) return { key: 'codeLink', values: {} };
  const characters = [...typed.normalize('NFKC').replace(SPACES, '')];
  if (characters.length === 0) return { key: 'codeEmpty', values: {} };
  // Each character is judged within a code that is otherwise good.
  const character = characters.find((one) => parseCode(`222${one}`) === null);
  if (character !== undefined) return { key: 'codeCharacter', values: { character: character.toUpperCase() } };
  return characters.length === 4 ? null : { key: 'codeLength', values: { count: characters.length } };
}

/**
 * Asks whether there is such a room. Returns `null` if there is.
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
  // A copy of the page on a server that is not a relay.
  if ((answer.ok || answer.status === 404) && !answer.headers.get('content-type')?.includes('json'))
    return { key: 'codeNoRelay', values: {} };
  if (answer.ok) return null;
  if (answer.status === 404) return { key: 'codeUnknown', values: { code } };
  if (answer.status === 429) {
    return { key: 'codeTooMany', values: { seconds: Number(answer.headers.get('retry-after')) || 60 } };
  }
  return { key: 'codeFailed', values: {} };
}
