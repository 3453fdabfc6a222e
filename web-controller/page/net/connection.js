// The way to the game: the relay's socket at once, and the direct path beside it as soon as somebody has said where to dial.

import { BUSY_BYTES } from './outbox.js';
import { encodeFrame, leaveText, renameText } from './protocol.js';
import { comesBack, REASONS, Relay } from './relay.js';

/** @typedef {import('./relay.js').EndReason} EndReason */
/** @typedef {import('./relay.js').Seat} Seat */
/** @typedef {import('./protocol.js').RelayText} RelayText */
/**
 * @typedef {object} ConnectionOptions
 * @property {string | null} url of the relay's socket, if there is a relay
 * @property {Seat} seat at the relay
 * @property {Seat} directSeat at the game itself, which knows no token of the relay
 * @property {() => boolean} mayDial whether this is a moment to try again what a browser might ask the player about
 * @property {() => void} onChange it stands differently
 * @property {() => void} onReroute the game has to hear again what it must know, as that may have been lost or overtaken
 * @property {(text: RelayText) => void} onText
 * @property {(bytes: Uint8Array, way: number) => void} onFrame
 * @property {(reason: EndReason) => void} onEnd
 */

/** What frames came by, besides the relay's two lanes (0 and 1). */
const DIRECT = 2;
/** After these the player has been sent away, whichever way is left. @type {Set<EndReason>} */
const SENT_AWAY = new Set(['left', 'kicked', 'replaced']);

export class Connection {
  /** @type {Relay | null} */
  #relay = null;
  /** @type {import('./direct.js').Direct | null} */
  #direct = null;
  #options;
  /** Why there is no relay, while the direct path may still come about. @type {EndReason | null} */
  #relayEnd = null;
  #relayHz = 60;
  #closed = false;
  /** @type {unknown} */
  #offer = null;

  /** @param {ConnectionOptions} options */
  constructor(options) {
    this.#options = options;
    const { url, seat } = options;
    if (url === null) return;
    this.#relay = new Relay({
      url,
      seat,
      onState: () => this.#changed(),
      onText: (text) => this.#hear(text),
      onFrame: options.onFrame,
      onEnd: (reason) => this.#relayEnded(reason),
    });
  }

  /** @returns {import('./relay.js').ConnectionState} */
  get state() {
    if (this.#closed) return 'closed';
    if (this.#direct?.isOpen || this.#relay?.state === 'connected') return 'connected';
    return this.#direct?.wasOpen || this.#relay?.state === 'reconnecting' ? 'reconnecting' : 'connecting';
  }

  /** Whether steering takes the direct path alone. */
  get isDirect() {
    return this.#direct?.isRelied ?? false;
  }

  /** Whether the game is there by the direct path, whatever the relay says. */
  get reachesGame() {
    return this.#direct?.isOpen ?? false;
  }

  /** What keeps the direct path from coming about, or `null`. @returns {import('./webrtc.js').Trouble | 'none' | null} */
  get trouble() {
    return this.#direct ? this.#direct.trouble : 'none';
  }

  /** Frames a second that the way in use carries. */
  get maxHz() {
    return this.isDirect ? (this.#direct?.maxHz ?? 60) : this.#relayHz;
  }

  /** Bytes that wait in the freer of the ways in use. */
  get bufferedBytes() {
    const relay = this.#relay?.state === 'connected' && !this.isDirect ? this.#relay.bufferedBytes : Infinity;
    return Math.min(relay, this.#direct?.bufferedBytes ?? Infinity);
  }

  /** Whether a second socket to the relay is to carry copies of lossy frames. @param {boolean} wanted */
  set secondLane(wanted) {
    if (this.#relay) this.#relay.secondLane = wanted && !this.isDirect;
  }

  get secondLane() {
    return this.#relay?.secondLane ?? false;
  }

  connect() {
    this.#closed = false;
    this.#relayEnd = null;
    this.#relay?.connect();
    this.#direct?.close();
    this.#direct = null;
    if (this.#offer) void this.dial(this.#offer);
  }

  /** Dials the game directly, beside whatever else goes on. @param {unknown} offer as a link or a relay brought it */
  async dial(offer) {
    this.#offer = offer;
    // Not part of the page's first load: nobody waits for it.
    const { Direct, readOffer } = await import('./direct.js');
    const read = readOffer(offer);
    if (!read || this.#closed || this.#offer !== offer || this.#direct?.follow(read)) return;
    this.#direct?.close();
    this.#direct = new Direct(read, {
      ...this.#options,
      relay: this.#relay,
      relayEnd: () => this.#relayEnd,
      onFrame: (bytes) => this.#options.onFrame(bytes, DIRECT),
      onChange: () => this.#changed(),
      onClose: (code) => comesBack(code) || this.#pathClosed(REASONS[code] ?? 'odd'),
      onEnd: (reason) => this.#end(reason),
    });
  }

  /** To be called when the page is seen again or online; a line that has ended stays as it is until `connect`. */
  wake() {
    if (this.#closed) return;
    this.#relay?.wake();
    this.#direct?.wake();
  }

  /** Ends it for good. */
  close() {
    this.#closed = true;
    this.#relay?.close();
    this.#direct?.close();
  }

  /** Says what must arrive: directly once that is relied upon, and by the relay until then. @param {import('./protocol.js').Frame} frame */
  send(frame) {
    (this.isDirect || this.#relay?.state !== 'connected' ? this.#direct : this.#relay)?.send(encodeFrame(frame));
  }

  /** Says what only the newest of counts. @param {import('./protocol.js').Frame} frame */
  sendLossy(frame) {
    if ((this.#direct?.bufferedBytes ?? Infinity) <= BUSY_BYTES) this.#direct?.sendLossy(frame);
    if (!this.isDirect) this.#relay?.sendLossy(encodeFrame(frame));
  }

  /** Answers a question by the way it came. @param {import('./protocol.js').Frame} frame @param {number} way */
  answer(frame, way) {
    if (way === DIRECT) this.#direct?.send(encodeFrame(frame));
    else this.#relay?.sendLossy(encodeFrame(frame));
  }

  /** @param {string} name */
  rename(name) {
    this.#relay?.send(renameText(name));
    this.#direct?.say(renameText(name));
  }

  leave() {
    this.#relay?.send(leaveText());
    this.#direct?.say(leaveText());
    this.close();
  }

  /** @param {RelayText} text */
  #hear(text) {
    if ('maxHz' in text) this.#relayHz = text.maxHz;
    if (text.type === 'welcome' && text.direct) void this.dial(text.direct);
    else if (text.type === 'direct') void this.dial(text.direct);
    this.#options.onText(text);
  }

  #changed() {
    this.#direct?.relayChanged();
    this.#options.onChange();
  }

  /** @param {EndReason} reason */
  #relayEnded(reason) {
    if (SENT_AWAY.has(reason) || !this.#direct) return this.#end(reason);
    this.#relayEnd = reason;
    this.#direct.relayChanged();
  }

  /** The game wants this phone no more on its direct path. @param {EndReason} reason @returns {false} nothing comes after it */
  #pathClosed(reason) {
    if (SENT_AWAY.has(reason) || this.#relay?.state !== 'connected') this.#end(reason);
    return false;
  }

  /** @param {EndReason} reason */
  #end(reason) {
    this.close();
    this.#options.onChange();
    this.#options.onEnd(reason);
  }
}
