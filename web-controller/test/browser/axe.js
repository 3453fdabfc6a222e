// Accessibility: the findings of axe-core in a page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Checks that axe finds nothing now. @param {import('playwright-core').Page} page @param {string} state for the message */
export async function accessible(page, state) {
  // Outside the page's policy, which refuses such a script.
  await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { runOnly: rules });
    return violations.map(
      (/** @type {any} */ { id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((/** @type {any} */ node) => node.html).join(' ')}`,
    );
  }, RULES);
  assert.deepEqual(found, [], state);
}
