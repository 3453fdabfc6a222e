/**
 * Bundles the page into `dist/`, which is checked in so that the Rust programs build without Node.js.
 *
 *     node scripts/build-page.mjs            write `dist/`
 *     node scripts/build-page.mjs --check    compare `dist/` with the files that would be written, and write nothing
 *
 * Files below `assets/` have a digest of their content in their names and never change. The document, `sw.js`, the web app
 * manifest and the icons keep their addresses. `manifest.json` lists all files, for the relay, which serves them, and for the
 * service worker, which keeps a copy. `*.br` and `*.gz` are the same files compressed, so that no server has to do it.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

import { CODINGS, compress, digest, HASHED, MANIFEST, minifyCss, minifyHtml, typeOf } from './bundle.mjs';

const SOURCE = new URL('../page/', import.meta.url);
const DIST = new URL('../dist/', import.meta.url);
const DOCUMENT = 'index.html';
const WORKER = 'sw.js';
/** The headers that every edition sends with the page. */
const HEADERS = JSON.parse(readFileSync(new URL('../shared/headers.json', import.meta.url), 'utf8'));
/** The folder of the web edition's bundle, which is not the page's: `build-game.mjs` writes it. */
const GAME = 'play/';
const STAYING = ['icon-192.png', 'icon-512.png', 'icon.svg', 'manifest.webmanifest'];
/** Besides the document, the files that browsers load before the first tap. */
const SCRIPT = 'main.js';
const STYLE = 'ui/style.css';

const source = (/** @type {string} */ name) => readFileSync(new URL(name, SOURCE));

