/**
 * Mends the exports of tables in a wasm module: binaryen 108, which Debian 12 has, makes all of them name the first table. The
 * one that wasm-bindgen exports is the table of JavaScript's values. Modules of newer versions stay as they are.
 *
 *     node scripts/mend-tables.mjs MODULE.wasm
 */

import { readFileSync, writeFileSync } from 'node:fs';

const TABLES = 4;
const EXPORTS = 7;
/** Kind of an exported table. */
const TABLE = 1;
const EXTERNREF = 0x6f;
const NAME = '__wbindgen_externrefs';

const [path] = process.argv.slice(2);
if (!path) throw new Error('name the module');
const bytes = readFileSync(path);
let at = 8;

/** Reads a number in LEB128 and moves on. */
function number() {
  let [value, shift, byte] = [0, 0, 0];
  do {
    byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
  } while (byte & 0x80);
  return value;
}

let table = -1;
while (at < bytes.length) {
  const section = number();
  const end = number() + at;
  if (section === TABLES) {
    for (let [i, count] = [0, number()]; i < count; i += 1) {
      if (number() === EXTERNREF) table = i;
      const hasMaximum = number() & 1;
      number();
      if (hasMaximum) number();
    }
  } else if (section === EXPORTS) {
    for (let count = number(); count > 0; count -= 1) {
      const length = number();
      const name = bytes.toString('utf8', at, (at += length));
      const kind = number();
      // Modules have two tables: an index is one byte.
      if (kind === TABLE && name === NAME && table >= 0 && table < 0x80) bytes[at] = table;
      number();
    }
  }
  at = end;
}
writeFileSync(path, bytes);
