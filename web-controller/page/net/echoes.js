// Round trips between phone and game, measured by echoes: the figure shown to the player, and whether the connection stalls.

import { clock } from './outbox.js';

/** @typedef {import('./stalls.js').StallWatch} StallWatch */

/** Time between two echoes, in ms; the protocol allows two to five a second. */
export const ECHO_MS = 200;
/** Without a reply for this long, in ms, the last round trip no longer means anything. */
const STALE_MS = 3000;

export class Echoes {
  /** The newest echo on the first lane without a reply. @type {number | null} */
  #askedAt = null;
  #answeredAt = 0;
  #newest = -1;
  /** @type {number | null} */
  #smoothed = null;
  /** @type {StallWatch | null} */
  #stalls = null;

  /** The smoothed round trip in ms, while it is known. */
  get roundTrip() {
    return this.#smoothed;
  }

  /** Whether the connection stalls, so that a second lane would help. */
  get stalls() {
    return this.#stalls?.wanted ?? false;
  }

  /** Starts to watch for stalls. @param {StallWatch} stalls */
  watch(stalls) {
    this.#stalls ??= stalls;
  }

  /** Starts over on a new connection. */
  reset() {
    this.#askedAt = this.#smoothed = null;
    this.#stalls?.forget();
  }

  /** Records an echo and returns the clock to send with it. @param {number} now ms @param {boolean} byRelay whether its lanes carry it */
  ask(now, byRelay) {
    if (now - this.#answeredAt > STALE_MS) this.#smoothed = null;
    if (!byRelay) return clock(now);
    // An overdue reply is a stall already.
    if (this.#askedAt !== null && now - this.#askedAt > 2 * ECHO_MS) this.#stalls?.note(now - this.#askedAt, now);
    this.#askedAt ??= now;
    return clock(now);
  }

  /** Records a reply. @param {number} t the clock that the echo was sent with @param {number} lane the lane it came over, 0 or 1; more without a relay @param {number} now ms */
  answer(t, lane, now) {
    const roundTrip = (clock(now) - t) >>> 0;
    // The second lane's replies show nothing about the first.
    if (lane === 0) {
      if (this.#askedAt !== null && clock(this.#askedAt) === t) this.#askedAt = null;
      this.#stalls?.note(roundTrip, now);
    }
    // With two lanes each reply arrives more than once; the first one counts.
    if (t === this.#newest) return;
    this.#newest = t;
    this.#answeredAt = now;
    // A new one counts a quarter.
    this.#smoothed = this.#smoothed === null ? roundTrip : this.#smoothed + (roundTrip - this.#smoothed) / 4;
  }
}
