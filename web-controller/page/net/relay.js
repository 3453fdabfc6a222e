// The socket to the relay: sends the hello, notices a dead connection, and reconnects where the protocol allows it.

import { RETRYABLE } from '../../shared/limits.js';
import { BUSY_BYTES } from './outbox.js';
import { helloText, PING, readRelayText } from './protocol.js';

/** @typedef {'connecting' | 'connected' | 'reconnecting' | 'closed'} ConnectionState */
/**
 * @typedef {'replaced' | 'version' | 'refused' | 'no_room' | 'room_closed' | 'full' | 'kicked' | 'locked' | 'too_fast' | 'left'
 *   | 'unreachable' | 'odd'} EndReason */
/**
 * @typedef {object} Seat
 * @property {() => string} name
 * @property {() => string | null} token
 * @property {(token: string) => void} keep an empty one if the last one presented is worthless
 */
/**
 * @typedef {object} LinkOptions
 * @property {string} url
 * @property {Seat} seat
 * @property {(state: ConnectionState) => void} onState
 * @property {(text: import('./protocol.js').RelayText) => void} onText
 * @property {(bytes: Uint8Array, lane: number) => void} onFrame
 * @property {(reason: EndReason) => void} onEnd
 * @property {() => number} [now] monotonic, in ms
 * @property {() => number} [random] 0 to 1
 * @property {(url: string) => WebSocket} [open]
 */

const CHECK_MS = 500;
const PING_AFTER_MS = 900;
const DEAD_AFTER_MS = 3000;
/** The part of `DEAD_AFTER_MS` left to a suspect connection. */
const PROBE_MS = 1000;
const CONNECT_MS = 5000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5000;
/** A lost second lane is not tried again at once. */
const LANE_PAUSE_MS = 5000;
const OPEN = 1;

const COMES_BACK = new Set(RETRYABLE);
/** @param {number} code */
export const comesBack = (code) => COMES_BACK.has(code);
/** @typedef {typeof import('../../shared/limits.js').CLOSE} Close */
/** @type {Close['wrongToken']} */
const WRONG_TOKEN = 4003;
/** A phone may hold an invitation and a seat token that are both worthless by now. */
const MOST_REFUSALS = 2;
/** By number, because names would be loaded too. */
export const REASONS = /** @type {Record<number, EndReason>} */ (
  /** @satisfies {Partial<Record<Close[keyof Close], EndReason>>} */ ({
    1000: 'left',
    4000: 'replaced',
    4001: 'version',
    [WRONG_TOKEN]: 'refused',
    4004: 'no_room',
    4005: 'room_closed',
    4009: 'full',
    4010: 'kicked',
    4011: 'locked',
    4029: 'too_fast',
  })
);
/** After these the seat is gone for good, and its token would only be refused. */
const SEAT_LOST = new Set([WRONG_TOKEN, 4004, 4005, 4010]);

/** Returns the delay before attempt `n` (0 is the first return), ±25 %. @param {number} n @param {number} random 0 to 1 */
export function backOff(n, random) {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** n) * (0.75 + random / 2);
}

export class Relay {
  #options;
  #now;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ConnectionState} */
  #state = 'connecting';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #check;
  #attempts = 0;
  #wasConnected = false;
  #startedAt = 0;
  #heardAt = 0;
  #pingedAt = 0;
  #checkedAt = 0;
  #saidToken = false;
  #refusals = 0;
  /** @type {import('./secondary.js').Secondary | null} */
  #lane = null;
  #laneAt = -Infinity;

  /** @param {LinkOptions} options */
  constructor(options) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get state() {
    return this.#state;
  }

  /** Whether the latest attempts to connect have failed. */
  get hasFailed() {
    return this.#attempts > 0;
  }

