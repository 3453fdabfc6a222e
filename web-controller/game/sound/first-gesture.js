// The first click, touch or key, which browsers require for sound.

const EVENTS = /** @type {const} */ (['pointerdown', 'pointerup', 'keydown']);

/**
 * Calls `attempt` in the handler of every click, touch and key until it succeeds.
 * @param {EventTarget} target
 * @param {() => Promise<boolean>} attempt returns whether it has succeeded
 */
export function onGesture(target, attempt) {
  const handle = async () => {
    if (!(await attempt().catch(() => false))) return;
    for (const event of EVENTS) target.removeEventListener(event, handle, { capture: true });
  };
  // While capturing, as the game keeps events from going further.
  for (const event of EVENTS) target.addEventListener(event, handle, { capture: true });
}
