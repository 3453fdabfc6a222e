// The control of tests on busy machines: when the test's own processes stood still, so that the game is not judged then.

/** A span of time, from and to in ms since 1970. @typedef {[number, number]} Span */

/** A timer this late, in ms, means a standstill: without readings the game steers straight soon, by itself after 750 ms. */
const LATE_MS = 500;
/** Time for which the effects of a standstill are visible afterwards, in ms. */
const SETTLE_MS = 300;

/**
 * Records in `scope.stalls` whenever the timers of this process are late. It also runs in pages, and so refers to nothing else
 * module.
 * @param {object} scope
 * @param {number} late ms
 * @returns {unknown} the timer
 */
function watchTimers(scope, late) {
  /** @type {Span[]} */
  const stalls = [];
  Object.assign(scope, { stalls });
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now - last > late) stalls.push([last, now]);
    last = now;
  }, 20);
}

/** Watches a page's timers; to be run before its own scripts. */
export const WATCH_PAGE = `(${watchTimers})(window, ${LATE_MS});`;

/** Returns the times at which a page's timers were late since it was loaded. @param {import('playwright-core').Page} page @returns {Promise<Span[]>} */
export const pageStalls = (page) => page.evaluate(() => /** @type {any} */ (window).stalls);

/** Watches the timers of this process. */
export function watchSelf() {
  const scope = /** @type {{ stalls: Span[] }} */ ({});
  const timer = /** @type {NodeJS.Timeout} */ (watchTimers(scope, LATE_MS));
  return { stalls: scope.stalls, stop: () => clearInterval(timer) };
}

/** Records when something that should happen often did not. */
export class Pulse {
  /** @type {Span[]} */
  stalls = [];
  #last = NaN;

  /** Records that it has happened. @param {number} now ms since 1970 */
  beat(now) {
    if (now - this.#last > LATE_MS) this.stalls.push([this.#last, now]);
    this.#last = now;
  }
}

/** Returns whether nothing stood still at a moment, nor just before. @param {Span[]} stalls @param {number} at ms since 1970 */
export const isFair = (stalls, at) => !stalls.some(([from, to]) => from <= at && at <= to + SETTLE_MS);

/** Returns the share of a span in which nothing stood still, from 0 to 1. @param {Span[]} stalls @param {Span} span */
export function fairShare(stalls, [from, to]) {
  const moments = Array.from({ length: 100 }, (_, i) => from + ((i + 0.5) / 100) * (to - from));
  return moments.filter((at) => isFair(stalls, at)).length / moments.length;
}
