// The phone as a second screen: what a party adds to the play screen. Loaded once the game has sent the player's identity.
//
// All of it follows from the game's latest messages; where they contain none of it, the play screen is unchanged.

import { loadStyles } from '../lib/styles.js';
import { ACTION, Action } from './action.js';
import { drawHead } from './badge.js';
import { fit, get, part, show, write } from './elements.js';
import { INTRODUCTION, Introduction, VETO } from './introduction.js';
import { Moments } from './moments.js';

/** The page's view and the game's newest messages. @typedef {import('../ui/game-slot.js').View & { said: import('./game.js').Said }} Model */
/** @typedef {import('../i18n/texts.js').TextKey} TextKey */
/** @typedef {import('./texts/en.js').PartyKey} PartyKey */
/** @typedef {typeof import('./texts/en.js').default} PartyTexts */
/** The player's state, for the look of the whole screen. @typedef {'alive' | 'ghost' | 'spirit' | 'parked' | 'out'} Being */

const BADGE =
  '<polygon class="spikes"/><circle class="disc" r="50"/><g class="head" transform="rotate(-90) scale(28)"></g>';
/** Beside the gauge, one at a time: the seconds to the start with the place of the player's head, and how the round went. */
const DIALS = [
  INTRODUCTION,
  '<p id="digits" aria-hidden="true" hidden></p>',
  '<svg id="here" viewBox="-2 -2 164 94" role="img"><rect width="160" height="90" rx="5"/>',
  '<g id="here-at"><circle class="wave" r="15"/><g class="head"></g></g></svg>',
  '<div id="verdict"><svg viewBox="-56 -72 112 124" aria-hidden="true"><circle class="disc" r="50"/>',
  '<g class="head" transform="rotate(-90) scale(28)"></g><path class="crown" d="M-30-43-38-70-16-58 0-72 16-58 38-70 30-43Z"/></svg>',
  '<div><p id="verdict-place"></p><p id="verdict-of"></p></div></div>',
].join('');
const WORDS = '<p id="round"></p><p id="being"></p>';
/** Between the player's name and the current instruction … */
const STANDING = [
  '<p id="why" aria-live="polite"></p>',
  '<dl id="standing"><div><dt id="of"></dt><dd id="place"></dd></div><div><dt id="points-label"></dt><dd id="points"></dd></div>',
  '<div><dt id="total-label"></dt><dd id="total"></dd></div></dl><ul id="awards"></ul>',
].join('');
/** … and after it. */
const VOTES = [
  ACTION,
  '<p id="votes"><span class="pips" aria-hidden="true"></span> <span id="votes-text"></span></p><p id="next"></p>',
  VETO,
].join('');
const MOST_PIPS = 15;
/** The phases that a tap ends. */
const TAPS = ['lobby', 'introduction', 'results', 'podium'];
/** More than this would not fit a small phone. */
const MOST_AWARDS = 3;
const TICK_MS = 250;

/** @type {Promise<Party> | undefined} */
let opening;

/**
 * The second screen, with its style sheets.
 * @param {PartyTexts} texts @param {import('../ui/game-slot.js').GamePage} page @returns {Promise<Party>}
 */
export function openParty(texts, page) {
  opening ??= Promise.all([
    loadStyles(new URL('./party.css', import.meta.url)),
    loadStyles(new URL('./evening.css', import.meta.url)),
  ]).then(() => new Party(document.documentElement.lang, texts, page));
  opening.catch(() => (opening = undefined));
  return opening;
}

export class Party {
  #texts;
  #ordinals;
  /** @type {Model['said']['phase']} the newest phase, and the time at which it ends */
  #phase;
  #until = 0;
  #tickedAt = 0;
  #action;
  #introduction;
  #moments = new Moments();
  #paused = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #ticks;
  /** The contents of the two heads, the reason and the awards, so that only changes are drawn. */
  #drawn = { head: '', why: '', awards: '', pips: '' };

