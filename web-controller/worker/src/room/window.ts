/**
 * How far a receiver may be behind: newest-wins must reach all the way to the receiver's own hands, and what network and
 * runtime have taken, nothing replaces. Neither says when the client has read it. But a client that reads also speaks, several
 * times a second in play: so much may be handed over since it was last heard, and only slowly more.
 */

/** Bytes at once, and bytes a second beyond them while nothing is heard. */
const LOSSY = { atOnce: 64 * 1024, perSecond: 32 * 1024 } as const;
const RELIABLE = { atOnce: 64 * 1024, perSecond: 64 * 1024 } as const;

/** Bytes that may be unread, as far as is known. */
class Unread {
  #bytes = 0;
  #atMs = 0;

  constructor(readonly limit: { readonly atOnce: number; readonly perSecond: number }) {}

  isOpen(nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#bytes = Math.max(0, this.#bytes - (elapsedMs * this.limit.perSecond) / 1000);
    this.#atMs = Math.max(this.#atMs, nowMs);
    return this.#bytes < this.limit.atOnce;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  clear(): void {
    this.#bytes = 0;
  }
}

/** The bytes on their way to one client. Times are milliseconds. */
export class Window {
  readonly #lossy = new Unread(LOSSY);
  readonly #reliable = new Unread(RELIABLE);
  #heardMs = 0;

  /** The client has spoken. */
  heard(nowMs: number): void {
    if (nowMs <= this.#heardMs) return;
    this.#heardMs = nowMs;
    this.#lossy.clear();
    this.#reliable.clear();
  }

  /** Which messages may be handed over. */
  open(nowMs: number): { lossy: boolean; reliable: boolean } {
    return { lossy: this.#lossy.isOpen(nowMs), reliable: this.#reliable.isOpen(nowMs) };
  }

  sent(bytes: number, isLossy: boolean): void {
    (isLossy ? this.#lossy : this.#reliable).add(bytes);
  }
}
