// Wires the page together: room and socket, sensors and touch, messages of the game, and the elements that show it all.

import { keepComfortable, makeComfortable, relax, vibrate } from './ui/device.js';
import { ECHO_MS, Echoes } from './net/echoes.js';
import { Connection } from './net/connection.js';
import { DEFAULT_CURVE } from './input/motion.js';
import { friendlyName } from './lib/names.js';
import { clock } from './net/outbox.js';
import { attachPress } from './input/press.js';
import { decodeFrame, isNumbered, roomCode, socketPath, takeInvitation } from './net/protocol.js';
import { emptyModel } from './ui/state.js';
import { Steering } from './input/steering.js';
import { Storage } from './lib/storage.js';
import { loadTexts } from './i18n/texts.js';
import { Ui, element, field } from './ui/ui.js';

/** @typedef {import('./ui/state.js').Model} Model */

/** What play can begin without is loaded so long after the start; and before it, where that is long in coming. */
const REST_AFTER_MS = 1000;
const REST_WITHIN_MS = 7000;
/** How long the words for an end may take to load. */
const WORDS_WITHIN_MS = 1000;
/** The centre is the mean of a quarter of a second of readings: where the screen has just turned, that much must come first. */
const TURNED_MS = 300;
/** A game that has been away for this long has probably ended. */
const GONE_AFTER_MS = 30_000;
/** Without a connection for so long, somebody wants to know why; and again after as long. */
const FAULT_AFTER_MS = 8000;

const storage = new Storage(() => localStorage);
const ui = new Ui(await loadTexts(navigator.languages));
const preferences = { ...DEFAULT_CURVE, steady: false, vibration: true, sound: true, ...storage.preferences };
let model = emptyModel();
/** @type {Connection | null} */
let line = null;
/** When it was last no news that the game is away. */
let thereAt = performance.now();
/** When there was a connection last, or none was wanted, or it was last asked why there is none. */
let linkedAt = thereAt;
/** Whether the game is connected to the relay. */
let hostAtRelay = false;
const echoes = new Echoes();
/** @type {import('./ui/lesson.js').Lesson | null} */
let lesson = null;
/** @type {typeof import('./ui/sound.js') | null} */
let sound = null;
/** Whether this page came back into a round by itself and does not know yet whether the sensors agree. */
let resuming = false;

// --- Rooms ---------------------------------------------------------------------------------------------------------------

/**
 * @param {string} room an empty one where there is no relay, but only a game to be dialled
 * @param {Record<string, string>} fragment
 * @param {string} [invitation] to somebody's seat there
 */
function enter(room, fragment, invitation = '') {
  line?.close();
  const key = room || (fragment.f ?? '');
  model = { ...emptyModel(), room, seatKey: key, name: model.name };
  const kept = storage.seat(key);
  steering.neutral = kept?.neutral ?? [0, 0, 0, 0];
  const name = () => model.name;
  const url = new URL(socketPath(room), location.href);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  line = new Connection({
    url: room ? url.href : null,
    seat: {
      name,
      token: () => invitation || storage.seat(key)?.token || null,
      keep(token) {
        // The seat that this phone has had may still be there when an invitation is refused.
        if (token || !invitation) storage.setSeat(key, { token });
        invitation = '';
      },
    },
    directSeat: { name, token: () => storage.seat(key)?.direct || null, keep: (direct) => storage.setSeat(key, { direct }) },
    mayDial: () => model.phase !== 'playing' && model.phase !== 'countdown',
    onChange: onLine,
    onReroute: introduce,
    onText: onRelayText,
    onFrame: onGameFrame,
    onEnd: end,
  });
  line.connect();
  if (fragment.k) void line.dial(fragment);
  onLine();
  resume(kept?.input);
}

