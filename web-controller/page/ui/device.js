// Comforts of the phone: full screen, a screen that stays awake and upright, and vibration. All may fail, none matters.

/** @type {WakeLockSentinel | null} */
let wakeLock = null;
let wanted = false;
let asking = false;

/** What needs a click to work comes with the next one, where this is not one. */
export function makeComfortable() {
  wanted = true;
  comfort();
}

/** Lets the phone rest. */
export function relax() {
  wanted = false;
  void wakeLock?.release();
}

function comfort() {
  if (!wanted) return;
  void stayAwake();
  void fillScreen();
}

async function stayAwake() {
  if (asking || document.hidden || wakeLock?.released === false) return;
  asking = true;
  wakeLock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
  asking = false;
  // The wish may have ended meanwhile.
  if (!wanted) relax();
}

async function fillScreen() {
  try {
    if (!document.fullscreenElement) {
      if (navigator.userActivation?.isActive === false) return;
      await document.documentElement.requestFullscreen?.({ navigationUI: 'hide' });
    }
    // Steering like a wheel would turn the page; the way the phone is held now is the way it is meant. Only possible in
    // full screen, and not in the type library.
    const orientation = /** @type {ScreenOrientation & { lock?: (type: string) => Promise<void> }} */ (
      screen.orientation
    );
    await orientation?.lock?.(orientation.type);
  } catch {
    // Refused or not there: the page works in any orientation and size.
  }
}

/** Puts the comforts back that the system takes away: when the page is hidden, or the player swipes out of full screen. */
export function keepComfortable() {
  // Safari may refuse to stay awake without a tap.
  for (const type of ['visibilitychange', 'fullscreenchange', 'click']) document.addEventListener(type, comfort);
}

/** @param {number[]} pattern ms on, off, on … */
export function vibrate(pattern) {
  try {
    navigator.vibrate?.(pattern);
  } catch {
    // Not there, or not allowed before a tap.
  }
}
