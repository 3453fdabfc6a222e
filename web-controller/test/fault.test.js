// The reason for a missing connection, derived by the page from a relay's answers to ordinary requests.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diagnose } from '../page/net/fault.js';

/** @typedef {import('../page/i18n/en/fault.js').Fault} Fault */
/** @typedef {Parameters<typeof diagnose>[0]} Known */

const known = { room: 'K7TQ', joined: false, trouble: /** @type {const} */ ('none') };
const JSON_TYPE = { headers: { 'content-type': 'application/json' } };
const room = () => new Response('{}', JSON_TYPE);
/** @param {number} status */
const status = (status) => () => new Response('{}', { status, ...JSON_TYPE });
const unreachable = () => {
  throw new TypeError('Failed to fetch');
};
const silent = () => {
  throw new DOMException('timed out', 'TimeoutError');
};

/** @param {Partial<Known>} change @param {() => Response} look the answer about the room @param {() => Response} [socket] to a request for a socket @param {string} [href] */
function ask(change, look, socket = status(400), href = 'http://relay.example:8080/?room=K7TQ') {
  const get = async (/** @type {URL | RequestInfo} */ url) =>
    String(url).endsWith('/api/rooms/K7TQ/ws') ? socket() : look();
  return diagnose({ ...known, ...change }, { href, isOnline: true, get });
}

test('all answers and silences of a relay are distinguished', async () => {
  /** @type {[string, Promise<Fault>, Fault][]} */
  const table = [
    ['the address is past its limit of sockets', ask({}, room, status(429)), 'full'],
    ['the address is past its limit of look-ups', ask({}, status(429)), 'full'],
    ['the relay fails', ask({}, status(503)), 'busy'],
    ['the room has ended', ask({}, status(404)), 'gone'],
    [
      'a Wi-Fi that asks to sign in',
      ask({}, () => new Response('<p>', { headers: { 'content-type': 'text/html' } })),
      'foreign',
    ],
    ['the same, for what it does not have', ask({}, () => new Response('<p>', { status: 404 })), 'foreign'],
    ['nothing listens', ask({}, unreachable), 'unreachable'],
    ['nothing listens any more', ask({ joined: true }, unreachable), 'lost'],
    ['a firewall drops everything', ask({}, silent), 'firewall'],
    ['only sockets are stopped', ask({}, room), 'socket'],
    ['the relay goes between two questions', ask({ joined: true }, room, unreachable), 'lost'],
  ];
  for (const [name, fault, wanted] of table) assert.equal(await fault, wanted, name);
});

test('a certificate accepted past a warning is suspected where only sockets never worked', async () => {
  for (const host of ['192.168.1.5:7171', '[fd00::5]:7171', 'laptop.local', 'laptop']) {
    assert.equal(await ask({}, room, undefined, `https://${host}/?room=K7TQ`), 'certificate', host);
    assert.equal(await ask({ joined: true }, room, undefined, `https://${host}/?room=K7TQ`), 'socket', host);
    assert.equal(await ask({}, room, undefined, `http://${host}/?room=K7TQ`), 'socket', host);
  }
  assert.equal(await ask({}, room, undefined, 'https://relay.example/?room=K7TQ'), 'socket');
});

test('without a relay the direct path’s trouble is the reason; without a network, that', async () => {
  const at = {
    href: 'https://page.example/',
    isOnline: true,
    get: () => Promise.reject(new Error('nobody is to be asked')),
  };
  /** @type {[Known['trouble'], Fault][]} */
  const table = [
    ['none', 'link'],
    ['blocked', 'blocked'],
    ['unsupported', 'unsupported'],
    ['refused', 'refused'],
    ['unreachable', 'apart'],
    ['over', 'apart'],
    [null, 'apart'],
  ];
  for (const [trouble, fault] of table) assert.equal(await diagnose({ ...known, room: '', trouble }, at), fault);
  assert.equal(await diagnose(known, { ...at, isOnline: false }), 'offline');
});
