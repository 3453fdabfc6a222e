/** Player names that are fit for a screen in front of everybody. */

import { MAX_NAME_CHARS } from '../../../shared/limits.js';
import { cleanName, cut } from '../../../shared/names.js';

export { cleanName } from '../../../shared/names.js';

/** The name of a player who gave none: `Player 1` in slot 0. */
export function defaultName(slot: number): string {
  return `Player ${slot + 1}`;
}

/**
 * Returns the name of the player in `slot` who asked for `wish`, given everybody else's names: cleaned, and with the
 * lowest number behind it that makes it unlike all of those. Names are alike that differ only in case, in width or in how
 * accents are encoded.
 */
export function seatName(wish: string, slot: number, others: string[]): string {
  const cleaned = cleanName(wish) || defaultName(slot);
  const taken = new Set(others.map(likeness));
  let name = cleaned;
  for (let number = 2; taken.has(likeness(name)); number += 1) {
    // One grapheme cluster may be nearly as long as a name.
    name = `${cut(cleaned, MAX_NAME_CHARS - ` ${number}`.length) || defaultName(slot)} ${number}`;
  }
  return name;
}

/** Returns the same text for names that are alike. Upper case first: more letters are the same there, as ß and ss. */
function likeness(name: string): string {
  const visible = name.replace(/\u200c|\u200d|\ufe0e|\ufe0f/gu, '');
  return visible.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
