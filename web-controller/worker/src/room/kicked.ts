/** Client addresses removed by the host: keeps a removed program from taking the next seat. A value; times are milliseconds. */

/** Time for which an address gets no new seat in the room after a kick. */
export const KICK_BAN_MS = 5 * 60 * 1000;
/** A household behind one router shares an address; while others there play, one newcomer is let in per this time. */
export const KICK_SHARED_MS = 10_000;
/** Most addresses remembered for a room; beyond that the oldest is forgotten. */
export const MAX_KICKED = 32;

/** A removed address, by the name of its limiter object. */
export interface KickedAddress {
  address: string;
  kickedMs: number;
  /** Time at which a newcomer from it was last let in; initially the time of the kick. */
  letInMs: number;
}

/** The addresses that were kicked from one room. */
export class KickedAddresses {
  /** Oldest first. */
  #entries: KickedAddress[];

  constructor(entries: readonly KickedAddress[]) {
    this.#entries = entries.map((entry) => ({ ...entry }));
  }

  /** Remembers an address whose phone was kicked. */
  add(address: string, nowMs: number): void {
    const others = this.#entries.filter((entry) => entry.address !== address && nowMs < entry.kickedMs + KICK_BAN_MS);
    this.#entries = [...others, { address, kickedMs: nowMs, letInMs: nowMs }].slice(-MAX_KICKED);
  }

  /** Returns whether a newcomer is refused a new seat. `isShared`: the host or a connected phone has the same address. */
  refuses(address: string, isShared: boolean, nowMs: number): boolean {
    const entry = this.#find(address, nowMs);
    return entry !== undefined && !(isShared && nowMs >= entry.letInMs + KICK_SHARED_MS);
  }

  /** Records that a newcomer from this address has taken a seat. */
  letIn(address: string, nowMs: number): void {
    const entry = this.#find(address, nowMs);
    if (entry) entry.letInMs = nowMs;
  }

  /** The state to be stored. */
  entries(): KickedAddress[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  #find(address: string, nowMs: number): KickedAddress | undefined {
    return this.#entries.find((entry) => entry.address === address && nowMs < entry.kickedMs + KICK_BAN_MS);
  }
}
