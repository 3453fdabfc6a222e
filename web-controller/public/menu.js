// The menu during play: how steering feels, and everything that is otherwise a gesture, for those who cannot make it.

/** @typedef {import('./storage.js').Preferences} Preferences */
/**
 * @typedef {object} MenuWishes
 * @property {() => void} onChange the preferences are different now
 * @property {() => void} recentre
 * @property {() => void} calibrate
 * @property {() => void} input to the other way of steering
 * @property {() => void} pause
 * @property {() => void} leave
 */

const SLIDERS = /** @type {const} */ (['full', 'dead', 'expo']);
const CHECKS = /** @type {const} */ (['invert', 'steady', 'vibration', 'sound']);

/** The control of a preference. @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(`set-${id}`));
let attached = false;

/**
 * Opens the menu.
 * @param {Preferences} preferences changed in place
 * @param {import('./ui.js').Ui} ui
 * @param {boolean} byTouch whether touch steers now
 * @param {MenuWishes} wishes the same ones each time
 */
export function openMenu(preferences, ui, byTouch, wishes) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('menu'));
  const label = () => {
    const { full, dead, expo } = preferences;
    ui.write('full-label', ui.text('menuSensitivity', { degrees: Math.round(full) }));
    ui.write('dead-label', ui.text('menuDead', { degrees: dead }));
    ui.write('expo-label', ui.text('menuCurve', { expo: expo.toFixed(1) }));
  };
  for (const name of SLIDERS) field(name).value = String(preferences[name]);
  for (const name of CHECKS) field(name).checked = preferences[name];
  ui.write('menu-input', ui.text(byTouch ? 'menuTilt' : 'menuTouch'));
  label();
  dialog.showModal();
  if (attached) return;
  attached = true;

  dialog.addEventListener('input', () => {
    for (const name of SLIDERS) preferences[name] = Number(field(name).value);
    for (const name of CHECKS) preferences[name] = field(name).checked;
    label();
    wishes.onChange();
  });
  dialog.addEventListener('click', (event) => {
    // A click on the dialog itself is one beside its content.
    if (event.target === dialog) return dialog.close('');
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    // Acting in the click rather than on close keeps the right to ask for the sensors.
    const wish = /** @type {Exclude<keyof MenuWishes, 'onChange'> | ''} */ (button?.value ?? '');
    if (wish) wishes[wish]();
  });
}
