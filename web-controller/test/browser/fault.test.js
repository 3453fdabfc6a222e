// A connection that does not open, or is lost for long: after some seconds the page shows the reason, as far as it can be known.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits } from './fits.js';
import { stage } from './stage.js';

/** @typedef {import('./phone.js').Phone} Phone */

const set = stage();
/** A network in which no socket opens. */
const NO_SOCKETS =
  'window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); } send() {} close() {} };';

/** Records every text that the page shows about its connection. */
const WATCH = `window.words = [];
  addEventListener('DOMContentLoaded', () => {
    const note = () => ['status', 'prompt'].forEach((id) => window.words.push(document.getElementById(id).textContent));
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
  });`;

/** @param {Phone} phone */
const neverBack = async (phone) => {
  const words = /** @type {string[]} */ (await phone.page.evaluate('window.words'));
  assert.deepEqual(
    words.filter((word) => /reconnect|lost|back/i.test(word)),
    [],
    'nothing was lost before the first time',
  );
};

test('a relay that is full for this network is reported, before and during play, and retried', async () => {
  const game = await set.room();
  for (const size of [
    { width: 390, height: 844 },
    { width: 320, height: 568 },
    { width: 280, height: 653 },
    { width: 640, height: 360 },
  ]) {
    set.relay.refuse(429);
    await set.phone({ ...size, script: WATCH }, async (phone) => {
      await phone.open(set.link(game.code), 'connecting');
      await phone.says('fault', /full for this network.*other tabs/);
      await fits(phone, `${size.width}x${size.height}`, 'full');
      await neverBack(phone);
      await phone.tap('play');
      await phone.says('prompt', /^Connecting/);
      await phone.says('fault', /full for this network/);
      await fits(phone, `${size.width}x${size.height}`, 'full-play');
      set.relay.refuse(false);
      await phone.state('tilt');
      assert(!(await phone.page.locator('#fault').isVisible()));
      await neverBack(phone);
    });
  }
  game.close();
});

test('a relay that lets pages through but no sockets is distinguished', async () => {
  const game = await set.room();
  set.relay.refuse(true);
  await set.phone({ width: 360, height: 640, script: WATCH, language: 'de-DE' }, async (phone) => {
    await phone.open(set.link(game.code), 'connecting');
    await phone.says('fault', /Die Seite kommt durch, die Verbindung nicht\..*Firewall/);
    await fits(phone, '360x640-de', 'socket');
    await neverBack(phone);
  });
  set.relay.refuse(false);
  game.close();
});

test('an unreachable game and one without a room for this code are distinguished', () =>
  set.phone({ script: NO_SOCKETS }, async (phone) => {
    await phone.page.route('**/api/**', (route) => route.abort());
    await phone.open(set.link('ZZZZ'), 'connecting');
    await phone.says('fault', /cannot be reached.*another network.*firewall/);
    await phone.page.unroute('**/api/**');
    await phone.says('fault', /has gone.*new code/);
  }));

test('the end of a game is shown although nothing can be loaded any more', () =>
  set.joined({}, async (phone) => {
    await phone.tap('play');
    await phone.state('tilt');
    await phone.page.waitForTimeout(1500);
    await phone.page.route('**/*', (route) => route.abort());
    set.relay.refuse(true);
    set.relay.cut();
    await phone.state('reconnecting');
    await phone.says('prompt', /connection is lost/);
    await phone.says('fault', /does not answer any more/);
    await fits(phone, '390x844', 'lost');
    await phone.context.setOffline(true);
    await phone.says('fault', /no network/);
    await phone.context.setOffline(false);
    await phone.page.unroute('**/*');
    set.relay.refuse(false);
    await phone.state('tilt');
    assert(!(await phone.page.locator('#fault').isVisible()));
  }));

test('a truncated link is reported', () =>
  set.phone({}, async (phone) => {
    await phone.open(`${set.relay.page}#h=192.0.2.1:7171&f=abc&k=abc`, 'connecting');
    await phone.says('fault', /link is not complete/);
  }));
