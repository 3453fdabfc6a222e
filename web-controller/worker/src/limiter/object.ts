/** One client address: what it has done lately, and how many sockets it holds. It is named by the address and keeps none. */

import { DurableObject } from 'cloudflare:workers';

import { numberOf, type Env } from '../env';
import { MINUTE_MS } from '../protocol/limits';
import { Guard, SOCKET_RETRY_MS, type Account, type AddressLimits } from './guard';

/** A socket that is counted until it is released, or its room no longer knows it. */
type LeaseRow = { id: string; room: string };

export class LimiterObject extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #limits: AddressLimits;
  #guard: Guard;
  #hasAlarm = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#limits = {
      roomsPerMinute: numberOf(env.ROOMS_PER_MINUTE, 'ROOMS_PER_MINUTE'),
      missesPerMinute: numberOf(env.MISSES_PER_MINUTE, 'MISSES_PER_MINUTE'),
      sockets: numberOf(env.SOCKETS_PER_ADDRESS, 'SOCKETS_PER_ADDRESS'),
    };
    this.#createTables();
    const [row] = this.#sql.exec<{ account: string }>('SELECT account FROM accounts').toArray();
    this.#guard = new Guard(this.#limits, Date.now(), row && (JSON.parse(row.account) as Account));
  }

  /** Counts the opening of a room. Returns 0, or the milliseconds to wait. */
  async openRoom(): Promise<number> {
    const waitMs = this.#guard.openRoom(Date.now());
    if (waitMs === 0) await this.#keep();
    return waitMs;
  }

  /** Returns 0, or the milliseconds to wait before asking for a code. */
  mayLookUp(): number {
    return this.#guard.mayLookUp(Date.now());
  }

  /** Counts a code that does not exist. */
  async missed(): Promise<void> {
    this.#guard.missed(Date.now());
    await this.#keep();
  }

  /** Counts a socket in the room object `room`. Returns 0, or the milliseconds to wait. */
  async hold(lease: string, room: string): Promise<number> {
    if (this.#held().length >= this.#limits.sockets) await this.#forgetLost();
    // Between the two, others may have come.
    if (this.#held().length >= this.#limits.sockets) return SOCKET_RETRY_MS;
    this.#sql.exec('INSERT OR REPLACE INTO leases (id, room) VALUES (?, ?)', lease, room);
    return 0;
  }

  /** A socket is closed. */
  async release(lease: string): Promise<void> {
    this.#sql.exec('DELETE FROM leases WHERE id = ?', lease);
    await this.#ensureAlarm();
  }

  /** Forgets an address that holds nothing and may do everything again. */
  override async alarm(): Promise<void> {
    this.#hasAlarm = false;
    if (this.#held().length > 0) return;
    if (!this.#guard.isFresh(Date.now())) return this.#ensureAlarm();
    await this.ctx.storage.deleteAll();
    this.#createTables();
  }

  #createTables(): void {
    this.#sql.exec('CREATE TABLE IF NOT EXISTS accounts (one INTEGER PRIMARY KEY, account TEXT NOT NULL)');
    this.#sql.exec('CREATE TABLE IF NOT EXISTS leases (id TEXT PRIMARY KEY, room TEXT NOT NULL) WITHOUT ROWID');
  }

  #held(): LeaseRow[] {
    return this.#sql.exec<LeaseRow>('SELECT id, room FROM leases').toArray();
  }

  /** Asks the rooms which of the sockets they still have: a room that crashed could not say that they are gone. */
  async #forgetLost(): Promise<void> {
    const held = this.#held();
    const rooms = [...new Set(held.map(({ room }) => room))];
    const stub = (room: string) => this.env.ROOM.get(this.env.ROOM.idFromString(room));
    const known = new Set((await Promise.all(rooms.map((room) => stub(room).leases()))).flat());
    for (const { id } of held) {
      if (!known.has(id)) this.#sql.exec('DELETE FROM leases WHERE id = ?', id);
    }
  }

  async #keep(): Promise<void> {
    this.#sql.exec('INSERT OR REPLACE INTO accounts (one, account) VALUES (1, ?)', JSON.stringify(this.#guard.account()));
    await this.#ensureAlarm();
  }

  /** One a while is enough, and each costs a write. */
  async #ensureAlarm(): Promise<void> {
    if (this.#hasAlarm) return;
    this.#hasAlarm = true;
    await this.ctx.storage.setAlarm(Date.now() + 2 * MINUTE_MS);
  }
}
