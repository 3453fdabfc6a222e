// The answer of a game in a browser: the page sends its offer through the relay, and both sides send each other addresses as
// they find them. Loaded only for such a game.

import { MAX_ATTEMPT_CANDIDATES } from '../../shared/limits.js';
import { candidateIn, descriptionOf, packSignals, readSignal } from './signals.js';

/** @typedef {import('./signals.js').Candidate} Candidate */
/** @typedef {import('./webrtc.js').Side} Side */

/** Returns a candidate as browsers write it. @param {Candidate} candidate @param {number} i its number */
export function candidateText({ priority, address, port, type }, i) {
  // Firefox requires the related address, which only describes how the candidate was found.
  const related = type === 'host' ? '' : ` raddr ${address.includes(':') ? '::' : '0.0.0.0'} rport 9`;
  return `candidate:${i} 1 udp ${priority} ${address} ${port} typ ${type}${related}`;
}

const MOST_SERVERS = 4;
const LONGEST_SERVER = 80;
const SERVER = /^stun:(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})$/;

const isPort = (/** @type {number} */ port) => port > 0 && port < 65536;

/** Returns the STUN servers in an offer that browsers accept; the path may open without the others. @param {unknown} list */
export const serversOf = (list) =>
  (Array.isArray(list) ? list : [])
    .filter((url) => typeof url === 'string' && url.length <= LONGEST_SERVER && isPort(Number(SERVER.exec(url)?.[1])))
    .slice(0, MOST_SERVERS);

/** Addresses found within this time, in ms, share a signal. */
const TOGETHER_MS = 20;

/** One attempt. */
export class Signalling {
  #connection;
  #send;
  /** Signals of other attempts are late ones. */
  #attempt = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  /** Own addresses that are not sent yet, and how many were found. @type {Candidate[]} */
  #own = [];
  #found = 0;
  #offered = false;
  /** The game's addresses that the browser does not have yet, and how many arrived. @type {Candidate[]} */
  #theirs = [];
  #arrived = 0;
  #passed = 0;
  /** Takes the game's description, once. @type {((description: Side) => void) | null} */
  #onAnswer = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The identifier of the only section, once the answer is set. @type {string | null} */
  #mid = null;

  /** @param {RTCPeerConnection} connection without any description @param {unknown} servers @param {(signal: Uint8Array<ArrayBuffer>) => void} send */
  constructor(connection, servers, send) {
    this.#connection = connection;
    this.#send = send;
    const iceServers = serversOf(servers).map((urls) => ({ urls }));
    if (iceServers.length > 0) connection.setConfiguration({ iceServers });
    connection.onicecandidate = ({ candidate }) => candidate && this.#find(candidate.candidate);
  }

  /** Sends the offer, and waits for the answer. Returns null if the offer does not fit into a signal. @param {string} sdp @returns {Promise<Side | null>} */
  async offer(sdp) {
    const description = descriptionOf(sdp);
    if (!description) return null;
    this.#flush(description);
    return new Promise((resolve) => {
      this.#onAnswer = resolve;
    });
  }

  /** The browser has the answer. @param {string} mid the identifier of the only section */
  answered(mid) {
    this.#mid = mid;
    this.#add();
  }

  /** Handles a signal. @param {Uint8Array} bytes */
  hear(bytes) {
    const signal = readSignal(bytes);
    if (signal?.attempt !== this.#attempt) return;
    const { description, candidates } = signal;
    if (description) {
      this.#onAnswer?.(description);
      this.#onAnswer = null;
    }
    this.#theirs.push(...candidates.slice(0, Math.max(0, MAX_ATTEMPT_CANDIDATES - this.#arrived)));
    this.#arrived += candidates.length;
    this.#add();
  }

  close() {
    clearTimeout(this.#timer);
    this.#connection.onicecandidate = null;
  }

  /** @param {string} text an address of this phone's, as the browser writes it; empty after the last one */
  #find(text) {
    const candidate = candidateIn(text);
    if (!candidate || this.#found >= MAX_ATTEMPT_CANDIDATES) return;
    this.#found += 1;
    if (this.#own.push(candidate) === 1 && this.#offered) this.#timer = setTimeout(() => this.#flush(), TOGETHER_MS);
  }

  /** @param {Side} [description] this phone's, in the first signal */
  #flush(description) {
    this.#offered = true;
    for (const signal of packSignals(this.#attempt, description, this.#own.splice(0))) this.#send(signal);
  }

  /** Passes the game's addresses on; the browser refuses them before the answer. */
  #add() {
    if (this.#mid === null) return;
    for (const candidate of this.#theirs.splice(0)) {
      const text = candidateText(candidate, this.#passed++);
      this.#connection.addIceCandidate({ candidate: text, sdpMid: this.#mid }).catch(() => {
        // The browser has no use for it, and the others are still there.
      });
    }
  }
}
