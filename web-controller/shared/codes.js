// Room codes: four characters that cannot be mistaken for one another when read from a screen across the room.

import { CODE_ALPHABET, CODE_LENGTH } from './limits.js';

const WELL_FORMED = new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`);

/** Returns the code in capitals, or `null` if the text is not one. Either case is accepted; nothing else is forgiven. @param {string} text */
export function parseCode(text) {
  // Only ASCII: `toUpperCase` would make two letters of one of some others, and an I of a dotless ı.
  const code = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return WELL_FORMED.test(code) ? code : null;
}
