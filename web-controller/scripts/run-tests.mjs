/**
 * Runs test files, and those that failed a second time, one after the other: browsers on a busy machine miss deadlines. A file
 * that passes only then is named at the end; each such case is worth finding out about.
 *
 *     node scripts/run-tests.mjs [--at-once N [--alone NAME]…] test/browser/*.test.js
 *
 * With --at-once, N files run at the same time at first: that suits tests that mostly wait. Files of the NAMEs measure times,
 * and run alone afterwards.
 */

import { basename, resolve } from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
import { parseArgs } from 'node:util';

/**
 * @param {string[]} files
 * @param {number} concurrency
 * @returns {Promise<string[]>} the files with a failed test
 */
async function failing(files, concurrency) {
  /** @type {Set<string>} */
  const failed = new Set();
  const tests = run({ files, concurrency });
  tests.on('test:fail', ({ file, todo }) => {
    if (todo === undefined) failed.add(file ?? 'a test without a file');
  });
  for await (const line of tests.compose(tap)) process.stdout.write(line);
  return [...failed];
}

const { values, positionals } = parseArgs({
  options: { 'at-once': { type: 'string', default: '1' }, alone: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const files = positionals.map((file) => resolve(file));
if (files.length === 0) throw new Error('name the test files');
const isAlone = (/** @type {string} */ file) => values.alone.includes(basename(file, '.test.js'));
const together = await failing(
  files.filter((file) => !isAlone(file)),
  Number(values['at-once']),
);
const alone = files.filter(isAlone);
const first = [...together, ...(alone.length > 0 ? await failing(alone, 1) : [])];
const again = first.filter((file) => files.includes(file));
const second = again.length > 0 && again.length === first.length ? await failing(again, 1) : first;
for (const file of first) {
  console.log(`${second.includes(file) ? 'FAILED' : 'PASSED ONLY AT THE SECOND ATTEMPT'}: ${file}`);
}
process.exitCode = second.length > 0 ? 1 : 0;
