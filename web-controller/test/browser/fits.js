// Checks that a layout fits on the supported screens. With FULL_TILT_SHOTS naming a folder, a picture of everything that
// is checked is kept there.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { faults } from './faults.js';

const shots = process.env.FULL_TILT_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export const SIZES = [
  { width: 280, height: 653 },
  { width: 320, height: 568 },
  { width: 360, height: 640 },
  { width: 640, height: 360 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 1024, height: 768 },
];
export const LONGEST_NAME = 'Wolfgang Amadeus Mozartx';

/** Checks the current page. @param {import('./phone.js').Phone} phone @param {string} label of the test @param {string} name of the view */
export async function fits(phone, label, name) {
  if (shots) await phone.page.screenshot({ path: join(shots, `${label}-${name}.png`) });
  assert.deepEqual(await phone.page.evaluate(faults), [], `${name} at ${label}`);
}
