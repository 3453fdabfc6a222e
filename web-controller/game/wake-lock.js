// Keeps the screen on while a round runs: players steer with phones, and nobody touches this machine.

export class WakeLock {
  #document;
  #navigator;
  #isWanted = false;
  /** @type {Promise<WakeLockSentinel | null>} */
  #held = Promise.resolve(null);

  /**
   * @param {Document} [document]
   * @param {{ wakeLock?: WakeLock_ }} [navigator]
   * @typedef {{ request(kind: 'screen'): Promise<WakeLockSentinel> }} WakeLock_
   */
  constructor(document = globalThis.document, navigator = globalThis.navigator) {
    this.#document = document;
    this.#navigator = navigator;
    // Browsers release it when the page is hidden.
    document.addEventListener('visibilitychange', () => void this.#apply());
  }

  /** @param {boolean} isWanted */
  set(isWanted) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    void this.#apply();
  }

  async #apply() {
    if (this.#document.visibilityState !== 'visible') return;
    // One change after the other: a release must not overtake the request before it.
    this.#held = this.#held.then(async (held) => {
      if (this.#isWanted) {
        if (held && !held.released) return held;
        // Refused, for example, when the battery is low.
        return (await this.#navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
      }
      await held?.release().catch(() => {});
      return null;
    });
    await this.#held;
  }
}
