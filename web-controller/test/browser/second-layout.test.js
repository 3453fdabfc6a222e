// Layout of a party on the phone: on every size of screen, in every language, by tilt and by touch, nothing overflows.
//
// With FULL_TILT_SHOTS naming a folder, a picture of every scene is kept there.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { faults } from './faults.js';
import { party, play } from './scenes.js';
import { stage } from './stage.js';

const set = stage();
const shots = process.env.FULL_TILT_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const SIZES = [
  { width: 360, height: 640 },
  { width: 640, height: 360 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 430, height: 932 },
  { width: 1024, height: 768 },
];
const LONGEST_NAME = 'Wolfgang Amadeus Mozartx';

for (const size of SIZES) for (const language of ['en-GB', 'de-DE']) for (const input of /** @type {const} */ (['tilt', 'touch'])) {
  const label = `${size.width}x${size.height}-${language.slice(0, 2)}-${input}`;

  test(`a party fits ${label}`, () =>
    set.joined({ ...size, language, sensors: input === 'tilt' }, async (phone, game) => {
      await phone.tap('play');
      await phone.state(input);
      for (const scene of party(LONGEST_NAME, LONGEST_NAME.toUpperCase())) {
        await play(scene, phone, game);
        if (shots) await phone.page.screenshot({ path: join(shots, `party-${label}-${scene.name}.png`) });
        assert.deepEqual(await phone.page.evaluate(faults), [], `${scene.name} at ${label}`);
      }
    }));
}
