// Taking over a seat with a code from the big screen: once, and without leaving the code anywhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './stage.js';

const set = stage();
const STALE = 'AAAAAAAAAAAAAAAAAAAAAA';

/** Returns the phone's stored memory. @param {import('./phone.js').Phone} phone */
const memory = (phone) => phone.page.evaluate(() => JSON.stringify({ ...localStorage }));

/** @param {import('./phone.js').Phone} phone */
const address = (phone) => new URL(phone.page.url());

test('another phone takes the seat with its name, and keeps it over a reload', () =>
  set.joined({}, async (first, game) => {
    await first.page.locator('#name').fill('Ada');
    await first.page.locator('#name').blur();
    await game.texts.wait('the name', (text) => text.type === 'peer_renamed' && text.name === 'Ada');
    const invitation = await game.invitation(0);
    game.texts.clear();
    await set.phone({}, async (second) => {
      await second.open(`${set.link(game.code)}#s=${invitation}`, 'ready');
      const back = await game.joined();
      assert.deepEqual([back.slot, back.name, back.resumed], [0, 'Ada', true]);
      assert.equal(address(second).hash, '');
      assert.equal(address(second).searchParams.get('room'), game.code);
      assert.equal(await second.page.locator('#name').inputValue(), 'Ada');
      assert(!(await memory(second)).includes(invitation), 'what is kept is the seat token that came for it');
      await first.state('ended');
      assert.match(await first.text('end-title'), /elsewhere/);

      await second.tap('play');
      await second.state('tilt');
      game.frames.clear();
      await game.frame('motion');
      game.texts.clear();
      await second.page.reload();
      await second.state('tilt');
      const again = await game.joined();
      assert.deepEqual([again.slot, again.name, again.resumed], [0, 'Ada', true]);
    });
  }));

test('a phone with a worthless invitation is a newcomer', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    await phone.open(`${set.served}?room=${game.code}#s=${STALE}`, 'ready');
    const there = await game.joined();
    assert.deepEqual([there.slot, there.resumed], [0, false]);
    assert.equal(address(phone).hash, '');
    assert(!(await memory(phone)).includes(STALE));
    game.close();
  }));

test('a worthless invitation does not cost the phone its own seat', () =>
  set.joined({}, async (phone, game) => {
    await phone.open(set.relay.page, 'code');
    game.texts.clear();
    await phone.open(`${set.link(game.code)}#s=${STALE}`, 'ready');
    const back = await game.joined();
    assert.deepEqual([back.slot, back.resumed], [0, true]);
  }));

test('the rest of the fragment stays as it is', () =>
  set.joined({}, async (_, game) => {
    const invitation = await game.invitation(0);
    game.texts.clear();
    await set.phone({}, async (phone) => {
      await phone.open(`${set.link(game.code)}#h=192.168.1.5:7171,10.0.0.7:1&s=${invitation}&f=a-b&k=c_d`, 'ready');
      assert.equal((await game.joined()).resumed, true);
      assert.equal(address(phone).hash, '#h=192.168.1.5:7171,10.0.0.7:1&f=a-b&k=c_d');
    });
  }));

test('a code scanned into an open page counts, too', () =>
  set.joined({}, async (_, game) => {
    const invitation = await game.invitation(0);
    await set.phone({}, async (phone) => {
      await phone.open(set.link(game.code), 'ready');
      await game.texts.wait('the second phone', (text) => text.type === 'peer_joined' && text.slot === 1);
      game.texts.clear();
      await phone.page.evaluate((hash) => void (location.hash = hash), `s=${invitation}`);
      await game.texts.wait('it in the seat', (text) => text.type === 'peer_joined' && text.slot === 0 && text.resumed);
      await phone.state('ready');
      assert.equal(address(phone).hash, '');
    });
  }));

test('where there is no such room, nothing of the invitation is kept', () =>
  set.phone({}, async (phone) => {
    await phone.open(`${set.link('ZZZZ')}#s=${STALE}`, 'ended');
    assert.equal(address(phone).hash, '');
    assert(!(await memory(phone)).includes(STALE));
  }));
