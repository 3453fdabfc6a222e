// Steering by thumb or arrow keys: the same range as tilting, for phones without sensors and for people who prefer it.

import { loadStyles } from '../lib/styles.js';

/** The pad's arrows, and its rail with a thumb. */
const PAD = `<svg class="arrow" viewBox="0 0 24 24" aria-hidden="true"><path d="M15 4 7 12l8 8"/></svg>
  <span class="rail"><span id="thumb"></span></span>
  <svg class="arrow" viewBox="0 0 24 24" aria-hidden="true"><path d="m9 4 8 8-8 8"/></svg>`;
/** Time from straight to full lock while an arrow key is held, in ms. */
const KEY_RAMP_MS = 150;
/** Full lock is reached this far from the middle, as a share of the way to the edge: thumbs do not reach the very edge. */
const FULL_AT = 0.8;

/** The steering for a touch, −1 to 1. @param {number} x @param {{ left: number, width: number }} box */
export function steerAt(x, { left, width }) {
  const fromMiddle = (x - (left + width / 2)) / ((width / 2) * FULL_AT);
  return Number.isFinite(fromMiddle) ? Math.max(-1, Math.min(1, fromMiddle)) : 0;
}

/** The combined steering of thumb and keys. */
export class TouchSteering {
  /** The thumb's steering, −1 to 1, or `null` if no thumb steers. @type {number | null} */
  thumb = null;
  /** Updates the thumb before each use of its value: a resting thumb may begin to steer without a movement. */
  look = () => this.thumb;
  #keys = { left: false, right: false };
  #value = 0;
  #at = 0;

  /** @param {'left' | 'right'} side @param {boolean} down */
  key(side, down) {
    this.#keys[side] = down;
  }

  /** Releases everything, such as when the page is hidden and no key-up will ever arrive. */
  release() {
    this.thumb = null;
    this.#keys = { left: false, right: false };
  }

  /** The steering now, −1 to 1. A thumb is followed at once, keys turn the wheel gradually. @param {number} now in ms */
  value(now) {
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    const { left, right } = this.#keys;
    this.look();
    if (this.thumb !== null) this.#value = this.thumb;
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
 * @param {HTMLElement} pad shows the thumb
 * @param {{ surface: HTMLElement, active: () => boolean }[]} surfaces
 * @param {() => void} onChange
 */
export function attachTouch(steering, pad, surfaces, onChange) {
  loadStyles(new URL('../ui/touch.css', import.meta.url)).then(
    () => (pad.innerHTML = PAD),
    // The pad steers all the same, and so does the whole screen in a round.
    () => {},
  );
  /**
   * The finger that steers where it is allowed to; a second one does not.
   * @type {{ id: number, x: number, surface: HTMLElement, active: () => boolean } | null}
   */
  let held = null;
  steering.look = () =>
    (steering.thumb = held?.active() ? steerAt(held.x, held.surface.getBoundingClientRect()) : null);
  for (const { surface, active } of surfaces) {
    const letGo = (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== held?.id) return;
      held = null;
      onChange();
    };
    surface.addEventListener('pointerdown', (event) => {
      // A first finger: the end of an earlier one was never reported.
      if (held && !event.isPrimary) return;
      held = { id: event.pointerId, x: event.clientX, surface, active };
      try {
        surface.setPointerCapture(event.pointerId);
      } catch {
        // The finger has left already, or the browser refuses: it steers as long as it stays on the surface.
      }
      onChange();
    });
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerId !== held?.id) return;
      held.x = event.clientX;
      onChange();
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
  const release = () => {
    held = null;
    steering.release();
  };
  addEventListener('blur', release);
  document.addEventListener('visibilitychange', () => document.hidden && release());
}
