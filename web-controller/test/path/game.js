// The real game as a child process: its event stream, its end, and a folder of its own for its files.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { program } from '../browser/program.js';
import { Inbox } from '../browser/wait.js';

/** A line of the event stream, with the wall-clock time at which it came. @typedef {Record<string, any> & { at: number }} Event */

/** A game that runs. @typedef {ReturnType<typeof startGame>} Game */

/**
 * Starts the game with its own relay on a free port of this machine, unless another one or another place is named.
 * @param {string[]} options
 * @param {Record<string, string>} [environment]
 */
export function startGame(options, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'full-tilt-path-'));
  const child = spawn(
    program('full-tilt'),
    [
      '--events',
      '--events-secret',
      ...(options.some((option) => ['--relay', '--bind'].includes(option)) ? [] : ['--bind', '127.0.0.1:0']),
      '--data-dir',
      folder,
      ...options,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
  );
  /** @type {Inbox<Event>} */
  const events = new Inbox();
  const complaints = /** @type {string[]} */ ([]);
  createInterface(child.stdout).on('line', (line) => events.push({ ...JSON.parse(line), at: Date.now() }));
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  const ended = new Promise((resolve) => child.once('exit', resolve));

  return {
    events,
    /** The folder of its files. */
    folder,
    pid: child.pid,
    /** Its output on standard error. */
    complaints,
    /** Its exit code, once it has ended. */
    ended,
    /** Waits for the link that phones open. @returns {Promise<string>} */
    joinUrl: async () => (await events.wait('the room', (event) => event.event === 'ready', 30_000)).join_url,
    /** Waits for a phase of the game. @param {string} phase */
    phase: (phase) => events.wait(`the phase "${phase}"`, (event) => event.event === 'phase' && event.phase === phase),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
