// The bar of tools over the game, full screen, and the pointer, which hides while it rests.

/** Rest of the pointer in ms after which it and the tools disappear. */
const STILL_MS = 3_000;
/** Longest wait for a picture in ms: the processor draws the first ones slowly where there is no graphics card. */
const PAINT_MS = 3_000;

/** @param {Document} document */
export async function toggleFullScreen(document) {
  await fullScreen(document, !document.fullscreenElement);
}

/** Refused without a recent click or key, which is no error of the game. @param {Document} document @param {boolean} isOn */
export async function fullScreen(document, isOn) {
  if (isOn === Boolean(document.fullscreenElement)) return;
  await (isOn ? document.documentElement.requestFullscreen() : document.exitFullscreen()).catch(() => {});
}

/** Whether a key means full screen. @param {Pick<KeyboardEvent, 'key' | 'repeat' | 'ctrlKey' | 'altKey' | 'metaKey'>} event */
export const isFullScreenKey = ({ key, repeat, ctrlKey, altKey, metaKey }) =>
  key.toLowerCase() === 'f' && !repeat && !ctrlKey && !altKey && !metaKey;

/** Hides the pointer and the tools while the pointer rests. @param {Document} document @param {number} [stillMs] */
export function watchPointer(document, stillMs = STILL_MS) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const moved = () => {
    clearTimeout(timer);
    document.body.dataset.pointer = 'moving';
    timer = setTimeout(() => {
      document.body.dataset.pointer = 'still';
    }, stillMs);
  };
  for (const event of ['pointermove', 'pointerdown', 'focusin']) document.addEventListener(event, moved);
  moved();
}

/** Downloads a file from memory. @param {Document} document @param {string} name @param {Uint8Array} bytes */
export function save(document, name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes.slice()]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Lets the player choose a file. Returns its content, or `null` if none was chosen. @param {Document} document @returns {Promise<Uint8Array | null>} */
export function chooseFile(document) {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise((resolve) => {
    input.addEventListener('change', async () => {
      const file = input.files?.[0];
      resolve(file ? new Uint8Array(await file.arrayBuffer()) : null);
    });
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** Waits until the browser has painted what was changed. @returns {Promise<void>} */
export const painted = () =>
  new Promise((resolve) => {
    if (document.visibilityState === 'hidden') return resolve();
    // The first callback comes before the picture, the second one after it.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    setTimeout(resolve, PAINT_MS);
  });
