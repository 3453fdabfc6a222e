// Whether the line stalls now and then, so that a second lane (secondary.js) would help.

/** A round trip this much longer than usual, in ms, is a stall. */
const STALL_MS = 60;
/** What stalls again within so long, in ms, is still the same stall. */
const SAME_MS = 1000;
/** So many of them … */
const STALLS = 2;
/** … within so long are a habit, in ms. */
const MEMORY_MS = 10_000;
/** After so long without one, in ms, the lane has done its work. */
const CALM_MS = 30_000;

/** Watches the round trips of the first lane. */
export class StallWatch {
  #usual = NaN;
  /** @type {number[]} */
  #stalls = [];
  #wanted = false;

  /** Takes a round trip, or how long an answer is overdue already. @param {number} roundTrip ms @param {number} now ms */
  note(roundTrip, now) {
    const stalled = roundTrip > Math.max(2 * this.#usual, this.#usual + STALL_MS);
    const before = this.#stalls.at(-1) ?? -Infinity;
    if (stalled && now - before > SAME_MS) this.#stalls = [...this.#stalls, now].slice(-STALLS);
    // What is usual may grow, but a stall must not make it grow by much.
    else if (!stalled)
      this.#usual = Number.isNaN(this.#usual) ? roundTrip : this.#usual + (roundTrip - this.#usual) / 8;
    const [first = -Infinity] = this.#stalls;
    const last = this.#stalls.at(-1) ?? -Infinity;
    if (this.#stalls.length === STALLS && last - first < MEMORY_MS) this.#wanted ||= stalled;
    if (now - last > CALM_MS) this.#wanted = false;
  }

  /** The line is another one now. */
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