/** The way to the game stands differently. */
function onLine() {
  if (!line) return;
  const { state, isDirect, reachesGame, trouble, maxHz } = line;
  steering.maxHz = maxHz;
  if (state !== model.link || isDirect !== model.isDirect) {
    echoes.reset();
    model.roundTrip = null;
  }
  document.body.dataset.path = isDirect ? 'direct' : 'relay';
  const fault = state === 'connected' ? null : model.fault;
  update({ link: state, isDirect, trouble, fault, hostConnected: hostAtRelay || reachesGame });
}

/** @type {import('./net/join.js').Say} */
const sayOfCode = (words, values, isWrong) => ui.codeWords(words, values, isWrong);

/** @param {string} [typed] @param {string} [link] with a code in it, perhaps */
async function askForCode(typed = '', link = '') {
  line?.close();
  line = null;
  model = { ...emptyModel(), name: model.name };
  field('code').value = typed;
  ui.codeWords('');
  update({});
  if (!link) return;
  const { putIntoAddress, readLink, sayWhatIsWrong } = await import('./net/join.js');
  const found = readLink(link);
  if (!found) return typed ? sayWhatIsWrong(typed, sayOfCode) : undefined;
  putIntoAddress(found);
  enter(found.code, found.fragment, found.invitation);
}

/** @param {SubmitEvent} event */
async function onCode(event) {
  event.preventDefault();
  const typed = () => field('code').value.trim();
  const { askForRoom } = await import('./net/join.js');
  // The answer to an older question is of no interest.
  const found = await askForRoom(typed(), sayOfCode, (asked) => model.room === null && typed() === asked);
  if (found) enter(found.code, found.fragment, found.invitation);
}

// --- What relay and game say ---------------------------------------------------------------------------------------------

/** @param {import('./net/protocol.js').RelayText} text */
function onRelayText(text) {
  switch (text.type) {
    case 'welcome':
      if (text.name && !isNumbered(text.name, model.name)) setName(text.name);
      hostAtRelay = text.hostConnected;
      update({ joined: true });
      onLine();
      return introduce();
    case 'host_joined':
      hostAtRelay = true;
      onLine();
      return introduce();
    case 'host_left':
      hostAtRelay = false;
      if (!line?.reachesGame) model.roundTrip = null;
      return onLine();
    case 'rate':
      return onLine();
    // An error to a command of ours changes nothing.
    default:
  }
}

/** @param {Uint8Array} bytes @param {number} way it came by: a lane of the relay's, or the direct path */
function onGameFrame(bytes, way) {
  const frame = decodeFrame(bytes);
  const now = performance.now();
  if (frame?.kind === 'echo') line?.answer({ kind: 'echo_reply', t: frame.t, mine: clock(now) }, way);
  else if (frame?.kind === 'echo_reply') {
    echoes.answer(frame.t, way, now);
    update({ roundTrip: echoes.roundTrip });
  } else if (frame?.kind === 'message') onMessage(/** @type {import('./net/protocol.js').GameMessage} */ (frame.json));
}

/** @param {import('./net/protocol.js').GameMessage} message */
function onMessage(message) {
  Object.assign(model.said, { [message.type]: message });
  switch (message.type) {
    case 'you':
      void openParty();
      return update({ you: message });
    case 'phase':
      if (message.phase !== 'lobby') stopCalibrating();
      // The same phase may be said again in the middle of a pause.
      if (message.phase !== model.phase) model.paused = false;
      return update({ phase: message.phase, ...(message.phase === 'countdown' ? { score: null } : {}) });
    case 'score':
      return update({ score: message });
    case 'haptic':
      feel(message.pattern);
      return ui.pulse();
    case 'notice':
      if (message.key === 'paused' || message.key === 'resumed') update({ paused: message.key === 'paused' });
      return ui.toast(ui.notice(message.key) ?? message.text);
    case 'recenter':
      return model.input === 'tilt' ? recentre() : undefined;
    default:
      update({});
  }
}

/** What a party shows comes after what is needed for play, and play goes on without it. */
async function openParty() {
  try {
    ui.party = await (await import('./party/party.js')).openParty();
    update({});
  } catch {
    // The next greeting of the game tries again.
  }
}

