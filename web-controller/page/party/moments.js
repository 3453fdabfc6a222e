// Moments of a round: the points that the player has just won, and a pulse of the background with a combo or a crash.

/** @typedef {import('./party.js').Model} Model */

/** Time for which the points just won are shown. */
const GAIN_MS = 1000;
const FLASH_MS = 450;
/** A single player's points also grow with time; fewer than this at once are no achievement. */
const LEAST_ALONE = 5;
/** The page knows only the score: a combo is a gain of at least this, larger than the one at most this long before it. */
const LEAST_COMBO = 10;
const COMBO_MS = 3000;

export class Moments {
  #flash = document.createElement('div');
  /** @type {Model['said']['score']} */
  #score;
  #gain = { points: 0, at: -Infinity };
  /** @type {Model['said']['fate']} */
  #fate;
  /** @type {Partial<Record<'gain' | 'flash', ReturnType<typeof setTimeout>>>} */
  #timers = {};

  constructor() {
    this.#flash.id = 'flash';
    document.getElementById('screen-play')?.prepend(this.#flash);
  }

  /** @param {Model} model @param {import('./party.js').Being} being */
  render({ phase, said: { score, fate } }, being) {
    const [before, fateBefore] = [this.#score, this.#fate];
    this.#score = phase === 'playing' ? score : undefined;
    this.#fate = fate;
    if (fate && fate !== fateBefore && being !== 'parked') this.#pulse('crash');
    if (phase !== 'playing') return this.#show(0);
    if (!score || !before || score === before) return;
    // A single player's crash has no message of its own.
    if (score.place === undefined && before.alive && !score.alive) this.#pulse('crash');
    const points = Math.floor(score.score) - Math.floor(before.score);
    if (points >= (score.place === undefined ? LEAST_ALONE : 1)) this.#won(points);
  }

  /** @param {number} points */
  #won(points) {
    const now = performance.now();
    const { points: last, at } = this.#gain;
    this.#gain = { points, at: now };
    this.#show(points);
    if (points >= LEAST_COMBO && points > last && now - at < COMBO_MS) this.#pulse('combo');
  }

  /** Shows points for a moment, in place of the label below those of the round. @param {number} points 0 for none */
  #show(points) {
    clearTimeout(this.#timers.gain);
    for (const id of ['points', 'score']) {
      const label = document.getElementById(id)?.parentElement?.querySelector('dt');
      if (!label) continue;
      delete label.dataset.gain;
      if (points === 0) continue;
      // The movement begins again even in the middle of the last one.
      void label.offsetWidth;
      label.dataset.gain = `+${points}`;
    }
    if (points > 0) this.#timers.gain = setTimeout(() => this.#show(0), GAIN_MS);
  }

  /** @param {'combo' | 'crash'} kind */
  #pulse(kind) {
    clearTimeout(this.#timers.flash);
    delete this.#flash.dataset.kind;
    void this.#flash.offsetWidth;
    this.#flash.dataset.kind = kind;
    this.#timers.flash = setTimeout(() => delete this.#flash.dataset.kind, FLASH_MS);
  }
}
