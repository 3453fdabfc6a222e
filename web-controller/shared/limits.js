// Written by `cargo run -p full-tilt-bindings` from the Rust types. Do not edit.

/** The version that a hello must contain. */
export const VERSION = 1;
/** Most peers in a room. */
export const MAX_PEERS = 15;
/** The slot that means every peer. */
export const ALL_PEERS = 255;
/** Longest text frame. */
export const MAX_TEXT_BYTES = 4096;
/** Longest `direct` member, as JSON. */
export const MAX_DIRECT_BYTES = 1024;
/** Most addresses in an offer. */
export const MAX_DIRECT_ADDRESSES = 8;
/** Characters in the name of a host's page. */
export const PAGE_ID_CHARS = 22;
/** Longest signal, in bytes with its kind. */
export const MAX_SIGNAL_BYTES = 512;
/** Most candidates in one signal. */
export const MAX_SIGNAL_CANDIDATES = 8;
/** Most candidates of one side in one attempt. */
export const MAX_ATTEMPT_CANDIDATES = 16;
/** Longest payload of a peer, in bytes with its kind. */
export const MAX_PEER_PAYLOAD = 512;
/** Longest payload of a host, in bytes with its kind. */
export const MAX_HOST_PAYLOAD = 16384;
/** Longest name, in Unicode scalar values. */
export const MAX_NAME_CHARS = 24;
/** Digits and capital letters of room codes, without look-alikes. */
export const CODE_ALPHABET = '2345679ADEFGHJKLMNPQRSTUVWXYZ';
/** Characters in a room code. */
export const CODE_LENGTH = 4;
/** Kinds below this are lossy. */
export const FIRST_RELIABLE_KIND = 128;
/** Most samples in a motion frame. */
export const MAX_SAMPLES = 4;
/** Bytes of a motion frame before its samples. */
export const MOTION_HEADER = 9;
/** Bytes of a sample. */
export const SAMPLE_BYTES = 13;
/** The number of taps is sent modulo this number. */
export const TAPS_MODULUS = 16;
/** Steps on the wire in 1 m/s². */
export const PER_MS2 = 100;
/** Steps on the wire in 1 °/s. */
export const PER_DEGREE_PER_SECOND = 10;
/** Longest life of a room. */
export const ROOM_LIFETIME_MS = 86400000;
/** Time that a room waits for its host. */
export const HOST_ABSENCE_MS = 600000;
/** Time for which a seat is kept after its phone has gone. */
export const SEAT_KEEPING_MS = 120000;
/** Most reliable messages that may wait. */
export const MAX_RELIABLE_MESSAGES = 256;
/** Most bytes of reliable messages that may wait. */
export const MAX_RELIABLE_BYTES = 262144;
/** The first byte of each payload. */
export const KIND = /** @type {const} */ ({
  motion: 1,
  touch: 2,
  echo: 3,
  echoReply: 4,
  message: 128,
  tie: 129,
  signal: 130,
});
/** Codes of close frames. */
export const CLOSE = /** @type {const} */ ({
  normal: 1000,
  badData: 1003,
  tooBig: 1009,
  replaced: 4000,
  badHello: 4001,
  noHello: 4002,
  wrongToken: 4003,
  noSuchRoom: 4004,
  roomClosed: 4005,
  tooSlow: 4008,
  roomFull: 4009,
  kicked: 4010,
  roomLocked: 4011,
  restarting: 4013,
  tooManyMessages: 4029,
});
/** A sentence for people about each code. */
export const CLOSE_REASONS = /** @type {const} */ ({
  1000: 'goodbye',
  1003: 'that is not what was expected here',
  1009: 'that message is too big',
  4000: 'another connection took this place',
  4001: 'the hello was not understood',
  4002: 'no hello came',
  4003: 'the token is wrong',
  4004: 'there is no such room',
  4005: 'the room is closed',
  4008: 'the connection is too slow',
  4009: 'the room is full',
  4010: 'removed by the host',
  4011: 'the room is locked',
  4013: 'the relay is restarting, come back',
  4029: 'too many messages',
});
/** After these codes a client reconnects; after any other it does not. */
export const RETRYABLE = [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013];
