/** Player names, as they are allowed on a screen in front of everybody. */

/** Longest name, in Unicode scalar values. */
const MAX_CHARS = 24;
/** Control characters, and the marks, embeddings, overrides and isolates of the Unicode Bidirectional Algorithm. */
const HARMFUL = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** The white space of Unicode; `trim` of JavaScript also takes the byte order mark for such. */
const AROUND = /^\p{White_Space}+|\p{White_Space}+$/gu;

/** Makes a name harmless. What remains may be empty; see `defaultName`. */
export function cleanName(raw: string): string {
  const visible = raw.toWellFormed().replace(HARMFUL, '').replace(AROUND, '');
  return [...visible].slice(0, MAX_CHARS).join('').replace(AROUND, '');
}

/** What a player without a name is called: `Player 1` in slot 0. */
export function defaultName(slot: number): string {
  return `Player ${slot + 1}`;
}