/** Scripts and style sheets with digests in their names. @returns {Promise<{ files: Files, script: string, style: string }>} */
async function bundle() {
  /** The modules of the first load: the entry's static imports, and theirs. @type {Set<string>} */
  const first = new Set();
  let style = '';
  const build = await rolldown({
    input: fileURLToPath(new URL(SCRIPT, SOURCE)),
    plugins: [
      {
        name: 'styles',
        buildStart() {
          style = this.emitFile({
            type: 'asset',
            name: basename(STYLE),
            source: minifyCss(fileURLToPath(new URL(STYLE, SOURCE))),
          });
        },
        /** `new URL('./x.css', import.meta.url)` is the address of a style sheet, here as in the unbuilt page. */
        transform(code, id) {
          return code.replace(/new URL\('(\.{1,2}\/[^']+\.css)', import\.meta\.url\)/g, (_, path) => {
            const sheet = fileURLToPath(new URL(path, `file://${id}`));
            const reference = this.emitFile({ type: 'asset', name: basename(path), source: minifyCss(sheet) });
            return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
          });
        },
        buildEnd() {
          const collect = (/** @type {string} */ id) => {
            if (first.has(id)) return;
            first.add(id);
            this.getModuleInfo(id)?.importedIds.forEach(collect);
          };
          collect(fileURLToPath(new URL(SCRIPT, SOURCE)));
        },
        generateBundle() {
          style = this.getFileName(style);
        },
      },
    ],
  });
  const { output } = await build.generate({
    format: 'es',
    minify: true,
    entryFileNames: `${HASHED}[name]-[hash].js`,
    chunkFileNames: `${HASHED}[name]-[hash].js`,
    assetFileNames: `${HASHED}[name]-[hash][extname]`,
    // One script to begin with, which also holds what the later ones share.
    codeSplitting: { groups: [{ name: basename(SCRIPT, '.js'), test: (id) => first.has(id) }] },
  });
  await build.close();
  /** @type {Files} */
  const files = new Map();
  let script = '';
  for (const part of output) {
    if (part.type === 'asset') files.set(part.fileName, Buffer.from(part.source));
    else if (!part.isEntry) files.set(part.fileName, Buffer.from(part.code));
    else {
      // With a group the entry itself is just one import, of the script that the document can name as well.
      const [, name] = /^import ?["'`]\.\/([^"'`]+)["'`];\s*$/.exec(part.code) ?? [];
      if (!name) throw new Error(`${part.fileName} is more than an import:\n${part.code.slice(0, 200)}`);
      script = HASHED + name;
    }
  }
  return { files, script, style };
}

/** The service worker, which is one script. */
async function serviceWorker() {
  const build = await rolldown({ input: fileURLToPath(new URL(WORKER, SOURCE)) });
  const { output } = await build.generate({ format: 'es', minify: true });
  await build.close();
  return Buffer.from(output[0].code);
}

/** The headers, for hosts of files that take them from `_headers`, such as Cloudflare's and Netlify's. */
function headersFile() {
  const { always, contentSecurityPolicy, gameContentSecurityPolicy, cacheControl } = HEADERS;
  const policy = (/** @type {Record<string, string>} */ directives) =>
    `  Content-Security-Policy: ${Object.entries(directives)
      .map((directive) => directive.join(' '))
      .join('; ')}`;
  const lines = Object.entries(always).map(([name, value]) => `  ${name}: ${value}`);
  const immutable = ['  ! Cache-Control', `  Cache-Control: ${cacheControl.hashed}`];
  return [
    '/*',
    ...lines,
    policy(contentSecurityPolicy),
    `  Cache-Control: ${cacheControl.other}`,
    `/${HASHED}*`,
    ...immutable,
    `/${GAME}*`,
    '  ! Content-Security-Policy',
    policy({ ...contentSecurityPolicy, ...gameContentSecurityPolicy }),
    `/${GAME}${HASHED}*`,
    ...immutable,
    '',
  ].join('\n');
}

/** The files that `dist/` must contain. @returns {Promise<Files>} */
async function build() {
  const { files, script, style } = await bundle();
  for (const name of STAYING) files.set(name, source(name));
  const named = minifyHtml(source(DOCUMENT).toString())
    .replace(`"./${SCRIPT}"`, `"./${script}"`)
    .replace(`"./${STYLE}"`, `"./${style}"`);
  files.set(WORKER, await serviceWorker());
  const version = digest(named, ...[...files.keys()].sort().flatMap((path) => [path, files.get(path) ?? '']));
  // The service worker recognises the page by this, and compares it with the manifest's version.
  files.set(DOCUMENT, Buffer.from(named.replace('<html ', `<html data-version="${version}" `)));
  const listed = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({
      path,
      type: typeOf(path),
      digest: digest(content),
      hashed: path.startsWith(HASHED),
      codings: compress(files, path, content),
    }));
  const manifest = { version, document: DOCUMENT, first: [style, script], files: listed };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  files.set(MANIFEST, text);
  compress(files, MANIFEST, text);
  files.set('_headers', Buffer.from(headersFile()));
  // Cloudflare compresses by itself.
  files.set(
    '.assetsignore',
    Buffer.from(
      Object.keys(CODINGS)
        .map((name) => `*.${name}\n`)
        .join(''),
    ),
  );
  return files;
}

/** The current files of `dist/`. @returns {Files} */
function read() {
  /** @type {(folder: string) => [string, Buffer][]} */
  const list = (folder) =>
    readdirSync(new URL(folder, DIST), { withFileTypes: true }).flatMap((entry) => {
      const path = folder + entry.name;
      if (!entry.isDirectory()) return [[path, readFileSync(new URL(path, DIST))]];
      return `${path}/` === GAME ? [] : list(`${path}/`);
    });
  try {
    return new Map(list(''));
  } catch {
    return new Map();
  }
}

/** Returns whether a file is as it should be; other versions of zlib may compress differently. @param {string} path @param {Buffer} is @param {Buffer} should */
function isSame(path, is, should) {
  const coding = Object.entries(CODINGS).find(([name]) => path.endsWith(`.${name}`))?.[1];
  try {
    return coding ? coding.unpack(is).equals(coding.unpack(should)) : is.equals(should);
  } catch {
    return false;
  }
}

const [wanted, found] = [await build(), read()];
const differing = [...new Set([...wanted.keys(), ...found.keys()])].filter((path) => {
  const [is, should] = [found.get(path), wanted.get(path)];
  return !is || !should || !isSame(path, is, should);
});
if (process.argv.includes('--check')) {
  if (differing.length > 0) {
    console.error(
      `web-controller/dist is not what the sources make: ${differing.join(', ')}.\nRun \`npm run build\` in web-controller and commit what it writes.`,
    );
    process.exit(1);
  }
} else {
  // Unchanged files keep their time stamps, and git and cargo see no change.
  for (const path of differing) {
    const content = wanted.get(path);
    if (!content) rmSync(new URL(path, DIST));
    else {
      mkdirSync(dirname(fileURLToPath(new URL(path, DIST))), { recursive: true });
      writeFileSync(new URL(path, DIST), content);
    }
  }
  const sizes = [...wanted.keys()]
    .filter((path) => path.endsWith('.br'))
    .map((path) => `${path.slice(0, -3)} ${wanted.get(path)?.length}`);
  console.log(`${differing.length} files changed. Bytes with brotli: ${sizes.join(', ')}`);
}
