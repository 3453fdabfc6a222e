// The page's state as a value, and what follows from it: the state for tests, the screen to show, the texts on it.

/** The phase of a game's round, if it has such. @typedef {'lobby' | 'introduction' | 'countdown' | 'playing' | 'results' | 'podium'} Phase */
/** @typedef {{ score: number, best: number, alive: boolean }} Score of this round, and whether the player is still in it */
/** @typedef {import('../i18n/texts.js').TextKey} TextKey */
/**
 * @typedef {object} Model
 * @property {string | null} room empty if there is a game but no relay
 * @property {string} seatKey key under which the seat is remembered
 * @property {boolean} isDirect whether steering takes the direct path alone
 * @property {import('../net/connection.js').Connection['trouble']} trouble the obstacle to the direct path
 * @property {import('../i18n/en/fault.js').Fault | null} fault why there is no connection, once that is known
 * @property {import('../net/relay.js').ConnectionState} link
 * @property {import('../net/relay.js').EndReason | null} ended
 * @property {boolean} joined whether this room has ever welcomed the phone
 * @property {boolean} started whether the player has tapped "Play"
 * @property {import('../net/protocol.js').InputKind | null} input the input in use, once known
 * @property {import('../input/sensors.js').MissingReason | null} missing why tilting does not work
 * @property {boolean} hostConnected
 * @property {boolean} gone whether the game has been away for so long that it has probably ended
 * @property {string} name the name that the player chose
 * @property {import('../net/protocol.js').YouMessage | null} you
 * @property {Phase | null} phase
 * @property {boolean} paused whether the round is paused
 * @property {Score | null} score
 * @property {number | null} roundTrip smoothed, in ms
 * @property {boolean} asleep hidden, or without a reading since
 * @property {import('../input/calibrate.js').Step | null} step of "tip left, tip right", while that is going on
 */
/** @typedef {'code' | 'connecting' | 'ready' | 'starting' | 'tilt' | 'touch' | 'asleep' | 'reconnecting' | 'ended'} PageState */
/** @typedef {'code' | 'join' | 'play' | 'ended'} Screen */

/** @returns {Model} */
export function emptyModel() {
  return {
    room: null,
    seatKey: '',
    isDirect: false,
    trouble: null,
    fault: null,
    link: 'closed',
    ended: null,
    joined: false,
    started: false,
    input: null,
    missing: null,
    hostConnected: false,
    gone: false,
    name: '',
    you: null,
    phase: null,
    paused: false,
    score: null,
    roundTrip: null,
    asleep: false,
    step: null,
  };
}

/** @param {Model} model @returns {PageState} */
export function pageState({ room, link, ended, joined, started, input, asleep }) {
  if (ended) return 'ended';
  if (room === null) return 'code';
  if (link === 'reconnecting' || (joined && link === 'connecting')) return 'reconnecting';
  if (link === 'connecting') return 'connecting';
  if (!started) return 'ready';
  if (asleep) return 'asleep';
  return input ?? 'starting';
}

/** @param {Model} model @returns {Screen} */
export function screenOf({ room, ended, started }) {
  if (ended) return 'ended';
  if (room === null) return 'code';
  return started ? 'play' : 'join';
}

/** The connection in words. @param {Model} model @returns {TextKey | null} */
export function statusKey({ room, link, ended, hostConnected }) {
  if (ended) return 'statusClosed';
  if (room === null) return null;
  if (link === 'connected') return hostConnected ? 'statusConnected' : 'statusNoGame';
  return link === 'reconnecting' ? 'statusReconnecting' : 'statusConnecting';
}

/** @type {Record<import('../input/calibrate.js').Step, TextKey>} */
const STEPS = { hold: 'stepHold', left: 'stepLeft', right: 'stepRight' };

/** Returns the current instruction for the play screen. @param {Model} model @returns {TextKey} */
export function promptKey(model) {
  const { gone, input, phase, paused, score, hostConnected, link, asleep, step, joined, fault } = model;
  if (gone && (joined || !fault)) return 'promptGone';
  if (link !== 'connected') return joined || link === 'reconnecting' ? 'promptReconnecting' : 'statusConnecting';
  if (asleep) return 'promptAsleep';
  if (input === null) return 'promptStarting';
  if (!hostConnected) return 'promptNoGame';
  switch (phase) {
    case 'lobby':
      if (step) return STEPS[step];
      return 'promptLobby';
    case 'countdown':
      return 'promptCountdown';
    case 'playing':
      if (paused) return 'noticePaused';
      if (score && !score.alive) return 'promptOut';
      return input === 'tilt' ? 'promptTilt' : 'promptTouch';
    case 'results':
      return 'promptResults';
    default:
      return 'promptWait';
  }
}

/** Quality of the connection, for the colour of its mark. @param {number | null} roundTrip ms @returns {'good' | 'fair' | 'poor' | 'none'} */
export function lineQuality(roundTrip) {
  if (roundTrip === null) return 'none';
  if (roundTrip < 50) return 'good';
  return roundTrip < 120 ? 'fair' : 'poor';
}

/** Returns white or black, whichever is readable on a colour: a contrast of 4.5 or more by WCAG 2. @param {string} colour `#rrggbb` */
export function inkOn(colour) {
  const channel = (/** @type {number} */ at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  // White wherever it is good enough, as it looks better on full colours; black has at least 4.6 wherever it is not.
  return 1.05 / (luminance + 0.05) >= 4.5 ? '#ffffff' : '#000000';
}

/** Returns whether this is a colour as the game may send it; anything else must not reach the style sheet. @param {string} colour */
export const isColour = (colour) => /^#[0-9a-fA-F]{6}$/.test(colour);
