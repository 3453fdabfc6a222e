// The menu during play: steering settings, and every gesture as a button for players who cannot make it.

import { fill } from '../i18n/texts.js';
import { loadStyles } from '../lib/styles.js';

/** @typedef {import('../i18n/texts.js').Sections['menu']} MenuTexts */
const SLIDERS = /** @type {const} */ (['full', 'dead', 'expo']);
/** Smallest, largest and step of each slider. */
const RANGES = { full: [10, 40, 0.2], dead: [0, 6, 0.5], expo: [0.5, 2.5, 0.1] };
const CHECKS = /** @type {const} */ (['invert', 'steady', 'vibration', 'sound']);
/** The buttons, by the action of each. */
const ACTIONS = /** @type {const} */ (['recentre', 'calibrate', 'input', 'pause', 'leave']);

/** Returns the content of the dialog, which is not needed for playing. @param {MenuTexts} texts */
const content = (texts) =>
  [
    `<form method="dialog"><h2 id="menu-title">${texts.title}</h2>`,
    '<details><summary id="menu-way"></summary><p id="menu-why"></p></details>',
    ...SLIDERS.map((name) => {
      const [min, max, step] = RANGES[name];
      return `<label for="set-${name}" id="${name}-label"></label><input id="set-${name}" type="range" min="${min}" max="${max}" step="${step}">`;
    }),
    ...CHECKS.map(
      (name) => `<label class="check"><input id="set-${name}" type="checkbox"><span>${texts[name]}</span></label>`,
    ),
    '<div class="actions">',
    // The button for the other input gets its text when the menu opens.
    ...ACTIONS.map(
      (name) =>
        `<button id="menu-${name}" class="square" value="${name}">${name === 'input' ? '' : texts[name]}</button>`,
    ),
    `</div><button id="menu-close" class="primary" value="">${texts.close}</button></form>`,
  ].join('');

/** The control of a preference. @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(`set-${id}`));
let attached = false;
/** The menu's style sheet is there; without it the menu works as well. */
const dressed = loadStyles(new URL('./menu.css', import.meta.url)).catch(() => {});

/** @param {import('../page.js').Page} page @param {import('../play.js').Play} play @param {import('../room.js').Room} room */
export async function openMenu(page, play, room) {
  const { ui, preferences, model } = page;
  const { menu: texts, way: ways } = await ui.more();
  await dressed;
  /** @type {Record<typeof ACTIONS[number], () => void>} */
  const actions = {
    recentre: () => play.recentre(),
    calibrate: () => void play.calibrate(),
    input: () => play.byOther(),
    pause: () => page.tell({ type: 'pause' }),
    leave: () => room.leave(),
  };
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('menu'));
  const label = () => {
    const { full, dead, expo } = preferences;
    ui.write('full-label', fill(texts.sensitivity, { degrees: Math.round(full) }));
    ui.write('dead-label', fill(texts.dead, { degrees: dead }));
    ui.write('expo-label', fill(texts.curve, { expo: expo.toFixed(1) }));
  };
  if (!attached) dialog.innerHTML = content(texts);
  for (const name of SLIDERS) field(name).value = String(preferences[name]);
  for (const name of CHECKS) field(name).checked = preferences[name];
  ui.write('menu-input', model.input === 'touch' ? texts.tilt : texts.touch);
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
    play.settingsChanged();
  });
  dialog.addEventListener('click', (event) => {
    // A click on the dialog itself is one beside its content.
    if (event.target === dialog) return dialog.close('');
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    // Acting in the click rather than on close keeps the right to request the sensors.
    const action = /** @type {typeof ACTIONS[number] | ''} */ (button?.value ?? '');
    if (action) actions[action]();
  });
}
