/**
 * The Cloudflare edition of the relay, killed and started again on the same storage: codes, seats and tokens survive.
 *
 *     node test/restart.mjs
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('../scripts/serve.mjs', import.meta.url));
const store = mkdtempSync(join(tmpdir(), 'full-tilt-edge-'));

/** Starts the relay in a process group of its own, so that the runtime ends with it. */
async function start() {
  const relay = spawn(process.execPath, [SERVE, '--store', store], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [line] = await once(createInterface(relay.stdout), 'line');
  const origin = /^listening on (\S+)$/.exec(line)?.[1];
  assert(origin, `the relay printed ${line}`);
  return {
    origin,
    async kill() {
      process.kill(-(relay.pid ?? 0), 'SIGKILL');
      await once(relay, 'exit');
    },
  };
}

/** The welcome to a hello, on a socket that stays open. @param {string} origin @param {string} code @param {object} hello */
async function welcome(origin, code, hello) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/rooms/${code}/ws`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', protocol: 1, ...hello }));
  const [event] = await Promise.race([once(socket, 'message'), once(socket, 'close')]);
  assert(typeof event.data === 'string', `closed with ${event.code}`);
  return JSON.parse(event.data);
}

let relay = await start();
try {
  const { room, hostToken } = await (await fetch(`${relay.origin}/api/rooms`, { method: 'POST' })).json();
  await welcome(relay.origin, room.code, { role: 'host', token: hostToken });
  const ada = await welcome(relay.origin, room.code, { role: 'peer', name: 'Ada' });
  const bob = await welcome(relay.origin, room.code, { role: 'peer', name: 'Bob' });
  await relay.kill();

  relay = await start();
  const host = await welcome(relay.origin, room.code, { role: 'host', token: hostToken });
  assert.equal(host.room.createdAt, room.createdAt);
  assert.deepEqual(host.peers, [
    { slot: 0, name: 'Ada', connected: false },
    { slot: 1, name: 'Bob', connected: false },
  ]);
  for (const [slot, before] of [ada, bob].entries()) {
    const back = await welcome(relay.origin, room.code, { role: 'peer', name: '', seat: before.seat });
    assert.deepEqual([back.slot, back.resumed, back.seat], [slot, true, before.seat]);
  }
  console.log('After kill -9 and a restart on the same storage everybody is back in the same seat.');
} finally {
  await relay.kill();
  rmSync(store, { recursive: true, force: true });
}
process.exit(0);
