// Every text the page shows, in one table per language. A new language is a new table with the same keys.

const EN = {
  pageTitle: 'Full Tilt',

  codeLead: 'Your phone is the controller.',
  codeLabel: 'Code on the big screen',
  codeJoin: 'Join',

  roomLabel: 'Room',
  nameLabel: 'Your name',
  nameOther: 'Another name',
  play: 'Play',
  playHint: 'One tap starts the sensors',
  playTouch: 'Play by touch',

  statusConnecting: 'Connecting…',
  statusConnected: 'Connected',
  statusNoGame: 'Waiting for the game',
  statusReconnecting: 'Reconnecting…',
  statusClosed: 'Not connected',
  byRelay: 'relay {ms} ms',
  direct: 'direct {ms} ms',

  promptStarting: 'Waiting for the sensors…',
  promptAsleep: 'Asleep. Look at this page to steer.',
  promptReconnecting: 'The connection is lost. Coming back…',
  promptGone: 'The game has probably ended. Scan the new code.',
  promptNoGame: 'The game is away for a moment.',
  promptWait: 'Look at the big screen',
  promptLobby: 'Tap to start',
  promptCountdown: 'Get ready',
  promptTilt: 'Tilt to steer',
  promptTouch: 'Touch left or right to steer',
  promptOut: 'Out! Watch the others',
  promptResults: 'Tap to play again',
  stepHold: 'Hold the phone the way you like',
  stepLeft: 'Now tip it left',
  stepRight: 'And tip it right',
  stepSkip: 'Tap to skip',
  stepDone: 'That is your tilt',
  holdHint: 'Hold anywhere to set the centre',
  pressLabel: 'Tap for the next round; hold to set the centre',
  score: 'Score',
  best: 'Best',
  centred: 'Centre set',
  needleLabel: 'Tilt of the phone between full left and full right',
  steerLabel: 'Steering',

  copyLink: 'Copy the link',
  copied: 'Link copied',

  noticePaused: 'Paused. Tap to go on.',
  noticeResumed: 'On you go.',
  noticeTipIt: 'Tip the phone to the side, like a tray.',

  menu: 'Menu',

  endAgain: 'Try again',
  endOther: 'Type another code',
};

/** @typedef {keyof typeof EN} TextKey */
/** @typedef {Readonly<Record<TextKey, string>>} Texts */

/** Other languages, loaded when they are wanted. @type {Record<string, () => Promise<{ default: Texts }>>} */
const LANGUAGES = { de: () => import('./texts.de.js') };

/**
 * Loads the first language the reader knows and the page has. English is always there.
 * @param {readonly string[]} wanted such as `navigator.languages`
 * @returns {Promise<{ language: string, texts: Texts }>}
 */
export async function loadTexts(wanted) {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0] ?? '';
    if (language === 'en') break;
    if (!Object.hasOwn(LANGUAGES, language)) continue;
    const texts = await LANGUAGES[language]?.().then((module) => module.default, () => null);
    if (texts) return { language, texts };
  }
  return { language: 'en', texts: EN };
}

/** Puts values into a text: `fill('Hello {name}', { name: 'Ada' })`. @param {string} text @param {Record<string, string | number>} values */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}
