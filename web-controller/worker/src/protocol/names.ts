/** Player names, as they are allowed on a screen in front of everybody. */

import { cleanName, cut, MAX_NAME } from '../../../shared/names.js';

export { cleanName } from '../../../shared/names.js';

/** What a player without a name is called: `Player 1` in slot 0. */
export function defaultName(slot: number): string {
  return `Player ${slot + 1}`;
}

/**
 * The name of the player in `slot` who wishes to be called `wish`, given the names of everybody else: cleaned, and with the
 * lowest number behind it that makes it unlike all of those. Names are alike that differ in case, in width or in how accents
 * are encoded alone.
 */
export function seatName(wish: string, slot: number, others: string[]): string {
  const cleaned = cleanName(wish) || defaultName(slot);
  const taken = new Set(others.map(likeness));
  let name = cleaned;
  for (let number = 2; taken.has(likeness(name)); number += 1) {
    // One grapheme cluster may be nearly as long as a name.
    name = `${cut(cleaned, MAX_NAME - ` ${number}`.length) || defaultName(slot)} ${number}`;
  }
  return name;
}

/** The same text for names that are alike. Upper case comes first because more letters are the same there, as ß and ss. */
function likeness(name: string): string {
  const visible = name.replace(/\u200c|\u200d|\ufe0e|\ufe0f/gu, '');
  return visible.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
