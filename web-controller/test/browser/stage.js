// The stage of the browser tests: one relay and one browser per test file, and a fresh room per test.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { host } from './host.js';
import { newPhone, startBrowser } from './phone.js';
import { startRelay } from './relay.js';

/** @typedef {import('./phone.js').Phone} Phone */

/** Sets up what every test of a file shares, and takes it down again. */
export function stage() {
  /** @type {{ relay: import('./relay.js').Relay, browser: import('playwright-core').Browser } | undefined} */
  let shared;
  before(async () => {
    const relay = await startRelay();
    shared = { relay, browser: await startBrowser() };
  });
  after(async () => {
    await shared?.browser.close();
    await shared?.relay.stop();
  });
  const get = () => {
    assert(shared, 'the stage is not set');
    return shared;
  };

  return {
    get relay() {
      return get().relay;
    },

    /** The page's address at the relay itself, which serves it compressed. */
    get served() {
      return get().relay.served;
    },

    get browser() {
      return get().browser;
    },

    /** @param {string} code */
    link: (code) => `${get().relay.page}?room=${code}`,

    /** @param {Parameters<typeof host>[1]} [wish] */
    room: (wish) => host(get().relay.origin, wish),

    /** Runs a test on a phone that is not yet anywhere. @param {import('./phone.js').PhoneWish} wish @param {(phone: Phone) => Promise<void>} test */
    async phone(wish, test) {
      const phone = await newPhone(get().browser, wish);
      try {
        await test(phone);
        assert.deepEqual(phone.errors, [], 'the page had errors');
      } finally {
        await phone.close();
      }
    },

    /**
     * Runs a test on a phone that has followed the link into a fresh room.
     * @param {import('./phone.js').PhoneWish} wish
     * @param {(phone: Phone, game: import('./host.js').Host) => Promise<void>} test
     */
    async joined(wish, test) {
      const game = await this.room();
      try {
        await this.phone(wish, async (phone) => {
          await phone.open(this.link(game.code), 'ready');
          await game.joined();
          await test(phone, game);
        });
      } finally {
        game.close();
      }
    },
  };
}