  /** @param {string} language @param {PartyTexts} texts @param {import('../ui/game-slot.js').GamePage} page */
  constructor(language, texts, page) {
    this.#texts = texts;
    this.#ordinals = new Intl.PluralRules(language, { type: 'ordinal' });
    get('shape').innerHTML = BADGE;
    get('shape')
      .querySelector('.spikes')
      ?.setAttribute('points', spikes(14, 64, 48));
    // A head has more parts than a plain shape had.
    get('gauge').setAttribute('viewBox', '-106 -112 212 180');
    get('gauge').insertAdjacentHTML('afterend', DIALS);
    get('player').insertAdjacentHTML('beforebegin', WORDS);
    get('player').insertAdjacentHTML('afterend', STANDING);
    get('prompt').insertAdjacentHTML('afterend', VOTES);
    get('here').setAttribute('aria-label', this.#text('hereLabel'));
    write('points-label', this.#text('points'));
    write('total-label', this.#text('total'));
    const words = { text: this.#text.bind(this), knows: this.#knows.bind(this) };
    this.#action = new Action(words, page);
    this.#introduction = new Introduction(words, page);
  }

  /** Returns the current instruction, where a party has words of its own for it. @param {TextKey} key the page's @param {Model} model */
  prompt(key, model) {
    const found = this.#promptKey(key, model);
    return found ? this.#text(found) : this.#action.prompt(key, model);
  }

  /** The words for a notice. @param {string} key */
  notice(key) {
    return key === 'late' ? this.#text('late') : undefined;
  }

  /** Shows the model. @param {Model} model */
  render(model) {
    this.#follow(model);
    const { you, phase, said } = model;
    const being = beingOf(model);
    const result = resultOf(model);
    const { dataset } = document.body;
    dataset.being = being;
    dataset.view = viewOf(model);
    if (you) this.#drawHeads(you);
    const { round, rounds } = said.phase ?? {};
    show('round', round && rounds && phase !== 'lobby' ? this.#text('round', { round, rounds }) : '');
    const word = being === 'alive' ? '' : this.#text(`is_${being}`);
    show('being', word);
    fit('being', Math.max(5, word.length));
    this.#renderHere(said.here);
    this.#renderVotes(model);
    this.#introduction.render(model);
    this.#action.render(model, being);
    this.#moments.render(model, being);
    // A parked player was away, not caught.
    this.#renderWhy(being === 'alive' || being === 'parked' ? undefined : said.fate, result, phase === 'podium');
    this.#renderStanding(model, result);
    this.#renderResult(result);
    this.#tick();
  }

  /** Drops messages of a finished round. @param {Model} model */
  #follow({ said, hostConnected, paused }) {
    this.#paused = paused;
    if (!hostConnected)
      for (const type of /** @type {const} */ (['votes', 'fate', 'here', 'result', 'thumb'])) delete said[type];
    if (said.phase === this.#phase) return;
    const [before, now] = [this.#phase?.phase, said.phase?.phase];
    this.#phase = said.phase;
    this.#tickedAt = performance.now();
    this.#until = this.#tickedAt + 1000 * (said.phase?.seconds ?? 0);
    if (now === before) return;
    if (now === 'playing' || now === 'countdown') delete said.votes;
    if (now === 'countdown' || (now === 'playing' && before !== 'countdown')) {
      delete said.fate;
      delete said.result;
    }
    if (now !== 'countdown') delete said.here;
  }

  /** @param {TextKey} key @param {Model} model @returns {PartyKey | undefined} */
  #promptKey(key, model) {
    const { said, you, phase, input } = model;
    switch (key) {
      case 'promptLobby':
      case 'promptResults':
      case 'promptWait': {
        if (key === 'promptWait' && phase !== 'introduction' && phase !== 'podium') return undefined;
        const { votes, of, mine } = said.votes ?? { votes: 0, of: 0, mine: false };
        // The phone in the first seat may begin without the others.
        if (mine && of > 1) return you?.slot === 0 && votes < of ? 'voteAlone' : 'voted';
        if (phase === 'podium') return 'voteEvening';
        if (phase === 'introduction') return of > 0 || said.phase?.seconds !== undefined ? 'voteStart' : undefined;
        if (key === 'promptResults' && said.result) return said.result.last ? 'voteMatch' : 'voteNext';
        return of > 1 ? 'vote' : undefined;
      }
      case 'promptCountdown':
        return said.here && 'here';
      case 'promptTilt':
      case 'promptTouch':
      case 'promptOut': {
        const being = beingOf(model);
        if (being === 'out' && said.fate?.next === 'over') return 'now_over';
        if (being !== 'alive') return `now_${being}`;
        if (said.phase?.mode === 'hush') return input === 'touch' ? 'stillTouch' : 'still';
        return undefined;
      }
      default:
        return undefined;
    }
  }

  /** @param {import('../net/protocol.js').YouMessage} you */
  #drawHeads({ shape, pattern = 'plain' }) {
    const look = `${shape} ${pattern}`;
    if (look === this.#drawn.head) return;
    this.#drawn.head = look;
    for (const group of document.querySelectorAll('#screen-play .head')) drawHead(group, { shape, pattern });
    Object.assign(document.body.dataset, { shape, pattern });
  }

  /** @param {Extract<import('./types.js').GameMessage, { type: 'here' }> | undefined} here */
  #renderHere(here) {
    if (!here) return;
    const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
    get('here-at').setAttribute(
      'transform',
      `translate(${(160 * within(here.x)).toFixed(1)} ${(90 * within(here.y)).toFixed(1)})`,
    );
    get('here')
      .querySelector('.head')
      ?.setAttribute('transform', `rotate(${here.heading.toFixed(0)}) scale(10)`);
  }

  /** @param {Model} model */
  #renderVotes({ phase, said: { votes }, step }) {
    const asked = votes && votes.of > 1 && !step && phase && TAPS.includes(phase) ? votes : undefined;
    get('votes').hidden = !asked;
    Object.assign(document.body.dataset, { asked: String(Boolean(asked)), voted: String(asked?.mine ?? false) });
    if (!asked) return;
    write('votes-text', this.#text('votes', asked));
    const shown = `${asked.votes}/${asked.of}`;
    if (shown === this.#drawn.pips) return;
    this.#drawn.pips = shown;
    get('votes')
      .querySelector('.pips')
      ?.replaceChildren(
        ...Array.from({ length: Math.min(asked.of, MOST_PIPS) }, (_, i) => {
          const pip = document.createElement('i');
          pip.className = i < asked.votes ? 'on' : '';
          return pip;
        }),
      );
  }

  /**
   * Shows the player or thing that caused it; after the round, the winner.
   * @param {Model['said']['fate']} fate @param {Model['said']['result']} result @param {boolean} isPodium
   */
  #renderWhy(fate, result, isPodium) {
    const why = get('why');
    const text = result ? this.#winner(result, isPodium) : fate ? this.#fate(fate) : '';
    why.hidden = text === '';
    const drawn = `${text} ${fate?.by} ${fate?.colour}`;
    if (drawn === this.#drawn.why) return;
    this.#drawn.why = drawn;
    if (!fate?.by || result) return why.replaceChildren(text);
    const [before = '', after = ''] = text.split('{by}');
    const by = document.createElement('strong');
    by.textContent = fate.by;
    // Only a valid colour reaches the style.
    if (/^#[0-9a-f]{6}$/i.test(fate.colour ?? '')) by.style.setProperty('--by', fate.colour ?? '');
    why.replaceChildren(before, by, after);
  }

  /** @param {Extract<import('./types.js').GameMessage, { type: 'fate' }>} fate */
  #fate({ cause, by }) {
    const prefix = by ? 'by_' : 'cause_';
    return this.#texts[/** @type {PartyKey} */ (this.#knows(prefix + cause) ? prefix + cause : prefix)];
  }

  /** @param {Extract<import('./types.js').GameMessage, { type: 'result' }>} result @param {boolean} isPodium */
  #winner({ place, winner, last }, isPodium) {
    if (place === 1) return this.#text(isPodium ? 'wonEvening' : last ? 'wonMatch' : 'won');
    return this.#text(isPodium ? 'winnerEvening' : last ? 'winnerMatch' : 'winner', { winner });
  }

  /** @param {Model} model @param {Model['said']['result']} result */
  #renderStanding({ phase, said: { score } }, result) {
    const playing = phase === 'playing' && score?.place !== undefined ? score : undefined;
    document.body.dataset.placed = String(Boolean(playing ?? result));
    get('standing').hidden = !playing && !result;
    part('place').hidden = !playing;
    part('total').hidden = !result;
    // The points of the last round are none of the evening's.
    part('points').hidden = phase === 'podium';
    const [place, points, total] = [
      this.#place(playing?.place),
      number(result?.points ?? playing?.score),
      number(result?.total),
    ];
    write('place', place);
    write('of', this.#text('of', { of: playing?.of ?? '' }));
    write('points', points);
    write('total', total);
    fit('standing', points.length + (result ? total : place).length);
  }

  /** @param {Model['said']['result']} result */
  #renderResult(result) {
    document.body.dataset.won = String(result?.place === 1);
    const place = this.#place(result?.place);
    write('verdict-place', place);
    fit('verdict-place', place.length);
    write('verdict-of', this.#text('of', { of: result?.of ?? '' }));
    const awards = (result?.awards ?? [])
      .map((award) => `award_${award}`)
      .filter((key) => this.#knows(key))
      .slice(0, MOST_AWARDS);
    get('awards').hidden = awards.length === 0;
    if (awards.join() === this.#drawn.awards) return;
    this.#drawn.awards = awards.join();
    get('awards').replaceChildren(
      ...awards.map((key) => {
        const item = document.createElement('li');
        item.textContent = this.#text(/** @type {PartyKey} */ (key));
        return item;
      }),
    );
  }

  /** Updates the parts that change with time alone. */
  #tick() {
    clearTimeout(this.#ticks);
    const now = performance.now();
    // In a pause the time stands still.
    if (this.#paused) this.#until += now - this.#tickedAt;
    this.#tickedAt = now;
    const leftMs = this.#until - now;
    const left = Math.ceil(leftMs / 1000);
    const phase = this.#phase?.phase;
    const isNext = (phase === 'results' || phase === 'introduction') && left > 0;
    show('next', isNext ? this.#text('next', { seconds: left }) : '');
    const digits = phase === 'countdown' && left > 0 ? String(left) : '';
    if (get('digits').textContent !== digits) {
      // A new element, whose movement begins with it.
      const digit = document.createElement('span');
      digit.textContent = digits;
      get('digits').replaceChildren(digit);
    }
    get('digits').hidden = digits === '';
    // As soon as another second has passed.
    const wait = leftMs > 0 && !this.#paused ? leftMs - 1000 * (left - 1) + 1 : TICK_MS;
    this.#ticks = setTimeout(() => this.#tick(), Math.min(wait, TICK_MS));
  }

  /** "3rd" @param {number | undefined} place */
  #place(place) {
    if (place === undefined) return '';
    const rule = this.#ordinals.select(place);
    return this.#text(/** @type {PartyKey} */ (this.#knows(`place_${rule}`) ? `place_${rule}` : 'place_other'), {
      place,
    });
  }

  /** @param {string} key */
  #knows(key) {
    return Object.hasOwn(this.#texts, key);
  }

  /** @param {PartyKey} key @param {Record<string, unknown>} [values] */
  #text(key, values = {}) {
    return this.#texts[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }
}

/** Returns the player's state, as far as the game reports it. @param {Model} model @returns {Being} */
export function beingOf({ phase, said: { score } }) {
  const known = /** @type {const} */ (['ghost', 'spirit', 'parked', 'out']);
  return (phase === 'playing' && known.find((being) => being === score?.state)) || 'alive';
}

/** Returns the outcome to show, after a round or an evening. @param {Model} model */
function resultOf({ phase, said: { result } }) {
  return phase === 'results' || (phase === 'podium' && result?.last) ? result : undefined;
}

/** Returns the content of the dial. @param {Model} model */
function viewOf(model) {
  if (resultOf(model)) return 'result';
  const { phase, said } = model;
  if (phase === 'introduction') return 'introduction';
  return phase === 'countdown' && said.here ? 'here' : 'gauge';
}

/** A saw blade around the head of a spirit, as an SVG polygon's points. @param {number} teeth @param {number} outer @param {number} inner */
function spikes(teeth, outer, inner) {
  return Array.from({ length: 2 * teeth }, (_, i) => {
    const [radius, angle] = [i % 2 ? inner : outer, (Math.PI * i) / teeth];
    return `${(radius * Math.cos(angle)).toFixed(1)},${(radius * Math.sin(angle)).toFixed(1)}`;
  }).join(' ');
}

/** @param {number | undefined} value */
const number = (value = 0) => String(Math.floor(value));
