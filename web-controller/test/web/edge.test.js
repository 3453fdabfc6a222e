// The whole path of an evening with the Worker as the server, in the runtime that Cloudflare uses.

import { test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { startEdgeServer } from './edge-server.js';
import { playEvening } from './evening.js';
import { startScreen } from './game.js';

test('four phones play an evening at the Worker', async (t) => {
  const [screen, phones, server] = await Promise.all([startScreen(), startBrowser(), startEdgeServer()]);
  try {
    await playEvening(t, server, { screen, phones });
  } finally {
    await Promise.all([screen.close(), phones.close(), server.stop()]);
  }
});