/** @param {import('./net/protocol.js').PhoneMessage} json */
function tell(json) {
  line?.send({ kind: 'message', json });
}

/** Tells the game that this player is there, and how they steer. */
function introduce() {
  if (model.input === null) return;
  tell({ type: 'ready', input: model.input });
  // The game may have just started and know nothing of how this player steers, nor what is straight ahead for them.
  tellSettings();
}

function tellSettings() {
  const { dead, full, expo, invert, steady } = preferences;
  tell({ type: 'settings', dead, full, expo, invert, steady, neutral: steering.neutral });
}

// --- Steering ------------------------------------------------------------------------------------------------------------

const steering = new Steering({
  gauge: /** @type {SVGElement} */ (document.querySelector('#gauge')),
  curve: preferences,
  line: () => line,
  showThumb: (steer) => ui.showThumb(steer),
  onInput(input, missing) {
    if (resuming && missing) {
      resuming = false;
      steering.stop();
      return update({ started: false });
    }
    resuming = false;
    remember({ input });
    if (input === 'touch') void loadTouch();
    update({ input, missing });
    if (missing) void explainMissing(missing);
    // After the reading that this may be about: it must not wait behind words.
    queueMicrotask(introduce);
    if (input === 'tilt' && !storage.knowsTilt) void calibrate();
  },
  onLean(degrees, now) {
    if (model.asleep) update({ asleep: false });
    lesson?.feed(degrees, now);
  },
});

function tiltPlease() {
  // First of all, and straight from the click: asking for permission is allowed nowhere else.
  steering.askForTilt();
  makeComfortable();
  loadSound();
  beginPlay();
  // Where tilting has failed before, touch goes on until it works.
  if (model.missing === null) update({ input: null });
}

/** @param {import('./input/sensors.js').MissingReason} missing */
async function explainMissing(missing) {
  const { MISSING } = await import('./i18n/missing.texts.js');
  ui.missing = MISSING[document.documentElement.lang] ?? MISSING.en;
  update({});
  ui.toastMissing(missing);
}

/** Thumb and keys are loaded when they are wanted: most phones never do. */
async function loadTouch() {
  const { TouchSteering, attachTouch } = await import('./input/touch.js');
  if (steering.thumb) return;
  steering.thumb = new TouchSteering();
  attachTouch(steering.thumb, [
    { surface: element('steer'), active: () => model.input === 'touch' },
    { surface: element('press'), active: steersAnywhere },
  ], () => steering.followThumb());
}

/** A page that was loaded anew goes on as before; where that takes a tap, it asks for one. @param {string | undefined} input */
function resume(input) {
  resuming = input === 'tilt';
  if (resuming) steering.askForTilt();
  else if (input === 'touch') {
    void loadTouch();
    steering.useTouch();
  } else return;
  setTimeout(loadRest, REST_AFTER_MS);
  makeComfortable();
  update({ started: true, input: resuming ? null : 'touch' });
}

/** Goes on after steering has been let go. */
function steerAgain() {
  if (model.started && !model.ended) (model.input === 'touch' ? touchPlease : tiltPlease)();
}

function touchPlease() {
  stopCalibrating();
  void loadTouch();
  steering.useTouch();
  makeComfortable();
  beginPlay();
  update({ input: 'touch', missing: null });
  remember({ input: 'touch' });
  introduce();
}

/** Loads what is needed later on, or when there is no network any more. */
async function loadRest() {
  const stalls = import('./net/stalls.js').then(({ StallWatch }) => echoes.watch(new StallWatch()));
  await Promise.allSettled([loadTurn(), loadEnds(), loadFaults(), stalls]);
}

async function loadFaults() {
  const faults = await import('./net/fault.js');
  ui.fault ??= new faults.FaultNote();
  return faults;
}

