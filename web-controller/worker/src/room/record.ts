/** A room as it is stored: the promises to its host and its phones, and the time since which somebody is away. */

import type { Json } from '../protocol/json';
import { SECOND_MS } from '../protocol/limits';
import { Bucket, FrameLimiter, type Level } from './bucket';
import type { KickedAddress } from './kicked';
import type { Lanes } from './lanes';

/** An allowance of a room or a seat: the number a second in the long run, and the number at once. Each use costs a write. */
export interface Allowance {
  perSecond: number;
  burst: number;
}

export const ALLOWANCES = {
  /** Invitations that the host may ask for. */
  invitations: { perSecond: 1, burst: 30 },
  /** The host's `kick`, `lock` and `direct`, together. */
  commands: { perSecond: 1, burst: 10 },
  /** Phones that take a new seat; a whole room may come at once. */
  newSeats: { perSecond: 2, burst: 15 },
  /** `rename` of one seat. */
  renames: { perSecond: 1, burst: 5 },
} as const satisfies Record<string, Allowance>;

/** The remaining level of an allowance. */
export function allowanceLeft({ perSecond, burst }: Allowance, nowMs: number, kept?: Level): Bucket {
  return new Bucket(perSecond, SECOND_MS, burst, nowMs, kept);
}

/** A taken slot. Times are Unix milliseconds. */
export interface SeatRecord {
  slot: number;
  /** Hash of the token that brings the phone back to this seat. */
  token: string;
  /** Hash of the token with which another phone may take the seat, while there is one. */
  invitation: string | null;
  name: string;
  /** The limiter object of the address that its phone last came from. */
  address: string;
  renames: Level;
  /** Time since which there is no socket; `null` while there is one. */
  goneMs: number | null;
}

/** The promises of one room. Tokens are stored only as hashes. */
export interface RoomRecord {
  code: string;
  createdMs: number;
  maxPeers: number;
  locked: boolean;
  hostToken: string;
  /** Time since which there is no host; `null` while there is one. */
  hostGoneMs: number | null;
  direct: Json | null;
  /** The rate last announced to the phones. */
  maxHz: number;
  invitations: Level;
  commands: Level;
  newSeats: Level;
  kicked: KickedAddress[];
  seats: SeatRecord[];
}

/** Returns the record of a room that nobody has joined yet. */
export function newRecord(
  code: string,
  hostToken: string,
  maxPeers: number,
  fastestHz: number,
  nowMs: number,
): RoomRecord {
  const full = (allowance: Allowance) => allowanceLeft(allowance, nowMs).level();
  const [invitations, commands, newSeats] = [
    full(ALLOWANCES.invitations),
    full(ALLOWANCES.commands),
    full(ALLOWANCES.newSeats),
  ];
  const left = { invitations, commands, newSeats, kicked: [] };
  return {
    code,
    createdMs: nowMs,
    maxPeers,
    locked: false,
    hostToken,
    hostGoneMs: nowMs,
    direct: null,
    maxHz: fastestHz,
    ...left,
    seats: [],
  };
}

/** A seat while the room is in memory. */
export interface Seat {
  token: string;
  invitation: string | null;
  name: string;
  /** The limiter object of the address that its phone last came from. */
  address: string;
  readonly renames: Bucket;
  /** The phone's sockets, while it has any. */
  lanes: Lanes | null;
  /** Only meaningful while there are no sockets. */
  goneMs: number;
  /** One for each lane, because a phone may send every frame on both. */
  limiters: [FrameLimiter, FrameLimiter];
}

/** A seat that a phone has just taken; `token` is the hash of its token. */
export function newSeat(token: string, name: string, lanes: Lanes, nowMs: number): Seat {
  const renames = allowanceLeft(ALLOWANCES.renames, nowMs);
  return {
    token,
    invitation: null,
    name,
    address: lanes.address,
    renames,
    lanes,
    goneMs: nowMs,
    limiters: fullLimiters(nowMs),
  };
}

/** A stored seat, without sockets. Its frame allowance is full: the room was out of memory for longer than the refill takes. */
export function keptSeat({ token, invitation, name, address, renames, goneMs }: SeatRecord, nowMs: number): Seat {
  const left = allowanceLeft(ALLOWANCES.renames, nowMs, renames);
  return {
    token,
    invitation,
    name,
    address,
    renames: left,
    lanes: null,
    goneMs: goneMs ?? nowMs,
    limiters: fullLimiters(nowMs),
  };
}

function fullLimiters(nowMs: number): [FrameLimiter, FrameLimiter] {
  return [new FrameLimiter(nowMs), new FrameLimiter(nowMs)];
}
