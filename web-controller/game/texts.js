// The shell's texts, in the languages of the phone's page.

const en = {
  gameLabel: 'Full Tilt. Players steer with their phones, or with the arrow keys. Space starts a round.',
  barLabel: 'Loading',
  toolsLabel: 'Tools',
  codeLabel: 'QR code of the link for phones',
  scan: 'Scan with a phone to play.',
  stageDownload: 'Loading the game…',
  stageCompile: 'Preparing the game…',
  stagePicture: 'Preparing the picture…',
  stageShaders: 'Preparing the picture: {n} shaders left…',
  bytes: '{done} of {total} MB',
  again: 'Try again',
  soundOn: 'Turn sound on',
  fullScreen: 'Full screen',
  controller: 'This screen is a phone? Open the controller',
  faultWasm: 'This browser cannot run the game, because it lacks WebAssembly. A current version of any browser has it.',
  faultWebgl: 'This browser cannot draw the game, because it lacks WebGL 2. Check that hardware acceleration is on.',
  faultLoad: 'The game could not be loaded. Check the connection to the internet.',
  faultCompile: 'This browser cannot run the game. A current version of any browser can.',
  faultFiles: 'This file does not contain the files of Full Tilt.',
  faultStopped: 'The game has stopped because of an error.',
};

/** @typedef {typeof en} Texts */
/** @typedef {keyof Texts} TextKey */

/** @type {Texts} */
const de = {
  gameLabel: 'Full Tilt. Gelenkt wird mit Telefonen oder den Pfeiltasten. Die Leertaste startet eine Runde.',
  barLabel: 'Laden',
  toolsLabel: 'Werkzeuge',
  codeLabel: 'QR-Code des Links für Telefone',
  scan: 'Scanne den Code mit einem Telefon und spiel mit.',
  stageDownload: 'Das Spiel lädt…',
  stageCompile: 'Das Spiel wird vorbereitet…',
  stagePicture: 'Das Bild wird vorbereitet…',
  stageShaders: 'Das Bild wird vorbereitet: noch {n} Shader…',
  bytes: '{done} von {total} MB',
  again: 'Noch einmal versuchen',
  soundOn: 'Ton einschalten',
  fullScreen: 'Vollbild',
  controller: 'Das hier ist ein Telefon? Öffne den Controller',
  faultWasm: 'Dieser Browser kann das Spiel nicht ausführen: Ihm fehlt WebAssembly. Aktuelle Browser haben es.',
  faultWebgl: 'Dieser Browser kann das Spiel nicht zeichnen: Ihm fehlt WebGL 2. Ist die Hardwarebeschleunigung an?',
  faultLoad: 'Das Spiel ließ sich nicht laden. Ist das Internet erreichbar?',
  faultCompile: 'Dieser Browser kann das Spiel nicht ausführen. Aktuelle Browser können es.',
  faultFiles: 'Diese Datei enthält keine Dateien von Full Tilt.',
  faultStopped: 'Das Spiel ist wegen eines Fehlers stehen geblieben.',
};

/** @type {Record<string, Texts>} */
export const LANGUAGES = { de, en };

/**
 * Returns the first of the reader's languages that there are texts in; English without one.
 * @param {readonly string[]} wanted such as `navigator.languages`
 */
export function chooseLanguage(wanted) {
  const known = wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => Object.hasOwn(LANGUAGES, tag));
  return { language: known ?? 'en', texts: LANGUAGES[known ?? 'en'] ?? en };
}

/**
 * Puts the texts into the document.
 * @param {Document} document
 * @param {string} language
 * @param {Texts} texts
 */
export function putTexts(document, language, texts) {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = texts[/** @type {TextKey} */ (element.getAttribute('data-text'))];
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', texts[/** @type {TextKey} */ (element.getAttribute('data-label'))]);
}
