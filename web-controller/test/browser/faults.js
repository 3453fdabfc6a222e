// Faults of a layout: something overflows, lies outside, or lies on something else.

/** Returns the faults of the current layout; runs in the page. */
export function faults() {
  /** @type {string[]} */
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) found.push('the page scrolls');
  for (const screen of document.querySelectorAll('.screen:not([hidden]), .words')) {
    if (screen.scrollWidth > screen.clientWidth || screen.scrollHeight > screen.clientHeight + 1) {
      found.push(
        `${screen.id || screen.className} overflows: ${screen.scrollWidth}×${screen.scrollHeight} in ${screen.clientWidth}×${screen.clientHeight}`,
      );
    }
  }
  const dialog = document.querySelector('dialog[open]');
  const scope = dialog ?? document;
  const parts = [
    ...scope.querySelectorAll(
      'button, summary, input, label, h1, h2, p, dl, ul, svg#gauge, svg#here, #verdict svg, [role=slider]',
    ),
  ].filter((part) => {
    const { width, height } = part.getBoundingClientRect();
    return (
      width > 0 &&
      height > 0 &&
      part.checkVisibility() &&
      part.id !== 'toast' &&
      (part.textContent !== '' || part.matches('input, button, svg'))
    );
  });
  for (const part of parts) {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    const name = part.id || part.className || part.tagName;
    if (left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
      found.push(`${name} lies outside`);
    if (part.matches('button') && part.scrollWidth > part.clientWidth) found.push(`the text of ${name} is cut`);
    for (const other of parts) {
      // The big button lies under everything on purpose.
      if (part === other || part.id === 'press' || other.id === 'press' || part.contains(other) || other.contains(part))
        continue;
      const box = other.getBoundingClientRect();
      const overlap =
        Math.min(right, box.right) - Math.max(left, box.left) > 1 &&
        Math.min(bottom, box.bottom) - Math.max(top, box.top) > 1;
      if (overlap) found.push(`${name} overlaps ${other.id || other.className || other.tagName}`);
    }
  }
  return found;
}
