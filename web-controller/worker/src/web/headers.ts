/** Headers that tell browsers what the page may do, and other pages what they may not; the same as the other edition's. */

import shared from '../../../shared/headers.json';

const {
  always,
  strictTransportSecurity,
  contentSecurityPolicy: page,
  gameContentSecurityPolicy,
  cacheControl,
} = shared;

/** The directives of the phone's page, and those of the web edition, which runs WebAssembly and may be told of another relay. */
const POLICIES = { page, game: { ...page, ...gameContentSecurityPolicy } };

/** The documents that have a policy. */
export type DocumentName = keyof typeof POLICIES;

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
 * A document's permissions to load and to connect: for the page the relay it came from, and nobody else. `'self'` covers
 * WebSockets in today's browsers; older ones need them named.
 */
export function contentSecurityPolicy(host: string, document: DocumentName = 'page'): string {
  const sockets = PLAIN_HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  const directives = Object.entries(POLICIES[document]).map(
    ([name, sources]) => `${name} ${sources}${name === 'connect-src' ? sockets : ''}`,
  );
  return directives.join('; ');
}
