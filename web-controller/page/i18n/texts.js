// The page's texts in the reader's language. English is always there; other languages are loaded on demand.

import { more, texts } from './en.js';

/** @typedef {typeof import('./en.js').texts} Texts */
/** The texts loaded later, by section. @typedef {typeof import('./en/more.js')} Sections */
/** @typedef {keyof Texts | keyof Sections['play']} TextKey */
/** @typedef {{ language: string, texts: Texts, more: () => Promise<Sections> }} Language */

/** @type {Record<string, () => Promise<Omit<Language, 'language'>>>} */
const LANGUAGES = { de: () => import('./de.js') };

/**
 * Loads the first of the reader's languages that the page has.
 * @param {readonly string[]} wanted such as `navigator.languages`
 * @returns {Promise<Language>}
 */
export async function loadLanguage(wanted) {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0] ?? '';
    if (language === 'en') break;
    if (!Object.hasOwn(LANGUAGES, language)) continue;
    const found = await LANGUAGES[language]?.().catch(() => null);
    if (found) return { language, ...found };
  }
  return { language: 'en', texts, more };
}

/** Puts values into a text: `fill('Hello {name}', { name: 'Ada' })`. @param {string} text @param {Record<string, string | number>} values */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}
