// The direct path in use: dialled, proved to be the same phone as at the relay, watched, and dialled again.

import { MAX_SAMPLES } from '../../shared/limits.js';
import { base64url, encodeFrame, helloText, parseObject, readRelayText } from './protocol.js';
import { readOffer, WebRtc } from './webrtc.js';

export { readOffer };

/** @typedef {import('./webrtc.js').Offer} Offer */
/** @typedef {import('./protocol.js').MotionFrame} MotionFrame */
/**
 * @typedef {object} DirectParts
 * @property {import('./relay.js').Relay | null} relay the other transport, if there is one
 * @property {() => import('./relay.js').EndReason | null} relayEnd the reason it was given up
 * @property {(bytes: Uint8Array) => void} onFrame
 * @property {(code: number) => boolean} onClose the game has closed the path; returns whether to dial once more
 */
/** @typedef {Omit<import('./connection.js').ConnectionOptions, 'onFrame'> & DirectParts} DirectOptions */

/** After this many failed attempts a direct path is unlikely. */
const TRIES = 2;
const TIE_BYTES = 16;
/** @typedef {typeof import('../../shared/limits.js').CLOSE} Close */
/** @type {Close['noHello']} */
const NO_HELLO = 4002;
/** @type {Close['wrongToken']} */
const WRONG_TOKEN = 4003;
/** Longest wait for a seat at the relay before one is requested from the game. */
const RELAY_WITHIN_MS = 2000;
/** Time for which frames take both transports before the direct one alone is relied upon. */
const OVERLAP_MS = 300;
/** Three echoes of the game in a row were lost. */
const SILENT_AFTER_MS = 300;
/** Its channels met only losses and wait ever longer before they try again: a new path opens sooner. */
const GONE_AFTER_MS = 2000;
const LOOK_MS = 100;
/** After this long nothing sent over another transport is still to arrive. */
const SETTLED_AFTER_MS = 1000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** A game in a browser accepts one attempt a second; one whose page was reloaded offers its new name meanwhile. */
const SIGNALLED_EVERY_MS = 1100;

export class Direct {
  /** The obstacle to a direct path. @type {import('./webrtc.js').Trouble | null} */
  trouble = null;
  maxHz = 60;
  wasOpen = false;
  #offer;
  #options;
  /** @type {WebRtc | null} */
  #webrtc = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setInterval>} */
  #looking;
  #failures = 0;
  #dialledAt = -Infinity;
  /** Whether the next attempt waits for the relay, which carries its signals. */
  #needsRelay = false;
  #openedAt = 0;
  /** Time at which this phone got its seat, or `null` without one. @type {number | null} */
  #seatedAt = null;
  #heardAt = 0;
  #lookedAt = 0;
  #greeted = false;
  #relied = false;
  /** Time at which the state sent at the last change of transport is sent once more. */
  #settlesAt = Infinity;
  #repeats = new Repeats();

  /** @param {Offer} offer @param {DirectOptions} options */
  constructor(offer, options) {
    this.#offer = offer;
    this.#options = options;
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    this.#dial();
  }

  /** Whether the game has given this phone a seat on this path. */
  get isOpen() {
    return this.#seatedAt !== null;
  }

  /** Whether frames need no other transport. */
  get isRelied() {
    const now = performance.now();
    return this.#seatedAt !== null && now - this.#seatedAt > OVERLAP_MS && now - this.#heardAt <= SILENT_AFTER_MS;
  }

