// The visit to a room: its connection, the relay's texts and the game's messages, and the reasons for an interruption.

import { Connection } from './net/connection.js';
import { ECHO_MS, Echoes } from './net/echoes.js';
import { clock } from './net/outbox.js';
import { decodeFrame, isNumbered, socketPath } from './net/protocol.js';
import { emptyModel } from './ui/state.js';
import { element } from './ui/ui.js';

/** @typedef {import('./net/protocol.js').HostMessage} HostMessage */
/** @typedef {import('./ui/game-slot.js').GameSlot} GameSlot */

/** Longest wait for the words of an ending to load. */
const WORDS_WITHIN_MS = 1000;
/** A game that has been away for this long has probably ended. */
const GONE_AFTER_MS = 30_000;
/** After this long without a connection the page looks for the reason, and again each time this much has passed. */
const FAULT_AFTER_MS = 8000;

export class Room {
  #page;
  #play;
  #echoes = new Echoes();
  /** The place of the game's own part of the page, loaded with the game's first message. @type {Promise<GameSlot> | undefined} */
  #game;
  /** Last moment at which a missing game was nothing new. */
  #thereAt = performance.now();
  /** Last moment at which there was a connection, none was wanted, or the page looked for the reason. */
  #linkedAt = performance.now();
  /** Whether the game is connected to the relay. */
  #hostAtRelay = false;

  /** @param {import('./page.js').Page} page @param {import('./play.js').Play} play */
  constructor(page, play) {
    this.#page = page;
    this.#play = play;
    setInterval(() => this.#onEchoTick(), ECHO_MS);
  }

  // --- Rooms -----------------------------------------------------------------------------------------------------------

  /**
   * @param {string} code empty if there is no relay, only a game to dial
   * @param {Record<string, string>} fragment
   * @param {string} [invitation] to a seat there
   */
  enter(code, fragment, invitation = '') {
    const page = this.#page;
    const { storage } = page;
    const key = code || (fragment.f ?? '');
    this.exit({ room: code, seatKey: key });
    const kept = storage.seat(key);
    this.#play.neutral = kept?.neutral;
    const name = () => page.model.name;
    const url = new URL(socketPath(code), location.href);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    page.connection = new Connection({
      url: code ? url.href : null,
      seat: {
        name,
        token: () => invitation || storage.seat(key)?.token || null,
        keep: (token) => {
          // This phone's earlier seat may still be there when an invitation is refused.
          if (token || !invitation) storage.setSeat(key, { token });
          invitation = '';
        },
      },
      directSeat: {
        name,
        token: () => storage.seat(key)?.direct || null,
        keep: (direct) => storage.setSeat(key, { direct }),
      },
      mayDial: () => page.model.phase !== 'playing' && page.model.phase !== 'countdown',
      onChange: () => this.#onLine(),
      onReroute: () => this.#play.introduce(),
      onText: (text) => this.#onRelayText(text),
      onFrame: (bytes, way) => this.#onGameFrame(bytes, way),
      onEnd: (reason) => void this.#end(reason),
    });
    page.connection.connect();
    if (fragment.k) void page.connection.dial(fragment);
    this.#onLine();
    this.#play.resume(kept);
  }

  /** Ends the visit, and forgets everything that belonged to it. @param {Partial<import('./ui/state.js').Model>} [next] the next one */
  exit(next) {
    const page = this.#page;
    page.connection?.close();
    page.connection = null;
    void this.#game?.then((game) => game.reset()).catch(() => {});
    page.model = { ...emptyModel(), name: page.model.name, ...next };
  }

  /** Handles a change of the connection. */
  #onLine() {
    const { connection, model } = this.#page;
    if (!connection) return;
    const { state, isDirect, reachesGame, trouble, maxHz } = connection;
    this.#play.maxHz = maxHz;
    if (state !== model.link || isDirect !== model.isDirect) {
      this.#echoes.reset();
      model.roundTrip = null;
    }
    document.body.dataset.path = isDirect ? 'direct' : 'relay';
    const fault = state === 'connected' ? null : model.fault;
    this.#page.update({ link: state, isDirect, trouble, fault, hostConnected: this.#hostAtRelay || reachesGame });
  }

  /** Gives up the seat. */
  leave() {
    const { connection, model, storage } = this.#page;
    connection?.leave();
    if (model.room !== null) storage.setSeat(model.seatKey, null);
    void this.#end('left');
  }

  tryAgain() {
    const page = this.#page;
    if (page.model.ended === 'version') return location.reload();
    page.update({ ended: null, joined: false, gone: false });
    this.#thereAt = performance.now();
    page.connection?.connect();
    this.#play.again();
  }

  /** Ends the visit, with an explanation if its words can be loaded. @param {import('./net/relay.js').EndReason} ended */
  async #end(ended) {
    const ending = this.#page.connection;
    await Promise.race([
      this.#loadEnds().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, WORDS_WITHIN_MS)),
    ]);
    // Another visit may have begun meanwhile.
    if (this.#page.connection === ending) this.#page.update({ ended });
  }

  // --- Texts and messages -------------------------------------------------------------------------------------------------

