// Comforts of the phone: full screen, a screen that stays awake and upright, and vibration. All may fail; none is essential.

/** @type {WakeLockSentinel | null} */
let wakeLock = null;
let wanted = false;
let asking = false;

/** Switches the comforts on. Those that need a click follow with the next one, if this call does not come from one. */
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
  // The request may have been withdrawn meanwhile.
  if (!wanted) relax();
}

async function fillScreen() {
  try {
    if (!document.fullscreenElement) {
      if (navigator.userActivation?.isActive === false) return;
      await document.documentElement.requestFullscreen?.({ navigationUI: 'hide' });
    }
    // Steering like a wheel would turn the page; the current orientation is the intended one. Only possible in
    // full screen, and not in the type library.
    const orientation = /** @type {ScreenOrientation & { lock?: (type: string) => Promise<void> }} */ (
      screen.orientation
    );
    await orientation?.lock?.(orientation.type);
  } catch {
    // Refused or unavailable: the page works in any orientation and size.
  }
}

/** Restores the comforts that the system takes away when the page is hidden or the player swipes out of full screen. */
export function keepComfortable() {
  // Safari may refuse to stay awake without a tap.
  for (const type of ['visibilitychange', 'fullscreenchange', 'click']) document.addEventListener(type, comfort);
}

/** @param {number[]} pattern ms on, off, on … */
export function vibrate(pattern) {
  try {
    navigator.vibrate?.(pattern);
  } catch {
    // Unavailable, or not allowed before a tap.
  }
}
