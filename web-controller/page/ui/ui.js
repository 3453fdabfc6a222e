// The page's elements: shows the model on the screen, and writes only changes to the document.

import { fill } from '../i18n/texts.js';
import { inkOn, isColour, lineQuality, pageState, promptKey, screenOf, statusKey } from './state.js';

/** @typedef {import('./state.js').Model} Model */
/** @typedef {import('../i18n/texts.js').TextKey} TextKey */
const TOAST_MS = 2200;
/** The page's own colour, for the browser's frame around it. */
const GROUND = '#0a0c10';

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** @param {string} id */
export const field = (id) => /** @type {HTMLInputElement} */ (element(id));

export class Ui {
  /** The game's own part of the page. @type {import('./game-slot.js').GameSlot | undefined} */
  game;
  /** Reasons why tilting may not work, loaded once it does not. @type {import('../i18n/en/missing.js').MissingTexts | undefined} */
  missing;
  /** The note about a missing connection, once loaded. @type {import('../net/fault.js').FaultNote | undefined} */
  fault;
  /** The screen of a visit that has ended, once loaded. @type {import('./end-screen.js').EndScreen | undefined} */
  ends;
  #loadMore;
  /** @type {import('../i18n/texts.js').Texts & Partial<import('../i18n/texts.js').Sections['play']>} */
  #texts;
  /** @type {import('./state.js').Screen | null} */
  #screen = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #toastTimer;

  /** @param {import('../i18n/texts.js').Language} language */
  constructor({ language, texts, more }) {
    this.#texts = { ...texts };
    this.#loadMore = more;
    document.documentElement.lang = language;
    document.title = texts.pageTitle;
    for (const place of document.querySelectorAll('[data-text]')) {
      place.textContent = this.text(/** @type {TextKey} */ (place.getAttribute('data-text')));
    }
    for (const place of document.querySelectorAll('[data-label]')) {
      place.setAttribute('aria-label', this.text(/** @type {TextKey} */ (place.getAttribute('data-label'))));
    }
  }

  /** Loads the texts that play can begin without. */
  async more() {
    const sections = await this.#loadMore();
    Object.assign(this.#texts, sections.play);
    return sections;
  }

  /** @param {TextKey} key @param {Record<string, string | number>} [values] */
  text(key, values = {}) {
    return fill(this.#texts[key] ?? '', values);
  }

  /** @param {Model} model */
  render(model) {
    const { dataset } = document.body;
    dataset.state = pageState(model);
    dataset.link = model.link;
    dataset.phase = model.phase ?? '';
    dataset.quality = lineQuality(model.link === 'connected' ? model.roundTrip : null);

    const status = statusKey(model);
    write('status', status ? this.text(status) : '');
    const timed = model.link === 'connected' && model.hostConnected && model.roundTrip !== null;
    write(
      'ms',
      timed ? this.text(model.isDirect ? 'direct' : 'byRelay', { ms: Math.round(model.roundTrip ?? 0) }) : '',
    );
    write('room', model.room ?? '');
    this.#renderPlayer(model);
    this.#renderWords(model);
    this.ends?.render(model);
    this.#show(screenOf(model), model.name);
    this.game?.render(model);
    this.fault?.render(model);
  }

  /** @param {Model} model */
  #renderPlayer({ you, name, room }) {
    const shown = you?.name || name;
    write('player', shown);
    const { style, dataset } = document.body;
    // Long names may take two lines, but no word is broken.
    const longestWord = Math.max(...shown.split(' ').map((word) => [...word].length));
    style.setProperty('--letters', String(Math.max(8, longestWord, Math.ceil([...shown].length * 0.7))));
    const colour = room !== null && you && isColour(you.colour) ? you.colour : null;
    if (dataset.colour === (colour ?? '')) return;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour ?? GROUND);
    dataset.colour = colour ?? '';
    for (const [property, value] of Object.entries({ '--player': colour, '--ink': colour && inkOn(colour) })) {
      if (value) style.setProperty(property, value);
      else style.removeProperty(property);
    }
  }

