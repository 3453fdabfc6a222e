// The elements of the second screen, by id.

/** @param {string} id */
export const get = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Returns the figure that a number belongs to. @param {string} id */
export const part = (id) => /** @type {HTMLElement} */ (get(id).parentElement);

/** Sets a text; screen readers repeat one that is set again. @param {HTMLElement} element @param {string} text */
export function putText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} id @param {string} text */
export const write = (id, text) => putText(get(id), text);

/** Sizes an element for this number of letters. @param {string} id @param {number} letters */
export function fit(id, letters) {
  const { style } = get(id);
  if (style.getPropertyValue('--letters') !== String(letters)) style.setProperty('--letters', String(letters));
}

/** Shows a text, and hides its element if it is empty. @param {string} id @param {string} text */
export function show(id, text) {
  write(id, text);
  get(id).hidden = text === '';
}
