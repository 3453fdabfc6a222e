/** Text frames between a client and the relay: hello, welcome, commands and news about the room. */

import type { RelayText } from '../../../shared/protocol.js';
import { byteLength, isObject, isWhole, type Json, type JsonObject, parseJson } from './json';
import { MAX_DIRECT_BYTES, MAX_TEXT_BYTES, PROTOCOL_VERSION } from './limits';

export type { PeerInfo, PeerLeftReason, RelayText } from '../../../shared/protocol.js';

/** The lane of the socket that carries everything, and the one that carries lossy frames only. */
export type LaneNumber = 0 | 1;

export type Hello =
  | { role: 'host'; lane: LaneNumber; token: string; direct: Json | undefined }
  | { role: 'peer'; lane: LaneNumber; name: string; seat: string | undefined };

export type ClientText =
  | { type: 'ping' }
  | { type: 'hello'; hello: Hello }
  | { type: 'kick'; slot: number }
  | { type: 'lock'; locked: boolean }
  | { type: 'invite'; slot: number }
  | { type: 'direct'; direct: Json }
  | { type: 'rename'; name: string }
  | { type: 'leave' }
  | { type: 'unknown' }
  /** Answer with an error; the socket stays. */
  | { type: 'bad_message' }
  /** Close with 4001. */
  | { type: 'bad_hello' }
  /** Close with 1003. */
  | { type: 'not_json' };

const UNKNOWN: ClientText = { type: 'unknown' };
const BAD_MESSAGE: ClientText = { type: 'bad_message' };
const BAD_HELLO: ClientText = { type: 'bad_hello' };
/** No slot is above this; whether anybody sits in one is up to the room. */
const MAX_U8 = 255;

/** Returns whether a text frame exceeds the limit. */
export function isTooLong(text: string): boolean {
  // No character has more than three bytes a unit, so most texts need not be encoded to tell.
  return text.length * 3 > MAX_TEXT_BYTES && byteLength(text) > MAX_TEXT_BYTES;
}

/** Reads a client's text frame; the caller has refused those that are too long. */
export function parseClientText(text: string): ClientText {
  if (text === 'ping') return { type: 'ping' };
  const value = parseJson(text);
  if (value === undefined) return { type: 'not_json' };
  if (!isObject(value)) return UNKNOWN;
  switch (value.type) {
    case 'hello':
      return parseHello(value);
    case 'kick':
    case 'invite':
      return isWhole(value.slot, 0, MAX_U8) ? { type: value.type, slot: value.slot } : BAD_MESSAGE;
    case 'lock':
      return typeof value.locked === 'boolean' ? { type: 'lock', locked: value.locked } : BAD_MESSAGE;
    case 'direct':
      return value.direct !== undefined && directFits(value.direct)
        ? { type: 'direct', direct: value.direct }
        : BAD_MESSAGE;
    case 'rename':
      return typeof value.name === 'string' ? { type: 'rename', name: value.name } : BAD_MESSAGE;
    case 'leave':
      return { type: 'leave' };
    default:
      return UNKNOWN;
  }
}

function parseHello(value: JsonObject): ClientText {
  const { protocol, role, lane = 0, token, name = '', seat, direct } = value;
  if (protocol !== PROTOCOL_VERSION || (lane !== 0 && lane !== 1)) return BAD_HELLO;
  if (role === 'host') {
    // To the other edition's reader a missing member and `null` are the same.
    const offer = direct ?? undefined;
    if (typeof token !== 'string' || (offer !== undefined && !directFits(offer))) return BAD_HELLO;
    return { type: 'hello', hello: { role, lane, token, direct: offer } };
  }
  const isSeat = seat === undefined || seat === null || typeof seat === 'string';
  if (role !== 'peer' || typeof name !== 'string' || !isSeat) return BAD_HELLO;
  return { type: 'hello', hello: { role, lane, name, seat: seat ?? undefined } };
}

function directFits(direct: Json): boolean {
  return byteLength(JSON.stringify(direct)) <= MAX_DIRECT_BYTES;
}

/** Returns the text frame. */
export function toText(text: RelayText): string {
  return JSON.stringify(text);
}
