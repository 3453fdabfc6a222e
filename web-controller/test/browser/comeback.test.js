// Reconnection: after a reload, after a while without a network, and over two lanes where one stalls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPhone } from './phone.js';
import { startRelay } from './relay.js';
import { stage } from './stage.js';

const set = stage();

test('a page reloaded in play resumes by itself: its slot, its centre, its steering', () =>
  set.joined({}, async (phone, game) => {
    await phone.pose(40, 10);
    await phone.tap('play');
    await phone.state('tilt');
    await phone.page.waitForFunction(() => document.querySelector('#fill')?.getAttribute('d'));
    await phone.down(195, 400);
    await game.message('recenter');
    await phone.up();
    game.texts.clear();
    game.frames.clear();
    await phone.page.reload();
    await phone.state('tilt');
    const back = await game.joined();
    assert.equal(back.slot, 0);
    assert.equal(back.resumed, true);
    const settings = await game.message('settings');
    assert(settings.type === 'settings' && Math.abs((settings.neutral?.[0] ?? 0) - 10) < 1, JSON.stringify(settings));
    await game.frame('motion');
  }));

test('where sensors need a tap after a reload, the page asks for it', () =>
  set.joined(
    {
      script: `for (const kind of [DeviceMotionEvent, DeviceOrientationEvent]) kind.requestPermission = async () => {
        if (!navigator.userActivation.isActive) throw new DOMException('needs a gesture', 'NotAllowedError');
        window.granted = true;
        return 'granted';
      };
      const add = window.addEventListener;
      window.addEventListener = (type, listener, ...rest) =>
        add.call(window, type, type === 'devicemotion' ? (event) => window.granted && listener(event) : listener, ...rest);
      const remove = window.removeEventListener;`,
    },
    async (phone, game) => {
      await phone.tap('play');
      await phone.state('tilt');
      await phone.page.reload();
      await phone.state('ready');
      await phone.tap('play');
      await phone.state('tilt');
      game.frames.clear();
      await game.frame('motion');
    },
  ));

test('five seconds without a network: the phone is back in its slot and steers', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    game.texts.clear();
    set.relay.refuse(true);
    set.relay.freeze();
    await phone.state('reconnecting');
    await phone.says('prompt', /Coming back/);
    await phone.page.waitForTimeout(2000);
    set.relay.refuse(false);
    game.frames.clear();
    await phone.state('tilt');
    assert.equal((await game.joined()).slot, 0);
    await game.frame('motion');
  }));

test('a stalling connection gets a second lane, which carries the readings meanwhile; a calm one loses it', () =>
  set.joined({}, async (phone, game) => {
    await phone.tap('play');
    await phone.state('tilt');
    await phone.says('ms', /ms/);
    // Long enough for the page to learn the usual round trip here.
    await phone.page.waitForTimeout(1500);
    for (let stall = 0; stall < 4 && (await phone.data('lanes')) !== '2'; stall += 1) {
      set.relay.stall(400);
      await phone.page.waitForTimeout(1200);
    }
    await phone.page.locator('body[data-lanes="2"]').waitFor();
    await phone.page.waitForTimeout(500);
    // Now the first lane stands still, and the second one does not.
    set.relay.stall(1500, 1);
    await phone.page.waitForTimeout(100);
    game.frames.clear();
    const from = performance.now();
    await game.frame('motion');
    assert(performance.now() - from < 700, 'readings arrive over the other lane');
    assert.equal(await phone.data('state'), 'tilt');
  }));

test('fifteen phones steer at once', async () => {
  const game = await set.room();
  const browser = set.browser;
  const phones = await Promise.all(Array.from({ length: 15 }, () => newPhone(browser, { width: 360, height: 640 })));
  try {
    await Promise.all(phones.map((phone) => phone.open(set.link(game.code), 'ready')));
    await Promise.all(
      phones.map(async (phone, i) => {
        await phone.pose(40, 2 * i - 14);
        await phone.tap('play');
        await phone.state('tilt');
      }),
    );
    const slots = new Set();
    await game.frames.wait(
      'motion of all',
      ({ slot, frame }) => {
        if (frame.kind === 'motion') slots.add(slot);
        return slots.size === 15;
      },
      20_000,
    );
    for (const phone of phones) assert.deepEqual(phone.errors, []);
  } finally {
    await Promise.all(phones.map((phone) => phone.close()));
    game.close();
  }
});

test('the page opens without a network after a first visit', () =>
  set.phone({}, async (phone) => {
    const relay = await startRelay();
    await phone.open(relay.served, 'code');
    await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await relay.stop();
    await phone.page.reload();
    await phone.state('code');
    await phone.page.locator('#code').fill('K7TQ');
    await phone.tap('join');
    await phone.says('code-error', /cannot be reached/);
  }));
