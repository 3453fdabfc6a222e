/** Reasons for closing a socket: the codes of close frames, with a sentence for people. */

export const CLOSE = {
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
  tooManyMessages: 4029,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

const REASONS: Record<CloseCode, string> = {
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
  4029: 'too many messages',
};

/** A sentence for people. */
export function reasonOf(code: CloseCode): string {
  return REASONS[code];
}