/** Finds out why there is no connection. */
async function explainFault() {
  const { diagnose } = await loadFaults();
  const asked = line;
  const fault = await diagnose(model, { href: location.href, isOnline: navigator.onLine });
  if (line === asked && line?.state !== 'connected') update({ fault });
}

async function loadTurn() {
  const { Turn } = await import('./input/turn.js');
  steering.turn ??= new Turn(() => model);
}

async function loadEnds() {
  const { ENDS } = await import('./i18n/end.texts.js');
  ui.ends = ENDS[document.documentElement.lang] ?? ENDS.en;
}

/** Ends the visit, in words as far as they can be had. @param {import('./net/relay.js').EndReason} ended */
async function end(ended) {
  const ending = line;
  await Promise.race([loadEnds().catch(() => {}), new Promise((resolve) => setTimeout(resolve, WORDS_WITHIN_MS))]);
  // Another visit may have begun meanwhile.
  if (line === ending) update({ ended });
}

/** For when this page is loaded anew in the middle of it. @param {Partial<import('./lib/storage.js').SeatRecord>} change */
function remember(change) {
  if (model.room !== null) storage.setSeat(model.seatKey, change);
}

function beginPlay() {
  setTimeout(loadRest, REST_AFTER_MS);
  if (model.started) return;
  // A tap on a button does not take the focus from the name on every phone, so its change may not have been heard.
  void rename();
  update({ started: true });
}

function recentre() {
  if (line?.state !== 'connected') return;
  if (steering.turn?.settle()) return void setTimeout(recentre, TURNED_MS);
  steering.recentre();
  remember({ neutral: steering.neutral });
  tell({ type: 'recenter' });
  ui.toast(ui.text('centred'));
  ui.pulse();
  feel([30]);
}

/** What the player feels and hears of it; what they see of it is up to the caller. @param {number[]} pattern ms on, off, on … */
function feel(pattern) {
  if (preferences.vibration) vibrate(pattern);
  if (preferences.sound) sound?.playPattern(pattern);
}

/** Loads the sound, which nobody needs for playing. Some browsers let it out only from a tap: the next one does that. */
function loadSound() {
  if (!preferences.sound) return;
  if (sound) return sound.unlockSound();
  void import('./ui/sound.js').then((module) => {
    sound = module;
    sound.unlockSound();
  }, () => {});
}

/** "Tip left, tip right", in the lobby, where it keeps nobody waiting. */
async function calibrate() {
  const [{ Lesson }] = await Promise.all([import('./ui/lesson.js'), loadTurn().catch(() => {})]);
  if (model.input !== 'tilt' || (model.phase !== null && model.phase !== 'lobby')) return;
  lesson = new Lesson({ steering, preferences, storage, ui, update, recentre, feel, remember, tellSettings, stop: stopCalibrating });
  update({ step: 'hold' });
}

function stopCalibrating() {
  lesson = null;
  if (model.step) update({ step: null });
}

function onEchoTick() {
  if (!line || document.hidden || line.state === 'connected' || line.state === 'closed') linkedAt = performance.now();
  if (performance.now() - linkedAt > FAULT_AFTER_MS) {
    linkedAt = performance.now();
    explainFault().catch(() => {});
  }
  const isThere = line?.state === 'connected' && model.hostConnected;
  // While nobody sees the page, it is no news that the game is away.
  if (isThere || !model.started || (document.hidden && !model.gone)) thereAt = performance.now();
  const gone = performance.now() - thereAt > GONE_AFTER_MS;
  if (gone !== model.gone) {
    update({ gone });
    if (!gone) steerAgain();
  }
  if (!line || !isThere) return;
  const t = echoes.ask(performance.now(), !line.isDirect);
  if (model.roundTrip !== echoes.roundTrip) update({ roundTrip: echoes.roundTrip });
  line.secondLane = echoes.stalls;
  document.body.dataset.lanes = line.secondLane ? '2' : '1';
  line.sendLossy({ kind: 'echo', t });
}

// --- The page ------------------------------------------------------------------------------------------------------------

