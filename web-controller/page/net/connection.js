// The connection to the game: the relay's socket first, and the direct path beside it once an address to dial is known.

import { KIND } from '../../shared/limits.js';
import { BUSY_BYTES } from './outbox.js';
import { encodeFrame, leaveText, renameText } from './protocol.js';
import { comesBack, REASONS, Relay } from './relay.js';

/** @typedef {import('./relay.js').EndReason} EndReason */
/** @typedef {import('./relay.js').Seat} Seat */
/** @typedef {import('./protocol.js').RelayText} RelayText */
/**
 * @typedef {object} ConnectionOptions
 * @property {string | null} url address of the relay's socket, or `null` without a relay
 * @property {Seat} seat at the relay
 * @property {Seat} directSeat at the game itself, which does not know the relay's tokens
 * @property {() => boolean} mayDial whether this is a good moment to retry something for which the browser may ask the player's permission
 * @property {() => void} onChange the connection has changed
 * @property {() => void} onReroute send the required state to the game again, as it may have been lost or overtaken
 * @property {(text: RelayText) => void} onText
 * @property {(bytes: Uint8Array, way: number) => void} onFrame
 * @property {(reason: EndReason) => void} onEnd
 */

/** Transport number of frames over the direct path, besides the relay's two lanes (0 and 1). */
const DIRECT = 2;
/** After these the player is out, even if another transport is left. @type {Set<EndReason>} */
const SENT_AWAY = new Set(['left', 'kicked', 'replaced']);

export class Connection {
  /** @type {Relay | null} */
  #relay = null;
  /** @type {import('./direct.js').Direct | null} */
  #direct = null;
  #options;
  /** Reason for the relay's absence, while the direct path may still open. @type {EndReason | null} */
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
      onFrame: (bytes, way) =>
        bytes[0] === KIND.signal ? this.#direct?.hearSignal(bytes) : options.onFrame(bytes, way),
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

  /** Whether the game is reachable over the direct path, whatever the relay reports. */
  get reachesGame() {
    return this.#direct?.isOpen ?? false;
  }

  /** The obstacle to the direct path, or `null`. @returns {import('./webrtc.js').Trouble | 'none' | null} */
  get trouble() {
    return this.#direct ? this.#direct.trouble : 'none';
  }

  /** Frame rate of the transport in use, in Hz. */
  get maxHz() {
    return this.isDirect ? (this.#direct?.maxHz ?? 60) : this.#relayHz;
  }

  /** Bytes queued on the emptier of the transports in use. */
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

  /** Dials the game directly, alongside everything else. @param {unknown} offer as a link or a relay brought it */
  async dial(offer) {
    this.#offer = offer;
    // Not part of the page's first load: nothing waits for it.
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

  /** To be called when the page becomes visible or online; a connection that has ended stays ended until `connect`. */
  wake() {
    if (this.#closed) return;
    this.#relay?.wake();
    this.#direct?.wake();
  }

  /** Ends the connection for good. */
  close() {
    this.#closed = true;
    this.#relay?.close();
    this.#direct?.close();
  }

  /** Sends a reliable frame: directly once the direct path is relied upon, through the relay until then. @param {import('./protocol.js').Frame} frame */
  send(frame) {
    (this.isDirect || this.#relay?.state !== 'connected' ? this.#direct : this.#relay)?.send(encodeFrame(frame));
  }

  /** Sends a lossy frame: only the newest one counts. @param {import('./protocol.js').Frame} frame */
  sendLossy(frame) {
    if ((this.#direct?.bufferedBytes ?? Infinity) <= BUSY_BYTES) this.#direct?.sendLossy(frame);
    if (!this.isDirect) this.#relay?.sendLossy(encodeFrame(frame));
  }

  /** Answers an echo over the transport it came over. @param {import('./protocol.js').Frame} frame @param {number} way */
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
    else if (text.type === 'host_joined') this.#direct?.gameJoined();
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

  /** The game has removed this phone from its direct path. @param {EndReason} reason @returns {false} nothing comes after it */
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
