/**
 * Bundles the web edition into `dist/play/`, which is not checked in: the shell in `game/`, the game, and its sound.
 *
 *     node scripts/build-game.mjs GAME.js WORKLET.js [--quick] [--out FOLDER]
 *
 * GAME.js and WORKLET.js are the scripts that `wasm-bindgen --target web` has written, each with its `…_bg.wasm` beside it;
 * `scripts/web build` makes them. The bundle has the form of the page's: digests in the names below `assets/`, a
 * `manifest.json`, and every file compressed beforehand; with `--quick` fast rather than well.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { rolldown } from 'rolldown';

import { compress, digest, HASHED, MANIFEST, minifyCss, minifyHtml, typeOf } from './bundle.mjs';

/** @typedef {import('./bundle.mjs').Files} Files */

const SOURCE = new URL('../game/', import.meta.url);
const DOCUMENT = 'index.html';
const SCRIPT = 'main.js';
const STYLE = 'style.css';
const ICON = 'icon.svg';
/** Cloudflare's limit for one file of a Worker, in bytes; the smallest one of the hosts in docs/deploying.md. */
const MAX_FILE_BYTES = 25 * 1024 * 1024;
/** Most bytes of the files that the title needs. */
const BARS = { raw: 12_000_000, brotli: 4_000_000 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const [game, worklet] = positionals.map((path) => resolve(path));
if (!game || !worklet) throw new Error('name the scripts of the game and of the worklet');
const out = resolve(values.out ?? fileURLToPath(new URL('../dist/play/', import.meta.url)));

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, SOURCE));

/** The files with digests in their names. @type {Files} */
const files = new Map();

/** Adds a file under a name with a digest, and returns its path in the bundle. @param {string} name @param {Buffer} content */
function add(name, content) {
  const end = extname(name);
  const hashed = `${HASHED}${basename(name, end).replaceAll('_', '-')}-${digest(content).slice(0, 8)}${end}`;
  files.set(hashed, content);
  return hashed;
}

/**
 * Bundles a script with all that it imports.
 * @param {string} input
 * @param {Record<string, string>} [modules] text of modules that exist only here, by name
 * @param {Record<string, string>} [alias] files of modules, by name
 */
async function script(input, modules = {}, alias = {}) {
  const build = await rolldown({
    input,
    resolve: { alias },
    plugins: [
      {
        name: 'modules',
        resolveId: (id) => (Object.hasOwn(modules, id) ? { id: `\0${id}` } : null),
        load: (id) => modules[id.slice(1)] ?? null,
      },
    ],
  });
  const { output } = await build.generate({ format: 'es', minify: true, codeSplitting: false });
  await build.close();
  return Buffer.from(output[0].code);
}

/** The module beside a script that wasm-bindgen has written. @param {string} glue */
function wasmOf(glue) {
  const name = basename(glue, '.js');
  const content = readFileSync(join(dirname(glue), `${name}_bg.wasm`));
  return { path: add(`${name}.wasm`, content), bytes: content.length };
}

const [gameWasm, soundWasm] = [wasmOf(game), wasmOf(worklet)];
const gameScript = add(basename(game), await script(game));
const soundScript = add('worklet.js', await script(path('worklet/processor.js'), {}, { 'full-tilt/worklet': worklet }));
const address = (/** @type {string} */ file) => `new URL('./${file.slice(HASHED.length)}', import.meta.url).href`;
const main = add(
  SCRIPT,
  await script(path(SCRIPT), {
    'full-tilt/files': `export const files = {
      script: ${address(gameScript)},
      wasm: ${address(gameWasm.path)},
      bytes: ${gameWasm.bytes},
      sound: { worklet: ${address(soundScript)}, wasm: ${address(soundWasm.path)} },
    };`,
  }),
);
const style = add(STYLE, minifyCss(path(STYLE)));
files.set(ICON, readFileSync(new URL(`../page/${ICON}`, import.meta.url)));

const named = minifyHtml(readFileSync(path(DOCUMENT), 'utf8'))
  .replace(`"./${SCRIPT}"`, `"./${main}"`)
  .replace(`"./${STYLE}"`, `"./${style}"`)
  // Fetched together with the script that imports it.
  .replace('</head>', `<link rel="modulepreload" href="./${gameScript}">\n</head>`);
const version = digest(named, ...[...files.keys()].sort().flatMap((name) => [name, files.get(name) ?? '']));
files.set(DOCUMENT, Buffer.from(named.replace('<html ', `<html data-version="${version}" `)));

/** The files that the title screen needs; the sound is loaded after the first click. */
const first = [DOCUMENT, style, main, gameScript, gameWasm.path];
const listed = [...files]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, content]) => ({
    path: name,
    type: typeOf(name),
    digest: digest(content),
    hashed: name.startsWith(HASHED),
    codings: compress(files, name, content, values.quick),
  }));
const manifest = Buffer.from(
  `${JSON.stringify({ version, document: DOCUMENT, first: first.filter((name) => name !== DOCUMENT), files: listed }, null, 1)}\n`,
);
files.set(MANIFEST, manifest);
compress(files, MANIFEST, manifest);

// A quick bundle stays on this machine.
const tooLarge = values.quick ? [] : [...files].filter(([, content]) => content.length > MAX_FILE_BYTES);
if (tooLarge.length > 0) {
  const list = tooLarge.map(([name, content]) => `${name} has ${content.length.toLocaleString('en')} bytes`);
  const limit = MAX_FILE_BYTES.toLocaleString('en');
  console.error(
    `${list.join(', ')}. Cloudflare takes no file of more than ${limit} bytes (25 MiB). Nothing is written.`,
  );
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
for (const [name, content] of files) {
  const file = join(out, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Sizes as sent with each coding. @param {string} name */
const sizes = (name) => {
  const plain = files.get(name)?.length ?? 0;
  return [plain, files.get(`${name}.gz`)?.length ?? plain, files.get(`${name}.br`)?.length ?? plain];
};
const row = (/** @type {string} */ name, /** @type {(string | number)[]} */ numbers) =>
  [name.padEnd(44), ...numbers.map((number) => number.toLocaleString('en').padStart(12))].join('');
console.log(row(`Bytes in ${values.quick ? 'a quick bundle' : 'the bundle'}`, ['raw', 'gzip', 'brotli']));
for (const { path: name } of listed) console.log(row(name, sizes(name)));
const sum = (/** @type {string[]} */ names) =>
  names.map(sizes).reduce((total, numbers) => total.map((number, i) => number + (numbers[i] ?? 0)), [0, 0, 0]);
const untilTitle = sum(first);
console.log(row('until the title', untilTitle));
if (!values.quick) {
  console.log(row('  at most', [BARS.raw, '', BARS.brotli]));
  const [raw = 0, , brotli = 0] = untilTitle;
  const over = { raw: raw - BARS.raw, brotli: brotli - BARS.brotli };
  for (const [form, bytes] of Object.entries(over))
    if (bytes > 0) console.log(`  ${bytes.toLocaleString('en')} bytes too many, ${form}`);
}
console.log(row('all', sum(listed.map(({ path: name }) => name))));
