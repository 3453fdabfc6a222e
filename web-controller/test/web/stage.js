// The stage of the web edition's tests: a relay that serves the built game, and a browser.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startGameRelay } from './server.js';

/** The object that the shell gives to the game. @typedef {import('../../game/types.js').FullTilt} FullTilt */

/** Sets up what the tests of a file share, and takes it down again. @param {string[]} [flags] of the browser */
export function webStage(flags = []) {
  /** @type {{ relay: Awaited<ReturnType<typeof startGameRelay>>, browser: import('playwright-core').Browser } | undefined} */
  let shared;
  before(async () => {
    shared = { relay: await startGameRelay(), browser: await startBrowser(flags) };
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
    get origin() {
      // Browsers trust localhost, and so sensors, wake locks and worklets work.
      return get().relay.origin.replace('127.0.0.1', 'localhost');
    },

    /**
     * Runs a test on a fresh window that nothing has been opened in yet; afterwards there must have been no errors.
     * @param {import('playwright-core').BrowserContextOptions} options
     * @param {(page: import('playwright-core').Page) => Promise<void>} test
     */
    async window(options, test) {
      const context = await get().browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
      const page = await context.newPage();
      /** @type {string[]} */
      const errors = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      // A refusal of the content security policy is such an error, too.
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      try {
        await test(page);
        assert.deepEqual(errors, []);
      } finally {
        await context.close();
      }
    },
  };
}

/** A module with nothing in it, and some bytes that nobody reads. */
const EMPTY_MODULE = Buffer.concat([
  Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 0, 0x81, 0x80, 0x02, 1, 120]),
  Buffer.alloc(32_767),
]);

/**
 * Puts a script in place of the game. It gets `run`, which the shell calls when the module is there.
 * @param {import('playwright-core').Page} page
 * @param {string} run the body of a function
 */
export async function replaceGame(page, run) {
  await page.route(/\/assets\/full-tilt-[0-9a-f]+\.js$/, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `export default async ({ module_or_path }) => {
        const { fullTilt } = globalThis;
        await WebAssembly.compileStreaming(module_or_path);
        ${run}
      };`,
    }),
  );
  await page.route(/\/assets\/full-tilt-[0-9a-f]+\.wasm$/, (route) =>
    route.fulfill({ contentType: 'application/wasm', body: EMPTY_MODULE }),
  );
}