  /** @param {Model} model */
  #renderWords(model) {
    const { link, input, missing, phase, score, step } = model;
    const prompt = promptKey(model);
    write('prompt', this.game?.prompt(prompt, model) ?? this.text(prompt));
    element('hold-hint').hidden =
      link !== 'connected' || input !== 'tilt' || phase === 'playing' || phase === 'results';
    write('hold-hint', this.text(step && phase === 'lobby' ? 'stepSkip' : 'holdHint'));
    document.body.dataset.step = (phase === 'lobby' && step) || '';
    element('steer').hidden = input !== 'touch';
    // In a round and after it, the points need the room.
    const why = input === 'touch' && missing && phase !== 'playing' && phase !== 'results' ? missing : null;
    element('missing').hidden = why === null;
    element('copy').hidden = why === null || missing !== 'in_app';
    write('missing-why', (why && this.missing?.[why]) ?? '');
    write('missing-mend', (why && this.missing?.[`${why}_mend`]) ?? '');
    const counts = score !== null && (phase === 'playing' || phase === 'results');
    element('scores').hidden = !counts;
    write('score', String(Math.floor(score?.score ?? 0)));
    write('best', String(Math.floor(score?.best ?? 0)));
  }

  /** @param {import('./state.js').Screen} screen @param {string} name */
  #show(screen, name) {
    if (screen === this.#screen) return;
    this.#screen = screen;
    document.body.dataset.screen = screen;
    for (const name of ['code', 'join', 'play', 'ended']) element(`screen-${name}`).hidden = name !== screen;
    element('menu-open').hidden = screen !== 'play';
    if (screen === 'join') field('name').value = name;
    if (screen === 'play') {
      // Safari offers to undo typing whenever the phone is shaken; a field that was never typed into has nothing to undo.
      for (const id of ['name', 'code']) field(id).replaceWith(field(id).cloneNode());
      element('press').focus({ preventScroll: true });
    }
    if (screen === 'ended') element('end-title').focus({ preventScroll: true });
  }

  /** Shows a short message over everything. @param {string} text */
  toast(text) {
    clearTimeout(this.#toastTimer);
    const toast = element('toast');
    toast.textContent = text;
    toast.dataset.shown = '';
    this.#toastTimer = setTimeout(() => {
      delete toast.dataset.shown;
      toast.textContent = '';
    }, TOAST_MS);
  }

  /** Explains why tilting does not work, where the page itself has no room for it. @param {import('../input/sensors.js').MissingReason} reason */
  toastMissing(reason) {
    if (element('missing').hidden && this.missing) this.toast(this.missing[reason]);
  }

  /** Sets an element's text, if it differs. @param {string} id @param {string} text */
  write(id, text) {
    write(id, text);
  }

  /** Returns the page's or the game's own words for a notice that one of them recognises. @param {string | undefined} key */
  notice(key) {
    if (key === undefined) return;
    const known = /** @type {Record<string, TextKey>} */ ({
      paused: 'noticePaused',
      resumed: 'noticeResumed',
      tip_it: 'noticeTipIt',
    });
    const text = known[key];
    return text ? this.text(text) : this.game?.notice(key);
  }

  /** Shows a flash where other phones vibrate: iPhones do not vibrate for a page. */
  pulse() {
    const shape = element('shape');
    shape.classList.remove('pulse');
    void shape.getBoundingClientRect();
    shape.classList.add('pulse');
  }

  /** Shows a message about a typed code. @param {string} words @param {Record<string, string | number>} [values] @param {boolean} [isWrong] */
  codeWords(words, values = {}, isWrong = false) {
    write('code-error', fill(words, values));
    field('code').setAttribute('aria-invalid', String(isWrong));
  }

  /** @param {number} steer −1 to 1 */
  showThumb(steer) {
    const pad = element('steer');
    const shown = steer.toFixed(2);
    if (pad.style.getPropertyValue('--steer') === shown) return;
    pad.style.setProperty('--steer', shown);
    pad.setAttribute('aria-valuenow', String(Math.round(steer * 100)));
  }
}

/** @param {string} id @param {string} text */
function write(id, text) {
  const place = element(id);
  if (place.textContent !== text) place.textContent = text;
}
