// The relay connection: it comes back by itself with the same seat, notices when it is dead, and stays closed where it must.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPhone } from './phone.js';
import { stage } from './stage.js';

const set = stage();

test('a cut connection returns to the same slot, and the game receives "ready" again', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    await game.message('ready');
    game.texts.clear();
    game.frames.clear();
    set.relay.refuse(true);
    set.relay.cut();
    await phone.state('reconnecting');
    assert.equal(await phone.data('link'), 'reconnecting');
    await phone.says('status', /Reconnecting/);
    set.relay.refuse(false);
    await phone.state('tilt');
    const back = await game.joined();
    assert.equal(back.slot, 0);
    assert.equal(back.resumed, true);
    assert.deepEqual(await game.message('ready'), { type: 'ready', input: 'tilt' });
    await game.frame('motion');
  }));

test('a connection that is silent but open is given up after three seconds', () =>
  set.joined({}, async (phone, game) => {
    game.texts.clear();
    set.relay.freeze();
    const back = await game.texts.wait('the return', (text) => text.type === 'peer_joined', 15_000);
    assert.equal(back.resumed, true);
    await phone.state('ready');
  }));

test('a second tab takes over; the first shows that and does not reconnect by itself', () =>
  set.joined({}, async (phone, game) => {
    game.texts.clear();
    const second = await newPhone(/** @type {any} */ (phone.context.browser()), { context: phone.context });
    await second.open(set.link(game.code), 'ready');
    assert.equal((await game.joined()).slot, 0, 'the tabs share one seat');
    await phone.state('ended');
    assert.match(await phone.text('end-title'), /Playing elsewhere/);

    // Events that wake other connections must not wake this one.
    await phone.page.evaluate(() => {
      window.dispatchEvent(new Event('online'));
      window.dispatchEvent(new Event('pageshow'));
      document.dispatchEvent(new Event('visibilitychange'));
    });
    assert.equal(await phone.data('link'), 'closed');
    assert.equal(await second.data('link'), 'connected');

    await phone.page.bringToFront();
    await phone.tap('end-again');
    await phone.state('ready');
    await second.state('ended');
  }));

test('a seat unknown to the relay is forgotten, and a new one taken', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    const seats = JSON.stringify({
      [game.code]: { token: 'worn-out', neutral: [0, 0, 0, 0], input: '', at: Date.now() },
    });
    await phone.page.addInitScript(`localStorage.setItem('full-tilt.seats', ${JSON.stringify(seats)})`);
    await phone.open(set.link(game.code), 'ready');
    assert.equal((await game.joined()).resumed, false);
    game.close();
  }));

test('the game’s absence and return are shown, and "ready" is repeated', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await game.message('ready');
    game.close();
    await phone.says('status', /Waiting for the game/);
    game.frames.clear();
    await game.connect();
    await phone.says('status', /^Connected$/);
    await game.message('ready');
  }));
