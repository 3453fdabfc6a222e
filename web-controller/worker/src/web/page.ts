/**
 * The files of the page and of the game. The platform serves most of them without the Worker; documents are fetched here, for
 * their policy.
 */

import type { Env } from '../env';
import { failure } from './answers';
import { contentSecurityPolicy, DOCUMENT_CACHE_CONTROL } from './headers';

const DOCUMENT = 'index.html';
/** The folder of the web edition. */
const GAME = '/play/';

/** Returns the file at this path, if there is one. */
export async function file(env: Env, request: Request, url: URL, host: string): Promise<Response> {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  // The document's addresses are relative to the folder; the query has the game's options.
  if (`${url.pathname}/` === GAME)
    return new Response(null, { status: 307, headers: { Location: `${GAME}${url.search}` } });
  const path = url.pathname.endsWith('/') ? url.pathname + DOCUMENT : url.pathname;
  // Without the client's conditions, as a file that it already has is not an error.
  const found = await env.ASSETS.fetch(
    new Request(new URL(path, url), { method: isReading ? request.method : 'HEAD', headers: conditions(request) }),
  );
  if (found.status !== 200 && found.status !== 304) return failure('not_found');
  if (!isReading) return failure('method_not_allowed');
  const headers = new Headers(found.headers);
  headers.set('Cache-Control', DOCUMENT_CACHE_CONTROL);
  headers.set('Content-Security-Policy', contentSecurityPolicy(host, path.startsWith(GAME) ? 'game' : 'page'));
  return new Response(found.body, { status: found.status, headers });
}

/** Headers with which a browser asks only for a file that it does not have yet. */
function conditions(request: Request): Record<string, string> {
  const known = request.headers.get('if-none-match');
  return known === null ? {} : { 'if-none-match': known };
}