/** @param {Partial<Model>} change */
function update(change) {
  Object.assign(model, change);
  if (model.ended || model.gone || model.room === null) {
    relax();
    steering.stop();
  }
  ui.render(model);
  steering.turn?.show();
}

async function rename() {
  const { value } = field('name');
  if (value === model.name) return;
  const { cleanName } = await import('./lib/clean-name.js');
  const name = cleanName(value);
  if (name === model.name) return;
  storage.name = name;
  update({ name });
  line?.rename(name);
}

/** @param {string} name */
function setName(name) {
  field('name').value = name;
  void rename();
}

/** Thumbs on the whole screen steer only while a round runs; at other times a tap there starts one, or goes on. */
const steersAnywhere = () => model.input === 'touch' && model.phase === 'playing' && !model.paused;

element('code-form').addEventListener('submit', (event) => void onCode(/** @type {SubmitEvent} */ (event)));
// Fields are renewed now and then, so their events are heard one level up.
element('screen-join').addEventListener('change', () => void rename());
element('name-other').addEventListener('click', () => setName(friendlyName()));
element('play').addEventListener('click', tiltPlease);
element('play-touch').addEventListener('click', touchPlease);
element('end-again').addEventListener('click', () => {
  if (model.ended === 'version') return location.reload();
  update({ ended: null, joined: false, gone: false });
  thereAt = performance.now();
  line?.connect();
  steerAgain();
});
element('end-other').addEventListener('click', () => {
  history.replaceState(null, '', location.pathname);
  void askForCode();
});
attachPress(element('press'), {
  onTap() {
    if (lesson) storage.knowsTilt = true;
    // A tap skips the lesson; the next one starts the round.
    if (model.step) return stopCalibrating();
    tell({ type: 'tap' });
  },
  onHold: recentre,
  ignore: steersAnywhere,
});
element('copy').addEventListener('click', () => {
  void navigator.clipboard.writeText(location.href).then(() => ui.toast(ui.text('copied')), () => {});
});
/** @type {import('./ui/menu.js').MenuWishes} */
const menuWishes = {
  onChange() {
    storage.preferences = preferences;
    steering.curveChanged();
    tellSettings();
  },
  recentre,
  calibrate: () => void calibrate(),
  input: () => (model.input === 'touch' ? tiltPlease() : touchPlease()),
  pause: () => tell({ type: 'pause' }),
  leave() {
    line?.leave();
    if (model.room !== null) storage.setSeat(model.seatKey, null);
    void end('left');
  },
};
element('menu-open').addEventListener('click', () => {
  void import('./ui/menu.js').then(({ openMenu }) => openMenu(preferences, ui, model, menuWishes));
});
keepComfortable();
document.addEventListener('click', () => model.started && loadSound());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) tell({ type: 'away' });
  else line?.wake();
  // A thumb is there again with the page, sensors only with their next reading.
  if (document.hidden || model.input !== 'tilt') update({ asleep: document.hidden });
});
addEventListener('pageshow', () => line?.wake());
addEventListener('online', () => line?.wake());
// Another code for the same room, scanned into a page that is open.
addEventListener('hashchange', () => location.reload());
setInterval(onEchoTick, ECHO_MS);
setTimeout(loadRest, REST_WITHIN_MS);

model.name = storage.name || friendlyName();
storage.name = model.name;
const [invitation, rest] = takeInvitation(location.hash);
// It is for this phone only, and not for whoever is shown or sent the address.
if (invitation) history.replaceState(null, '', location.search + rest);
const asked = new URLSearchParams(location.search).get('room')?.trim() ?? '';
const room = roomCode(asked);
const fragment = Object.fromEntries(new URLSearchParams(rest.slice(1)));
if (room !== null || (!asked && fragment.k)) enter(room ?? '', fragment, invitation);
else void askForCode(asked, location.search + rest);

// Only where the certificate is good, and of no consequence where it is not.
void navigator.serviceWorker?.register('./sw.js').catch(() => {});
