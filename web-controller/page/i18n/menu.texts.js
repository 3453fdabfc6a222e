// What the menu says, one table per language.

const EN = {
  title: 'Steering',
  sensitivity: 'Full lock at {degrees}°',
  dead: 'Dead zone {degrees}°',
  curve: 'Curve {expo}',
  invert: 'Swap left and right',
  steady: 'Steady hands',
  vibration: 'Vibration',
  sound: 'Sound',
  recentre: 'Set the centre',
  calibrate: 'Learn my tilt',
  touch: 'Steer by touch',
  tilt: 'Steer by tilt',
  pause: 'Pause',
  leave: 'Leave the room',
  close: 'Done',
};

/** @typedef {keyof typeof EN} MenuKey */

/** @type {Record<MenuKey, string>} */
const DE = {
  title: 'Lenkung',
  sensitivity: 'Anschlag bei {degrees}°',
  dead: 'Ruhezone {degrees}°',
  curve: 'Kurve {expo}',
  invert: 'Seiten tauschen',
  steady: 'Zittern beruhigen',
  vibration: 'Vibration',
  sound: 'Ton',
  recentre: 'Mitte setzen',
  calibrate: 'Neigung lernen',
  touch: 'Mit dem Finger',
  tilt: 'Mit Neigung',
  pause: 'Pause',
  leave: 'Verlassen',
  close: 'Fertig',
};

/** @type {{ en: Record<MenuKey, string> } & Record<string, Record<MenuKey, string>>} */
export const MENU = { en: EN, de: DE };
