// The browser's abilities without which there is no game.

/**
 * Returns the text to show instead of the game, or `null` if this browser has everything that it needs.
 * @param {{ WebAssembly?: unknown, document: Pick<Document, 'createElement'> }} scope
 * @returns {import('./texts.js').TextKey | null}
 */
export function missingAbility(scope) {
  if (typeof scope.WebAssembly !== 'object') return 'faultWasm';
  const canvas = /** @type {HTMLCanvasElement} */ (scope.document.createElement('canvas'));
  const context = canvas.getContext('webgl2');
  if (!context) return 'faultWebgl';
  // Browsers limit the number of contexts; this one is no longer needed.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return null;
}
