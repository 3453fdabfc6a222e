// The wire format of the phone's side, version 1: binary frames, text frames, room codes and names.
//
// Nothing else on the page depends on the wire format. Readers accept anything and return `null` for what they do not
// understand; they never throw, because a hostile or newer partner must not be able to stop the page.

/**
 * @typedef {[number, number, number]} Vector
 * @typedef {{ ageMs: number, acceleration: Vector, rotationRate: Vector }} MotionSample
 *   one reading in the device's axes: m/s² including gravity (screen up: z ≈ +9.81) and °/s
 * @typedef {object} MotionFrame
 * @property {'motion'} kind
 * @property {number} screenAngle 0, 90, 180 or 270
 * @property {boolean} gyroscope
 * @property {boolean} signVerified
 * @property {number} taps number of taps so far, modulo `TAPS_MODULUS`: repeated by every reading, so that none is lost
 * @property {number} seq number of the newest sample
 * @property {number} t the sender's clock at the newest sample, in ms
 * @property {MotionSample[]} samples one to four, newest first
 * @typedef {{ kind: 'touch', taps: number, seq: number, t: number, steer: number }} TouchFrame
 * @typedef {{ kind: 'echo', t: number }} EchoFrame
 * @typedef {{ kind: 'echo_reply', t: number, mine: number }} EchoReplyFrame
 * @typedef {{ kind: 'message', json: PhoneMessage | HostMessage }} MessageFrame
 * @typedef {{ kind: 'tie', bytes: number[] }} TieFrame 16 random bytes
 * @typedef {{ kind: 'signal', json: Record<string, unknown> }} SignalFrame see signals.js, which also reads them
 * @typedef {MotionFrame | TouchFrame | EchoFrame | EchoReplyFrame | MessageFrame | TieFrame | SignalFrame} Frame
 *
 * @typedef {import('../../shared/protocol.js').Json} Json
 * @typedef {import('../../shared/protocol.js').InputKind} InputKind
 * @typedef {import('../../shared/protocol.js').SteeringSettings} SteeringSettings
 * @typedef {import('../../shared/protocol.js').PhoneMessage} PhoneMessage
 * @typedef {import('../../shared/protocol.js').HostMessage} HostMessage
 * @typedef {Extract<HostMessage, { type: 'you' }>} YouMessage
 *
 * @typedef {object} Welcome
 * @property {'welcome'} type
 * @property {string} seat
 * @property {string} name the seat's name, where it takes precedence over the one in the hello
 * @property {boolean} hostConnected
 * @property {number} maxHz
 * @property {unknown} [direct] the game's address for dialling
 * @typedef {Welcome | { type: 'host_joined' } | { type: 'host_left' } | { type: 'direct', direct: unknown }
 *   | { type: 'rate', maxHz: number } | { type: 'error', error: string } | { type: 'pong' }} RelayText
 */

import {
  KIND,
  MAX_SAMPLES,
  MOTION_HEADER,
  PER_DEGREE_PER_SECOND,
  PER_MS2,
  SAMPLE_BYTES,
  TAPS_MODULUS,
  VERSION,
} from '../../shared/limits.js';
import { HOST_MESSAGES } from './messages.js';

export const MAX_STEER = 32767;
/** The literal text frame that asks the relay for a sign of life. */
export const PING = 'ping';

/** Returns whether a name is the wish plus a number, added for this room because the wish was taken. @param {string} name @param {string} wish */
export const isNumbered = (name, wish) => / \d+$/.test(name) && wish.startsWith(name.replace(/ \d+$/, ''));

/** Returns the address for queries about a room. @param {string} code */
export const roomPath = (code) => `/api/rooms/${code}`;

/** Returns the address of a room's socket. @param {string} code */
export const socketPath = (code) => `${roomPath(code)}/ws`;

/**
 * Takes the invitation to a seat out of a join link's fragment.
 * @param {string} hash
 * @returns {[string, string]} the invitation, or an empty text, and the fragment without it
 */
