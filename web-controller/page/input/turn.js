// The orientation in which the phone is held, for steering and for the play screen. Loaded once the sensors work.
//
// The system turns the screen at about 45° of tilt, in the middle of a sharp turn, and not at all where the player has locked
// it. So neither decides: the quarter turn used for steering follows gravity, and changes only when that spoils no turn.
// Where it differs from the system's, the play screen is turned by the difference.

import { loadStyles } from '../lib/styles.js';
import { screenOf } from '../ui/state.js';

/** @typedef {import('../net/protocol.js').Vector} Vector */
/** @typedef {import('../ui/state.js').Model} Model */
/**
 * How freely the quarter turn may change: while nothing is steered (`free`), outside a round (`calm`), or during one
 * (`tight`).
 * @typedef {'free' | 'calm' | 'tight'} Moment
 */

/** A pose counts once it has been held for this long, in ms: a little less than the lesson and a long press take. */
const HELD_MS = 500;
/** A phone flatter than this, as a share of gravity, has no edge that is up. */
const FLAT = 0.35;
/** Where something may be steered, a new quarter turn must start out nearly straight: within this many degrees of lean. */
const STRAIGHT_DEG = 15;
/** For this long after the first reading, in ms, or the first after a gap of that length, nothing has been steered yet. */
const FRESH_MS = 1500;
/** A phone that lies rather flat reveals a real turn only through its gyroscope: this much, in degrees, … */
const SPUN_DEG = 50;
/** … most of which is forgotten in this many seconds. */
const SPUN_S = 4;
/** Style rules that could not be loaded are tried again after this long, in ms. */
const RETRY_MS = 1000;
const RADIANS = Math.PI / 180;

/** Returns how freely the quarter turn may change. @param {Pick<Model, 'phase' | 'paused' | 'step'>} model @returns {Moment} */
export function momentOf({ phase, paused, step }) {
  if (step === 'hold' || phase === 'countdown') return 'free';
  return step || (phase === 'playing' && !paused) ? 'tight' : 'calm';
}

/** The quarter turn used for steering, updated with every reading. */
export class QuarterTurn {
  /** Same convention as `screen.orientation.angle`. @type {number | null} */
  #angle = null;
  #system = 0;
  /** The system's quarter turn when the two last agreed, or when this one was taken. */
  #agreed = 0;
  /** The quarter turn that gravity suggests, since when, and how far from straight it would steer. @type {number | null} */
  #held = null;
  #heldSince = 0;
  #lean = 0;
  #isUpright = false;
  #spun = 0;
  #startedAt = 0;
  #at = -Infinity;

