/** One client address: its recent actions and the number of its sockets. The object is named after the address, but stores none. */

import { DurableObject } from 'cloudflare:workers';

import { type Env, type Limiter, numberOf } from '../env';
import { MINUTE_MS } from '../protocol/limits';
import { SaveTimer, StoredRecord } from '../storage';
import { type Account, Guard, SOCKET_RETRY_MS } from './guard';

/** Time until an address is forgotten after its last action: by then every allowance is full again. */
const FORGET_MS = 2 * MINUTE_MS;
/** Interval between checks of sockets that seem to have been open for long: a room that crashed could not report their end. */
const CHECK_MS = 10 * MINUTE_MS;

export class LimiterObject extends DurableObject<Env> implements Limiter {
  readonly #record: StoredRecord<Account>;
  readonly #saves = new SaveTimer(() => void this.#save());
  readonly #guard: Guard;
  /** Time of the alarm. One is set whenever something is stored. */
  #alarmMs = Infinity;
  /** Time at which the rooms were last asked for their sockets. */
  #askedMs = -Infinity;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const limits = {
      roomsPerMinute: numberOf(env.ROOMS_PER_MINUTE, 'ROOMS_PER_MINUTE'),
      missesPerMinute: numberOf(env.MISSES_PER_MINUTE, 'MISSES_PER_MINUTE'),
      joinsPerMinute: numberOf(env.JOINS_PER_MINUTE, 'JOINS_PER_MINUTE'),
      sockets: numberOf(env.SOCKETS_PER_ADDRESS, 'SOCKETS_PER_ADDRESS'),
    };
    this.#record = new StoredRecord(ctx.storage);
    this.#guard = new Guard(limits, Date.now(), this.#record.load());
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmMs = (await ctx.storage.getAlarm()) ?? Infinity;
    });
  }

  /** Counts the opening of a room. Returns 0, or the milliseconds to wait. */
  async openRoom(): Promise<number> {
    const waitMs = this.#guard.openRoom(Date.now());
    if (waitMs === 0) await this.#changed();
    return waitMs;
  }

  /** Counts a look-up or a join. Returns 0, or the milliseconds to wait. It stores nothing: the allowance is full again before this object leaves memory. */
  lookUp(): number {
    return this.#guard.lookUp(Date.now());
  }

  /** Counts a code that does not exist, or a wrong token. */
  async missed(): Promise<void> {
    if (this.#guard.missed(Date.now())) await this.#changed();
  }

  /** Counts a socket in the room object `room`. Returns 0, or the milliseconds to wait. */
  async hold(lease: string, room: string): Promise<number> {
    if (!this.#guard.hold(lease, room)) {
      // Every room is asked, so a refused client must not cause that each time.
      if (Date.now() - this.#askedMs < SOCKET_RETRY_MS) return SOCKET_RETRY_MS;
      await this.#forgetLost();
      // Between the two, other sockets may have been opened.
      if (!this.#guard.hold(lease, room)) return SOCKET_RETRY_MS;
    }
    await this.#changed();
    return 0;
  }

  /** Whether it may open no more sockets. */
  isFull(): boolean {
    return this.#guard.isFull();
  }

  /** Counts the end of a socket. */
  async release(lease: string): Promise<void> {
    if (this.#guard.release(lease)) await this.#changed();
  }

  /** Forgets an address that holds nothing and has all its allowances. */
  override async alarm(): Promise<void> {
    this.#alarmMs = Infinity;
    await this.#forgetLost();
    if (!this.#guard.isFresh(Date.now())) return this.#save();
    const deletion = this.ctx.storage.deleteAll();
    this.#record.deleted();
    await deletion;
  }

  /** Asks the rooms which of the sockets still exist. Sockets of a room that cannot be asked stay counted. */
  async #forgetLost(): Promise<void> {
    this.#askedMs = Date.now();
    const held = Map.groupBy(this.#guard.leases(), ([, room]) => room);
    const forget = async (room: string, leases: [string, string][]) => {
      const open = await this.env.ROOM.get(this.env.ROOM.idFromString(room))
        .leases()
        .catch(() => null);
      for (const [lease] of leases) if (open && !open.includes(lease)) this.#guard.release(lease);
    };
    await Promise.all([...held].map(([room, leases]) => forget(room, leases)));
  }

  async #changed(): Promise<void> {
    if (this.#saves.mayWrite(Date.now())) await this.#save();
  }

  async #save(): Promise<void> {
    const nowMs = Date.now();
    // An address that waited for its write may have been forgotten in the meantime.
    if (!this.#record.exists && this.#guard.isFresh(nowMs)) return;
    this.#record.save(this.#guard.account());
    this.#saves.wrote(nowMs);
    const dueMs = nowMs + (this.#guard.leases().length > 0 ? CHECK_MS : FORGET_MS);
    if (dueMs >= this.#alarmMs) return;
    this.#alarmMs = dueMs;
    await this.ctx.storage.setAlarm(dueMs);
  }
}
