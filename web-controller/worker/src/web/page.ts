/** The page's files. Most are served by the platform without asking; the document is asked for here, for its policy. */

import type { Env } from '../env';
import { failure } from './answers';
import { contentSecurityPolicy, DOCUMENT_CACHE_CONTROL } from './headers';

const DOCUMENT = '/index.html';

/** The file at this path, if the page has it. */
export async function file(env: Env, request: Request, url: URL, host: string): Promise<Response> {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const path = url.pathname === '/' ? DOCUMENT : url.pathname;
  // Without what the client accepts, as a file that it has already is no error.
  const found = await env.ASSETS.fetch(
    new Request(new URL(path, url), { method: isReading ? request.method : 'HEAD', headers: conditions(request) }),
  );
  if (found.status !== 200 && found.status !== 304) return failure('not_found');
  if (!isReading) return failure('method_not_allowed');
  const headers = new Headers(found.headers);
  headers.set('Cache-Control', DOCUMENT_CACHE_CONTROL);
  headers.set('Content-Security-Policy', contentSecurityPolicy(host));
  return new Response(found.body, { status: found.status, headers });
}

/** With which a browser asks only for what it does not have yet. */
function conditions(request: Request): Record<string, string> {
  const known = request.headers.get('if-none-match');
  return known === null ? {} : { 'if-none-match': known };
}
