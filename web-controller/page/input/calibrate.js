// "Tip left, tip right": finds out in some five seconds how a player tilts, without a question they would have to read twice.
//
// First the phone is held as it will be during play, which gives the neutral pose. The two tips then show which way is which,
// and how far this player likes to go.

/** @typedef {'hold' | 'left' | 'right'} Step */
/** @typedef {{ swapped: boolean, full: number }} Outcome full lock in degrees; swapped if left and right are the wrong way round */

/** Leans this close together, in degrees, for this long, in ms, count as a pose. */
const STILL_DEG = 3;
const STILL_MS = 600;
/** A tip goes at least this far, in degrees, … */
const TIP_DEG = 9;
/** … and is over once this share of it is taken back. */
const BACK = 0.6;
/** Full lock at this share of a tip: the end of a player's range should not be needed all the time. */
const SHARE = 0.8;
const NARROWEST = 12;
const WIDEST = 32;
/** The lesson is given up after this long, in ms, without the expected movement. */
const PATIENCE_MS = 10_000;

export class Calibration {
  /** @type {Step | 'done' | 'given up'} */
  #step = 'hold';
  #since = NaN;
  #straight = 0;
  #from = 0;
  #low = 0;
  #high = 0;
  /** Furthest lean of the current tip and of the first one, in degrees, signed. */
  #far = 0;
  #first = 0;
  /** @type {Outcome | null} */
  #outcome = null;

  get step() {
    return this.#step;
  }

  get outcome() {
    return this.#outcome;
  }

  /**
   * Takes a lean.
   * @param {number} lean degrees from level
   * @param {number} now ms
   * @returns {boolean} whether the next step has begun
   */
  feed(lean, now) {
    if (this.#step === 'done' || this.#step === 'given up') return false;
    if (Number.isNaN(this.#since)) this.#begin(this.#step, lean, now);
    if (now - this.#since > PATIENCE_MS) return this.#begin('given up', lean, now);
    return this.#step === 'hold' ? this.#hold(lean, now) : this.#tip(lean - this.#straight, lean, now);
  }

  /** @param {Calibration['step']} step @param {number} lean @param {number} now */
  #begin(step, lean, now) {
    this.#step = step;
    this.#since = this.#from = now;
    this.#low = this.#high = lean;
    this.#far = 0;
    return true;
  }

  /** @param {number} lean @param {number} now */
  #hold(lean, now) {
    this.#low = Math.min(this.#low, lean);
    this.#high = Math.max(this.#high, lean);
    if (this.#high - this.#low > STILL_DEG) {
      this.#low = this.#high = lean;
      this.#from = now;
    }
    if (now - this.#from < STILL_MS) return false;
    this.#straight = (this.#low + this.#high) / 2;
    return this.#begin('left', lean, now);
  }

  /** @param {number} tip degrees from straight @param {number} lean @param {number} now */
  #tip(tip, lean, now) {
    // The second tip must go to the other side; on the way there the phone may have to come back through the first.
    if (this.#step === 'right' && tip * this.#first > 0) return false;
    if (Math.abs(tip) > Math.abs(this.#far)) this.#far = tip;
    if (Math.abs(this.#far) < TIP_DEG || Math.abs(tip) > Math.abs(this.#far) * BACK) return false;
    if (this.#step === 'left') {
      this.#first = this.#far;
      return this.#begin('right', lean, now);
    }
    const range = (Math.abs(this.#first) + Math.abs(this.#far)) / 2;
    this.#outcome = { swapped: this.#first > 0, full: Math.min(WIDEST, Math.max(NARROWEST, range * SHARE)) };
    return this.#begin('done', lean, now);
  }
}
