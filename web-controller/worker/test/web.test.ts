/** Client addresses, origins, the policy of the document, and the limits of one address. */

import { describe, expect, test } from 'vitest';

import type { Env } from '../src/env';
import { networkOf } from '../src/limiter/network';
import { contentSecurityPolicy } from '../src/web/headers';
import { judgeOrigin } from '../src/web/origins';
import { file } from '../src/web/page';
import { ask, newAddress } from './client';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0db8:0000:0000:ffff::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:1::1', '2001:db8:0:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', 'unknown'],
  ['1::2::3', 'unknown'],
  ['1:2:3', 'unknown'],
  ['evil', 'unknown'],
  [null, 'unknown'],
])('the address %s counts as %s', (address, network) => expect(networkOf(address)).toBe(network));

test.each([
  ['https://relay.example', 'relay.example', 'own'],
  ['https://relay.example', 'relay.Example:443', 'own'],
  ['http://[::1]:7171', '[::1]:7171', 'own'],
  ['https://page.example', 'relay.example', 'agreed'],
  ['https://page.example:444', 'relay.example', 'foreign'],
  ['https://relay.example:444', 'relay.example', 'foreign'],
  ['https://relay.example.evil.example', 'relay.example', 'foreign'],
  ['null', 'relay.example', 'foreign'],
  ['', 'relay.example', 'foreign'],
  ['file://', 'relay.example', 'foreign'],
  [null, 'relay.example', 'own'],
])('a page of %s at %s is %s', (origin, host, verdict) =>
  expect(judgeOrigin(origin, null, host, ['https://page.example'])).toBe(verdict),
);

test('a page elsewhere is distinguished from a program even without an origin', () => {
  const verdicts = ['none', 'same-origin', 'same-site', 'cross-site'].map((site) =>
    judgeOrigin(null, site, 'relay.example', []),
  );
  expect(verdicts).toEqual(['own', 'own', 'foreign', 'foreign']);
});

test.each(['evil; script-src *', 'a b', 'x, y', '', '*.example', 'a@b'])(
  'the host "%s" adds nothing to the policy',
  (host) => {
    const policy = contentSecurityPolicy(host);
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toContain('*');
  },
);

describe('the web edition', () => {
  /** Answers a request as the Worker does whose files are these. */
  const get = (path: string, files: string[]) => {
    const fetch = async (request: Request) => {
      const { pathname } = new URL(request.url);
      return files.includes(pathname) ? new Response(pathname) : new Response(null, { status: 404 });
    };
    const url = new URL(path, 'https://relay.example');
    return file({ ASSETS: { fetch } } as unknown as Env, new Request(url), url, url.host);
  };
  const FILES = ['/index.html', '/play/index.html'];

  test.each(['/play/', '/play/index.html', '/play/?mode=rush'])(
    '%s is the game, which may run WebAssembly',
    async (path) => {
      const answer = await get(path, FILES);
      expect([answer.status, await answer.text()]).toEqual([200, '/play/index.html']);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(policy).toContain("connect-src 'self' https: wss: ");
      expect(policy).toContain("frame-ancestors 'none'");
    },
  );

  test('the page beside it keeps its policy', async () => {
    const answer = await get('/?room=K7TQ', FILES);
    expect(await answer.text()).toBe('/index.html');
    expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe|https:/);
  });

  test('its address without the slash leads there, with the options', async () => {
    const answer = await get('/play?mode=rush&seed=1', FILES);
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/play/?mode=rush&seed=1']);
  });

  test('without it there is nothing at its address', async () => {
    expect((await get('/play/', ['/index.html'])).status).toBe(404);
  });

  test('a host that is a page may open a room and enter it, from the own origin and from an approved one', async () => {
    for (const origin of ['http://relay.example', 'https://page.example']) {
      const created = await ask('/api/rooms', { method: 'POST', headers: { origin } });
      expect(created.status).toBe(201);
      const { room } = await created.json<{ room: { code: string } }>();
      const headers = { origin, upgrade: 'websocket' };
      const socket = await ask(`/api/rooms/${room.code}/ws`, { headers });
      expect(socket.status).toBe(101);
      socket.webSocket?.accept();
      socket.webSocket?.close();
    }
  });
});

describe('limits of an address', () => {
  test('rooms', async () => {
    const address = newAddress();
    for (let i = 0; i < 20; i += 1) expect((await ask('/api/rooms', { method: 'POST' }, address)).status).toBe(201);
    const refused = await ask('/api/rooms', { method: 'POST' }, address);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: 'rate_limited' });
    expect((await ask('/api/rooms', { method: 'POST' })).status).toBe(201);
  });

  test('codes that do not exist; after that existing ones are not revealed, either', async () => {
    const address = newAddress();
    const { room } = await (await ask('/api/rooms', { method: 'POST' })).json<{ room: { code: string } }>();
    const missing = room.code.endsWith('A') ? 'ZZZZ' : 'AAAA';
    for (let i = 0; i < 20; i += 1) expect((await ask(`/api/rooms/${missing}`, {}, address)).status).toBe(404);
    expect((await ask(`/api/rooms/${room.code}`, {}, address)).status).toBe(429);
    expect((await ask(`/api/rooms/${room.code}/ws`, { headers: { upgrade: 'websocket' } }, address)).status).toBe(429);
    expect((await ask(`/api/rooms/${room.code}`)).status).toBe(200);
  });
});

test('an approved page is told', async () => {
  const answer = await ask('/api/rooms', { method: 'POST', headers: { origin: 'https://page.example' } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([201, 'https://page.example']);
  const preflight = await ask('/api/rooms', { method: 'OPTIONS', headers: { origin: 'https://page.example' } });
  expect(preflight.status).toBe(204);
});
