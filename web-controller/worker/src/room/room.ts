/**
 * One room as a value: what comes in from sockets is an argument, what goes out to them is pushed to a list, and so is time.
 * It opens no socket, reads no clock and never looks inside game data. Its twin is `src/relay/room.rs`.
 */

import type { RoomInfo } from '../protocol/bodies';
import { CLOSE, type CloseCode } from '../protocol/close';
import type { Json } from '../protocol/json';
import { HOST_ABSENCE_MS, MAX_PEERS, ROOM_LIFETIME_MS, SEAT_KEEPING_MS } from '../protocol/limits';
import { toText, type PeerLeftReason, type RelayText } from '../protocol/texts';
import type { Bucket } from './bucket';
import { Lanes, type Member, type Output, type Place, type SocketId } from './lanes';
import { FASTEST_HZ, paceFor } from './pace';
import { invitationsLeft, newSeat, type RoomRecord, type Seat, type SeatRecord } from './record';

export class Room {
  readonly code: string;
  readonly createdMs: number;
  readonly maxPeers: number;
  readonly hostToken: string;
  host: Lanes | null = null;
  locked: boolean;
  direct: Json | undefined;
  maxHz: number;
  /** What is left of the invitations that the host may ask for. */
  readonly invitations: Bucket;
  /** The index is the slot. */
  readonly seats: (Seat | null)[] = Array.from({ length: MAX_PEERS }, () => null);
  /** Frames that were not forwarded: empty ones, those to nobody, and lossy ones beyond the rate. */
  droppedFrames = 0;
  /** Whether what is kept has changed since it was last asked for. */
  isChanged = false;
  isOver = false;
  #hostGoneMs: number;
  /** Who was there when the room was kept, and has no socket any more. */
  readonly #lost: Member[];

  /**
   * The room of a record, with the sockets that are still open. Who was there and has lost the socket unseen, in a crash or
   * with the very event that brought the room back, has from now on the usual time to come back; see `announceLost`.
   */
  constructor(record: RoomRecord, sockets: readonly (readonly [SocketId, Place])[], nowMs: number) {
    this.code = record.code;
    this.createdMs = record.createdMs;
    this.maxPeers = record.maxPeers;
    this.hostToken = record.hostToken;
    this.locked = record.locked;
    this.direct = record.direct ?? undefined;
    this.maxHz = record.maxHz;
    this.invitations = invitationsLeft(nowMs, record.invitations);
    this.#hostGoneMs = record.hostGoneMs ?? nowMs;
    for (const { slot, token, invitation, name, goneMs } of record.seats) {
      this.seats[slot] = newSeat(token, invitation, name, null, goneMs ?? nowMs, nowMs);
    }
    this.#reconnect(sockets);
    this.#lost = [...(record.hostGoneMs === null && !this.host ? (['host'] as const) : []), ...record.seats.flatMap(({ slot, goneMs }) => (goneMs === null && !this.lanes(slot) ? [slot] : []))];
    this.isChanged = this.#lost.length > 0;
  }

  /** Tells of those whose sockets were lost unseen, once: nobody has heard of it yet. */
  announceLost(out: Output[]): void {
    for (const member of this.#lost.splice(0)) {
      if (member === 'host') this.tellPeers({ type: 'host_left' }, out);
      else this.tellHost({ type: 'peer_left', slot: member, reason: 'closed' }, null, out);
    }
    this.adaptPace(null, out);
  }

