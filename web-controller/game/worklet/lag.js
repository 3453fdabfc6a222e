// Measures how much time an audio clock loses: it counts rendered frames, and stands still while a device gets none.

/** Samples are requested in bursts: only the smallest lag of each period of this length in ms shows the clock's own. */
const PERIOD_MS = 1_000;
/** Growth of the lag in ms within a period that two good clocks may have: 0.2 %. */
const DRIFT_MS = 2;

export class LagMeter {
  /** Lost time in ms, not counting the current period. */
  lostMs = 0;
  /** The smallest lag of the period before. @type {number | null} */
  #before = null;
  #smallest = Infinity;
  #end = -Infinity;

  /** @param {number} wallMs time of a wall clock @param {number} audioMs time of the audio clock */
  add(wallMs, audioMs) {
    if (wallMs >= this.#end) this.#finish(wallMs);
    this.#smallest = Math.min(this.#smallest, wallMs - audioMs);
  }

  /** @param {number} wallMs */
  #finish(wallMs) {
    if (this.#smallest < Infinity) {
      const growth = this.#before === null ? 0 : this.#smallest - this.#before;
      if (growth > DRIFT_MS) this.lostMs += growth;
      this.#before = this.#smallest;
    }
    this.#smallest = Infinity;
    this.#end = wallMs + PERIOD_MS;
  }
}
