/**
 * Runs the relay on this machine, without an account and without a network: `wrangler.jsonc` in the runtime that Cloudflare
 * uses. Its objects keep what they store in a folder, so that it can be started again on the same rooms.
 *
 *     node scripts/serve.mjs [--port 8787] [--store FOLDER] [--set NAME=VALUE]…
 *
 * When it answers, it prints `listening on http://127.0.0.1:PORT`.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, store: { type: 'string' }, set: { type: 'string', multiple: true, default: [] } },
});

/** The Worker as one script, as the deployment bundles it. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [here('src/worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    external: ['cloudflare:*', 'node:*'],
  });
  return outputFiles[0]?.text ?? '';
}

execFileSync(process.execPath, [here('scripts/page.mjs')]);
// The rules are for bundling, which is done here.
const { modulesRules: _, ...workerOptions } = unstable_getMiniflareWorkerOptions(here('wrangler.jsonc')).workerOptions;
const settings = Object.fromEntries(values.set.map((setting) => setting.split(/=(.*)/s, 2)));
const relay = new Miniflare(
  convertV4MiniflareOptions({
    ...workerOptions,
    modules: true,
    script: await bundle(),
    bindings: { ...workerOptions.bindings, ...settings },
    host: '127.0.0.1',
    port: Number(values.port),
    ...(values.store === undefined ? {} : { resourcePersistencePath: values.store }),
    cf: false,
    logRequests: false,
    telemetry: { enabled: false },
  }),
);
const url = await relay.ready;
console.log(`listening on ${url.origin}`);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => void relay.dispose().then(() => process.exit(0)));
}
