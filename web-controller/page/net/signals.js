// Signals on the wire: the values with which a phone and a game in a browser open a connection, in place of SDP. A part of
// the wire format that phones load only for such a game. Every value is checked, so that nothing else gets into SDP.

import { KIND, MAX_SIGNAL_BYTES, MAX_SIGNAL_CANDIDATES } from '../../shared/limits.js';
import { base64url, encodeFrame, parseObject, utf8 } from './protocol.js';

/** An address of one side, over UDP. @typedef {{ priority: number, address: string, port: number, type: string }} Candidate */
/** @typedef {import('./webrtc.js').Side} Side */
/**
 * @typedef {object} Signal
 * @property {number} attempt its number, which the phone draws at random
 * @property {Side} [description] the sender's, in its first signal of the attempt
 * @property {Candidate[]} candidates addresses at which the sender may be reachable
 */

const UFRAG = /^[A-Za-z0-9+/]{4,32}$/;
const PASSWORD = /^[A-Za-z0-9+/]{22,64}$/;
/** 32 bytes; the last character stands for four bits. */
const FINGERPRINT = /^[\w-]{42}[AEIMQUYcgkosw048]$/;
const CANDIDATE = /^([1-9][0-9]{0,9}) (\S+) ([1-9][0-9]{0,4}) (host|srflx|prflx|relay)$/;
const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const V4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const V6 = /^[0-9a-f:.]{2,45}$/i;
const LOCAL_NAME = /^[A-Za-z0-9-]{1,63}\.local$/;
const MAX_PRIORITY = 2 ** 31 - 1;
const MAX_PORT = 65535;

/** Reads a payload. Returns null if it is not a signal, or is malformed. @param {Uint8Array} bytes @returns {Signal | null} */
export function readSignal(bytes) {
  if (bytes[0] !== KIND.signal || bytes.length > MAX_SIGNAL_BYTES) return null;
  const { n, u, p, f, c = [] } = parseObject(utf8(bytes.subarray(1))) ?? {};
  if (!Number.isInteger(n) || n < 0 || n >= 2 ** 32 || !Array.isArray(c) || c.length > MAX_SIGNAL_CANDIDATES)
    return null;
  const candidates = c.map(readCandidate).filter((candidate) => candidate !== null);
  if (candidates.length < c.length) return null;
  if ([u, p, f].every((value) => value === undefined)) return c.length > 0 ? { attempt: n, candidates } : null;
  const description = readDescription(u, p, f);
  return description && { attempt: n, description, candidates };
}

/** @param {unknown} ufrag @param {unknown} password @param {unknown} fingerprint @returns {Side | null} */
function readDescription(ufrag, password, fingerprint) {
  if (typeof ufrag !== 'string' || typeof password !== 'string' || typeof fingerprint !== 'string') return null;
  const fits = UFRAG.test(ufrag) && PASSWORD.test(password) && FINGERPRINT.test(fingerprint);
  return fits ? { ufrag, password, fingerprint } : null;
}

/** @param {unknown} text @returns {Candidate | null} */
function readCandidate(text) {
  const [, priority, address = '', port, type = ''] = (typeof text === 'string' && CANDIDATE.exec(text)) || [];
  const candidate = { priority: Number(priority), address, port: Number(port), type };
  return candidate.priority <= MAX_PRIORITY && candidate.port <= MAX_PORT && isAddress(address) ? candidate : null;
}

/** @param {string} text */
function isAddress(text) {
  if (V4.test(text) || LOCAL_NAME.test(text)) return true;
  try {
    // Addresses in URLs have the same notation.
    return V6.test(text) && new URL(`http://[${text}]/`).hostname !== '';
  } catch {
    return false;
  }
}

/** Returns the payload on the wire. @param {Signal} signal */
export function encodeSignal({ attempt, description, candidates }) {
  const { ufrag, password, fingerprint } = description ?? {};
  return encodeFrame({
    kind: 'signal',
    // Members without a value are not written.
    json: {
      n: attempt,
      u: ufrag,
      p: password,
      f: fingerprint,
      c: candidates.length > 0 ? candidates.map(candidateOf) : undefined,
    },
  });
}

/** @param {Candidate} candidate */
const candidateOf = ({ priority, address, port, type }) => `${priority} ${address} ${port} ${type}`;

/**
 * Divides a description and candidates into as few signals as the limits allow.
 * @param {number} attempt
 * @param {Side | undefined} description
 * @param {readonly Candidate[]} candidates
 * @returns {Uint8Array<ArrayBuffer>[]} their payloads
 */
export function packSignals(attempt, description, candidates) {
  /** @type {Signal} */
  let signal = { attempt, description, candidates: [] };
  const full = [];
  for (const candidate of candidates) {
    const longer = { ...signal, candidates: [...signal.candidates, candidate] };
    const fits = longer.candidates.length <= MAX_SIGNAL_CANDIDATES && encodeSignal(longer).length <= MAX_SIGNAL_BYTES;
    if (!fits) full.push(signal);
    signal = fits ? longer : { attempt, candidates: [candidate] };
  }
  if (signal.description || signal.candidates.length > 0) full.push(signal);
  return full.map(encodeSignal);
}

/** Reads the sender's own description from its SDP; null if a value does not fit into a signal. @param {string} sdp @returns {Side | null} */
export function descriptionOf(sdp) {
  const value = (/** @type {string} */ name) => new RegExp(`^a=${name}:(\\S+)`, 'm').exec(sdp)?.[1];
  const hash = /^a=fingerprint:sha-256 ((?:[0-9A-F]{2}:?){32})/im.exec(sdp)?.[1];
  const bytes = hash?.split(':').map((byte) => Number.parseInt(byte, 16));
  return readDescription(value('ice-ufrag'), value('ice-pwd'), bytes && base64url(bytes));
}

/** Reads a candidate of a browser; null if it is not for UDP, or does not fit into a signal. @param {string} text @returns {Candidate | null} */
export function candidateIn(text) {
  const [, ...values] = /^candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ (\w+)/i.exec(text) ?? [];
  return readCandidate(values.join(' '));
}
