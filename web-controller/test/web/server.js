// The relay with the web edition, as a program of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { program } from '../browser/program.js';

const GAME = process.env.FULL_TILT_WEB_GAME ?? fileURLToPath(new URL('../../dist/play', import.meta.url));

/** All tests come from one address, and are not about the limits of one address. */
const GENEROUS = [
  'rooms-per-minute',
  'misses-per-minute',
  'joins-per-minute',
  'sockets-per-address',
  'openings-per-address',
].flatMap((limit) => [`--${limit}`, '100000']);

/**
 * Starts the relay. One that is started again keeps its rooms in `folder`, and its address if `bind` names it.
 * @param {string} folder
 * @param {string} [bind]
 */
export async function startServer(folder, bind = '127.0.0.1:0') {
  if (!existsSync(GAME)) throw new Error(`build the web edition first: scripts/web build; there is no ${GAME}`);
  const child = spawn(program('full-tilt-relay'), ['--bind', bind, '--data-dir', folder, '--web', GAME, ...GENEROUS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const failed = ended.then(([code]) => Promise.reject(new Error(`the relay ended with ${code}`)));
  failed.catch(() => {});
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  const origin = /^listening on (http:\S+)$/.exec(line)?.[1];
  if (!origin) throw new Error(`expected the address that the relay listens on, got "${line}"`);
  return {
    origin,
    bind: new URL(origin).host,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
