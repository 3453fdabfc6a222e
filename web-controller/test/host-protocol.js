// The other half of the wire format, the phones' messages, for tests that play the game's side. The page itself never reads it.

import * as page from '../page/net/protocol.js';
import { MAX_STEER, parseObject, utf8 } from '../page/net/protocol.js';
import { readSignal } from '../page/net/signals.js';
import { KIND, MAX_SAMPLES, MOTION_HEADER, PER_DEGREE_PER_SECOND, PER_MS2, SAMPLE_BYTES } from '../shared/limits.js';

/** @typedef {import('../page/net/protocol.js').Frame} Frame */
/** @typedef {import('../page/net/protocol.js').MotionFrame} MotionFrame */
/** @typedef {import('../page/net/protocol.js').PhoneMessage} PhoneMessage */
/** @typedef {import('../page/net/protocol.js').HostMessage} HostMessage */
/** @typedef {import('../page/net/protocol.js').SteeringSettings} SteeringSettings */
/** @typedef {import('../page/net/protocol.js').Vector} Vector */

/** Reads a payload of either side. @param {Uint8Array} bytes @returns {Frame | null} */
export function decodeFrame(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength === 0) return null;
  switch (view.getUint8(0)) {
    case KIND.motion:
      return decodeMotion(view);
    case KIND.touch: {
      if (view.byteLength !== 10) return null;
      // −32768 has no positive counterpart; steering is symmetric.
      const steer = Math.max(-MAX_STEER, view.getInt16(8, true));
      return {
        kind: 'touch',
        taps: view.getUint8(1) >> 4,
        seq: view.getUint16(2, true),
        t: view.getUint32(4, true),
        steer,
      };
    }
    case KIND.tie:
      return view.byteLength === 17 ? { kind: 'tie', bytes: [...bytes.subarray(1)] } : null;
    case KIND.signal:
      return readSignal(bytes) && { kind: 'signal', json: parseObject(utf8(bytes.subarray(1))) ?? {} };
    case KIND.message: {
      const json = readMessage(parseObject(utf8(bytes.subarray(1))));
      return json && { kind: 'message', json };
    }
    default:
      return page.decodeFrame(bytes);
  }
}

/** Reads the JSON of a message of either side. @param {unknown} json @returns {PhoneMessage | HostMessage | null} */
export function readMessage(json) {
  if (typeof json !== 'object' || json === null || !('type' in json)) return null;
  switch (json.type) {
    case 'ready': {
      const input = 'input' in json ? json.input : 'tilt';
      return input === 'tilt' || input === 'touch' ? { type: 'ready', input } : null;
    }
    case 'tap':
    case 'pause':
    case 'away':
      return { type: json.type };
    case 'game':
      // Both sides have it, and read it alike.
      return page.readMessage(json);
    case 'settings':
      return readSettings(/** @type {Record<string, unknown>} */ (json));
    default:
      return page.readMessage(json);
  }
}

/** @param {Record<string, unknown>} json @returns {PhoneMessage | null} */
function readSettings({ dead, full, expo, invert, steady, lead, neutral }) {
  /** @type {{ type: 'settings' } & SteeringSettings} */
  const settings = { type: 'settings' };
  for (const [name, value] of Object.entries({ dead, full, expo })) {
    if (value === undefined || value === null) continue;
    if (!isNumber(value)) return null;
    settings[/** @type {'dead' | 'full' | 'expo'} */ (name)] = value;
  }
  for (const [name, value] of Object.entries({ invert, steady, lead })) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'boolean') return null;
    settings[/** @type {'invert' | 'steady' | 'lead'} */ (name)] = value;
  }
  if (neutral === undefined || neutral === null) return settings;
  return Array.isArray(neutral) && neutral.length === 4 && neutral.every(isNumber) ? { ...settings, neutral } : null;
}

/** @param {DataView} view @returns {MotionFrame | null} */
function decodeMotion(view) {
  if (view.byteLength < MOTION_HEADER) return null;
  const flags = view.getUint8(1);
  const count = view.getUint8(8);
  if (count < 1 || count > MAX_SAMPLES || view.byteLength !== MOTION_HEADER + count * SAMPLE_BYTES) return null;
  const samples = Array.from({ length: count }, (_, i) => {
    const at = MOTION_HEADER + i * SAMPLE_BYTES;
    /** @param {number} from @param {number} per @returns {Vector} */
    const vector = (from, per) => {
      const part = (/** @type {number} */ j) => view.getInt16(from + j, true) / per;
      return [part(0), part(2), part(4)];
    };
    return {
      ageMs: view.getUint8(at),
      acceleration: vector(at + 1, PER_MS2),
      rotationRate: vector(at + 7, PER_DEGREE_PER_SECOND),
    };
  });
  return {
    kind: 'motion',
    screenAngle: (flags & 0b11) * 90,
    gyroscope: (flags & 0b100) !== 0,
    signVerified: (flags & 0b1000) !== 0,
    taps: flags >> 4,
    seq: view.getUint16(2, true),
    t: view.getUint32(4, true),
    samples,
  };
}

/** @param {unknown} value @returns {value is number} */
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
