// The menu during play: how steering feels, and everything that is otherwise a gesture, for those who cannot make it.

import { element, field } from './ui.js';

/** @typedef {import('./storage.js').Preferences} Preferences */
/**
 * @typedef {object} MenuWishes
 * @property {(preferences: Preferences) => void} onChange
 * @property {() => void} recentre
 * @property {() => void} input to the other way of steering
 * @property {() => void} pause
 * @property {() => void} leave
 */

/**
 * @param {Preferences} preferences
 * @param {import('./ui.js').Ui} ui
 * @param {() => boolean} byTouch whether touch steers now
 * @param {MenuWishes} wishes
 */
export function attachMenu(preferences, ui, byTouch, { onChange, ...wishes }) {
  const dialog = /** @type {HTMLDialogElement} */ (element('menu'));
  const [full, dead, invert, vibration] = [field('full'), field('dead-zone'), field('invert'), field('vibration')];
  const label = () => {
    element('full-label').textContent = ui.text('menuSensitivity', { degrees: Math.round(Number(full.value)) });
    element('dead-label').textContent = ui.text('menuDead', { degrees: dead.value });
  };

  element('menu-open').addEventListener('click', () => {
    full.value = String(preferences.full);
    dead.value = String(preferences.dead);
    invert.checked = preferences.invert;
    vibration.checked = preferences.vibration;
    element('menu-input').textContent = ui.text(byTouch() ? 'menuTilt' : 'menuTouch');
    label();
    dialog.showModal();
  });
  dialog.addEventListener('input', () => {
    Object.assign(preferences, {
      full: Number(full.value),
      dead: Number(dead.value),
      invert: invert.checked,
      vibration: vibration.checked,
    });
    label();
    onChange(preferences);
  });
  dialog.addEventListener('click', (event) => {
    // A click on the dialog itself is one beside its content.
    if (event.target === dialog) return dialog.close('');
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    // Acting in the click rather than on close keeps the right to ask for the sensors.
    const wish = /** @type {keyof typeof wishes | ''} */ (button?.value ?? '');
    if (wish) wishes[wish]();
  });
}
