// The whole page: room and connection, sensors and touch, the game's messages, and the elements that show them.

import { parseCode } from '../shared/codes.js';
import { DEFAULT_CURVE } from './input/motion.js';
import { attachPress } from './input/press.js';
import { Steering } from './input/steering.js';
import { friendlyName } from './lib/names.js';
import { Storage } from './lib/storage.js';
import { Connection } from './net/connection.js';
import { ECHO_MS, Echoes } from './net/echoes.js';
import { clock } from './net/outbox.js';
import { decodeFrame, isNumbered, socketPath, takeInvitation } from './net/protocol.js';
import { keepComfortable, makeComfortable, relax, vibrate } from './ui/device.js';
import { emptyModel } from './ui/state.js';
import { element, field, Ui } from './ui/ui.js';

/** @typedef {import('./ui/state.js').Model} Model */

/** Delay after the start of play before the rest is loaded, and the longest wait for that start. */
const REST_AFTER_MS = 1000;
const REST_WITHIN_MS = 7000;
/** Longest wait for the words of an ending to load. */
const WORDS_WITHIN_MS = 1000;
/** The centre is the mean of a quarter of a second of readings; after a turn of the screen, that much must come in first. */
const TURNED_MS = 300;
/** A game that has been away for this long has probably ended. */
const GONE_AFTER_MS = 30_000;
/** After this long without a connection the page looks for the reason, and again each time this much has passed. */
const FAULT_AFTER_MS = 8000;

export class App {
  #storage = new Storage(() => localStorage);
  #ui;
  /** The place of the game's own part of the page, loaded with the game's first message. @type {Promise<import('./ui/game-slot.js').GameSlot> | undefined} */
  #game;
  #preferences;
  #steering;
  #echoes = new Echoes();
  /** @type {Model} */
  #model = emptyModel();
  /** @type {Connection | null} */
  #connection = null;
  /** Last moment at which a missing game was nothing new. */
  #thereAt = performance.now();
  /** Last moment at which there was a connection, none was wanted, or the page looked for the reason. */
  #linkedAt = performance.now();
  /** Whether the game is connected to the relay. */
  #hostAtRelay = false;
  /** @type {import('./ui/lesson.js').Lesson | null} */
  #lesson = null;
  /** @type {typeof import('./ui/sound.js') | null} */
  #sound = null;
  /** Whether this page returned to a round by itself and has not yet found out whether the sensors agree. */
  #resuming = false;

