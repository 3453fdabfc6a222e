// Detects whether the connection stalls now and then, so that a second lane (secondary.js) would help.

/** A round trip this much longer than usual, in ms, is a stall. */
const STALL_MS = 60;
/** Another stall within this time, in ms, is still the same one. */
const SAME_MS = 1000;
/** This number of stalls … */
const STALLS = 2;
/** … within this time, in ms, is a habit. */
const MEMORY_MS = 10_000;
/** After this long without a stall, in ms, the lane has done its work. */
const CALM_MS = 30_000;

/** Watches the round trips of the first lane. */
export class StallWatch {
  #usual = NaN;
  /** @type {number[]} */
  #stalls = [];
  #wanted = false;

  /** Processes a round trip, or the time by which a reply is overdue. @param {number} roundTrip ms @param {number} now ms */
  note(roundTrip, now) {
    const stalled = roundTrip > Math.max(2 * this.#usual, this.#usual + STALL_MS);
    const before = this.#stalls.at(-1) ?? -Infinity;
    if (stalled && now - before > SAME_MS) this.#stalls = [...this.#stalls, now].slice(-STALLS);
    // The usual value may grow, but a stall must not make it grow by much.
    else if (!stalled)
      this.#usual = Number.isNaN(this.#usual) ? roundTrip : this.#usual + (roundTrip - this.#usual) / 8;
    const [first = -Infinity] = this.#stalls;
    const last = this.#stalls.at(-1) ?? -Infinity;
    if (this.#stalls.length === STALLS && last - first < MEMORY_MS) this.#wanted ||= stalled;
    if (now - last > CALM_MS) this.#wanted = false;
  }

  /** Starts over on a new connection. */
  forget() {
    this.#usual = NaN;
    this.#stalls = [];
    this.#wanted = false;
  }

  /** Whether a second lane would help now. */
  get wanted() {
    return this.#wanted;
  }
}
