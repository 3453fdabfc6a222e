// Waiting in tests: for a condition, with a deadline and a message for its failure.

import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 10_000;
const LOOK_MS = 50;

/**
 * Waits until a condition holds, polling it.
 * @param {string} what for the message when it does not
 * @param {() => Promise<boolean>} condition
 * @param {number} [deadline] ms
 */
export async function until(what, condition, deadline = DEADLINE_MS) {
  for (const end = performance.now() + deadline; !(await condition()); await pause(LOOK_MS)) {
    if (performance.now() > end) throw new Error(`${what}: not within ${deadline} ms`);
  }
}

/** Things that arrive over time, such as frames, and a way to wait for one of them. @template T */
export class Inbox {
  /** @type {T[]} */
  all = [];
  /** @type {Set<(item: T) => void>} */
  #waiting = new Set();

  /** @param {T} item */
  push(item) {
    this.all.push(item);
    for (const look of [...this.#waiting]) look(item);
  }

  clear() {
    this.all.length = 0;
  }

  /**
   * The first item that fits, among those already here and those to come.
   * @param {string} what for the message when none comes
   * @param {(item: T) => boolean} fits
   * @param {number} [deadline] ms
   * @returns {Promise<T>}
   */
  wait(what, fits, deadline = DEADLINE_MS) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(
            `${what} did not come within ${deadline} ms; the last of ${this.all.length}: ${JSON.stringify(this.all.at(-1))}`,
          ),
        );
      }, deadline);
      // An item that did not fit on arrival does not fit later: looking through all of them each time costs more with each one.
      const look = (/** @type {T} */ item) => {
        if (!fits(item)) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(item);
      };
      const found = this.all.find(fits);
      if (found === undefined) this.#waiting.add(look);
      else look(found);
    });
  }
}
