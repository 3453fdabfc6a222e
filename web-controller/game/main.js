// Starts the web edition: checks the browser, downloads the game, and gives it the browser's abilities.

import { files } from 'full-tilt/files';

import { missingAbility } from './capabilities.js';
import { download, LoadError } from './download.js';
import { LoadingScreen } from './loading.js';
import { onGesture } from './sound/first-gesture.js';
import { Sound } from './sound/sound.js';
import { keepRun, pack, readRuns, restore, unpack } from './storage.js';
import { chooseLanguage, putTexts } from './texts.js';
import { chooseFile, fullScreen, isFullScreenKey, painted, save, toggleFullScreen, watchPointer } from './tools.js';
import { WakeLock } from './wake-lock.js';

/** Name of the file with all of the game's files. */
const EXPORT_NAME = 'full-tilt-files.json';
/** Begins the message of the exception by which the window's library leaves a function that never returns. */
const NO_ERROR = 'Using exceptions for control flow';

const { language, texts } = chooseLanguage(navigator.languages);
putTexts(document, language, texts);
const loading = new LoadingScreen(document, texts, files.bytes);
const sound = new Sound(files.sound);
const wakeLock = new WakeLock();

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const canvas = element('game');

/** Fulfilled once all runs so far are in the browser's files. @type {Promise<unknown>} */
let written = Promise.resolve();

/** @type {import('./types.d.ts').FullTilt} */
const fullTilt = {
  sound: (bytes) => sound.send(bytes),
  runs: {},
  keepRun(name, bytes) {
    written = Promise.all([written, keepRun(name, bytes)]);
  },
  async exportFiles() {
    // Until a run is written its file is empty.
    await written;
    save(document, EXPORT_NAME, pack(localStorage, await readRuns()));
  },
  importFiles: () => void importFiles(),
  async room(url, width, path) {
    loading.room(url, width, path);
    await painted();
  },
  progress: (shaders) => loading.progress(texts.stageShaders.replace('{n}', String(shaders))),
  ready() {
    loading.ready();
    canvas.focus();
  },
  fail: (text) => loading.fail(text, true),
  wakeLock: (on) => wakeLock.set(on),
  fullScreen: (on) => void fullScreen(document, on).then(reportFullScreen),
  save: (name, bytes) => save(document, name, bytes),
  soundStats: () => sound.stats(),
};
globalThis.fullTilt = fullTilt;

/** Tells the game whether it fills the screen: also when that was refused, or the player has left it with a key of the browser's. */
function reportFullScreen() {
  fullTilt.fullScreenChanged?.(Boolean(document.fullscreenElement));
}

/** Replaces the game's files by those in a file of the player's choice, and starts the game again. */
async function importFiles() {
  const bytes = await chooseFile(document);
  const all = bytes && unpack(bytes);
  if (bytes && !all) alert(texts.faultFiles);
  if (!all) return;
  await restore(localStorage, all);
  location.reload();
}

/** Shows the sentence that fits an error. @param {unknown} error */
function fail(error) {
  if (String(error).includes(NO_ERROR)) return;
  console.error(error);
  if (document.body.dataset.state === 'ready' || error instanceof WebAssembly.RuntimeError)
    loading.fail(texts.faultStopped, true);
  else if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError)
    loading.fail(texts.faultCompile, false);
  else loading.fail(texts.faultLoad, true);
}

/** Errors in the game itself; others, such as those of a browser's extension, do not end it. @param {unknown} error */
function watch(error) {
  if (error instanceof WebAssembly.RuntimeError) fail(error);
}

async function start() {
  loading.bytes(0);
  const [script, response, runs] = await Promise.all([
    import(files.script).catch((error) => {
      throw new LoadError(`${files.script}: ${error}`);
    }),
    download(files.wasm, (bytes) => loading.bytes(bytes)),
    readRuns(),
  ]);
  Object.assign(fullTilt.runs, runs);
  // Compiles while it downloads, and runs the game's `main`.
  await script.default({ module_or_path: response });
  loading.stage('picture');
}

element('again').addEventListener('click', () => location.reload());
element('full-screen').hidden = !document.fullscreenEnabled;
element('full-screen').addEventListener('click', () => {
  void toggleFullScreen(document);
  canvas.focus();
});
addEventListener('keydown', (event) => {
  if (isFullScreenKey(event)) void toggleFullScreen(document);
  // Keys reach the game through its canvas.
  if (document.activeElement === document.body) canvas.focus();
});
watchPointer(document);

element('sound').hidden = false;
element('sound').addEventListener('click', () => canvas.focus());
onGesture(window, async () => {
  await sound.start();
  element('sound').hidden = sound.isOn;
  return sound.isOn;
});
document.addEventListener('fullscreenchange', reportFullScreen);
document.addEventListener('visibilitychange', () => {
  const isVisible = document.visibilityState === 'visible';
  void sound.audible(isVisible);
  if (!isVisible) fullTilt.hidden?.();
});

const missing = missingAbility(globalThis);
if (missing) loading.fail(texts[missing], false);
else {
  addEventListener('error', ({ error }) => watch(error));
  addEventListener('unhandledrejection', ({ reason }) => watch(reason));
  start().catch(fail);
}
