// What a name may be made of: the relay's own rule, so that a phone shows what the big screen will.

/** Longest name, in Unicode scalar values. */
const MAX_NAME = 24;
// A character that is seen; fonts draw nothing for the five that are named.
const VISIBLE = '(?![\\p{DI}\\u2800\\ufffc\\u{1d159}\\u{13441}\\u{13442}])[\\p{L}\\p{N}\\p{P}\\p{S}]';
// Flags made of tags; visible characters, each with its variation selector, marks and a joiner to the next; white space.
const KEPT = new RegExp(
  `\\u{1f3f4}[\\u{e0061}-\\u{e007a}]+\\u{e007f}|${VISIBLE}[\\ufe0e\\ufe0f]?(?:(?!\\p{DI})\\p{M})*(?:[\\u200c\\u200d](?=${VISIBLE}))?|\\p{Z}`,
  'gu',
);

/** Makes a name harmless for a screen in front of everybody; what remains may be empty. @param {string} raw */
export function cleanName(raw) {
  const kept = (raw.match(KEPT) ?? [])
    .join('')
    .replace(/\p{Z}+/gu, ' ')
    .trim();
  // Not in every browser; the relay cuts as well.
  const parts = Intl.Segmenter ? Array.from(new Intl.Segmenter().segment(kept), ({ segment }) => segment) : [...kept];
  let left = MAX_NAME;
  return parts
    .filter((part) => (left -= [...part].length) >= 0)
    .join('')
    .replace(/[ \u200c\u200d]+$/, '');
}