  /** @param {import('./i18n/texts.js').Language} language the reader's */
  constructor(language) {
    this.#ui = new Ui(language);
    this.#preferences = { ...DEFAULT_CURVE, steady: false, vibration: true, sound: true, ...this.#storage.preferences };
    this.#steering = new Steering({
      gauge: /** @type {SVGElement} */ (document.querySelector('#gauge')),
      curve: this.#preferences,
      connection: () => this.#connection,
      showThumb: (steer) => this.#ui.showThumb(steer),
      onInput: (input, missing) => this.#onInput(input, missing),
      onLean: (degrees, now) => {
        if (this.#model.asleep) this.#update({ asleep: false });
        this.#lesson?.feed(degrees, now);
      },
    });
  }

  /** Attaches the page to its elements, and opens the room in its address. */
  start() {
    this.#attach();
    this.#model.name = this.#storage.name || friendlyName();
    this.#storage.name = this.#model.name;
    const [invitation, rest] = takeInvitation(location.hash);
    // The invitation is for this phone only, not for anybody who is shown or sent the address.
    if (invitation) history.replaceState(null, '', location.search + rest);
    const asked = new URLSearchParams(location.search).get('room')?.trim() ?? '';
    const room = parseCode(asked);
    const fragment = Object.fromEntries(new URLSearchParams(rest.slice(1)));
    if (room !== null || (!asked && fragment.k)) this.#enter(room ?? '', fragment, invitation);
    else void this.#askForCode(asked, location.search + rest);
  }

  #attach() {
    element('code-form').addEventListener('submit', (event) => void this.#onCode(/** @type {SubmitEvent} */ (event)));
    // Fields are replaced now and then, so their events are handled one level up.
    element('screen-join').addEventListener('change', () => void this.#rename());
    element('name-other').addEventListener('click', () => this.#setName(friendlyName()));
    element('play').addEventListener('click', () => this.#tiltPlease());
    element('play-touch').addEventListener('click', () => this.#touchPlease());
    element('end-again').addEventListener('click', () => this.#tryAgain());
    element('end-other').addEventListener('click', () => {
      history.replaceState(null, '', location.pathname);
      void this.#askForCode();
    });
    attachPress(element('press'), { onTap: () => this.#onTap(), onHold: this.#recentre, ignore: this.#steersAnywhere });
    element('copy').addEventListener('click', () => {
      void navigator.clipboard.writeText(location.href).then(
        () => this.#ui.toast(this.#ui.text('copied')),
        () => {},
      );
    });
    element('menu-open').addEventListener('click', () => {
      void this.#openMenu();
    });
    keepComfortable();
    document.addEventListener('click', () => this.#model.started && this.#loadSound());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#tell({ type: 'away' });
      else this.#connection?.wake();
      // A thumb is there again as soon as the page is; sensors only with their next reading.
      if (document.hidden || this.#model.input !== 'tilt') this.#update({ asleep: document.hidden });
    });
    addEventListener('pageshow', () => this.#connection?.wake());
    addEventListener('online', () => this.#connection?.wake());
    // Another code for the same room, scanned while the page is open.
    addEventListener('hashchange', () => location.reload());
    setInterval(() => this.#onEchoTick(), ECHO_MS);
    setTimeout(this.#loadRest, REST_WITHIN_MS);
  }

  // --- Rooms -----------------------------------------------------------------------------------------------------------

  /**
   * @param {string} room empty if there is no relay, only a game to dial
   * @param {Record<string, string>} fragment
   * @param {string} [invitation] to a seat there
   */
  #enter(room, fragment, invitation = '') {
    this.#connection?.close();
    void this.#game?.then((game) => game.reset()).catch(() => {});
    const key = room || (fragment.f ?? '');
    this.#model = { ...emptyModel(), room, seatKey: key, name: this.#model.name };
    const kept = this.#storage.seat(key);
    this.#steering.neutral = kept?.neutral ?? [0, 0, 0, 0];
    const name = () => this.#model.name;
    const url = new URL(socketPath(room), location.href);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    this.#connection = new Connection({
      url: room ? url.href : null,
      seat: {
        name,
        token: () => invitation || this.#storage.seat(key)?.token || null,
        keep: (token) => {
          // This phone's earlier seat may still be there when an invitation is refused.
          if (token || !invitation) this.#storage.setSeat(key, { token });
          invitation = '';
        },
      },
      directSeat: {
        name,
        token: () => this.#storage.seat(key)?.direct || null,
        keep: (direct) => this.#storage.setSeat(key, { direct }),
      },
      mayDial: () => this.#model.phase !== 'playing' && this.#model.phase !== 'countdown',
      onChange: () => this.#onLine(),
      onReroute: () => this.#introduce(),
      onText: (text) => this.#onRelayText(text),
      onFrame: (bytes, way) => this.#onGameFrame(bytes, way),
      onEnd: (reason) => void this.#end(reason),
    });
    this.#connection.connect();
    if (fragment.k) void this.#connection.dial(fragment);
    this.#onLine();
    this.#resume(kept?.input);
  }

  /** Handles a change of the connection. */
  #onLine() {
    if (!this.#connection) return;
    const { state, isDirect, reachesGame, trouble, maxHz } = this.#connection;
    this.#steering.maxHz = maxHz;
    if (state !== this.#model.link || isDirect !== this.#model.isDirect) {
      this.#echoes.reset();
      this.#model.roundTrip = null;
    }
    document.body.dataset.path = isDirect ? 'direct' : 'relay';
    const fault = state === 'connected' ? null : this.#model.fault;
    this.#update({ link: state, isDirect, trouble, fault, hostConnected: this.#hostAtRelay || reachesGame });
  }

  /** Loads the code that checks room codes and describes what is wrong with one. */
  async #loadJoin() {
    const [module, { join }] = await Promise.all([import('./net/join.js'), this.#ui.more()]);
    /** @type {import('./net/join.js').Say} */
    const say = (key, values, isWrong) => this.#ui.codeWords(key ? join[key] : '', values, isWrong);
    return { ...module, say };
  }

  /** @param {string} [typed] @param {string} [link] may contain a code */
  async #askForCode(typed = '', link = '') {
    this.#connection?.close();
    this.#connection = null;
    void this.#game?.then((game) => game.reset()).catch(() => {});
    this.#model = { ...emptyModel(), name: this.#model.name };
    field('code').value = typed;
    this.#ui.codeWords('');
    this.#update({});
    if (!link) return;
    const { putIntoAddress, readLink, sayWhatIsWrong, say } = await this.#loadJoin();
    const found = readLink(link);
    if (!found) return typed ? sayWhatIsWrong(typed, say) : undefined;
    putIntoAddress(found);
    this.#enter(found.code, found.fragment, found.invitation);
  }

  /** @param {SubmitEvent} event */
  async #onCode(event) {
    event.preventDefault();
    const typed = () => field('code').value.trim();
    const { askForRoom, say } = await this.#loadJoin();
    // The answer to an older question is no longer of interest.
    const found = await askForRoom(typed(), say, (asked) => this.#model.room === null && typed() === asked);
    if (found) this.#enter(found.code, found.fragment, found.invitation);
  }

  // --- Texts and messages -------------------------------------------------------------------------------------------------

  /** @param {import('./net/protocol.js').RelayText} text */
  #onRelayText(text) {
    switch (text.type) {
      case 'welcome':
        if (text.name && !isNumbered(text.name, this.#model.name)) this.#setName(text.name);
        this.#hostAtRelay = text.hostConnected;
        this.#update({ joined: true });
        this.#onLine();
        return this.#introduce();
      case 'host_joined':
        this.#hostAtRelay = true;
        this.#onLine();
        return this.#introduce();
      case 'host_left':
        this.#hostAtRelay = false;
        if (!this.#connection?.reachesGame) this.#model.roundTrip = null;
        return this.#onLine();
      case 'rate':
        return this.#onLine();
      // An error in reply to one of our commands changes nothing.
      default:
    }
  }

  /** @param {Uint8Array} bytes @param {number} way the transport it came over: a lane of the relay's, or the direct path */
  #onGameFrame(bytes, way) {
    const frame = decodeFrame(bytes);
    const now = performance.now();
    if (frame?.kind === 'echo') this.#connection?.answer({ kind: 'echo_reply', t: frame.t, mine: clock(now) }, way);
    else if (frame?.kind === 'echo_reply') {
      this.#echoes.answer(frame.t, way, now);
      this.#update({ roundTrip: this.#echoes.roundTrip });
    } else if (frame?.kind === 'message')
      this.#onMessage(/** @type {import('./net/protocol.js').HostMessage} */ (frame.json));
  }

  /** @param {import('./net/protocol.js').HostMessage} message */
  #onMessage(message) {
    switch (message.type) {
      case 'you':
        this.#withGame((game) => game.open());
        return this.#update({ you: message });
      case 'haptic':
        this.#feel(message.pattern);
        return this.#ui.pulse();
      case 'notice':
        if (message.key === 'paused' || message.key === 'resumed') this.#update({ paused: message.key === 'paused' });
        return this.#ui.toast(this.#ui.notice(message.key) ?? message.text);
      case 'recenter':
        return this.#model.input === 'tilt' ? this.#recentre() : undefined;
      case 'game':
        return this.#withGame((game) => game.receive(message.data));
    }
  }

  /** Calls the game's part, in the order of the calls; they are lost if it cannot be loaded. @param {(game: import('./ui/game-slot.js').GameSlot) => void} use */
  #withGame(use) {
    this.#game ??= import('./ui/game-slot.js').then(
      ({ GameSlot }) =>
        (this.#ui.game = new GameSlot({
          language: document.documentElement.lang,
          screen: element('screen-play'),
          send: (data) => this.#tell({ type: 'game', data }),
          show: (shown) => this.#show(shown),
          toast: (text) => this.#ui.toast(text),
        })),
    );
    // The game's next message tries again.
    this.#game.then(use, () => (this.#game = undefined));
  }

  /** Shows what the game's part says. @param {import('./ui/game-slot.js').Shown} shown */
  #show(shown) {
    const { phase = this.#model.phase } = shown;
    if (phase !== 'lobby' && shown.phase) this.#stopCalibrating();
    // The game may repeat the same phase in the middle of a pause.
    if (phase !== this.#model.phase) this.#model.paused = false;
    this.#update(shown);
  }

  /** @param {import('./net/protocol.js').PhoneMessage} json */
  #tell(json) {
    this.#connection?.send({ kind: 'message', json });
  }

  /** Tells the game that this player is there, and how they steer. */
  #introduce() {
    if (this.#model.input === null) return;
    this.#tell({ type: 'ready', input: this.#model.input });
    // The game may have just started, and not know this player's steering settings or neutral pose.
    this.#tellSettings();
  }

  #tellSettings() {
    const { dead, full, expo, invert, steady } = this.#preferences;
    this.#tell({ type: 'settings', dead, full, expo, invert, steady, neutral: this.#steering.neutral });
  }

  // --- Steering ----------------------------------------------------------------------------------------------------------

  /** @param {import('./net/protocol.js').InputKind} input @param {import('./input/sensors.js').MissingReason | null} missing */
  #onInput(input, missing) {
    if (this.#resuming && missing) {
      this.#resuming = false;
      this.#steering.stop();
      return this.#update({ started: false });
    }
    this.#resuming = false;
    this.#remember({ input });
    if (input === 'touch') void this.#loadTouch();
    this.#update({ input, missing });
    if (missing) void this.#explainMissing(missing);
    // Shown after the reading that may have caused this, which must not wait for words.
    queueMicrotask(() => this.#introduce());
    if (input === 'tilt' && !this.#storage.knowsTilt) void this.#calibrate();
  }

  #tiltPlease() {
    // First of all, and straight from the click: permission may be requested nowhere else.
    this.#steering.askForTilt();
    makeComfortable();
    this.#loadSound();
    this.#beginPlay();
    // Where tilting has failed before, touch stays in use until tilting works.
    if (this.#model.missing === null) this.#update({ input: null });
  }

  /** @param {import('./input/sensors.js').MissingReason} missing */
  async #explainMissing(missing) {
    this.#ui.missing = (await this.#ui.more()).missing;
    this.#update({});
    this.#ui.toastMissing(missing);
  }

  /** Thumb and keys are loaded on demand: most phones never need them. */
  async #loadTouch() {
    const { TouchSteering, attachTouch } = await import('./input/touch.js');
    if (this.#steering.thumb) return;
    this.#steering.thumb = new TouchSteering();
    attachTouch(
      this.#steering.thumb,
      [
        { surface: element('steer'), active: () => this.#model.input === 'touch' },
        { surface: element('press'), active: this.#steersAnywhere },
      ],
      () => this.#steering.followThumb(),
    );
  }

  /** Resumes play after a reload; asks for a tap where one is needed. @param {string | undefined} input */
  #resume(input) {
    this.#resuming = input === 'tilt';
    if (this.#resuming) this.#steering.askForTilt();
    else if (input === 'touch') {
      void this.#loadTouch();
      this.#steering.useTouch();
    } else return;
    setTimeout(this.#loadRest, REST_AFTER_MS);
    makeComfortable();
    this.#update({ started: true, input: this.#resuming ? null : 'touch' });
  }

  /** Resumes after steering has been released. */
  #steerAgain() {
    if (!this.#model.started || this.#model.ended) return;
    if (this.#model.input === 'touch') this.#touchPlease();
    else this.#tiltPlease();
  }

  #touchPlease() {
    this.#stopCalibrating();
    void this.#loadTouch();
    this.#steering.useTouch();
    makeComfortable();
    this.#beginPlay();
    this.#update({ input: 'touch', missing: null });
    this.#remember({ input: 'touch' });
    this.#introduce();
  }

  /** Loads what is needed later, or once the network is gone. */
  #loadRest = async () => {
    const stalls = import('./net/stalls.js').then(({ StallWatch }) => this.#echoes.watch(new StallWatch()));
    await Promise.allSettled([this.#loadTurn(), this.#loadEnds(), this.#loadFaults(), stalls]);
  };

  async #loadFaults() {
    const [faults, { fault }] = await Promise.all([import('./net/fault.js'), this.#ui.more()]);
    this.#ui.fault ??= new faults.FaultNote(fault);
    return faults;
  }

  /** Finds out why there is no connection. */
  async #explainFault() {
    const { diagnose } = await this.#loadFaults();
    const asked = this.#connection;
    const fault = await diagnose(this.#model, { href: location.href, isOnline: navigator.onLine });
    if (this.#connection === asked && this.#connection?.state !== 'connected') this.#update({ fault });
  }

  async #loadTurn() {
    const { Turn } = await import('./input/turn.js');
    this.#steering.turn ??= new Turn(() => this.#model);
  }

  async #loadEnds() {
    this.#ui.ends = (await this.#ui.more()).end;
  }

  /** Ends the visit, with an explanation if its words can be loaded. @param {import('./net/relay.js').EndReason} ended */
  async #end(ended) {
    const ending = this.#connection;
    await Promise.race([
      this.#loadEnds().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, WORDS_WITHIN_MS)),
    ]);
    // Another visit may have begun meanwhile.
    if (this.#connection === ending) this.#update({ ended });
  }

  /** Remembers what a reload in mid-visit needs. @param {Partial<import('./lib/storage.js').SeatRecord>} change */
  #remember(change) {
    if (this.#model.room !== null) this.#storage.setSeat(this.#model.seatKey, change);
  }

  #beginPlay() {
    setTimeout(this.#loadRest, REST_AFTER_MS);
    if (this.#model.started) return;
    // On some phones a tap on a button leaves the focus in the name field, so its change may not have been reported.
    void this.#rename();
    this.#update({ started: true });
  }

  #recentre = () => {
    if (this.#connection?.state !== 'connected') return;
    if (this.#steering.turn?.settle()) return void setTimeout(this.#recentre, TURNED_MS);
    this.#steering.recentre();
    this.#remember({ neutral: this.#steering.neutral });
    this.#tell({ type: 'recenter' });
    this.#ui.toast(this.#ui.text('centred'));
    this.#ui.pulse();
    this.#feel([30]);
  };

  /** Plays vibration and sound; showing something is up to the caller. @param {number[]} pattern ms on, off, on … */
  #feel(pattern) {
    if (this.#preferences.vibration) vibrate(pattern);
    if (this.#preferences.sound) this.#sound?.playPattern(pattern);
  }

  /** Loads the sound, which is not needed for playing. Some browsers start it only from a tap: the next one does that. */
  #loadSound() {
    if (!this.#preferences.sound) return;
    if (this.#sound) return this.#sound.unlockSound();
    void import('./ui/sound.js').then(
      (module) => {
        this.#sound = module;
        this.#sound.unlockSound();
      },
      () => {},
    );
  }

  /** "Tip left, tip right", in the lobby, where it does not hold anybody up. */
  async #calibrate() {
    const [{ Lesson }] = await Promise.all([import('./ui/lesson.js'), this.#loadTurn().catch(() => {})]);
    if (this.#model.input !== 'tilt' || (this.#model.phase !== null && this.#model.phase !== 'lobby')) return;
    this.#lesson = new Lesson({
      steering: this.#steering,
      preferences: this.#preferences,
      storage: this.#storage,
      ui: this.#ui,
      update: (change) => this.#update(change),
      recentre: this.#recentre,
      feel: (pattern) => this.#feel(pattern),
      remember: (change) => this.#remember(change),
      tellSettings: () => this.#tellSettings(),
      stop: () => this.#stopCalibrating(),
    });
    this.#update({ step: 'hold' });
  }

  #stopCalibrating() {
    this.#lesson = null;
    if (this.#model.step) this.#update({ step: null });
  }

  #onEchoTick() {
    const connection = this.#connection;
    const now = performance.now();
    if (!connection || document.hidden || connection.state === 'connected' || connection.state === 'closed')
      this.#linkedAt = now;
    if (now - this.#linkedAt > FAULT_AFTER_MS) {
      this.#linkedAt = now;
      this.#explainFault().catch(() => {});
    }
    const isThere = connection?.state === 'connected' && this.#model.hostConnected;
    // While the page is hidden, a missing game is nothing new.
    if (isThere || !this.#model.started || (document.hidden && !this.#model.gone)) this.#thereAt = now;
    const gone = now - this.#thereAt > GONE_AFTER_MS;
    if (gone !== this.#model.gone) {
      this.#update({ gone });
      if (!gone) this.#steerAgain();
    }
    if (!connection || !isThere) return;
    const t = this.#echoes.ask(now, !connection.isDirect);
    if (this.#model.roundTrip !== this.#echoes.roundTrip) this.#update({ roundTrip: this.#echoes.roundTrip });
    connection.secondLane = this.#echoes.stalls;
    document.body.dataset.lanes = connection.secondLane ? '2' : '1';
    connection.sendLossy({ kind: 'echo', t });
  }

  // --- The page ----------------------------------------------------------------------------------------------------------

  /** @type {import('./ui/menu.js').MenuWishes} */
  #menuWishes = {
    onChange: () => {
      this.#storage.preferences = this.#preferences;
      this.#steering.curveChanged();
      this.#tellSettings();
    },
    recentre: () => this.#recentre(),
    calibrate: () => void this.#calibrate(),
    input: () => (this.#model.input === 'touch' ? this.#tiltPlease() : this.#touchPlease()),
    pause: () => this.#tell({ type: 'pause' }),
    leave: () => {
      this.#connection?.leave();
      if (this.#model.room !== null) this.#storage.setSeat(this.#model.seatKey, null);
      void this.#end('left');
    },
  };

  /** Thumbs on the whole screen steer only while a round runs; at other times a tap there starts a round or resumes it. */
  #steersAnywhere = () => this.#model.input === 'touch' && this.#model.phase === 'playing' && !this.#model.paused;

  async #openMenu() {
    const [{ openMenu }, { menu, way }] = await Promise.all([import('./ui/menu.js'), this.#ui.more()]);
    openMenu(this.#preferences, this.#ui, this.#model, this.#menuWishes, menu, way);
  }

  #onTap() {
    if (this.#lesson) this.#storage.knowsTilt = true;
    // A tap skips the lesson; the next one starts the round.
    if (this.#model.step) return this.#stopCalibrating();
    this.#tell({ type: 'tap' });
  }

  #tryAgain() {
    if (this.#model.ended === 'version') return location.reload();
    this.#update({ ended: null, joined: false, gone: false });
    this.#thereAt = performance.now();
    this.#connection?.connect();
    this.#steerAgain();
  }

  /** @param {Partial<Model>} change */
  #update(change) {
    Object.assign(this.#model, change);
    if (this.#model.ended || this.#model.gone || this.#model.room === null) {
      relax();
      this.#steering.stop();
    }
    this.#ui.render(this.#model);
    this.#steering.turn?.show();
  }

  async #rename() {
    const { value } = field('name');
    if (value === this.#model.name) return;
    const { cleanName } = await import('../shared/names.js');
    const name = cleanName(value);
    if (name === this.#model.name) return;
    this.#storage.name = name;
    this.#update({ name });
    this.#connection?.rename(name);
  }

  /** @param {string} name */
  #setName(name) {
    field('name').value = name;
    void this.#rename();
  }
}
