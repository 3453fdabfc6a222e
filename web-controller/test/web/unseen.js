// A game that nobody looks at: it draws nothing, so that it runs as fast without a graphics card as with one, and its clock can
// be hurried through the parts of a round in which a test has nothing to do.

/** To be run before the game's own scripts; also in pages that are loaded again. */
export const UNSEEN = `{
  for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...values) {
      if (globalThis.isSeen) draw.apply(this, values);
    };
  }
  const now = performance.now.bind(performance);
  let [pace, real, shown] = [1, 0, 0];
  performance.now = () => shown + pace * (now() - real);
  globalThis.hurry = (next) => {
    [shown, real] = [performance.now(), now()];
    pace = next;
  };
  // The emulation never hides a tab: this reports it as hidden and draws no frames, as a browser does.
  const request = requestAnimationFrame.bind(globalThis);
  const held = [];
  let isHidden = false;
  globalThis.requestAnimationFrame = (draw) => request((time) => (isHidden ? held.push(draw) : draw(time)));
  Object.defineProperty(document, 'hidden', { get: () => isHidden });
  Object.defineProperty(document, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') });
  globalThis.hide = (on) => {
    isHidden = on;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    for (const draw of on ? [] : held.splice(0)) request(draw);
  };
}`;

/** Lets the game draw, or no longer. @param {import('playwright-core').Page} page @param {boolean} isSeen */
export const show = (page, isSeen) => page.evaluate((isSeen) => void Object.assign(globalThis, { isSeen }), isSeen);

/** Sets the pace of the game's clock; 1 is that of the world. @param {import('playwright-core').Page} page @param {number} pace */
export const hurry = (page, pace) => page.evaluate((pace) => /** @type {any} */ (globalThis).hurry(pace), pace);

/** Hides the tab, or shows it again. @param {import('playwright-core').Page} page @param {boolean} isHidden */
export const hide = (page, isHidden) => page.evaluate((on) => /** @type {any} */ (globalThis).hide(on), isHidden);
