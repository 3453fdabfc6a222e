// Joining a room: by link, by typed code, under a name; and every possible problem, explained in words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './stage.js';

const set = stage();

test('a link joins at once, before any tap, and the page shows it', () =>
  set.joined({}, async (phone, game) => {
    await phone.says('status', /Connected/);
    assert.equal(await phone.text('room'), game.code);
    assert.match((await game.joined()).name, /^\w+ \w+$/, 'a friendly name was made up');
    assert.equal(await phone.data('link'), 'connected');
  }));

test('the relay serves the page itself, under its own policy', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    await phone.open(`${set.relay.origin}/?room=${game.code}`, 'ready');
    await phone.tap('play');
    await phone.state('tilt');
    await game.frame('motion');
    game.close();
  }));

test('a typed code joins, in lower case too, and the address then leads back to the room', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    await phone.open(set.relay.page, 'code');
    await phone.page.locator('#code').fill(game.code.toLowerCase());
    await phone.tap('join');
    await phone.state('ready');
    await game.joined();
    assert.equal(new URL(phone.page.url()).searchParams.get('room'), game.code);
    game.close();
  }));

test('a malformed code is explained without asking the relay', () =>
  set.phone({}, async (phone) => {
    await phone.open(set.relay.page, 'code');
    for (const [typed, words] of /** @type {[string, RegExp][]} */ ([
      ['', /four characters shown/],
      ['K7T', /four characters; this one has 3/],
      ['K7T0', /“0” is never part/],
    ])) {
      await phone.page.locator('#code').fill(typed);
      await phone.tap('join');
      await phone.says('code-error', words);
    }
    assert.equal(await phone.data('state'), 'code');
  }));

test('a typed unknown code is explained', () =>
  set.phone({}, async (phone) => {
    await phone.open(set.relay.page, 'code');
    await phone.page.locator('#code').fill('ZZZZ');
    await phone.tap('join');
    await phone.says('code-error', /no room ZZZZ/);
  }));

test('a link to an unknown room ends with an explanation and a way out', () =>
  set.phone({}, async (phone) => {
    await phone.open(set.link('ZZZZ'), 'ended');
    assert.match(await phone.text('end-title'), /No such room/);
    assert.equal(await phone.data('link'), 'closed');
    await phone.tap('end-other');
    await phone.state('code');
  }));

test('a malformed code in the link is shown for correction', () =>
  set.phone({}, async (phone) => {
    await phone.open(set.link('K7T0'), 'code');
    await phone.says('code-error', /“0” is never part/);
    assert.equal(await phone.page.locator('#code').inputValue(), 'K7T0');
  }));

test('a link encoded by a messenger leads into its room, and its seat is taken', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    await phone.open(`${set.relay.page}?room=${game.code}%23x=y`, 'ready');
    await game.joined();
    assert.equal(phone.page.url(), `${set.relay.page}?room=${game.code}#x=y`);
    const seat = await game.invitation(0);
    await set.phone({}, async (second) => {
      await second.open(`${set.relay.page}?room=${game.code}%23s=${seat}`, 'ready');
      await phone.state('ended');
      assert.match(await phone.text('end-title'), /elsewhere/);
      assert(!second.page.url().includes(seat), 'an invitation is for this phone only');
    });
    game.close();
  }));

test('a pasted link, spaces and full-width letters join', () =>
  set.phone({}, async (phone) => {
    const game = await set.room();
    const wide = [...game.code].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join(' ');
    for (const typed of [
      `Join here: ${set.relay.page}?room=${game.code}#x=y`,
      `${game.code.slice(0, 2)} ${game.code.slice(2)}`,
      wide,
    ]) {
      await phone.open(set.relay.page, 'code');
      await phone.page.locator('#code').fill(typed);
      await phone.tap('join');
      await phone.state('ready');
      assert.equal(new URL(phone.page.url()).searchParams.get('room'), game.code);
    }
    game.close();
  }));

test('a page without a relay keeps its link when the game cannot be reached, and offers no code', () =>
  set.phone({}, async (phone) => {
    const link = `${set.relay.page}#h=192.0.2.1:7171&f=${'A'.repeat(43)}&k=${'a'.repeat(22)}`;
    await phone.page.goto(link);
    await phone.page.locator('body[data-state="ended"]').waitFor({ timeout: 20_000 });
    assert.match(await phone.text('end-title'), /No way to the game/);
    assert(!(await phone.page.locator('#end-other').isVisible()));
    assert(await phone.page.locator('#end-again').isVisible());
    assert.equal(phone.page.url(), link);
    await phone.tap('end-again');
    await phone.state('connecting');
  }));

test('a page that turns out to have no relay removes its form', () =>
  set.phone({}, async (phone) => {
    await phone.page.route('**/api/**', (route) =>
      route.fulfill({ status: 404, contentType: 'text/html', body: '<p>no such file' }),
    );
    await phone.open(set.relay.page, 'code');
    await phone.page.locator('#code').fill('K7TQ');
    await phone.tap('join');
    await phone.says('code-error', /knows no rooms/);
    assert(!(await phone.page.locator('#join').isVisible()));
  }));

test('a name is cleaned, sent to the game and remembered', () =>
  set.joined({}, async (phone, game) => {
    await phone.page.locator('#name').fill('  Ada\u202e  ');
    await phone.page.locator('#name').blur();
    await game.texts.wait('the new name', (text) => text.type === 'peer_renamed' && text.name === 'Ada');
    await phone.page.reload();
    await phone.state('ready');
    assert.equal(await phone.page.locator('#name').inputValue(), 'Ada');
    await game.texts.wait('the return', (text) => text.type === 'peer_joined' && text.name === 'Ada' && text.resumed);
  }));

test('a full room, a locked one and a removal each have their own words', async () => {
  const game = await set.room({ maxPeers: 1 });
  game.command({ type: 'lock', locked: true });
  await set.phone({}, async (phone) => {
    await phone.open(set.link(game.code), 'ended');
    assert.match(await phone.text('end-title'), /locked/);
    game.command({ type: 'lock', locked: false });
    await phone.tap('end-again');
    await phone.state('ready');
    await set.phone({}, async (second) => {
      await second.open(set.link(game.code), 'ended');
      assert.match(await second.text('end-title'), /full/);
    });
    // Last: from then on nobody with this address gets in for a while.
    game.command({ type: 'kick', slot: 0 });
    await phone.state('ended');
    assert.match(await phone.text('end-title'), /removed/);
  });
  game.close();
});

test('the page works where nothing can be remembered', () =>
  set.joined(
    {
      script:
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
    },
    async (phone, game) => {
      await phone.tap('play');
      await phone.state('tilt');
      await game.message('ready');
    },
  ));
