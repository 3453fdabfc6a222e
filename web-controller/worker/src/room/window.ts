/**
 * The limit on a receiver's backlog: newest-wins must reach all the way to the receiver, and bytes that network and runtime
 * have taken can no longer be replaced. Neither reports when the client has read them. But a client that reads also sends,
 * several times a second in play: a fixed amount may be handed over since its last message, and only slowly more.
 */

/** Bytes at once, and further bytes a second during silence. */
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

  /** Records a message from the client. */
  heard(nowMs: number): void {
    if (nowMs <= this.#heardMs) return;
    this.#heardMs = nowMs;
    this.#lossy.clear();
    this.#reliable.clear();
  }

  /** The kinds of messages that may be handed over. */
  open(nowMs: number): { lossy: boolean; reliable: boolean } {
    return { lossy: this.#lossy.isOpen(nowMs), reliable: this.#reliable.isOpen(nowMs) };
  }

  sent(bytes: number, isLossy: boolean): void {
    (isLossy ? this.#lossy : this.#reliable).add(bytes);
  }
}
