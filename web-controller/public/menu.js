// The menu during play: how steering feels, and everything that is otherwise a gesture, for those who cannot make it.

import { WAYS } from './way.texts.js';

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
/** Smallest, largest and step of each slider. */
const RANGES = { full: [10, 40, 0.2], dead: [0, 6, 0.5], expo: [0.5, 2.5, 0.1] };
const CHECKS = /** @type {const} */ (['invert', 'steady', 'vibration', 'sound']);
const CHECK_TEXTS = { invert: 'menuInvert', steady: 'menuSteady', vibration: 'menuVibration', sound: 'menuSound' };
/** The buttons, by the wish that each is for. */
const ACTIONS = { recentre: 'menuRecentre', calibrate: 'menuCalibrate', input: '', pause: 'menuPause', leave: 'menuLeave' };

/** What the dialog holds, which nobody needs for playing. */
const CONTENT = [
  '<form method="dialog"><h2 id="menu-title" data-text="menuTitle"></h2>',
  '<details><summary id="menu-way"></summary><p id="menu-why"></p></details>',
  ...SLIDERS.map((name) => {
    const [min, max, step] = RANGES[name];
    return `<label for="set-${name}" id="${name}-label"></label><input id="set-${name}" type="range" min="${min}" max="${max}" step="${step}">`;
  }),
  ...CHECKS.map((name) => {
    return `<label class="check"><input id="set-${name}" type="checkbox"><span data-text="${CHECK_TEXTS[name]}"></span></label>`;
  }),
  '<div class="actions">',
  ...Object.entries(ACTIONS).map(([wish, text]) => {
    // The one without a text gets it when the menu opens.
    const said = text && `data-text="${text}"`;
    return `<button id="menu-${wish}" class="square" value="${wish}" ${said}></button>`;
  }),
  '</div><button id="menu-close" class="primary" value="" data-text="menuClose"></button></form>',
].join('');

/** The control of a preference. @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(`set-${id}`));
let attached = false;

/**
 * Opens the menu.
 * @param {Preferences} preferences changed in place
 * @param {import('./ui.js').Ui} ui
 * @param {import('./state.js').Model} model
 * @param {MenuWishes} wishes the same ones each time
 */
export function openMenu(preferences, ui, model, wishes) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('menu'));
  const label = () => {
    const { full, dead, expo } = preferences;
    ui.write('full-label', ui.text('menuSensitivity', { degrees: Math.round(full) }));
    ui.write('dead-label', ui.text('menuDead', { degrees: dead }));
    ui.write('expo-label', ui.text('menuCurve', { expo: expo.toFixed(1) }));
  };
  if (!attached) {
    dialog.innerHTML = CONTENT;
    ui.speak(dialog);
  }
  for (const name of SLIDERS) field(name).value = String(preferences[name]);
  for (const name of CHECKS) field(name).checked = preferences[name];
  ui.write('menu-input', ui.text(model.input === 'touch' ? 'menuTilt' : 'menuTouch'));
  const ways = WAYS[document.documentElement.lang] ?? WAYS.en;
  ui.write('menu-way', model.isDirect ? ways.isDirect : ways.isRelay);
  ui.write('menu-why', model.isDirect ? ways.direct : ways[model.trouble ?? 'coming']);
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
