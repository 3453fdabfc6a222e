/** Player names, as they are allowed on a screen in front of everybody. */

/** Longest name, in Unicode scalar values. */
const MAX_CHARS = 24;
/**
 * A letter, digit, punctuation or symbol that is seen. Fonts draw nothing for a Braille pattern without dots, the object
 * replacement character, a note without a head, and two blanks of Egyptian hieroglyphs.
 */
const VISIBLE = '(?![\\p{DI}\\u2800\\ufffc\\u{1d159}\\u{13441}\\u{13442}])[\\p{L}\\p{N}\\p{P}\\p{S}]';
/**
 * What a name may be made of: the flags of England, Scotland and Wales; visible characters, each with its variation
 * selector, its marks and a joiner to a visible one; white space. All else goes: control and format characters,
 * bidirectional ones among them, fillers, private use, and what is no character, or none yet.
 */
const KEPT = new RegExp(
  `\\u{1f3f4}[\\u{e0061}-\\u{e007a}]+\\u{e007f}|${VISIBLE}[\\ufe0e\\ufe0f]?(?:(?!\\p{DI})\\p{M})*(?:[\\u200c\\u200d](?=${VISIBLE}))?|\\p{Z}`,
  'gu',
);
const GRAPHEMES = new Intl.Segmenter();

/** Makes a name harmless. What remains may be empty; see `defaultName`. */
export function cleanName(raw: string): string {
  const kept = raw.match(KEPT) ?? [];
  return cut(
    kept
      .join('')
      .replace(/\p{Z}+/gu, ' ')
      .trimStart(),
    MAX_CHARS,
  );
}

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
    name = `${cut(cleaned, MAX_CHARS - ` ${number}`.length) || defaultName(slot)} ${number}`;
  }
  return name;
}

/** The beginning of a name, without white space and joiners at its end. */
function cut(name: string, maxChars: number): string {
  let [chars, length] = [0, 0];
  for (const { segment, index } of GRAPHEMES.segment(name)) {
    chars += [...segment].length;
    if (chars > maxChars) break;
    length = index + segment.length;
  }
  return name.slice(0, length).replace(/[ \u200c\u200d]+$/u, '');
}

/** The same text for names that are alike. Upper case comes first because more letters are the same there, as ß and ss. */
function likeness(name: string): string {
  const visible = name.replace(/\u200c|\u200d|\ufe0e|\ufe0f/gu, '');
  return visible.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
