// Wires the page together: room and socket, sensors and touch, messages of the game, and the elements that show it all.

import { keepComfortable, makeComfortable, vibrate } from './device.js';
import { explainCode, lookUp } from './join.js';
import { Link } from './link.js';
import { attachMenu } from './menu.js';
import { DEFAULT_CURVE } from './motion.js';
import { friendlyName } from './names.js';
import { clock } from './outbox.js';
import { attachPress } from './press.js';
import { cleanName, decodeFrame, encodeFrame, leaveText, renameText, roomCode, socketPath } from './protocol.js';
import { emptyModel, smooth } from './state.js';
import { Steering } from './steering.js';
import { Storage } from './storage.js';
import { chooseTexts } from './texts.js';
import { attachTouch } from './touch.js';
import { Ui, element, field } from './ui.js';

/** @typedef {import('./state.js').Model} Model */

const ECHO_MS = 500;
/** Without an answer for this long, the last round trip says nothing any more. */
const ECHO_STALE_MS = 3000;

const storage = new Storage(() => localStorage);
const ui = new Ui(chooseTexts(navigator.languages));
const preferences = { ...DEFAULT_CURVE, vibration: true, ...storage.preferences };
let model = emptyModel();
/** @type {Link | null} */
let link = null;
let echoedAt = 0;

// --- Rooms ---------------------------------------------------------------------------------------------------------------

/** @param {string} room */
function enter(room) {
  link?.close();
  model = { ...emptyModel(), room, name: model.name };
  steering.neutral = storage.seat(room, Date.now())?.neutral ?? [0, 0, 0, 0];
  const url = new URL(socketPath(room), location.href);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  link = new Link({
    url: url.href,
    seat: {
      name: () => model.name,
      token: () => storage.seat(room, Date.now())?.token || null,
      keep: (token) => storage.setSeat(room, { token }, Date.now()),
      forget: () => storage.setSeat(room, null, Date.now()),
    },
    onState: (state) => update({ link: state, roundTrip: null }),
    onText: onRelayText,
    onFrame: onGameFrame,
    onEnd: (ended) => update({ ended }),
  });
  link.connect();
  update({ link: link.state });
}

function askForCode(typed = '') {
  link?.close();
  link = null;
  model = { ...emptyModel(), name: model.name };
  steering.stop();
  field('code').value = typed;
  ui.codeError(null);
  update({});
}

/** @param {SubmitEvent} event */
async function onCode(event) {
  event.preventDefault();
  const typed = field('code').value.trim();
  const code = roomCode(typed);
  if (code === null) return ui.codeError(explainCode(typed));
  ui.codeError({ key: 'codeChecking', values: {} });
  const complaint = await lookUp(code, location.href);
  // The answer to an older question is of no interest.
  if (model.room !== null || field('code').value.trim() !== typed) return;
  ui.codeError(complaint);
  if (complaint) return;
  const here = new URL(location.href);
  here.searchParams.set('room', code);
  history.replaceState(null, '', here);
  enter(code);
}

// --- What relay and game say ---------------------------------------------------------------------------------------------

/** @param {import('./protocol.js').RelayText} text */
function onRelayText(text) {
  switch (text.type) {
    case 'welcome':
      steering.maxHz = text.maxHz;
      update({ joined: true, hostConnected: text.hostConnected });
      return introduce();
    case 'host_joined':
      update({ hostConnected: true });
      return introduce();
    case 'host_left':
      return update({ hostConnected: false, roundTrip: null });
    case 'rate':
      steering.maxHz = text.maxHz;
      return;
    // A direct path is not taken yet, and an error to a command of ours changes nothing.
    default:
  }
}

/** @param {Uint8Array} bytes */
function onGameFrame(bytes) {
  const frame = decodeFrame(bytes);
  const now = performance.now();
  if (frame?.kind === 'echo') link?.send(encodeFrame({ kind: 'echo_reply', t: frame.t, mine: clock(now) }));
  else if (frame?.kind === 'echo_reply') {
    echoedAt = now;
    update({ roundTrip: smooth(model.roundTrip, (clock(now) - frame.t) >>> 0) });
  } else if (frame?.kind === 'message') onMessage(frame.json);
}

/** @param {import('./protocol.js').PhoneMessage | import('./protocol.js').GameMessage} message */
function onMessage(message) {
  switch (message.type) {
    case 'you':
      return update({ you: message });
    case 'phase':
      return update({ phase: message.phase, ...(message.phase === 'countdown' ? { score: null } : {}) });
    case 'score':
      return update({ score: message });
    case 'haptic':
      if (preferences.vibration) vibrate(message.pattern);
      return ui.pulse();
    case 'notice':
      return ui.toast(message.text);
    default:
  }
}

