// A page that sleeps and wakes. The emulation never hides one, so this reports it as hidden and withholds its readings, as
// a phone does.

/** To be run before the page's own scripts. */
export const CAN_SLEEP = `window.asleep = false;
  Object.defineProperty(document, 'hidden', { get: () => window.asleep });
  addEventListener('devicemotion', (event) => window.asleep && event.stopImmediatePropagation());`;

/** Puts a page to sleep, or wakes it. @param {import('playwright-core').Page} page @param {boolean} asleep */
export function sleep(page, asleep) {
  return page.evaluate((asleep) => {
    Object.assign(window, { asleep });
    document.dispatchEvent(new Event('visibilitychange'));
  }, asleep);
}
