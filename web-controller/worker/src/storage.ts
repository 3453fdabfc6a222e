/** An object's storage: one JSON value in its SQLite storage, and a limit on how often it is written. */

/** Cloudflare bills each written row, so an object writes at most once in this time unless a promise waits for the write. */
export const SAVE_INTERVAL_MS = 1000;

/** The stored value. The table is created with the first write: an object that never saves stores nothing. */
export class StoredRecord<T> {
  readonly #sql: SqlStorage;
  #hasTable: boolean;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    this.#hasTable = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'records'").toArray().length > 0;
  }

  /** Whether anything is stored. */
  get exists(): boolean {
    return this.#hasTable;
  }

  /** Returns the value, or `null` if none is stored. */
  load(): T | null {
    if (!this.#hasTable) return null;
    const [row] = this.#sql.exec<{ record: string }>('SELECT record FROM records').toArray();
    return row ? (JSON.parse(row.record) as T) : null;
  }

  /** Writes the value: one row, and once in an object's life another for the table. */
  save(value: T): void {
    if (!this.#hasTable) this.#sql.exec('CREATE TABLE records (one INTEGER PRIMARY KEY, record TEXT NOT NULL)');
    this.#hasTable = true;
    this.#sql.exec('INSERT OR REPLACE INTO records (one, record) VALUES (1, ?)', JSON.stringify(value));
  }

  /** Records that the object has just deleted all its storage. */
  deleted(): void {
    this.#hasTable = false;
  }
}

/** Delays writes so that at most one happens in `SAVE_INTERVAL_MS`. A timer makes the delayed write; the object stays in memory. */
export class SaveTimer {
  readonly #write: () => void;
  #savedMs = -Infinity;
  #isWaiting = false;

  /** `write` is called when a delayed write is due. */
  constructor(write: () => void) {
    this.#write = write;
  }

  /** Returns whether a write may happen now; otherwise one will happen within `SAVE_INTERVAL_MS`. */
  mayWrite(nowMs: number): boolean {
    const elapsedMs = nowMs - this.#savedMs;
    // A clock that was set back must not delay the write for longer than the interval.
    if (elapsedMs >= SAVE_INTERVAL_MS || elapsedMs < 0) return true;
    if (!this.#isWaiting) {
      this.#isWaiting = true;
      setTimeout(() => {
        this.#isWaiting = false;
        this.#write();
      }, SAVE_INTERVAL_MS - elapsedMs);
    }
    return false;
  }

  /** Records a write. */
  wrote(nowMs: number): void {
    this.#savedMs = nowMs;
  }
}