export function takeInvitation(hash) {
  const members = hash.slice(1).split('&');
  const invites = (/** @type {string} */ member) => member.startsWith('s=');
  const rest = members.filter((member) => !invites(member)).join('&');
  return [members.find(invites)?.slice(2) ?? '', rest && `#${rest}`];
}

/**
 * The first text on each transport.
 * @param {string} name
 * @param {string | null} seat
 * @param {{ lane?: number, tie?: string }} [more] `lane` 1 for a second socket; the pairing token of a direct path
 */
export function helloText(name, seat, more) {
  return JSON.stringify({ type: 'hello', protocol: VERSION, role: 'peer', name, ...(seat ? { seat } : {}), ...more });
}

/** @param {string} name */
export const renameText = (name) => JSON.stringify({ type: 'rename', name });

export const leaveText = () => JSON.stringify({ type: 'leave' });

/** Reads a text frame from the relay. @param {string} text @returns {RelayText | null} */
export function readRelayText(text) {
  if (text === 'pong') return { type: 'pong' };
  const value = parseObject(text);
  switch (value?.type) {
    case 'welcome': {
      const { role, seat, name, hostConnected, maxHz, direct } = value;
      const fits = role === 'peer' && typeof seat === 'string' && isRate(maxHz);
      return fits
        ? {
            type: 'welcome',
            seat,
            name: typeof name === 'string' ? name : '',
            hostConnected: hostConnected === true,
            maxHz,
            direct,
          }
        : null;
    }
    case 'rate':
      return isRate(value.maxHz) ? { type: 'rate', maxHz: value.maxHz } : null;
    case 'error':
      return typeof value.error === 'string' ? { type: 'error', error: value.error } : null;
    case 'direct':
      return 'direct' in value ? { type: 'direct', direct: value.direct } : null;
    case 'host_joined':
    case 'host_left':
      return { type: value.type };
    default:
      return null;
  }
}

/** Reads the JSON of one of the host's messages. @param {unknown} json @returns {HostMessage | null} */
export const readMessage = (json) => readMembers(HOST_MESSAGES, json);

/**
 * Reads a message of one of some types; only the members known to this version are kept.
 * @template {{ type: string }} M
 * @param {Record<M['type'], Record<string, string | readonly string[]>>} types the checks of each type's members
 * @param {unknown} json
 * @returns {M | null}
 */
export function readMembers(types, json) {
  if (!isObject(json) || !Object.hasOwn(types, json.type)) return null;
  /** @type {Record<string, unknown>} */
  const message = { type: json.type };
  for (const [name, check] of Object.entries(types[/** @type {M['type']} */ (json.type)])) {
    const value = json[name];
    if ((value ?? null) === null && check.at(-1) === '?') continue;
    if (!fits(check, value)) return null;
    message[name] = value;
  }
  return /** @type {M} */ (/** @type {unknown} */ (message));
}

/** Whether a value passes a check: one by name, also of each item of a list, or being one of some words. @param {string | readonly string[]} check @param {unknown} value @returns {boolean} */
function fits(check, value) {
  if (typeof check !== 'string') return check.includes(/** @type {string} */ (value));
  const [, name = '', list] = /^(\w+)(\[])?/.exec(check) ?? [];
  if (list) return Array.isArray(value) && value.every((item) => fits(name, item));
  switch (name) {
    case 'number':
      return isNumber(value);
    case 'u8':
    case 'u16':
      return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** Number(name.slice(1));
    case 'any':
      return value !== undefined;
    default:
      return typeof value === name;
  }
}

