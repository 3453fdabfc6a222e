/**
 * Runs test files one after the other, and those that failed a second time: browsers on a busy machine miss deadlines. A file
 * that passes only then is named at the end; each such case is worth finding out about.
 *
 *     node scripts/run-tests.mjs test/browser/*.test.js
 */

import { resolve } from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';

/**
 * @param {string[]} files
 * @returns {Promise<string[]>} the files with a failed test
 */
async function failing(files) {
  /** @type {Set<string>} */
  const failed = new Set();
  const tests = run({ files, concurrency: 1 });
  tests.on('test:fail', ({ file, todo }) => {
    if (todo === undefined) failed.add(file ?? 'a test without a file');
  });
  for await (const line of tests.compose(tap)) process.stdout.write(line);
  return [...failed];
}

const files = process.argv.slice(2).map((file) => resolve(file));
if (files.length === 0) throw new Error('name the test files');
const first = await failing(files);
const again = first.filter((file) => files.includes(file));
const second = again.length > 0 && again.length === first.length ? await failing(again) : first;
for (const file of first) {
  console.log(`${second.includes(file) ? 'FAILED' : 'PASSED ONLY AT THE SECOND ATTEMPT'}: ${file}`);
}
process.exitCode = second.length > 0 ? 1 : 0;