  /** Bytes queued in the socket, or in the emptier of two. */
  get bufferedBytes() {
    return Math.min(this.#socket?.bufferedAmount ?? 0, this.#lane?.bufferedBytes ?? Infinity);
  }

  /** Opens or closes the second socket, which carries copies of lossy frames. @param {boolean} wanted */
  set secondLane(wanted) {
    if (!wanted) this.#dropLane();
    else if (!this.#lane && this.#state === 'connected' && this.#now() - this.#laneAt > LANE_PAUSE_MS) {
      this.#openLane().catch(() => {});
    }
  }

  get secondLane() {
    return this.#lane !== null;
  }

  /** Connects at once, whatever happened before. */
  connect() {
    this.#drop();
    if (this.#state === 'closed') {
      this.#refusals = 0;
      this.#wasConnected = false;
    }
    if (this.#state !== 'reconnecting') this.#become('connecting');
    this.#startedAt = this.#checkedAt = this.#now();
    const open = this.#options.open ?? ((url) => new WebSocket(url));
    const socket = open(this.#options.url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#hello(socket);
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = (event) => this.#closed(event.code);
    this.#check = setInterval(() => this.#look(), CHECK_MS);
  }

  /** To be called when the page becomes visible or online: reconnects or checks the connection at once. */
  wake() {
    if (this.#state === 'closed') return;
    if (!this.#socket) this.connect();
    else if (this.#socket.readyState === OPEN) {
      // A phone that slept may hold a dead socket whose state is still "open".
      if (this.#now() - this.#heardAt > DEAD_AFTER_MS) this.#lost(true);
      else this.#probe();
    }
  }

  /** Ends the connection for good, at the player's request. */
  close() {
    this.#drop();
    this.#become('closed');
  }

  /** Sends once welcomed; before that the data is dropped, as it would be stale later. @param {string | Uint8Array<ArrayBuffer>} data */
  send(data) {
    if (this.#state === 'connected' && this.#socket?.readyState === OPEN) this.#socket.send(data);
  }

  /** Sends a lossy frame on every lane that is not busy with older ones. @param {Uint8Array<ArrayBuffer>} bytes */
  sendLossy(bytes) {
    const second = (this.#lane?.bufferedBytes ?? Infinity) <= BUSY_BYTES;
    if (second) this.#lane?.send(bytes);
    if (!second || (this.#socket?.bufferedAmount ?? 0) <= BUSY_BYTES) this.send(bytes);
  }

  async #openLane() {
    this.#laneAt = this.#now();
    // Most phones never need it, so it is not part of the page.
    const { Secondary } = await import('./secondary.js');
    const { seat, url, onFrame, open = (/** @type {string} */ to) => new WebSocket(to) } = this.#options;
    const token = seat.token();
    if (this.#state !== 'connected' || token === null || this.#lane) return;
    const heard = (/** @type {Uint8Array} */ bytes) => this.#state === 'connected' && onFrame(bytes, 1);
    const lane = new Secondary(open(url), helloText(seat.name(), token, { lane: 1 }), heard, () => {
      if (this.#lane === lane) this.#lane = null;
    });
    this.#lane = lane;
  }

  #dropLane() {
    this.#lane?.close();
    this.#lane = null;
  }

  /** @param {WebSocket} socket */
  #hello(socket) {
    const token = this.#options.seat.token();
    this.#saidToken = token !== null;
    this.#heardAt = this.#now();
    socket.send(helloText(this.#options.seat.name(), token));
  }

  /** @param {unknown} data */
  #hear(data) {
    this.#heardAt = this.#now();
    if (data instanceof ArrayBuffer) {
      if (this.#state === 'connected') this.#options.onFrame(new Uint8Array(data), 0);
      return;
    }
    const text = typeof data === 'string' ? readRelayText(data) : null;
    if (!text || text.type === 'pong') return;
    if (text.type === 'welcome') {
      this.#attempts = this.#refusals = 0;
      this.#wasConnected = true;
      this.#options.seat.keep(text.seat);
      this.#become('connected');
    }
    this.#options.onText(text);
  }

  #look() {
    const now = this.#now();
    const stalled = now - this.#checkedAt > DEAD_AFTER_MS;
    this.#checkedAt = now;
    if (this.#socket?.readyState !== OPEN) {
      if (now - this.#startedAt > CONNECT_MS) this.#lost(false);
      return;
    }
    const silence = now - this.#heardAt;
    // If this very timer stood still, answers may be waiting unread: ask again before giving up.
    if (stalled) this.#probe();
    else if (silence > DEAD_AFTER_MS) this.#lost(true);
    else if (silence >= PING_AFTER_MS && now - this.#pingedAt >= PING_AFTER_MS) this.#ping();
  }

  #ping() {
    this.#pingedAt = this.#now();
    this.#socket?.send(PING);
  }

  #probe() {
    this.#heardAt = this.#now() - (DEAD_AFTER_MS - PROBE_MS);
    this.#ping();
  }

  /** @param {number} code */
  #closed(code) {
    this.#drop();
    if (code === WRONG_TOKEN && this.#saidToken && this.#refusals < MOST_REFUSALS) {
      this.#refusals += 1;
      this.#options.seat.keep('');
      this.connect();
    } else if (comesBack(code)) {
      this.#comeBack(false);
    } else {
      if (SEAT_LOST.has(code)) this.#options.seat.keep('');
      this.#become('closed');
      this.#options.onEnd(REASONS[code] ?? 'odd');
    }
  }

  /** @param {boolean} atOnce */
  #lost(atOnce) {
    this.#drop();
    this.#comeBack(atOnce);
  }

  /** @param {boolean} atOnce */
  #comeBack(atOnce) {
    // A phone that was never in a room does not come back to it.
    if (this.#wasConnected) this.#become('reconnecting');
    if (atOnce) return this.connect();
    const random = this.#options.random ?? Math.random;
    this.#retry = setTimeout(() => this.connect(), backOff(this.#attempts, random()));
    this.#attempts += 1;
  }

  /** Drops socket and timers; later events of the old socket are ignored. */
  #drop() {
    clearTimeout(this.#retry);
    clearInterval(this.#check);
    this.#dropLane();
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {ConnectionState} state */
  #become(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
