/** Runs the unit tests inside the runtime that Cloudflare uses, with the objects of `wrangler.jsonc`. */

import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const MANY = '100000';

export default defineConfig({
  // All tests come from one address; those of limits set their own.
  plugins: [
    cloudflareTest({
      wrangler: { configPath: './wrangler.jsonc' },
      miniflare: {
        bindings: {
          ROOMS_PER_MINUTE: '20',
          MISSES_PER_MINUTE: '20',
          JOINS_PER_MINUTE: '600',
          SOCKETS_PER_ADDRESS: '40',
          MAX_ROOMS: MANY,
          ALLOW_ORIGINS: 'https://page.example',
        },
      },
    }),
  ],
  // One after another: each file has its own runtime, and two cores are enough for one.
  test: { include: ['test/*.test.ts'], testTimeout: 120_000, fileParallelism: false },
});
