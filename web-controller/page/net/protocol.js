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
 * @property {number} seq number of the newest sample
 * @property {number} t the sender's clock at the newest sample, in ms
 * @property {MotionSample[]} samples one to four, newest first
 * @typedef {{ kind: 'touch', seq: number, t: number, steer: number }} TouchFrame
 * @typedef {{ kind: 'echo', t: number }} EchoFrame
 * @typedef {{ kind: 'echo_reply', t: number, mine: number }} EchoReplyFrame
 * @typedef {{ kind: 'message', json: PhoneMessage | HostMessage }} MessageFrame
 * @typedef {{ kind: 'tie', bytes: number[] }} TieFrame 16 random bytes
 * @typedef {MotionFrame | TouchFrame | EchoFrame | EchoReplyFrame | MessageFrame | TieFrame} Frame
 *
 * @typedef {'tilt' | 'touch'} InputKind
 * @typedef {{} | null} Json any JSON value
 * @typedef {{ dead?: number, full?: number, expo?: number, invert?: boolean, steady?: boolean, lead?: boolean,
 *   neutral?: number[] }} SteeringSettings
 * @typedef {{ type: 'ready', input: InputKind } | { type: 'recenter' } | { type: 'tap' } | { type: 'pause' }
 *   | { type: 'away' } | { type: 'game', data: Json }
 *   | ({ type: 'settings' } & SteeringSettings)} PhoneMessage
 * @typedef {{ type: 'you', slot: number, name: string, colour: string, shape: string, pattern?: string }} YouMessage
 * @typedef {YouMessage | { type: 'haptic', pattern: number[] } | { type: 'notice', text: string, key?: string }
 *   | { type: 'recenter' } | { type: 'game', data: Json }} HostMessage
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

export const VERSION = 1;
export const MAX_STEER = 32767;
export const MAX_SAMPLES = 4;
/** The literal text frame that asks the relay for a sign of life. */
export const PING = 'ping';

/** The first byte of each payload. */
export const KIND = { motion: 0x01, touch: 0x02, echo: 0x03, echoReply: 0x04, message: 0x80, tie: 0x81 };
export const MOTION_HEADER = 9;
export const SAMPLE_BYTES = 13;
// Units on the wire, in parts of one: dividing by them gives the float nearest to the decimal that was meant.
export const PER_MS2 = 100;
export const PER_DEGREE_PER_SECOND = 10;

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
 * @param {MessageTypes<M>} types
 * @param {unknown} json
 * @returns {M | null}
 */
export function readMembers(types, json) {
  if (!isObject(json) || !Object.hasOwn(types, json.type)) return null;
  const [must, may = {}] = types[/** @type {M['type']} */ (json.type)];
  /** @type {Record<string, unknown>} */
  const message = { type: json.type };
  for (const [name, fits] of /** @type {[string, Check][]} */ (Object.entries({ ...must, ...may }))) {
    const value = json[name];
    if ((value ?? null) === null && name in may) continue;
    if (!fits(value)) return null;
    message[name] = value;
  }
  return /** @type {M} */ (/** @type {unknown} */ (message));
}

/** Returns the payload on the wire. @param {Frame} frame @returns {Uint8Array<ArrayBuffer>} */
export function encodeFrame(frame) {
  switch (frame.kind) {
    case 'motion':
      return encodeMotion(frame);
    case 'touch': {
      const view = frameView(10, KIND.touch);
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
    case 'message': {
      const text = new TextEncoder().encode(JSON.stringify(frame.json));
      const bytes = new Uint8Array(1 + text.length);
      bytes[0] = KIND.message;
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
  view.setUint8(1, angle | (frame.gyroscope ? 0b100 : 0) | (frame.signVerified ? 0b1000 : 0));
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
export const isByte = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

/** @param {unknown} value @returns {value is number} */
const isRate = (value) => isNumber(value) && value > 0;

/** @param {unknown} value */
const isMilliseconds = (value) => isNumber(value) && Number.isInteger(value) && value >= 0 && value <= 65535;

/** @param {unknown} value */
export const isText = (value) => typeof value === 'string';

/** @param {unknown} value */
export const isFlag = (value) => typeof value === 'boolean';

/** @param {(value: unknown) => boolean} fits @returns {(value: unknown) => boolean} */
export const isListOf = (fits) => (value) => Array.isArray(value) && value.every(fits);

/** @typedef {(value: unknown) => boolean} Check */
/** @template M @typedef {{ [K in keyof M as K extends 'type' ? never : undefined extends M[K] ? never : K]: Check }} Must */
/** @template M @typedef {{ [K in keyof M as K extends 'type' ? never : undefined extends M[K] ? K : never]-?: Check }} May */
/**
 * Required and optional members of each type of message.
 * @template {{ type: string }} M
 * @typedef {{ [T in M['type']]: [Must<Extract<M, { type: T }>>, May<Extract<M, { type: T }>>?] }} MessageTypes
 */
/** @type {MessageTypes<HostMessage>} */
const HOST_MESSAGES = {
  you: [{ slot: isByte, name: isText, colour: isText, shape: isText }, { pattern: isText }],
  haptic: [{ pattern: isListOf(isMilliseconds) }],
  notice: [{ text: isText }, { key: isText }],
  recenter: [{}],
  game: [{ data: (value) => value !== undefined }],
};