  get bufferedBytes() {
    return this.isOpen ? (this.#webrtc?.bufferedBytes ?? Infinity) : Infinity;
  }

  /** Takes newer addresses of the game. Returns false if the offer is another game's. @param {Offer} offer */
  follow(offer) {
    if (nameOf(this.#offer) !== nameOf(offer)) return false;
    this.#offer = offer;
    return true;
  }

  /** Handles a signal from the game, through the relay. @param {Uint8Array} bytes */
  hearSignal(bytes) {
    this.#webrtc?.hearSignal(bytes);
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  send(bytes) {
    if (this.isOpen) this.#webrtc?.send(bytes);
  }

  /** @param {import('./protocol.js').Frame} frame */
  sendLossy(frame) {
    this.send(encodeFrame(frame.kind === 'motion' ? this.#repeats.with(frame) : frame));
  }

  /** @param {string} text */
  say(text) {
    if (this.isOpen) this.#webrtc?.say(text);
  }

  /** To be called when the page becomes visible: a path that slept is dead. */
  wake() {
    if (!this.#webrtc || performance.now() - this.#heardAt > GONE_AFTER_MS) this.#again(0);
  }

  /** To be called when the relay's state changes. */
  relayChanged() {
    const { relay, relayEnd } = this.#options;
    if (this.#webrtc?.ready && !this.#greeted) this.#greet();
    if (!this.#isSignalled || this.isOpen) return;
    if (relayEnd() || (this.#needsRelay && relay?.state === 'connected')) this.#again(0);
  }

  /** To be called when the game comes to the relay: signals to an absent game are lost. */
  gameJoined() {
    if (this.#isSignalled && !this.isOpen) this.#again(SIGNALLED_EVERY_MS);
  }

  close() {
    clearTimeout(this.#timer);
    clearInterval(this.#looking);
    this.#hangUp();
  }

  #hangUp() {
    this.#webrtc?.close();
    this.#webrtc = this.#seatedAt = null;
    this.#greeted = false;
  }

  /** Whether the game is a page in a browser, which is dialled through the relay. */
  get #isSignalled() {
    return 'w' in this.#offer;
  }

  #dial() {
    const { relay, relayEnd, onEnd } = this.#options;
    this.#needsRelay = this.#isSignalled && relay?.state !== 'connected';
    if (this.#needsRelay) {
      this.#hangUp();
      const end = relayEnd();
      return end ? onEnd(end) : undefined;
    }
    const early = this.#isSignalled ? this.#dialledAt + SIGNALLED_EVERY_MS - performance.now() : 0;
    if (early > 0) return this.#again(early);
    // The first attempt belongs to joining. Nothing else for which the browser may ask permission comes in the middle of play.
    if (!this.wasOpen && this.#failures > 0 && !this.#options.mayDial()) return this.#again(FIRST_PAUSE_MS);
    this.#hangUp();
    this.#heardAt = this.#dialledAt = performance.now();
    this.#webrtc = new WebRtc(this.#offer, {
      sendSignal: (signal) => relay?.send(signal),
      onOpen: () => this.#opened(),
      onText: (text) => this.#hearText(text),
      onFrame: (bytes) => {
        this.#heardAt = performance.now();
        if (this.isOpen) this.#options.onFrame(bytes);
      },
      onEnd: (trouble) => this.#ended(trouble),
    });
  }

  /** @param {number} pause ms */
  #again(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dial(), pause);
  }

  #opened() {
    this.#openedAt = this.#heardAt = performance.now();
    this.#greet();
  }

  /** Identifies this phone: by a pairing token (`tie`), if it already has a seat at the relay. */
  #greet() {
    const { relay, relayEnd, directSeat: seat } = this.#options;
    // Without the relay a game in a browser cannot be dialled again, so the seat there is the one that counts.
    if (this.#isSignalled && relay?.state !== 'connected') return;
    const isComing = relay?.state === 'connecting' && !relay.hasFailed && relayEnd() === null;
    if (isComing && performance.now() - this.#openedAt < RELAY_WITHIN_MS) return;
    this.#greeted = true;
    if (relay?.state !== 'connected') return this.#webrtc?.say(helloText(seat.name(), seat.token()));
    const bytes = [...crypto.getRandomValues(new Uint8Array(TIE_BYTES))];
    relay.send(encodeFrame({ kind: 'tie', bytes }));
    this.#webrtc?.say(helloText(seat.name(), null, { tie: base64url(bytes) }));
  }

  /** @param {string} text */
  #hearText(text) {
    this.#heardAt = performance.now();
    const said = readRelayText(text);
    if (said?.type === 'welcome') return this.#seated(said);
    const { type, code } = parseObject(text) ?? {};
    if (type === 'close' && typeof code === 'number') this.#sentAway(code);
  }

  /** @param {import('./protocol.js').Welcome} welcome */
  #seated(welcome) {
    this.#seatedAt = this.#heardAt;
    this.wasOpen = true;
    this.trouble = null;
    this.#failures = 0;
    this.maxHz = welcome.maxHz;
    const { relay, directSeat, onChange, onText } = this.#options;
    directSeat.keep(welcome.seat);
    onChange();
    if (relay?.state === 'connected') return;
    // A seat at the relay would be a second one; the relay is tried again once this seat cannot be reached.
    relay?.close();
    onText(welcome);
  }

  /** @param {number} code */
  #sentAway(code) {
    this.#hangUp();
    if (code === WRONG_TOKEN) {
      this.#options.directSeat.keep('');
      this.#again(0);
    } else if (code === NO_HELLO || this.#options.onClose(code)) this.#again(FIRST_PAUSE_MS);
    else this.close();
    this.#options.onChange();
  }

  /** @param {import('./webrtc.js').Trouble} trouble */
  #ended(trouble) {
    this.trouble = trouble;
    this.#hangUp();
    this.#failures += 1;
    this.#again(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1)));
    this.#options.onChange();
    const { relay, relayEnd, onEnd } = this.#options;
    const end = relayEnd();
    if (this.wasOpen && relay?.state === 'closed' && !end) relay.connect();
    // A path that was open may come back at once, and the relay's end was not the game's.
    if (end && (!this.wasOpen || this.#failures >= TRIES)) onEnd(end);
    // A player with no other transport who was never in has to be told.
    else if (!this.wasOpen && !relay && this.#failures >= TRIES) onEnd('unreachable');
  }

  #look() {
    const now = performance.now();
    // If this very timer stood still, received messages may still be unread.
    const stalled = now - this.#lookedAt > GONE_AFTER_MS;
    this.#lookedAt = now;
    if (stalled) return;
    if (this.#webrtc?.ready && !this.#greeted) this.#greet();
    if (this.isOpen && now - this.#heardAt > GONE_AFTER_MS) {
      this.#hangUp();
      this.#again(0);
      this.#options.onChange();
    }
    const switched = this.#relied !== this.isRelied;
    if (switched) {
      this.#relied = !this.#relied;
      this.#settlesAt = now + SETTLED_AFTER_MS;
      this.#options.onChange();
    } else if (now < this.#settlesAt) return;
    else this.#settlesAt = Infinity;
    // A hidden page must not report that somebody is there.
    if (!globalThis.document?.hidden) this.#options.onReroute();
  }
}

/** The part of an offer that belongs to one game, or to one page that hosts it. @param {Offer} offer */
const nameOf = (offer) => ('w' in offer ? offer.w : `${offer.f} ${offer.k}`);

/** Adds the preceding samples to motion frames, so that a lost packet loses none of them. */
export class Repeats {
  /** @type {MotionFrame | null} */
  #last = null;

  /** @param {MotionFrame} frame @returns {MotionFrame} */
  with(frame) {
    const last = this.#last;
    // Samples have consecutive numbers, so others must not stand between them.
    const follows = last && ((frame.seq - last.seq) & 0xffff) === frame.samples.length;
    const older = follows
      ? last.samples.map((sample) => ({ ...sample, ageMs: sample.ageMs + ((frame.t - last.t) >>> 0) }))
      : [];
    this.#last = { ...frame, samples: [...frame.samples, ...older].slice(0, MAX_SAMPLES) };
    return this.#last;
  }
}
