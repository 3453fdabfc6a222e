/** The Room Hub: the codes in use, with their room objects. One object, so that no code is given out twice. */

import { DurableObject } from 'cloudflare:workers';

import { type Env, type Hub, numberOf } from '../env';
import { randomCode } from '../protocol/codes';
import { CODE_TRIES, MINUTE_MS, ROOM_LIFETIME_MS } from '../protocol/limits';

/** A room reports its own end. Should it ever fail to, its code is free again after this. */
const KEEP_MS = ROOM_LIFETIME_MS + MINUTE_MS;

type Row = { [key: string]: SqlStorageValue };

export class HubObject extends DurableObject<Env> implements Hub {
  readonly #sql: SqlStorage;
  readonly #maxRooms: number;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#maxRooms = numberOf(env.MAX_ROOMS, 'MAX_ROOMS');
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS rooms (code TEXT PRIMARY KEY, id TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID',
    );
  }

  /** Assigns an unused code to a room object. Returns `null` if five tries found none, or there are too many rooms. */
  async claim(id: string): Promise<string | null> {
    const nowMs = Date.now();
    if (this.#count() >= this.#maxRooms) return null;
    for (let tries = 0; tries < CODE_TRIES; tries += 1) {
      const code = this.draw();
      if (this.#rows('SELECT 1 FROM rooms WHERE code = ?', code).length > 0) continue;
      this.#sql.exec('INSERT INTO rooms (code, id, until) VALUES (?, ?, ?)', code, id, nowMs + KEEP_MS);
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(nowMs + KEEP_MS);
      return code;
    }
    return null;
  }

  /** Returns the room object with this code. */
  find(code: string): string | null {
    const [row] = this.#rows('SELECT id FROM rooms WHERE code = ? AND until > ?', code, Date.now());
    return typeof row?.id === 'string' ? row.id : null;
  }

  /** Releases the room object's code. */
  release(code: string, id: string): void {
    this.#sql.exec('DELETE FROM rooms WHERE code = ? AND id = ?', code, id);
  }

  override async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM rooms WHERE until <= ?', Date.now());
    const [row] = this.#rows('SELECT min(until) AS next FROM rooms');
    if (typeof row?.next === 'number') await this.ctx.storage.setAlarm(row.next);
  }

  /** Draws a random code; replaced in tests. */
  draw(): string {
    return randomCode(() => crypto.getRandomValues(new Uint8Array(1))[0] ?? 0);
  }

  #count(): number {
    const [row] = this.#rows('SELECT count(*) AS rooms FROM rooms');
    return typeof row?.rooms === 'number' ? row.rooms : 0;
  }

  #rows(query: string, ...values: SqlStorageValue[]): Row[] {
    return this.#sql.exec<Row>(query, ...values).toArray();
  }
}
