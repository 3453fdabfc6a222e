// The relay's other edition, for Cloudflare, as a child process in the runtime that Cloudflare uses.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../scripts/edge', import.meta.url));

/** Starts it, with limits that let all phones of a test share one address. @param {string[]} [more] further arguments */
export async function startEdge(more = []) {
  // In a process group of its own: the runtime is a child of the script's.
  const generous = ['ROOMS_PER_MINUTE=1000', 'MISSES_PER_MINUTE=1000'].flatMap((limit) => ['--set', limit]);
  const child = spawn(SCRIPT, ['start', ...generous, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const listening = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
      if (url) return url;
    }
    throw new Error('the relay on the edge did not start');
  })();
  return {
    /** @type {string} */
    url: await listening,
    async stop() {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended;
    },
  };
}
