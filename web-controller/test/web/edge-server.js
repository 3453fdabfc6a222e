// The web edition served by the Worker, in the runtime that Cloudflare uses.

import { once } from 'node:events';
import { cpSync, createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startEdge } from '../edge/edge.js';
import { GAME } from './server.js';

const PAGE = fileURLToPath(new URL('../../dist', import.meta.url));
/** Cloudflare's limit for one file of a Worker, in bytes; its runtime refuses to start with a larger one on this machine, too. */
const MAX_FILE_BYTES = 25 * 1024 * 1024;

/**
 * Starts the Worker with the page and the built game. The module that `scripts/web build --dev` makes is larger than Cloudflare
 * allows: only such a file comes from a server of this process, at the address that it would have at the Worker.
 */
export async function startEdgeServer() {
  const folder = mkdtempSync(join(tmpdir(), 'full-tilt-web-edge-'));
  const play = join(folder, 'assets', 'play');
  /** @type {Map<string, string>} */
  const large = new Map();
  const fits = (/** @type {string} */ file) => {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size <= MAX_FILE_BYTES) return true;
    large.set(basename(file), file);
    return false;
  };
  cpSync(PAGE, join(folder, 'assets'), { recursive: true, filter: (file) => file !== resolve(PAGE, 'play') });
  cpSync(GAME, play, { recursive: true, filter: fits });
  const files = createServer((request, response) => {
    const file = large.get(basename(request.url ?? ''));
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/wasm' });
    createReadStream(file).pipe(response);
  });
  files.listen(0, '127.0.0.1');
  await once(files, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (files.address());

  const options = ['--assets', join(folder, 'assets'), '--store', join(folder, 'store')];
  let edge = await startEdge(options);
  const own = new URL(edge.url).port;
  return {
    // Browsers trust localhost, and so sensors and worklets work.
    origin: edge.url.replace('127.0.0.1', 'localhost'),
    /** To be done with a page before it opens the game. @param {import('playwright-core').Page} page */
    async prepare(page) {
      for (const name of large.keys())
        await page.route(`**/${name}`, (route) => route.continue({ url: `http://127.0.0.1:${port}/${name}` }));
    },
    /** Ends the Worker without a goodbye, and starts it again at the same address with the same rooms. */
    async restart() {
      await edge.stop();
      edge = await startEdge([...options, '--port', own]);
    },
    async stop() {
      await edge.stop();
      files.close();
      files.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
