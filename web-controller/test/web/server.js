// The relay with the web edition.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startRelayProgram } from '../browser/relay-program.js';

/** The folder of the built game. */
export const GAME = process.env.FULL_TILT_WEB_GAME ?? fileURLToPath(new URL('../../dist/play', import.meta.url));

/** Starts a relay that serves the built game. @param {string[]} [more] further arguments @param {string} [bind] */
export function startGameRelay(more = [], bind) {
  if (!existsSync(GAME)) throw new Error(`build the web edition first: scripts/web build; there is no ${GAME}`);
  return startRelayProgram(['--web', GAME, ...more], bind);
}

/** Starts one that, started again at the address of `bind`, has the rooms kept in `folder`. @param {string} folder @param {string} [bind] */
export async function startServer(folder, bind) {
  const relay = await startGameRelay(['--data-dir', folder], bind);
  return { origin: relay.origin, bind: new URL(relay.origin).host, stop: () => relay.stop('SIGKILL') };
}
