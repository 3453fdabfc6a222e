/** What one client address may do: open rooms, guess codes, hold sockets. A value; time is an argument, in milliseconds. */

import { MINUTE_MS } from '../protocol/limits';
import { Bucket, type Level } from '../room/bucket';

/** When to come back where nobody can know when a socket will be free. */
export const SOCKET_RETRY_MS = 5000;

export interface AddressLimits {
  /** Rooms it may open in a minute. */
  roomsPerMinute: number;
  /**
   * Look-ups and joins of codes that do not exist, in a minute. Beyond it, codes that do exist are not found either, or
   * the limit would not keep anybody from guessing.
   */
  missesPerMinute: number;
  /** Open sockets. */
  sockets: number;
}

/** What is kept of an address. */
export interface Account {
  rooms: Level;
  misses: Level;
}

export class Guard {
  readonly #rooms: Bucket;
  readonly #misses: Bucket;

  constructor(limits: AddressLimits, nowMs: number, kept?: Account) {
    const bucket = (perMinute: number, level?: Level) => new Bucket(perMinute, MINUTE_MS, perMinute, nowMs, level);
    this.#rooms = bucket(limits.roomsPerMinute, kept?.rooms);
    this.#misses = bucket(limits.missesPerMinute, kept?.misses);
  }

  /** Counts the opening of a room. Returns 0, or how long to wait if it must not be opened. */
  openRoom(nowMs: number): number {
    return this.#rooms.take(nowMs) ? 0 : this.#rooms.waitMs(nowMs);
  }

  /** Returns 0, or how long to wait if too many codes were named that do not exist. */
  mayLookUp(nowMs: number): number {
    return this.#misses.waitMs(nowMs);
  }

  /** Counts a code that does not exist. */
  missed(nowMs: number): void {
    this.#misses.take(nowMs);
  }

  /** Whether it may do everything again, so that nothing of it has to be kept. */
  isFresh(nowMs: number): boolean {
    return this.#rooms.isFull(nowMs) && this.#misses.isFull(nowMs);
  }

  account(): Account {
    return { rooms: this.#rooms.level(), misses: this.#misses.level() };
  }
}
