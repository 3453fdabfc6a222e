/** Allowances of one client address: opening rooms, guessing codes, joining, holding sockets. A value; time is an argument, in ms. */

import { MINUTE_MS } from '../protocol/limits';
import { Bucket, type Level } from '../room/bucket';

/** Delay before the next attempt where it is unknown when a socket will be free. */
export const SOCKET_RETRY_MS = 5000;
/** Joins and look-ups at once after a pause: the number allowed in this time, 40 at 300 a minute. */
const JOIN_BURST_MS = 8000;

export interface AddressLimits {
  /** Rooms it may open in a minute. */
  roomsPerMinute: number;
  /**
   * Look-ups and joins of codes that do not exist and joins with a wrong token, in a minute. Beyond that, codes that do exist
   * are not found either, or the limit would not stop anybody from guessing.
   */
  missesPerMinute: number;
  /** Joins and look-ups in a minute, whatever their result. */
  joinsPerMinute: number;
  /** Open sockets. */
  sockets: number;
}

/** The stored state of an address. */
export interface Account {
  rooms: Level;
  misses: Level;
  joins: Level;
  /** The open sockets: the name under which each is counted, and its room object. */
  leases: [lease: string, room: string][];
}

export class Guard {
  readonly #rooms: Bucket;
  readonly #misses: Bucket;
  readonly #joins: Bucket;
  readonly #maxSockets: number;
  readonly #leases: Map<string, string>;

  constructor(limits: AddressLimits, nowMs: number, kept: Account | null) {
    const bucket = (perMinute: number, level?: Level, burst = perMinute) =>
      new Bucket(perMinute, MINUTE_MS, burst, nowMs, level);
    this.#rooms = bucket(limits.roomsPerMinute, kept?.rooms);
    this.#misses = bucket(limits.missesPerMinute, kept?.misses);
    this.#joins = bucket(
      limits.joinsPerMinute,
      kept?.joins,
      Math.ceil((limits.joinsPerMinute * JOIN_BURST_MS) / MINUTE_MS),
    );
    this.#maxSockets = limits.sockets;
    this.#leases = new Map(kept?.leases);
  }

  /** Counts the opening of a room. Returns 0, or the milliseconds to wait if it must not be opened. */
  openRoom(nowMs: number): number {
    return this.#rooms.take(nowMs) ? 0 : this.#rooms.waitMs(nowMs);
  }

  /** Counts a look-up or a join. Returns 0, or the milliseconds to wait after too many of them or too many misses. */
  lookUp(nowMs: number): number {
    return this.#misses.waitMs(nowMs) || (this.#joins.take(nowMs) ? 0 : this.#joins.waitMs(nowMs));
  }

  /** Counts a code that does not exist, or a wrong token. Returns whether that changed anything. */
  missed(nowMs: number): boolean {
    return this.#misses.take(nowMs);
  }

  /** Counts a socket in the room object `room`. Returns whether it may be opened. */
  hold(lease: string, room: string): boolean {
    if (this.isFull()) return false;
    this.#leases.set(lease, room);
    return true;
  }

  /** Whether it may open no more sockets. */
  isFull(): boolean {
    return this.#leases.size >= this.#maxSockets;
  }

  /** Counts the end of a socket. Returns whether that socket was counted. */
  release(lease: string): boolean {
    return this.#leases.delete(lease);
  }

  /** The sockets that are counted. */
  leases(): [lease: string, room: string][] {
    return [...this.#leases];
  }

  /** Whether it holds nothing and all allowances are full again, so that nothing about it has to be kept. */
  isFresh(nowMs: number): boolean {
    return this.#leases.size === 0 && [this.#rooms, this.#misses, this.#joins].every((bucket) => bucket.isFull(nowMs));
  }

  account(): Account {
    return {
      rooms: this.#rooms.level(),
      misses: this.#misses.level(),
      joins: this.#joins.level(),
      leases: this.leases(),
    };
  }
}
