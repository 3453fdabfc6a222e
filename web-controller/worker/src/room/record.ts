/** A room as it is kept in storage: what was promised to its host and its phones, and since when somebody is away. */

import type { Json } from '../protocol/json';
import { MINUTE_MS } from '../protocol/limits';
import { Bucket, FrameLimiter, type Level } from './bucket';
import type { Lanes } from './lanes';

/** Invitations that a host may ask for in a minute in the long run, and at once: each costs a write. */
const INVITATIONS_PER_MINUTE = 60;
const BURST_INVITATIONS = 30;

/** A taken slot. Times are Unix milliseconds. */
export interface SeatRecord {
  slot: number;
  /** Hash of the token that brings the phone back to this seat. */
  token: string;
  /** Hash of the token with which another phone may take the seat, while there is one. */
  invitation: string | null;
  name: string;
  /** Since when there is no socket; `null` while there is one. */
  goneMs: number | null;
}

/** The promises of one room. Tokens are there only as hashes. */
export interface RoomRecord {
  code: string;
  createdMs: number;
  maxPeers: number;
  locked: boolean;
  hostToken: string;
  /** Since when there is no host; `null` while there is one. */
  hostGoneMs: number | null;
  direct: Json | null;
  /** What phones were last told. */
  maxHz: number;
  invitations: Level;
  seats: SeatRecord[];
}

/** The record of a room that nobody has come to yet. */
export function newRecord(code: string, hostToken: string, maxPeers: number, fastestHz: number, nowMs: number): RoomRecord {
  const invitations = invitationsLeft(nowMs).level();
  return { code, createdMs: nowMs, maxPeers, locked: false, hostToken, hostGoneMs: nowMs, direct: null, maxHz: fastestHz, invitations, seats: [] };
}

/** What is left of the invitations that a host may ask for. */
export function invitationsLeft(nowMs: number, kept?: Level): Bucket {
  return new Bucket(INVITATIONS_PER_MINUTE, MINUTE_MS, BURST_INVITATIONS, nowMs, kept);
}

/** A seat while the room is in memory. */
export interface Seat {
  token: string;
  invitation: string | null;
  name: string;
  /** The phone's sockets, while it has any. */
  lanes: Lanes | null;
  /** Only meaningful while there are none. */
  goneMs: number;
  /** One for each lane, because a phone may send every frame on both. */
  limiters: [FrameLimiter, FrameLimiter];
}

/** A seat with full allowances: who was out of memory has been quiet for longer than it takes to refill them. */
export function newSeat(token: string, invitation: string | null, name: string, lanes: Lanes | null, goneMs: number, nowMs: number): Seat {
  return { token, invitation, name, lanes, goneMs, limiters: [new FrameLimiter(nowMs), new FrameLimiter(nowMs)] };
}
