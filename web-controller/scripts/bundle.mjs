/** The parts that the bundles of the page and of the web edition share: names, types, compression, minifying. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

import { transform } from 'lightningcss';

/** The file that lists a bundle's files, for the relay and for the page's service worker. */
export const MANIFEST = 'manifest.json';
/** The folder of the files whose names change with their content. */
export const HASHED = 'assets/';
/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};
/** Codings with the ends of their names, the smallest first. */
export const CODINGS = {
  br: {
    /** @param {Buffer} plain @param {{ isText: boolean, isQuick: boolean }} how */
    pack: (plain, { isText, isQuick }) =>
      brotliCompressSync(plain, {
        params: {
          [constants.BROTLI_PARAM_MODE]: isText ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC,
          [constants.BROTLI_PARAM_QUALITY]: isQuick ? 4 : constants.BROTLI_MAX_QUALITY,
          // A window of 16 MB instead of 4 MB gains nothing for small files.
          ...(isText ? {} : { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS }),
          [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
        },
      }),
    unpack: brotliDecompressSync,
  },
  gz: {
    /** @param {Buffer} plain @param {{ isQuick: boolean }} how */
    pack: (plain, { isQuick }) => gzipSync(plain, { level: isQuick ? 1 : 9 }),
    unpack: gunzipSync,
  },
};

/** Files of a bundle by path. @typedef {Map<string, Buffer>} Files */

/** A short digest of all parts. @param {(string | Buffer)[]} parts */
export function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

/** The content type of a file. @param {string} path */
export function typeOf(path) {
  const type = TYPES[extname(path)];
  if (!type) throw new Error(`${path} has no type`);
  return type;
}

/** Browsers that have modules, sensors and WebRTC as the page needs them; rules for older ones stay beside those for newer ones. */
const TARGETS = { chrome: 100 << 16, firefox: 100 << 16, safari: (15 << 16) | (4 << 8) };

export const minifyCss = (/** @type {string} */ path) =>
  Buffer.from(transform({ filename: basename(path), code: readFileSync(path), minify: true, targets: TARGETS }).code);

/** The document without indentation, empty lines, and comments that have a line of their own. @param {string} html */
export function minifyHtml(html) {
  const isComment = (/** @type {string} */ line) => line.startsWith('<!--') && line.endsWith('-->');
  return html
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !isComment(line))
    .join('\n');
}

/**
 * Adds a file's compressed forms that are smaller. Returns which ones.
 * @param {Files} files
 * @param {string} path
 * @param {Buffer} content
 * @param {boolean} [isQuick] for builds that nobody downloads from afar
 */
export function compress(files, path, content, isQuick = false) {
  const how = { isText: extname(path) !== '.wasm', isQuick };
  const found = Object.entries(CODINGS).map(([name, { pack }]) => /** @type {const} */ ([name, pack(content, how)]));
  const smaller = found.filter(([, packed]) => packed.length < content.length);
  for (const [name, packed] of smaller) files.set(`${path}.${name}`, packed);
  return smaller.map(([name]) => name);
}
