/** Client addresses, origins, the policy of the document, and the limits of one address. */

import { describe, expect, test } from 'vitest';

import { networkOf } from '../src/limiter/network';
import { contentSecurityPolicy } from '../src/web/headers';
import { judgeOrigin } from '../src/web/origins';
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
