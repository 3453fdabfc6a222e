/** Room codes: four characters that cannot be mistaken for one another when read from a screen across the room. */

/** Digits and capital letters without look-alikes (no 0, 1, 8, B, C, I, O). */
const ALPHABET = '2345679ADEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 4;
const WELL_FORMED = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);
/** Bytes from here on are drawn again, so that no character is likelier than another. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

/** Draws one random byte. */
export type RandomByte = () => number;

/** The code in capitals, or `null` if the text is none. Either case is taken; nothing else is forgiven. */
export function parseCode(text: string): string | null {
  // Only ASCII: `toUpperCase` would make two letters of one of some others.
  const code = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return WELL_FORMED.test(code) ? code : null;
}

/** Draws a code uniformly from all 29⁴ = 707,281. */
export function randomCode(randomByte: RandomByte): string {
  let code = '';
  while (code.length < LENGTH) {
    const byte = randomByte();
    if (byte < FAIR_BYTES) code += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return code;
}
