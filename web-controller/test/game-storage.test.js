import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pack, unpack } from '../game/storage.js';

/** A storage with these items. @param {Record<string, string>} items */
const storage = (items) =>
  /** @type {Storage} */ (
    /** @type {unknown} */ ({
      length: Object.keys(items).length,
      key: (/** @type {number} */ i) => Object.keys(items)[i] ?? null,
      getItem: (/** @type {string} */ key) => items[key] ?? null,
    })
  );

const RUNS = { 'runs/best-rush-tilt.ftrun': Uint8Array.of(0, 1, 254, 255) };

test('files that were exported can be imported, and nothing else is exported', () => {
  const items = {
    'full-tilt/settings.json': '{"version":1}',
    'full-tilt/scores.json': '{"version":2}',
    'full-tilt.tilt': 'true',
    other: 'secret',
  };
  const all = unpack(pack(storage(items), RUNS));
  assert.deepEqual(all?.files, { 'settings.json': '{"version":1}', 'scores.json': '{"version":2}' });
  assert.deepEqual(all?.runs, RUNS);
});

test('files from elsewhere are refused as a whole', () => {
  const valid = { format: 'full-tilt-files', version: 1, files: {}, runs: {} };
  const bytes = (/** @type {unknown} */ value) => new TextEncoder().encode(JSON.stringify(value));
  assert(unpack(bytes(valid)));
  for (const other of [
    {},
    null,
    [],
    { ...valid, format: 'other' },
    { ...valid, version: 2 },
    { ...valid, files: { '../settings.json': '' } },
    { ...valid, files: { 'settings.json': 7 } },
    { ...valid, files: null },
    { ...valid, runs: { 'elsewhere/x.ftrun': '' } },
    { ...valid, runs: { 'runs/../x.ftrun': '' } },
    { ...valid, runs: { 'runs/x.ftrun': '***' } },
  ])
    assert.equal(unpack(bytes(other)), null, JSON.stringify(other));
  assert.equal(unpack(Uint8Array.of(0xff, 0xfe)), null);
  assert.equal(unpack(new Uint8Array(17 * 1024 * 1024)), null);
});
