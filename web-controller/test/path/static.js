// A static https host with nothing but the page's files, as people publish it somewhere.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const PAGE = new URL('../../dist/', import.meta.url);
/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Answer of a host for a file, given the page's file of that name, if any: its content, a status, or `null` for none; a promise
 * that never ends is a network that swallows packets.
 * @typedef {(name: string, file: Buffer | null) => Promise<Buffer | string | number | null>} Behaviour
 */

/** A key and a self-signed certificate. */
async function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'full-tilt-host-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    ...curve,
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
  ]);
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return pair;
}

/**
 * Serves the page below a folder of its own.
 * @param {'http' | 'https'} [scheme] browsers keep copies of pages for later only if they know the certificate, or need none
 */
export async function startHost(scheme = 'https') {
  /** @type {string[]} */
  const missed = [];
  /** @type {Behaviour} */
  let behave = async (_, body) => body;
  /** @type {import('node:http').RequestListener} */
  const listener = async (request, answer) => {
    const { pathname } = new URL(request.url ?? '/', 'https://localhost');
    const name = pathname.replace('/full-tilt/', '') || 'index.html';
    const file = await readFile(new URL(name, PAGE)).catch(() => null);
    if (!file) missed.push(pathname);
    const body = await behave(name, file);
    if (typeof body === 'number') return void answer.writeHead(body, { 'content-type': 'text/html' }).end('not now');
    answer
      .writeHead(body ? 200 : 404, {
        'content-type': body ? (TYPES[extname(name) || '.html'] ?? 'application/octet-stream') : 'text/html',
      })
      .end(body ?? 'nothing here');
  };
  const server = scheme === 'https' ? createServer(await makeCertificate(), listener) : createPlainServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    page: `${scheme}://localhost:${port}/full-tilt/`,
    /** Requested names that are not files of the page. */
    missed,
    /** Changes the host's behaviour from now on. @param {Behaviour} behaviour */
    behave: (behaviour) => void (behave = behaviour),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
