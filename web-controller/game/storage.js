// The game's files in this browser: recorded runs in the origin's private file system, everything else in `localStorage`.

const PREFIX = 'full-tilt/';
const FOLDER = 'runs';
/** Identifies a file with all of them. */
const FORMAT = 'full-tilt-files';
const VERSION = 1;
/** The largest file that is read, in bytes: the game's own have a few hundred kilobytes at most. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Names of files, so that a file from elsewhere writes nothing but the game's own. */
const NAME = /^[a-z][a-z0-9-]*(?:\.damaged(?:-\d+)?)?\.json$/;
const RUN_NAME = /^[A-Za-z0-9_-]+\.ftrun$/;

/** Returns the folder of recorded runs, or `null` if this browser keeps none. @returns {Promise<FileSystemDirectoryHandle | null>} */
async function folder() {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
  } catch {
    return null;
  }
}

/** Returns all recorded runs by name, such as `runs/best-rush-tilt.ftrun`. @returns {Promise<Record<string, Uint8Array>>} */
export async function readRuns() {
  /** @type {Record<string, Uint8Array>} */
  const runs = {};
  const entries = await folder();
  if (!entries) return runs;
  for await (const [name, handle] of entries.entries()) {
    if (handle.kind !== 'file' || !RUN_NAME.test(name)) continue;
    const file = await /** @type {FileSystemFileHandle} */ (handle).getFile();
    if (file.size <= MAX_BYTES) runs[`${FOLDER}/${name}`] = new Uint8Array(await file.arrayBuffer());
  }
  return runs;
}

/** Keeps a recorded run; a browser that refuses loses a ghost and nothing else. @param {string} name @param {Uint8Array} bytes */
export async function keepRun(name, bytes) {
  const short = name.slice(FOLDER.length + 1);
  if (!RUN_NAME.test(short)) return;
  try {
    const file = await (await folder())?.getFileHandle(short, { create: true });
    const out = await file?.createWritable();
    await out?.write(bytes.slice());
    await out?.close();
  } catch (error) {
    console.warn(`the run ${name} is not kept:`, error);
  }
}

/** Returns all files as one, to be read by `unpack`. @param {Storage} storage @param {Record<string, Uint8Array>} runs */
export function pack(storage, runs) {
  /** @type {Record<string, string>} */
  const files = {};
  for (let i = 0; i < storage.length; i += 1) {
    const key = storage.key(i) ?? '';
    const name = key.slice(PREFIX.length);
    if (key.startsWith(PREFIX) && NAME.test(name)) files[name] = storage.getItem(key) ?? '';
  }
  const encoded = Object.entries(runs).map(([name, bytes]) => [name, toBase64(bytes)]);
  const all = { format: FORMAT, version: VERSION, files, runs: Object.fromEntries(encoded) };
  return new TextEncoder().encode(JSON.stringify(all));
}

/**
 * Reads the files in one that `pack` has made. Returns `null` if it is not one.
 * @param {Uint8Array} bytes
 * @returns {{ files: Record<string, string>, runs: Record<string, Uint8Array> } | null}
 */
export function unpack(bytes) {
  if (bytes.length > MAX_BYTES) return null;
  try {
    const { format, version, files, runs } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (format !== FORMAT || version !== VERSION || !isTexts(files) || !isTexts(runs)) return null;
    const isRun = (/** @type {string} */ name) =>
      name.startsWith(`${FOLDER}/`) && RUN_NAME.test(name.slice(FOLDER.length + 1));
    if (!Object.keys(files).every((name) => NAME.test(name)) || !Object.keys(runs).every(isRun)) return null;
    const decoded = Object.entries(runs).map(([name, text]) => [name, fromBase64(text)]);
    return { files, runs: Object.fromEntries(decoded) };
  } catch {
    return null;
  }
}

/** Replaces the kept files. @param {Storage} storage @param {NonNullable<ReturnType<typeof unpack>>} all */
export async function restore(storage, { files, runs }) {
  for (const [name, text] of Object.entries(files)) storage.setItem(PREFIX + name, text);
  for (const [name, bytes] of Object.entries(runs)) await keepRun(name, bytes);
}

/** @param {unknown} value @returns {value is Record<string, string>} */
const isTexts = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');

/** @param {Uint8Array} bytes */
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
/** @param {string} text */
const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