/** @param {import('./protocol.js').PhoneMessage} json */
function tell(json) {
  link?.send(encodeFrame({ kind: 'message', json }));
}

/** Tells the game how this player steers; it may have just started and know nothing. */
function introduce() {
  if (model.input === null) return;
  tell({ type: 'ready', input: model.input });
  if (Object.keys(storage.preferences).length > 0) tellSettings();
}

function tellSettings() {
  const { dead, full, expo, invert } = preferences;
  tell({ type: 'settings', dead, full, expo, invert });
}

// --- Steering ------------------------------------------------------------------------------------------------------------

const steering = new Steering({
  gauge: /** @type {SVGElement} */ (document.querySelector('#gauge')),
  curve: preferences,
  line: () => link,
  showThumb: (steer) => ui.showThumb(steer),
  onInput(input, missing) {
    update({ input, missing });
    if (missing) ui.toastMissing(missing);
    introduce();
  },
});

function tiltPlease() {
  // First of all, and straight from the click: asking for permission is allowed nowhere else.
  steering.askForTilt();
  makeComfortable();
  beginPlay();
  // Where tilting has failed before, touch goes on until it works.
  if (model.missing === null) update({ input: null });
}

function touchPlease() {
  steering.useTouch();
  makeComfortable();
  beginPlay();
  update({ input: 'touch', missing: null });
  introduce();
}

function beginPlay() {
  if (model.started) return;
  // A tap on a button does not take the focus from the name on every phone, so its change may not have been heard.
  rename();
  update({ started: true });
}

function recentre() {
  if (link?.state !== 'connected') return;
  steering.recentre();
  if (model.room !== null) storage.setSeat(model.room, { neutral: steering.neutral }, Date.now());
  tell({ type: 'recenter' });
  ui.toast(ui.text('centred'));
  ui.pulse();
  if (preferences.vibration) vibrate([30]);
}

function onEchoTick() {
  if (link?.state !== 'connected' || !model.hostConnected) return;
  const now = performance.now();
  if (model.roundTrip !== null && now - echoedAt > ECHO_STALE_MS) update({ roundTrip: null });
  link.send(encodeFrame({ kind: 'echo', t: clock(now) }));
}

// --- The page ------------------------------------------------------------------------------------------------------------

/** @param {Partial<Model>} change */
function update(change) {
  Object.assign(model, change);
  ui.render(model);
}

function rename() {
  const name = cleanName(field('name').value);
  if (name === model.name) return;
  storage.name = name;
  update({ name });
  link?.send(renameText(name));
}

/** Thumbs on the whole screen steer only while a round runs; at other times a tap there starts one. */
const steersAnywhere = () => model.input === 'touch' && model.phase === 'playing';

element('code-form').addEventListener('submit', (event) => void onCode(/** @type {SubmitEvent} */ (event)));
// Fields are renewed now and then, so their events are heard one level up.
element('screen-join').addEventListener('change', rename);
element('name-other').addEventListener('click', () => {
  field('name').value = friendlyName();
  rename();
});
element('play').addEventListener('click', tiltPlease);
element('play-touch').addEventListener('click', touchPlease);
element('end-again').addEventListener('click', () => {
  if (model.ended === 'version') return location.reload();
  update({ ended: null, joined: false });
  link?.connect();
});
element('end-other').addEventListener('click', () => {
  history.replaceState(null, '', location.pathname);
  askForCode();
});
attachPress(element('press'), { onTap: () => tell({ type: 'tap' }), onHold: recentre, ignore: steersAnywhere });
attachTouch(steering.thumb, [
  { surface: element('steer'), active: () => model.input === 'touch' },
  { surface: element('press'), active: steersAnywhere },
], () => steering.followThumb());
attachMenu(preferences, ui, () => model.input === 'touch', {
  onChange() {
    storage.preferences = preferences;
    steering.curveChanged();
    tellSettings();
  },
  recentre,
  input: () => (model.input === 'touch' ? tiltPlease() : touchPlease()),
  pause: () => tell({ type: 'pause' }),
  leave() {
    link?.send(leaveText());
    if (model.room !== null) storage.setSeat(model.room, null, Date.now());
    link?.close();
    update({ ended: 'left' });
  },
});
keepComfortable();
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) link?.wake();
});
addEventListener('pageshow', () => link?.wake());
addEventListener('online', () => link?.wake());
setInterval(onEchoTick, ECHO_MS);

model.name = cleanName(storage.name) || friendlyName();
storage.name = model.name;
const asked = new URLSearchParams(location.search).get('room');
const room = asked === null ? null : roomCode(asked.trim());
if (room !== null) enter(room);
else {
  askForCode(asked ?? '');
  if (asked) ui.codeError(explainCode(asked.trim()));
}
