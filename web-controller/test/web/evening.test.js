// The whole path of an evening with full-tilt-relay as the server: four phones, mishaps, and a laptop that is reloaded.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startBrowser } from '../browser/phone.js';
import { keepPoints, playEvening } from './evening.js';
import { startScreen } from './game.js';
import { startServer } from './server.js';

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {{ screen: import('playwright-core').Browser, phones: import('playwright-core').Browser }} */
let browsers;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'full-tilt-web-evening-'));
  const [screen, phones] = await Promise.all([startScreen(), startBrowser()]);
  browsers = { screen, phones };
  server = await startServer(folder);
});
after(async () => {
  await Promise.all([browsers.screen.close(), browsers.phones.close()]);
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('four phones play an evening in a browser', (t) => playEvening(t, server, browsers));

test('the points of a match are kept while the laptop is reloaded', () => keepPoints(server, browsers));
