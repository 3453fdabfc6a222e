// Round trips between phone and game, measured by echoes: what the player sees of them, and whether the line stalls.

import { clock } from './outbox.js';

/** @typedef {import('./stalls.js').StallWatch} StallWatch */

/** Time between two questions; the protocol allows two to five a second. */
export const ECHO_MS = 200;
/** Without an answer for this long, the last round trip says nothing any more. */
const STALE_MS = 3000;

export class Echoes {
  /** The newest question on the first lane that has no answer yet. @type {number | null} */
  #askedAt = null;
  #answeredAt = 0;
  #newest = -1;
  /** @type {number | null} */
  #smoothed = null;
  /** @type {StallWatch | null} */
  #stalls = null;

  /** The round trip in ms, smoothed, while it is known. */
  get roundTrip() {
    return this.#smoothed;
  }

  /** Whether the line stalls, so that a second lane would help. */
  get stalls() {
    return this.#stalls?.wanted ?? false;
  }

  /** From now on stalls are noticed. @param {StallWatch} stalls */
  watch(stalls) {
    this.#stalls ??= stalls;
  }

  /** The line is another one now. */
  reset() {
    this.#askedAt = this.#smoothed = null;
    this.#stalls?.forget();
  }

  /** Notes a question, and gives the clock to ask with. @param {number} now ms @param {boolean} byRelay whether its lanes carry it */
  ask(now, byRelay) {
    if (now - this.#answeredAt > STALE_MS) this.#smoothed = null;
    if (!byRelay) return clock(now);
    // An answer that is overdue is a stall already.
    if (this.#askedAt !== null && now - this.#askedAt > 2 * ECHO_MS) this.#stalls?.note(now - this.#askedAt, now);
    this.#askedAt ??= now;
    return clock(now);
  }

  /** Notes an answer. @param {number} t the clock it was asked with @param {number} lane it came by, 0 or 1; more without a relay @param {number} now ms */
  answer(t, lane, now) {
    const roundTrip = (clock(now) - t) >>> 0;
    // What the second lane brings says nothing about the first.
    if (lane === 0) {
      if (this.#askedAt !== null && clock(this.#askedAt) === t) this.#askedAt = null;
      this.#stalls?.note(roundTrip, now);
    }
    // With two lanes each answer comes more than once; the first one counts.
    if (t === this.#newest) return;
    this.#newest = t;
    this.#answeredAt = now;
    // A new one counts a quarter.
    this.#smoothed = this.#smoothed === null ? roundTrip : this.#smoothed + (roundTrip - this.#smoothed) / 4;
  }
}
