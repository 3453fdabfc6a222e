// Runs a program that was built for `wasm32-wasip1`, as cargo's runner: node run-wasi.mjs PROGRAM.wasm [ARGUMENTS]. The program
// may use the folder for temporary files.

import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { argv, exit } from 'node:process';
import { WASI } from 'node:wasi';

const [program, ...args] = argv.slice(2);
if (!program) {
  console.error('usage: node run-wasi.mjs PROGRAM.wasm [ARGUMENTS]');
  exit(2);
}
const wasi = new WASI({
  version: 'preview1',
  args: [program, ...args],
  preopens: { [tmpdir()]: tmpdir() },
  returnOnExit: true,
});
const module = await WebAssembly.compile(readFileSync(program));
const instance = await WebAssembly.instantiate(module, /** @type {WebAssembly.Imports} */ (wasi.getImportObject()));
exit(wasi.start(instance));
