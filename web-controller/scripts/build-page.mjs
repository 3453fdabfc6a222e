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

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

import { transform } from 'lightningcss';
import { rolldown } from 'rolldown';

const SOURCE = new URL('../page/', import.meta.url);
const DIST = new URL('../dist/', import.meta.url);
const DOCUMENT = 'index.html';
const WORKER = 'sw.js';
const MANIFEST = 'manifest.json';
/** The headers that every edition sends with the page. */
const HEADERS = JSON.parse(readFileSync(new URL('../shared/headers.json', import.meta.url), 'utf8'));
/** The folder of the files whose names change with their content. */
const HASHED = 'assets/';
const STAYING = ['icon-192.png', 'icon-512.png', 'icon.svg', 'manifest.webmanifest'];
/** Besides the document, the files that browsers load before the first tap. */
const SCRIPT = 'main.js';
const STYLE = 'ui/style.css';
/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
/** Codings with the ends of their names, the smallest first. */
const CODINGS = {
  br: {
    pack: (/** @type {Buffer} */ plain) =>
      brotliCompressSync(plain, {
        params: {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
        },
      }),
    unpack: brotliDecompressSync,
  },
  gz: { pack: (/** @type {Buffer} */ plain) => gzipSync(plain, { level: 9 }), unpack: gunzipSync },
};

/** Files of the bundle by path. @typedef {Map<string, Buffer>} Files */

const digest = (/** @type {(string | Buffer)[]} */ ...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
};

const source = (/** @type {string} */ name) => readFileSync(new URL(name, SOURCE));

/** Browsers that have modules, sensors and WebRTC as the page needs them; rules for older ones stay beside those for newer ones. */
const TARGETS = { chrome: 100 << 16, firefox: 100 << 16, safari: (15 << 16) | (4 << 8) };

const minifyCss = (/** @type {string} */ path) =>
  Buffer.from(transform({ filename: basename(path), code: readFileSync(path), minify: true, targets: TARGETS }).code);

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

/** The document without indentation, empty lines, and comments that have a line of their own. @param {string} html */
function minifyHtml(html) {
  const isComment = (/** @type {string} */ line) => line.startsWith('<!--') && line.endsWith('-->');
  return html
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !isComment(line))
    .join('\n');
}

/** Adds a file's compressed forms that are smaller. Returns which ones. @param {Files} files @param {string} path @param {Buffer} content */
function compress(files, path, content) {
  const found = Object.entries(CODINGS).map(([name, { pack }]) => /** @type {const} */ ([name, pack(content)]));
  const smaller = found.filter(([, packed]) => packed.length < content.length);
  for (const [name, packed] of smaller) files.set(`${path}.${name}`, packed);
  return smaller.map(([name]) => name);
}

/** The headers, for hosts of files that take them from `_headers`, such as Cloudflare's and Netlify's. */
function headersFile() {
  const { always, contentSecurityPolicy, cacheControl } = HEADERS;
  const policy = Object.entries(contentSecurityPolicy)
    .map((directive) => directive.join(' '))
    .join('; ');
  const all = { ...always, 'Content-Security-Policy': policy, 'Cache-Control': cacheControl.other };
  const lines = Object.entries(all).map(([name, value]) => `  ${name}: ${value}`);
  return ['/*', ...lines, `/${HASHED}*`, '  ! Cache-Control', `  Cache-Control: ${cacheControl.hashed}`, ''].join('\n');
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
    .map(([path, content]) => {
      const type = TYPES[extname(path)];
      if (!type) throw new Error(`${path} has no type`);
      return {
        path,
        type,
        digest: digest(content),
        hashed: path.startsWith(HASHED),
        codings: compress(files, path, content),
      };
    });
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
  const list = (/** @type {string} */ folder) =>
    readdirSync(new URL(folder, DIST), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? list(`${folder}${entry.name}/`)
        : [/** @type {const} */ ([folder + entry.name, readFileSync(new URL(folder + entry.name, DIST))])],
    );
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
