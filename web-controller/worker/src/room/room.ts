/**
 * One room as a value: input from sockets is an argument, output to them is pushed to a list, and time is an argument.
 * It opens no socket, reads no clock and never looks inside game data. Its twin is `crates/phonepad-relay/src/room.rs`.
 */

import type { RoomInfo } from '../protocol/bodies';
import { CLOSE, type CloseCode } from '../protocol/close';
import type { Json } from '../protocol/json';
import { HOST_ABSENCE_MS, MAX_PEERS, ROOM_LIFETIME_MS, SEAT_KEEPING_MS } from '../protocol/limits';
import { seatName } from '../protocol/names';
import { type PeerLeftReason, type RelayText, toText } from '../protocol/texts';
import { type Bucket, FrameLimiter } from './bucket';
import { KickedAddresses } from './kicked';
import { Lanes, type Member, type Output, type Place, type SocketId } from './lanes';
import type { SeatNews } from './outbox';
import { FASTEST_HZ, paceFor } from './pace';
import { ALLOWANCES, allowanceLeft, keptSeat, type RoomRecord, type Seat, type SeatRecord } from './record';

/** A socket that was open when the room returned to memory: its place, and the limiter object of its address. */
export type OpenSocket = readonly [SocketId, Place, address: string];

export class Room {
  readonly code: string;
  readonly createdMs: number;
  readonly maxPeers: number;
  readonly hostToken: string;
  host: Lanes | null = null;
  locked: boolean;
  direct: Json | undefined;
  maxHz: number;
  /** Remaining allowances for the host's invitations, for its other commands, and for new seats. */
  readonly invitations: Bucket;
  readonly commands: Bucket;
  readonly newSeats: Bucket;
  /** Texts of the host, whatever their content: as many as a phone may send frames. */
  readonly hostTexts: FrameLimiter;
  readonly kicked: KickedAddresses;
  /** The index is the slot. */
  readonly seats: (Seat | null)[] = Array.from({ length: MAX_PEERS }, () => null);
  /** Frames that were not forwarded: empty ones, those without a receiver, and lossy ones beyond the rate. */
  droppedFrames = 0;
  /** Whether the stored state has changed since it was last requested. */
  isChanged = false;
  /** Whether that change has to be on disk before anything else is sent. */
  isPromised = false;
  isOver = false;
  #hostGoneMs: number;
  /** Members that were there when the room was stored, and have no socket any more. */
  readonly #lost: Member[];

