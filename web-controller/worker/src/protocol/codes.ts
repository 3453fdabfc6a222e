/** Room codes: four characters that cannot be mistaken for one another when read from a screen across the room. */

import { CODE_ALPHABET, CODE_LENGTH } from '../../../shared/limits.js';

export { parseCode } from '../../../shared/codes.js';

/** Bytes from here on are drawn again, so that no character is likelier than another. */
const FAIR_BYTES = 256 - (256 % CODE_ALPHABET.length);

/** Draws one random byte. */
export type RandomByte = () => number;

/** Draws a code uniformly from all 29⁴ = 707,281. */
export function randomCode(randomByte: RandomByte): string {
  let code = '';
  while (code.length < CODE_LENGTH) {
    const byte = randomByte();
    if (byte < FAIR_BYTES) code += CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length);
  }
  return code;
}
