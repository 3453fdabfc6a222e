// Rules for a player's name, shared by the page, which shows the name as the big screen will, and the Worker, which decides.

import { MAX_NAME_CHARS } from './limits.js';

/**
 * A visible letter, digit, punctuation or symbol. Fonts draw nothing for a Braille pattern without dots, the object
 * replacement character, a note without a head, and two blanks of Egyptian hieroglyphs.
 */
const VISIBLE = '(?![\\p{DI}\\u2800\\ufffc\\u{1d159}\\u{13441}\\u{13442}])[\\p{L}\\p{N}\\p{P}\\p{S}]';
/**
 * Allowed parts of a name: the flags of England, Scotland and Wales; visible characters, each with its variation
 * selector, its marks and a joiner to a visible one; white space. All else is removed: control and format characters,
 * bidirectional ones among them, fillers, private use, and code points that are no character, or none yet.
 */
const KEPT = new RegExp(
  `\\u{1f3f4}[\\u{e0061}-\\u{e007a}]+\\u{e007f}|${VISIBLE}[\\ufe0e\\ufe0f]?(?:(?!\\p{DI})\\p{M})*(?:[\\u200c\\u200d](?=${VISIBLE}))?|\\p{Z}`,
  'gu',
);
/** Not in every browser; the relay truncates as well. */
const GRAPHEMES = Intl.Segmenter ? new Intl.Segmenter() : null;

/** Makes a name harmless for a screen in front of everybody; the result may be empty. @param {string} raw */
export function cleanName(raw) {
  const kept = (raw.match(KEPT) ?? []).join('');
  return cut(kept.replace(/\p{Z}+/gu, ' ').trimStart(), MAX_NAME_CHARS);
}

/** Returns the beginning of a name, without white space and joiners at its end. @param {string} name @param {number} maxChars */
export function cut(name, maxChars) {
  const parts = GRAPHEMES ? Array.from(GRAPHEMES.segment(name), ({ segment }) => segment) : [...name];
  let left = maxChars;
  const kept = parts.filter((part) => (left -= [...part].length) >= 0).join('');
  return kept.replace(/[ \u200c\u200d]+$/, '');
}
