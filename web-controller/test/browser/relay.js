// A running relay for the browser tests, with a server in front of it that serves the page and can cut phones off.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';

import { startRelayProgram } from './relay-program.js';

const PAGE = new URL('../../dist/', import.meta.url);
/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** @typedef {Awaited<ReturnType<typeof startRelay>>} Relay */

/**
 * The page comes from the bundle's folder under the strictest policy it must work with; everything under /api/ goes to the
 * relay byte by byte.
 * @param {(pathname: string) => Promise<{ type: string, body: string | Uint8Array } | null>} [more] files besides the page's
 */
export async function startRelay(more = async () => null) {
  const binary = await startRelayProgram();
  const { hostname, port } = new URL(binary.origin);
  /** @type {Set<import('node:net').Socket>} connections of phones to the relay */
  const lines = new Set();
  /** How sockets are refused: cut off, or with this status as by a relay that is full. @type {boolean | number} */
  let refusing = false;

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.endsWith('/ws') && typeof refusing === 'number') {
      response.writeHead(refusing, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    if (pathname.startsWith('/api/')) {
      const body = await text(request);
      const asked = { method: request.method ?? 'GET', body: body || null };
      const answer = await fetch(new URL(pathname, binary.origin), asked);
      const type = answer.headers.get('content-type') ?? 'application/json';
      response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
      return;
    }
    const other = await more(pathname);
    if (other) return void response.writeHead(200, { 'content-type': other.type }).end(other.body);
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = await readFile(new URL(name, PAGE)).catch(() => null);
    const headers = {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy':
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    };
    response.writeHead(body ? 200 : 404, headers).end(body ?? '');
  });
  server.on('upgrade', (request, phone, head) => {
    if (typeof refusing === 'number') return void phone.end(`HTTP/1.1 ${refusing} No\r\ncontent-length: 0\r\n\r\n`);
    if (refusing) return void phone.destroy();
    const line = connect(Number(port), hostname, () => {
      const { rawHeaders } = request;
      const fields = rawHeaders.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
      line.write(`GET ${request.url} HTTP/1.1\r\n${fields}\r\n`);
      line.write(head);
      line.pipe(phone).pipe(line);
    });
    lines.add(line);
    const end = () => {
      lines.delete(line);
      line.destroy();
      phone.destroy();
    };
    for (const side of [line, phone]) side.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    /** The page's address for phones; localhost is a secure context, so sensors work. */
    page: `http://localhost:${address.port}/`,
    /** The page's address at the relay itself, which serves it compressed. */
    served: `${binary.origin.replace('127.0.0.1', 'localhost')}/`,
    /** The relay itself, for the host. */
    origin: binary.origin,
    /** Cuts every phone's connection, without a goodbye. */
    cut: () => lines.forEach((line) => line.destroy()),
    /** Whether phones that connect are turned away, with this status if it is one. @param {boolean | number} on */
    refuse: (on) => void (refusing = on),
    /** Holds everything back for a while; only on the oldest connections if a number of them is given. @param {number} ms @param {number} [oldest] */
    stall(ms, oldest = lines.size) {
      for (const line of [...lines].slice(0, oldest)) {
        line.cork();
        line.pause();
        setTimeout(() => {
          line.uncork();
          line.resume();
        }, ms);
      }
    },
    /** Lets nothing through any more on connections that stay open, as when a phone's network has gone. */
    freeze: () => lines.forEach((line) => line.unpipe().pause()),
    async stop() {
      server.close();
      server.closeAllConnections();
      lines.forEach((line) => line.destroy());
      await binary.stop();
    },
  };
}
