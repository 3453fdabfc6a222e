/**
 * Runs the relay on this machine, without an account and without a network: `wrangler.jsonc` in the runtime that Cloudflare
 * uses. Its objects keep what they store in a folder, so that it can be started again on the same rooms.
 *
 *     node scripts/serve.mjs [--port 8787] [--store FOLDER] [--set NAME=VALUE]… [--assets FOLDER] [--bare]
 *
 * It serves the files in `dist`, or those in the folder that --assets names.
 *
 * When it answers, it prints `listening on http://127.0.0.1:PORT`. With `--bare` nothing of the emulator's is in front of the
 * Worker, and there is no page: only then does the Worker itself decide whether sockets are compressed.
 */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';

const HOST = '127.0.0.1';
const here = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    store: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    assets: { type: 'string' },
    bare: { type: 'boolean', default: false },
  },
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

// The rules are for bundling, which happens here.
const { modulesRules: _, assets, ...worker } = unstable_getMiniflareWorkerOptions(here('wrangler.jsonc')).workerOptions;
const settings = Object.fromEntries(values.set.map((setting) => setting.split(/=(.*)/s, 2)));
const port = Number(values.port);
const front = values.bare
  ? { unsafeDirectSockets: [{ host: HOST, port }] }
  : { assets: assets && { ...assets, directory: values.assets ?? assets.directory } };
const relay = new Miniflare(
  convertV4MiniflareOptions({
    ...worker,
    ...front,
    modules: true,
    script: await bundle(),
    bindings: { ...worker.bindings, ...settings },
    host: HOST,
    port: values.bare ? 0 : port,
    ...(values.store === undefined ? {} : { resourcePersistencePath: values.store }),
    cf: false,
    logRequests: false,
    telemetry: { enabled: false },
  }),
);
const url = values.bare ? await relay.unsafeGetDirectURL() : await relay.ready;
console.log(`listening on ${url.origin}`);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => void relay.dispose().then(() => process.exit(0)));
}
