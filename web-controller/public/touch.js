// Steering by thumb or arrow keys: the same range as tilting, for phones without sensors and for people who prefer it.

/** Time from straight to full lock while an arrow key is held, in ms. */
const KEY_RAMP_MS = 150;
/** Full lock is reached this far from the middle, as a share of the way to the edge: thumbs do not reach the very edge. */
const FULL_AT = 0.8;

/** The steering for a touch, −1 to 1. @param {number} x @param {{ left: number, width: number }} box */
export function steerAt(x, { left, width }) {
  const fromMiddle = (x - (left + width / 2)) / ((width / 2) * FULL_AT);
  return Number.isFinite(fromMiddle) ? Math.max(-1, Math.min(1, fromMiddle)) : 0;
}

/** What thumb and keys ask for together. */
export class TouchSteering {
  #keys = { left: false, right: false };
  #thumb = 0;
  #held = false;
  #value = 0;
  #at = 0;

  /** @param {number | null} steer −1 to 1, or `null` when no thumb is down */
  set thumb(steer) {
    this.#held = steer !== null;
    this.#thumb = steer ?? 0;
  }

  /** @param {'left' | 'right'} side @param {boolean} down */
  key(side, down) {
    this.#keys[side] = down;
  }

  /** Lets go of everything, as when the page is hidden and no key-up will ever come. */
  release() {
    this.thumb = null;
    this.#keys = { left: false, right: false };
  }

  /** The steering now, −1 to 1. A thumb is followed at once, keys turn the wheel gradually. @param {number} now in ms */
  value(now) {
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    const { left, right } = this.#keys;
    if (this.#held) this.#value = this.#thumb;
    else if (left === right) this.#value = 0;
    else {
      const step = Math.min(1, elapsed / KEY_RAMP_MS);
      this.#value = Math.max(-1, Math.min(1, this.#value + (right ? step : -step)));
    }
    return this.#value;
  }
}

/** @type {Record<string, 'left' | 'right'>} */
const KEYS = { ArrowLeft: 'left', ArrowRight: 'right', a: 'left', d: 'right' };

/**
 * Lets a thumb on any of these surfaces steer while it is active, and the arrow keys while any of them is.
 * @param {TouchSteering} steering
 * @param {{ surface: HTMLElement, active: () => boolean }[]} surfaces
 * @param {() => void} onChange
 */
export function attachTouch(steering, surfaces, onChange) {
  /** @type {number | null} the pointer that steers; a second finger does not */
  let pointer = null;
  for (const { surface, active } of surfaces) {
    const follow = (/** @type {PointerEvent} */ event) => {
      steering.thumb = steerAt(event.clientX, surface.getBoundingClientRect());
      onChange();
    };
    const letGo = (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      steering.thumb = null;
      onChange();
    };
    surface.addEventListener('pointerdown', (event) => {
      if (!active() || pointer !== null) return;
      pointer = event.pointerId;
      surface.setPointerCapture(event.pointerId);
      follow(event);
    });
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerId === pointer) follow(event);
    });
    surface.addEventListener('pointerup', letGo);
    surface.addEventListener('pointercancel', letGo);
    surface.addEventListener('lostpointercapture', letGo);
  }
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const side = KEYS[event.key];
    // Inside a field or the menu the arrows belong to that control.
    const active = surfaces.some((one) => one.active());
    if (!side || !active || (event.target instanceof Element && event.target.closest('input, dialog'))) return;
    event.preventDefault();
    steering.key(side, event.type === 'keydown');
    onChange();
  };
  addEventListener('keydown', onKey);
  addEventListener('keyup', onKey);
  addEventListener('blur', () => steering.release());
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) steering.release();
  });
}
