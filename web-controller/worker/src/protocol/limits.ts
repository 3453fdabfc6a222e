/** Limits and durations: the numbers of the protocol, and those that this edition adds. Times are milliseconds, sizes bytes. */

export {
  ALL_PEERS,
  FIRST_RELIABLE_KIND,
  HOST_ABSENCE_MS,
  MAX_DIRECT_BYTES,
  MAX_HOST_PAYLOAD,
  MAX_PEER_PAYLOAD,
  MAX_PEERS,
  MAX_TEXT_BYTES,
  ROOM_LIFETIME_MS,
  SEAT_KEEPING_MS,
  VERSION as PROTOCOL_VERSION,
} from '../../../shared/limits.js';

export const MAX_BODY_BYTES = 1024;
export const HELLO_WITHIN_MS = 5000;
/** A client that is silent for this long is dropped. */
export const SILENCE_MS = 45_000;
export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;

/** Codes tried before giving up. */
export const CODE_TRIES = 5;

/** Sockets in one room that have not been welcomed (yet): bounds the number that a stranger can open there. */
export const MAX_NEWCOMERS = 64;
/** The head of a request: the Rust edition's limit, plus the lines that Cloudflare adds on the way. */
export const MAX_HEAD_BYTES = 16 * 1024;
export const MAX_HEAD_LINES = 80;