  #reconnect(sockets: readonly (readonly [SocketId, Place])[]): void {
    for (const [socket, { member, lane }] of sockets) {
      if (lane !== 0) continue;
      const seat = member === 'host' ? null : this.seats[member];
      if (member === 'host') this.host = new Lanes(socket);
      else if (seat) seat.lanes = new Lanes(socket);
    }
    for (const [socket, { member, lane }] of sockets) {
      const lanes = this.lanes(member);
      if (lane === 1 && lanes) lanes.second = socket;
    }
  }

  /** What has to be kept of the room. */
  record(): RoomRecord {
    this.isChanged = false;
    const seats = this.takenSeats().map(([slot, { token, invitation, name, lanes, goneMs }]): SeatRecord => {
      return { slot, token, invitation, name, goneMs: lanes ? null : goneMs };
    });
    const { code, createdMs, maxPeers, locked, hostToken, direct = null, maxHz } = this;
    const hostGoneMs = this.host ? null : this.#hostGoneMs;
    return { code, createdMs, maxPeers, locked, hostToken, hostGoneMs, direct, maxHz, invitations: this.invitations.level(), seats };
  }

  /** The room as everybody may see it. */
  info(): RoomInfo {
    const { code, createdMs: createdAt, maxPeers } = this;
    return { code, createdAt, expiresAt: this.expiresMs(), hostConnected: this.host !== null, peers: this.takenSeats().length, maxPeers };
  }

  /** When the room ends if nothing happens. */
  expiresMs(): number {
    const longest = this.createdMs + ROOM_LIFETIME_MS;
    return this.host ? longest : Math.min(longest, this.#hostGoneMs + HOST_ABSENCE_MS);
  }

  /** When `tick` is next needed, if nothing happens. */
  nextTickMs(): number {
    const releases = this.takenSeats().flatMap(([, { lanes, goneMs }]) => (lanes ? [] : [goneMs + SEAT_KEEPING_MS]));
    return Math.min(this.expiresMs(), ...releases);
  }

  /** A socket is gone, for a reason outside the room. Sockets the room does not know are ignored. */
  gone(socket: SocketId, reason: PeerLeftReason, nowMs: number, out: Output[]): void {
    this.#lose(socket, reason, CLOSE.normal, nowMs, out);
  }

  /** Forgets a socket; with a main lane goes the second one, which is closed with `code`. */
  #lose(socket: SocketId, reason: PeerLeftReason, code: CloseCode, nowMs: number, out: Output[]): void {
    const place = this.placeOf(socket);
    const lanes = place && this.lanes(place.member);
    if (!place || !lanes) return;
    if (place.lane === 1) {
      lanes.second = null;
      return;
    }
    lanes.closeSecond(code, out);
    this.isChanged = true;
    if (place.member === 'host') {
      this.host = null;
      this.#hostGoneMs = nowMs;
      this.tellPeers({ type: 'host_left' }, out);
      return;
    }
    const seat = this.seats[place.member];
    if (seat) [seat.lanes, seat.goneMs] = [null, nowMs];
    this.tellHost({ type: 'peer_left', slot: place.member, reason }, null, out);
    this.adaptPace(null, out);
  }

  /** Lets time pass. Returns whether the room still lives; once it does not, its sockets have been closed. */
  tick(nowMs: number, out: Output[]): boolean {
    if (this.isOver) return false;
    if (nowMs >= this.expiresMs()) {
      this.isOver = true;
      for (const lanes of [...this.takenSeats().map(([, seat]) => seat.lanes), this.host]) lanes?.close(CLOSE.roomClosed, out);
      for (const [, seat] of this.takenSeats()) seat.lanes = null;
      this.host = null;
      return false;
    }
    for (const [slot, { lanes, goneMs }] of this.takenSeats()) {
      if (!lanes && nowMs >= goneMs + SEAT_KEEPING_MS) this.#release(slot, out);
    }
    return true;
  }

  /** The seats that are taken, with their slots. */
  takenSeats(): [number, Seat][] {
    return this.seats.flatMap((seat, slot) => (seat ? [[slot, seat] as [number, Seat]] : []));
  }

  /** Whose socket it is, and which lane. */
  placeOf(socket: SocketId): Place | null {
    const hostLane = this.host?.laneOf(socket) ?? null;
    if (hostLane !== null) return { member: 'host', lane: hostLane };
    for (const [slot, seat] of this.seats.entries()) {
      const lane = seat?.lanes?.laneOf(socket) ?? null;
      if (lane !== null) return { member: slot, lane };
    }
    return null;
  }

  /** The sockets of a member, if it has any. */
  lanes(member: Member): Lanes | null {
    return member === 'host' ? this.host : (this.seats[member]?.lanes ?? null);
  }

  /** Closes a socket for what it did. */
  expel(socket: SocketId, code: CloseCode, nowMs: number, out: Output[]): void {
    this.#lose(socket, code === CLOSE.tooManyMessages ? 'rate_limited' : 'closed', code, nowMs, out);
    out.push({ do: 'close', socket, code });
  }

  /** Frees a slot at once; its sockets, if any, are closed with `code`. */
  vacate(slot: number, reason: PeerLeftReason, code: CloseCode, out: Output[]): void {
    const seat = this.seats[slot];
    if (!seat) return;
    if (seat.lanes) {
      seat.lanes.close(code, out);
      seat.lanes = null;
      this.tellHost({ type: 'peer_left', slot, reason }, null, out);
      this.adaptPace(null, out);
    }
    this.#release(slot, out);
  }

  #release(slot: number, out: Output[]): void {
    this.seats[slot] = null;
    this.isChanged = true;
    this.tellHost({ type: 'seat_released', slot }, null, out);
  }

  /** Tells phones of a new rate, if it is time for one; all but the one that is about to hear it in its welcome. */
  adaptPace(newcomer: number | null, out: Output[]): void {
    const maxHz = paceFor(this.takenSeats().filter(([, seat]) => seat.lanes).length, this.maxHz);
    if (maxHz === this.maxHz) return;
    this.maxHz = maxHz;
    this.isChanged = true;
    const text = toText({ type: 'rate', maxHz });
    for (const [slot, { lanes }] of this.takenSeats()) {
      if (slot !== newcomer) lanes?.send({ stream: null, data: text }, null, out);
    }
  }

  tellHost(text: RelayText, culprit: SocketId | null, out: Output[]): void {
    this.host?.send({ stream: null, data: toText(text) }, culprit, out);
  }

  tellPeers(text: RelayText, out: Output[]): void {
    const data = toText(text);
    for (const [, { lanes }] of this.takenSeats()) lanes?.send({ stream: null, data }, null, out);
  }
}

/** Queues a text for one socket. */
export function tell(to: SocketId, text: RelayText, out: Output[]): void {
  out.push({ do: 'send', to, message: { stream: null, data: toText(text) }, culprit: null });
}

/** The rate in a room that nobody has come to yet. */
export const FIRST_HZ = FASTEST_HZ;