  /** Clockwise rotation of the play screen relative to the system's, in degrees. */
  get offset() {
    return ((this.#angle ?? this.#system) - this.#system + 360) % 360;
  }

  /**
   * Processes a reading and returns the quarter turn to read it in, 0 to 270.
   * @param {Vector} up in the device's axes, of any length
   * @param {number} spin about the axis out of the screen, °/s
   * @param {number} system the system's quarter turn
   * @param {number} now ms
   * @param {Moment} moment
   */
  next(up, spin, system, now, moment) {
    const seconds = Math.min(1, (now - this.#at) / 1000);
    this.#angle ??= system;
    // After a while without readings, such as sleep, it is unknown how the phone is held.
    if (now - this.#at > FRESH_MS) [this.#startedAt, this.#heldSince, this.#spun] = [now, now, 0];
    else this.#spun = this.#spun * Math.exp(-seconds / SPUN_S) + spin * seconds;
    this.#at = now;
    this.#system = system;
    if (system === this.#angle) this.#agreed = system;
    this.#follow(up, now);
    const isFresh = now - this.#startedAt < FRESH_MS;
    if (this.#mayTake(isFresh && moment === 'tight' ? 'calm' : moment)) this.settle(now);
    return this.#angle;
  }

  /** Takes the current pose at any moment. Returns whether that changes the quarter turn. @param {number} now ms */
  settle(now) {
    if (this.#held === null || this.#held === this.#angle || now - this.#heldSince < HELD_MS) return false;
    this.#angle = this.#held;
    this.#agreed = this.#system;
    this.#spun = 0;
    return true;
  }

  /** @param {Vector} up @param {number} now */
  #follow([x, y, z], now) {
    const length = Math.hypot(x, y, z);
    const edge = Math.max(Math.abs(x), Math.abs(y));
    this.#isUpright = edge > Math.abs(z);
    const angle = edge === Math.abs(y) ? (y > 0 ? 0 : 180) : x > 0 ? 90 : 270;
    // Held flatter, a phone on its side may just be tipped; but the screen's own turn is a second witness.
    const held = edge > length * FLAT && (this.#isUpright || angle === this.#system) ? angle : null;
    if (held !== this.#held) this.#heldSince = now;
    this.#held = held;
    this.#lean = Math.atan2(Math.min(Math.abs(x), Math.abs(y)), Math.max(edge, Math.abs(z))) / RADIANS;
  }

  /** @param {Moment} moment */
  #mayTake(moment) {
    if (moment === 'free') return true;
    if (this.#held === null || this.#lean > STRAIGHT_DEG) return false;
    if (moment === 'calm') return true;
    const turn = ((this.#held - (this.#angle ?? 0) + 540) % 360) - 180;
    if (this.#held !== this.#system) return false;
    // No tilt puts a phone upside down. Otherwise the system must have turned the screen, and the phone with it.
    return (
      turn === -180 || (this.#system !== this.#agreed && (this.#isUpright || this.#spun * Math.sign(turn) > SPUN_DEG))
    );
  }
}

/** The quarter turn of the page: read by its steering, shown by its play screen. */
export class Turn {
  #quarter = new QuarterTurn();
  #model;
  #loading = false;

  /** @param {() => Model} model */
  constructor(model) {
    this.#model = model;
    this.#load();
  }

  /** Returns the quarter turn to read a sample in. @param {import('../net/outbox.js').Sample} sample @param {Vector} up in the device's axes @param {number} now ms */
  read({ rotationRate, screenAngle }, up, now) {
    const angle = this.#quarter.next(up, rotationRate[2], screenAngle, now, momentOf(this.#model()));
    this.show();
    return angle;
  }

  /** Takes the current pose. Returns whether that changes the quarter turn. */
  settle() {
    return this.#quarter.settle(performance.now());
  }

  /** Turns the play screen, and no other. */
  show() {
    const model = this.#model();
    const offset = model.input === 'tilt' && screenOf(model) === 'play' ? this.#quarter.offset : 0;
    if (offset === 0 || sheet) turnScreen(offset);
    else this.#load();
  }

  /** Loads the rules long before they are needed, as they must take effect at once in the middle of a tilt. */
  #load() {
    if (this.#loading) return;
    this.#loading = true;
    loadStyles(new URL('../ui/turn.css', import.meta.url)).then(
      (loaded) => {
        sheet = loaded;
        own = sheet?.cssRules.length ?? 0;
        this.show();
      },
      () => setTimeout(() => (this.#loading = false), RETRY_MS),
    );
  }
}

/** The sheet with the rules of a turned screen, followed by turned copies of the rules of the others. @type {CSSStyleSheet | null} */
let sheet = null;
/** Number of rules that are its own. */
let own = 0;
/** Number of sheets whose copies it holds. */
let copied = 0;

/** @param {number} offset clockwise: 0, 90, 180 or 270 */
function turnScreen(offset) {
  const { dataset } = document.body;
  // Another sheet may have been added since: that of the second screen.
  const wanted = offset % 180 === 90 ? document.styleSheets.length - 1 : 0;
  if ((dataset.turn ?? '0') === String(offset) && copied === wanted) return;
  dataset.turn = String(offset);
  copied = wanted;
  while (sheet && sheet.cssRules.length > own) sheet.deleteRule(own);
  for (const other of document.styleSheets) {
    if (other === sheet) continue;
    // The rules of a sheet that is switched off may not be readable.
    other.disabled = false;
    for (const rule of wanted ? other.cssRules : []) sheet?.insertRule(sideways(rule.cssText), sheet.cssRules.length);
    other.disabled = wanted > 0;
  }
}

/** Words that change places where a screen lies on its side. */
const SWAPS = new Map([
  ['vw', 'vh'],
  ['vh', 'vw'],
  ['dvw', 'dvh'],
  ['dvh', 'dvw'],
  ['landscape', 'portrait'],
  ['portrait', 'landscape'],
  ['max-height', 'max-width'],
  ['max-width', 'max-height'],
]);

/** Rewrites a rule for a screen on its side: its lengths and its media queries. @param {string} rule */
export function sideways(rule) {
  const swap = (/** @type {string} */ word) => SWAPS.get(word) ?? word;
  return rule
    .replace(/([0-9])(d?v[wh])\b/g, (_, digit, unit) => digit + swap(unit))
    .replace(/^@media[^{]*/, (query) => query.replace(/[a-z-]+/g, swap));
}
