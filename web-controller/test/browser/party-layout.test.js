// Layout of a party on the phone: on every size of screen, in every language, by tilt and by touch, nothing overflows.

import { test } from 'node:test';

import { fits, LONGEST_NAME, SIZES } from './fits.js';
import { party, play } from './scenes.js';
import { stage } from './stage.js';

const set = stage();
for (const size of [...SIZES, { width: 430, height: 932 }])
  for (const language of ['en-GB', 'de-DE'])
    for (const input of /** @type {const} */ (['tilt', 'touch'])) {
      const label = `${size.width}x${size.height}-${language.slice(0, 2)}-${input}`;

      test(`a party fits ${label}`, () =>
        set.joined({ ...size, language, sensors: input === 'tilt' }, async (phone, game) => {
          await phone.tap('play');
          await phone.state(input);
          for (const scene of party(LONGEST_NAME, LONGEST_NAME.toUpperCase())) {
            await play(scene, phone, game);
            await fits(phone, `party-${label}`, scene.name);
          }
        }));
    }