  /**
   * The room of a record, with the sockets that are still open. A member that has lost its socket unseen, in a crash or
   * with the very event that brought the room back, has the usual time from now on to come back; see `announceLost`.
   */
  constructor(record: RoomRecord, sockets: readonly OpenSocket[], nowMs: number) {
    this.code = record.code;
    this.createdMs = record.createdMs;
    this.maxPeers = record.maxPeers;
    this.hostToken = record.hostToken;
    this.locked = record.locked;
    this.direct = record.direct ?? undefined;
    this.maxHz = record.maxHz;
    this.invitations = allowanceLeft(ALLOWANCES.invitations, nowMs, record.invitations);
    this.commands = allowanceLeft(ALLOWANCES.commands, nowMs, record.commands);
    this.newSeats = allowanceLeft(ALLOWANCES.newSeats, nowMs, record.newSeats);
    this.hostTexts = new FrameLimiter(nowMs);
    this.kicked = new KickedAddresses(record.kicked);
    this.#hostGoneMs = record.hostGoneMs ?? nowMs;
    for (const seat of record.seats) this.seats[seat.slot] = keptSeat(seat, nowMs);
    this.#reconnect(sockets);
    this.#lost = [
      ...(record.hostGoneMs === null && !this.host ? (['host'] as const) : []),
      ...record.seats.flatMap(({ slot, goneMs }) => (goneMs === null && !this.lanes(slot) ? [slot] : [])),
    ];
    this.isChanged = this.#lost.length > 0;
  }

  /** Announces the members whose sockets were lost unseen, once: nobody has been told yet. */
  announceLost(out: Output[]): void {
    for (const member of this.#lost.splice(0)) {
      if (member === 'host') this.tellPeers({ type: 'host_left' }, out);
      else this.tellHost({ type: 'peer_left', slot: member, reason: 'closed' }, null, out);
    }
    this.adaptPace(null, out);
  }

  #reconnect(sockets: readonly OpenSocket[]): void {
    for (const [socket, { member, lane }, address] of sockets) {
      if (lane !== 0) continue;
      const seat = member === 'host' ? null : this.seats[member];
      if (member === 'host') this.host = new Lanes(socket, address);
      else if (seat) [seat.lanes, seat.address] = [new Lanes(socket, address), address];
    }
    for (const [socket, { member, lane }] of sockets) {
      const lanes = this.lanes(member);
      if (lane === 1 && lanes) lanes.second = socket;
    }
  }

  /** The state of the room to be stored. */
  record(): RoomRecord {
    this.isChanged = this.isPromised = false;
    const seats = this.takenSeats().map(
      ([slot, { token, invitation, name, address, renames, lanes, goneMs }]): SeatRecord => {
        return { slot, token, invitation, name, address, renames: renames.level(), goneMs: lanes ? null : goneMs };
      },
    );
    const { code, createdMs, maxPeers, locked, hostToken, direct = null, maxHz } = this;
    const hostGoneMs = this.host ? null : this.#hostGoneMs;
    const left = {
      invitations: this.invitations.level(),
      commands: this.commands.level(),
      newSeats: this.newSeats.level(),
      kicked: this.kicked.entries(),
    };
    return { code, createdMs, maxPeers, locked, hostToken, hostGoneMs, direct, maxHz, ...left, seats };
  }

  /** Records a change that has to be on disk before anybody is told. */
  promise(): void {
    this.isChanged = this.isPromised = true;
  }

  /** The public description of the room. */
  info(): RoomInfo {
    const { code, createdMs: createdAt, maxPeers } = this;
    return {
      code,
      createdAt,
      expiresAt: this.expiresMs(),
      hostConnected: this.host !== null,
      peers: this.takenSeats().length,
      maxPeers,
    };
  }

  /** Returns the name for the seat in `slot` whose phone asks for this one; no other seat in the room has it. */
  nameFor(slot: number, wish: string): string {
    const others = this.takenSeats().filter(([other]) => other !== slot);
    return seatName(
      wish,
      slot,
      others.map(([, { name }]) => name),
    );
  }

  /** Time at which the room ends if nothing happens. */
  expiresMs(): number {
    const longest = this.createdMs + ROOM_LIFETIME_MS;
    return this.host ? longest : Math.min(longest, this.#hostGoneMs + HOST_ABSENCE_MS);
  }

  /** Time at which `tick` is next needed, if nothing happens. */
  nextTickMs(): number {
    const releases = this.takenSeats().flatMap(([, { lanes, goneMs }]) => (lanes ? [] : [goneMs + SEAT_KEEPING_MS]));
    return Math.min(this.expiresMs(), ...releases);
  }

  /** Handles a socket that is gone, for a reason outside the room. Sockets unknown to the room are ignored. */
  gone(socket: SocketId, reason: PeerLeftReason, nowMs: number, out: Output[]): void {
    this.#lose(socket, reason, CLOSE.normal, nowMs, out);
  }

  /** Forgets a socket; if it is a main lane, the second one is closed with `code`. */
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
      for (const lanes of [...this.takenSeats().map(([, seat]) => seat.lanes), this.host])
        lanes?.close(CLOSE.roomClosed, out);
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

  /** Returns the owner of a socket, and its lane. */
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

  /** Closes a socket because of its own behaviour. */
  expel(socket: SocketId, code: CloseCode, nowMs: number, out: Output[]): void {
    this.#lose(socket, code === CLOSE.tooManyMessages ? 'rate_limited' : 'closed', code, nowMs, out);
    out.push({ do: 'close', socket, code });
  }

  /** Removes a phone for the host; its address gets no new seat for a while. The room must not forget that. */
  kick(slot: number, nowMs: number, out: Output[]): void {
    const seat = this.seats[slot];
    if (!seat) return;
    this.kicked.add(seat.address, nowMs);
    this.vacate(slot, 'kicked', CLOSE.kicked, out);
    this.promise();
  }

  /** Whether the host or a connected phone has this address. */
  isShared(address: string): boolean {
    return this.host?.address === address || this.takenSeats().some(([, { lanes }]) => lanes?.address === address);
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
    this.#release(slot, out, reason === 'kicked' ? 'removed' : 'released');
  }

  #release(slot: number, out: Output[], event: SeatNews['event'] = 'released'): void {
    this.seats[slot] = null;
    this.isChanged = true;
    this.tellHost({ type: 'seat_released', slot }, null, out, { slot, event });
  }

  /** Announces a new rate to the phones, if it is time for one; except to the one whose welcome will contain it. */
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

  tellHost(text: RelayText, culprit: SocketId | null, out: Output[], news = seatNews(text)): void {
    this.host?.send({ stream: null, data: toText(text), news }, culprit, out);
  }

  tellPeers(text: RelayText, out: Output[]): void {
    const data = toText(text);
    for (const [, { lanes }] of this.takenSeats()) lanes?.send({ stream: null, data }, null, out);
  }
}

/** Returns the news in a text for the host about a seat. */
function seatNews(text: RelayText): SeatNews | undefined {
  switch (text.type) {
    case 'peer_joined':
      return { slot: text.slot, event: text.resumed ? 'changed' : 'taken' };
    case 'peer_renamed':
      return { slot: text.slot, event: 'changed' };
    case 'peer_left':
      return { slot: text.slot, event: 'left' };
    default:
      return undefined;
  }
}

/** Queues a text for one socket. */
export function tell(to: SocketId, text: RelayText, out: Output[]): void {
  out.push({ do: 'send', to, message: { stream: null, data: toText(text) }, culprit: null });
}

/** The rate in a room that nobody has joined yet. */
export const FIRST_HZ = FASTEST_HZ;
