/** Limits and durations: the numbers of the protocol, and those that this edition adds. Times are milliseconds, sizes bytes. */

export const PROTOCOL_VERSION = 1;
export const MAX_PEERS = 15;
/** The slot that means every peer. */
export const ALL_PEERS = 255;
export const MAX_TEXT_BYTES = 4 * 1024;
export const MAX_DIRECT_BYTES = 1024;
export const MAX_PEER_PAYLOAD = 512;
export const MAX_HOST_PAYLOAD = 16 * 1024;
export const MAX_BODY_BYTES = 1024;
/** Kinds below this are lossy, the others reliable. */
export const FIRST_RELIABLE_KIND = 0x80;

export const ROOM_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Time that a room waits for its host, at first and after the host has gone. */
export const HOST_ABSENCE_MS = 10 * 60 * 1000;
/** Time for which a seat is kept after its phone's socket is gone. */
export const SEAT_KEEPING_MS = 120 * 1000;
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
