/** Headers that tell browsers what the page may do, and other pages what they may not; the same as the other edition's. */

import shared from '../../../shared/headers.json';

const { always, strictTransportSecurity, contentSecurityPolicy: policy, cacheControl } = shared;

/** Headers of the document, whose name does not change with its content. */
export const DOCUMENT_CACHE_CONTROL = cacheControl.other;

/** A host that a policy may name: any other could end a part of the policy and begin another. */
const PLAIN_HOST = /^[a-z0-9.:_[\]-]+$/i;

/** Returns an answer with the headers that every answer has. */
export function dressed(response: Response, isSecure: boolean): Response {
  if (response.webSocket) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(always)) headers.set(name, value);
  if (isSecure) headers.set('Strict-Transport-Security', strictTransportSecurity);
  return new Response(response.body, { status: response.status, headers });
}

/**
 * The page's permissions to load and to connect: the relay it came from, and nobody else. `'self'` covers WebSockets in
 * today's browsers; older ones need them named.
 */
export function contentSecurityPolicy(host: string): string {
  const sockets = PLAIN_HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  const directives = Object.entries(policy).map(
    ([name, sources]) => `${name} ${sources}${name === 'connect-src' ? sockets : ''}`,
  );
  return directives.join('; ');
}
