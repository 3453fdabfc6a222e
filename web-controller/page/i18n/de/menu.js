// The German of `en/menu.js`.

/** @type {typeof import('../en/menu.js').default} */
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

export default DE;
