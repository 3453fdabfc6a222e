// One big button with two actions: a short tap, and a hold. Works with fingers, mouse and keyboard.

const HOLD_MS = 600;
/** A finger that moves further than this meant neither. */
const WANDER_PX = 40;

/**
 * @param {HTMLElement} button
 * @param {{ onTap: () => void, onHold: () => void, ignore: () => boolean }} wishes `ignore` is called when a press begins and ends
 */
export function attachPress(button, { onTap, onHold, ignore }) {
  /** @type {{ id: number | 'key', x: number, y: number, timer: ReturnType<typeof setTimeout> } | null} */
  let press = null;

  const begin = (/** @type {number | 'key'} */ id, x = 0, y = 0) => {
    if (press || ignore()) return;
    const timer = setTimeout(() => {
      cancel();
      if (!ignore()) onHold();
    }, HOLD_MS);
    press = { id, x, y, timer };
    button.dataset.pressed = '';
  };
  const cancel = () => {
    clearTimeout(press?.timer);
    press = null;
    delete button.dataset.pressed;
  };
  const end = (/** @type {number | 'key'} */ id) => {
    if (press?.id !== id) return;
    cancel();
    if (!ignore()) onTap();
  };

  button.addEventListener('pointerdown', (event) => {
    if (event.button === 0) begin(event.pointerId, event.clientX, event.clientY);
  });
  button.addEventListener('pointermove', (event) => {
    if (press?.id === event.pointerId && Math.hypot(event.clientX - press.x, event.clientY - press.y) > WANDER_PX)
      cancel();
  });
  button.addEventListener('pointerup', (event) => end(event.pointerId));
  button.addEventListener('pointercancel', cancel);
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) begin('key');
  });
  button.addEventListener('keyup', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    end('key');
  });
  // Screen readers and switches click without a finger or a key.
  button.addEventListener('click', (event) => event.detail || ignore() || onTap());
  button.addEventListener('blur', () => press?.id === 'key' && cancel());
  // Otherwise holding a finger down opens the browser's own menu.
  button.addEventListener('contextmenu', (event) => event.preventDefault());
}
