/** Headers that tell browsers what the page may do, and other pages what they may not; the same as the other edition's. */

/** On every answer; `scripts/page.mjs` writes them for the files that are served without asking the Worker. */
export const ALWAYS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'accelerometer=(self), gyroscope=(self), magnetometer=(self), screen-wake-lock=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** Half a year. */
const STRICT_TRANSPORT_SECURITY = 'max-age=15768000';

/** A host as a policy may name it: anything else could end a part of the policy and begin another. */
const PLAIN_HOST = /^[a-z0-9.:_[\]-]+$/i;

/** An answer with what every answer has. */
export function dressed(response: Response, isSecure: boolean): Response {
  if (response.webSocket) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
  if (isSecure) headers.set('Strict-Transport-Security', STRICT_TRANSPORT_SECURITY);
  return new Response(response.body, { status: response.status, headers });
}

/**
 * What the page may load and whom it may talk to: the relay it came from, and nobody else. `'self'` covers WebSockets in
 * today's browsers; those that are older want them named.
 */
export function contentSecurityPolicy(host: string): string {
  const sockets = PLAIN_HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  return (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; " +
    `manifest-src 'self'; worker-src 'self'; connect-src 'self'${sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  );
}
