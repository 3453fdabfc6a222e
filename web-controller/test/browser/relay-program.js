// The relay as a program of its own, on a free port unless the arguments name one.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { program } from './program.js';

/** All tests come from one address, and are not about the limits of one address. */
const GENEROUS = [
  'rooms-per-minute',
  'misses-per-minute',
  'joins-per-minute',
  'sockets-per-address',
  'openings-per-address',
].flatMap((limit) => [`--${limit}`, '100000']);

/** Starts the relay. @param {string[]} [more] further arguments @param {string} [bind] @param {string[]} [starter] a command that starts programs, if it is not to run right here */
export async function startRelayProgram(more = [], bind = '127.0.0.1:0', starter = []) {
  const [command = '', ...rest] = [...starter, program('full-tilt-relay'), '--bind', bind, ...GENEROUS, ...more];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const failed = ended.then(([code]) => Promise.reject(new Error(`the relay ended with ${code}`)));
  failed.catch(() => {});
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  const origin = /^listening on (https?:\S+)$/.exec(line)?.[1];
  if (!origin) throw new Error(`expected the address that the relay listens on, got "${line}"`);
  return {
    origin,
    /** @param {NodeJS.Signals} [signal] */
    async stop(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