  /** @param {import('./net/protocol.js').RelayText} text */
  #onRelayText(text) {
    const page = this.#page;
    switch (text.type) {
      case 'welcome':
        if (text.name && !isNumbered(text.name, page.model.name)) page.setName(text.name);
        this.#hostAtRelay = text.hostConnected;
        page.update({ joined: true });
        this.#onLine();
        return this.#play.introduce();
      case 'host_joined':
        this.#hostAtRelay = true;
        this.#onLine();
        return this.#play.introduce();
      case 'host_left':
        this.#hostAtRelay = false;
        if (!page.connection?.reachesGame) page.model.roundTrip = null;
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
    if (frame?.kind === 'echo')
      this.#page.connection?.answer({ kind: 'echo_reply', t: frame.t, mine: clock(now) }, way);
    else if (frame?.kind === 'echo_reply') {
      this.#echoes.answer(frame.t, way, now);
      this.#page.update({ roundTrip: this.#echoes.roundTrip });
    } else if (frame?.kind === 'message') this.#onMessage(/** @type {HostMessage} */ (frame.json));
  }

  /** @param {HostMessage} message */
  #onMessage(message) {
    const { ui, model } = this.#page;
    switch (message.type) {
      case 'you':
        this.#withGame((game) => game.open());
        return this.#page.update({ you: message });
      case 'haptic':
        this.#play.feel(message.pattern);
        return ui.pulse();
      case 'notice':
        if (message.key === 'paused' || message.key === 'resumed')
          this.#page.update({ paused: message.key === 'paused' });
        return ui.toast(ui.notice(message.key) ?? message.text);
      case 'recenter':
        return model.input === 'tilt' ? this.#play.recentre() : undefined;
      case 'game':
        return this.#withGame((game) => game.receive(message.data));
    }
  }

  /** Calls the game's part, in the order of the calls; they are lost if it cannot be loaded. @param {(game: GameSlot) => void} use */
  #withGame(use) {
    const { ui } = this.#page;
    this.#game ??= import('./ui/game-slot.js').then(
      ({ GameSlot }) =>
        (ui.game = new GameSlot({
          language: document.documentElement.lang,
          screen: element('screen-play'),
          send: (data) => this.#page.tell({ type: 'game', data }),
          tap: () => this.#play.tap(),
          show: (shown) => this.#show(shown),
          toast: (text) => ui.toast(text),
        })),
    );
    // The game's next message tries again.
    this.#game.then(use, () => (this.#game = undefined));
  }

  /** Shows what the game's part says. @param {import('./ui/game-slot.js').Shown} shown */
  #show(shown) {
    const { model } = this.#page;
    const { phase = model.phase } = shown;
    if (phase !== 'lobby' && shown.phase) this.#play.stopCalibrating();
    // The game may repeat the same phase in the middle of a pause.
    if (phase !== model.phase) model.paused = false;
    this.#page.update(shown);
  }

  // --- Interruptions ------------------------------------------------------------------------------------------------------

  /** Loads what is needed later, or once the network is gone. */
  loadRest() {
    const stalls = import('./net/stalls.js').then(({ StallWatch }) => this.#echoes.watch(new StallWatch()));
    return Promise.allSettled([this.#play.loadTurn(), this.#loadEnds(), this.#loadFaults(), stalls]);
  }

  async #loadEnds() {
    const { ui } = this.#page;
    const [{ EndScreen }, { end }] = await Promise.all([import('./ui/end-screen.js'), ui.more()]);
    ui.ends ??= new EndScreen(end, ui);
  }

  async #loadFaults() {
    const { ui } = this.#page;
    const [faults, { fault }] = await Promise.all([import('./net/fault.js'), ui.more()]);
    ui.fault ??= new faults.FaultNote(fault);
    return faults;
  }

  #onEchoTick() {
    const page = this.#page;
    const { connection } = page;
    const now = performance.now();
    if (!connection || document.hidden || connection.state === 'connected' || connection.state === 'closed')
      this.#linkedAt = now;
    if (now - this.#linkedAt > FAULT_AFTER_MS) {
      this.#linkedAt = now;
      this.#loadFaults()
        .then(({ explainFault }) => explainFault(page))
        .catch(() => {});
    }
    const isThere = connection?.state === 'connected' && page.model.hostConnected;
    // While the page is hidden, a missing game is nothing new.
    if (isThere || !page.model.started || (document.hidden && !page.model.gone)) this.#thereAt = now;
    const gone = now - this.#thereAt > GONE_AFTER_MS;
    if (gone !== page.model.gone) {
      page.update({ gone });
      if (!gone) this.#play.again();
    }
    if (!connection || !isThere) return;
    const t = this.#echoes.ask(now, !connection.isDirect);
    if (page.model.roundTrip !== this.#echoes.roundTrip) page.update({ roundTrip: this.#echoes.roundTrip });
    connection.secondLane = this.#echoes.stalls;
    document.body.dataset.lanes = connection.secondLane ? '2' : '1';
    connection.sendLossy({ kind: 'echo', t });
  }
}
