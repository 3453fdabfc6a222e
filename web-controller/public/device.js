// Comforts of the phone: full screen, a screen that stays awake and upright, and vibration. All may fail, none matters.

/** @type {WakeLockSentinel | null} */
let wakeLock = null;
let wanted = false;

/** Must be called straight from a click, as full screen needs one. */
export function makeComfortable() {
  wanted = true;
  void stayAwake();
  void fillScreen();
}

async function stayAwake() {
  if (!wanted || document.hidden || (wakeLock && !wakeLock.released)) return;
  try {
    wakeLock = (await navigator.wakeLock?.request('screen')) ?? null;
  } catch {
    wakeLock = null;
  }
}

async function fillScreen() {
  try {
    await document.documentElement.requestFullscreen?.({ navigationUI: 'hide' });
    // Steering like a wheel would turn the page; the way the phone is held now is the way it is meant. Only possible in
    // full screen, and not in the type library.
    const orientation = /** @type {ScreenOrientation & { lock?: (type: string) => Promise<void> }} */ (screen.orientation);
    await orientation?.lock?.(orientation.type);
  } catch {
    // Refused or not there: the page works in any orientation and size.
  }
}

/** Puts the comforts back that the system takes away whenever the page is hidden. */
export function keepComfortable() {
  document.addEventListener('visibilitychange', () => void stayAwake());
  document.addEventListener('fullscreenchange', () => void stayAwake());
  // Safari may refuse it without a tap, so the next tap tries again.
  document.addEventListener('click', () => void stayAwake());
}

/** @param {number[]} pattern ms on, off, on … */
export function vibrate(pattern) {
  try {
    navigator.vibrate?.(pattern);
  } catch {
    // Not there, or not allowed before a tap.
  }
}