/** Returns the payload on the wire. @param {Frame} frame @returns {Uint8Array<ArrayBuffer>} */
export function encodeFrame(frame) {
  switch (frame.kind) {
    case 'motion':
      return encodeMotion(frame);
    case 'touch': {
      const view = frameView(10, KIND.touch);
      view.setUint8(1, tapsFlags(frame.taps));
      view.setUint16(2, frame.seq, true);
      view.setUint32(4, frame.t, true);
      view.setInt16(8, quantise(frame.steer, 1), true);
      return new Uint8Array(view.buffer);
    }
    case 'echo': {
      const view = frameView(5, KIND.echo);
      view.setUint32(1, frame.t, true);
      return new Uint8Array(view.buffer);
    }
    case 'echo_reply': {
      const view = frameView(9, KIND.echoReply);
      view.setUint32(1, frame.t, true);
      view.setUint32(5, frame.mine, true);
      return new Uint8Array(view.buffer);
    }
    case 'message':
    case 'signal': {
      const text = new TextEncoder().encode(JSON.stringify(frame.json));
      const bytes = new Uint8Array(1 + text.length);
      bytes[0] = KIND[frame.kind];
      bytes.set(text, 1);
      return bytes;
    }
    case 'tie':
      return Uint8Array.of(KIND.tie, ...frame.bytes);
  }
}

/** @param {MotionFrame} frame */
function encodeMotion(frame) {
  const samples = frame.samples.slice(0, MAX_SAMPLES);
  const view = frameView(MOTION_HEADER + samples.length * SAMPLE_BYTES, KIND.motion);
  const angle = Math.floor(frame.screenAngle / 90) & 0b11;
  view.setUint8(1, angle | (frame.gyroscope ? 0b100 : 0) | (frame.signVerified ? 0b1000 : 0) | tapsFlags(frame.taps));
  view.setUint16(2, frame.seq, true);
  view.setUint32(4, frame.t, true);
  view.setUint8(8, samples.length);
  let at = MOTION_HEADER;
  for (const { ageMs, acceleration, rotationRate } of samples) {
    view.setUint8(at, Math.min(255, Math.max(0, Math.round(ageMs))));
    acceleration.forEach((value, i) => view.setInt16(at + 1 + 2 * i, quantise(value, PER_MS2), true));
    rotationRate.forEach((value, i) => view.setInt16(at + 7 + 2 * i, quantise(value, PER_DEGREE_PER_SECOND), true));
    at += SAMPLE_BYTES;
  }
  return new Uint8Array(view.buffer);
}

/** Returns the flags for a number of taps: the upper four bits. @param {number} taps */
const tapsFlags = (taps) => (taps % TAPS_MODULUS) << 4;

/** Reads one of the game's payloads. @param {Uint8Array} bytes @returns {EchoFrame | EchoReplyFrame | MessageFrame | null} */
export function decodeFrame(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength === 0) return null;
  switch (view.getUint8(0)) {
    case KIND.echo:
      return view.byteLength === 5 ? { kind: 'echo', t: view.getUint32(1, true) } : null;
    case KIND.echoReply:
      return view.byteLength === 9
        ? { kind: 'echo_reply', t: view.getUint32(1, true), mine: view.getUint32(5, true) }
        : null;
    case KIND.message: {
      const json = readMessage(parseObject(utf8(bytes.subarray(1))));
      return json && { kind: 'message', json };
    }
    default:
      return null;
  }
}

/** @param {number} length @param {number} kind */
function frameView(length, kind) {
  const view = new DataView(new ArrayBuffer(length));
  view.setUint8(0, kind);
  return view;
}

/** Rounds to the wire's unit, half away from zero; out of range saturates, and NaN becomes 0. @param {number} value @param {number} per */
function quantise(value, per) {
  const units = Math.sign(value) * Math.round(Math.abs(value) * per);
  return Number.isNaN(units) ? 0 : Math.min(32767, Math.max(-32768, units));
}

/** Returns bytes in base64url, as texts and signals contain them. @param {Iterable<number>} bytes */
export const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** @param {Uint8Array} bytes @returns {string | null} */
export function utf8(bytes) {
  try {
    // A byte order mark is not JSON and the game's reader refuses it, so it must not be swallowed here.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Returns the JSON object in a text, if there is one. @param {string | null} text */
export function parseObject(text) {
  if (text === null) return null;
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is number} */
export const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

/** @param {unknown} value @returns {value is number} */
const isRate = (value) => isNumber(value) && value > 0;
