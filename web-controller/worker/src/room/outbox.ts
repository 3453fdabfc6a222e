/** The bounded queue in front of one socket: reliable messages in order, and only the newest of the lossy ones. */

import { MAX_RELIABLE_BYTES, MAX_RELIABLE_MESSAGES } from '../../../shared/limits.js';

export { MAX_RELIABLE_BYTES, MAX_RELIABLE_MESSAGES };
/** Most bytes of lossy messages that may wait for one socket; beyond that the oldest ones are dropped. */
export const MAX_LOSSY_BYTES = 64 * 1024;

/**
 * The news that a text brings the host about a seat: a new phone sits in it, something about it has changed, its phone is gone,
 * it is free again, or it is free because the host has removed its phone. The last is always sent: the host asked for it.
 */
export interface SeatNews {
  slot: number;
  event: 'taken' | 'changed' | 'left' | 'released' | 'removed';
}

/** A message on its way to a socket. Texts are as reliable as reliable frames. */
export type Outgoing =
  | { stream: null; data: string | Uint8Array; news?: SeatNews | undefined }
  | { stream: number; data: Uint8Array };

/** The next message to send. */
export interface Waiting {
  data: string | Uint8Array;
  isLossy: boolean;
}

/**
 * Lossy frames of which only the newest counts, as one number. The sender's two lanes are two streams: a late frame on
 * one lane is older than those that the other has already delivered, and must not replace them.
 */
export function streamOf(sender: number, lane: number, kind: number): number {
  return (sender << 16) | (lane << 8) | kind;
}

/** News that a phone is gone. */
const ALWAYS_FITS: ReadonlySet<SeatNews['event']> = new Set(['left', 'released', 'removed']);

/** The messages that wait for one socket. */
export class Outbox {
  #reliable: { data: string | Uint8Array; news: SeatNews | undefined }[] = [];
  #reliableBytes = 0;
  /** In the order in which the streams began to wait. */
  readonly #lossy = new Map<number, Uint8Array>();
  #lossyBytes = 0;
  /** The two kinds take turns, so that neither starves the other. The first turn is the welcome's. */
  #lossyTurn = false;
  #dropped = 0;

  /**
   * Queues a message. Returns whether it found room. A lossy one always does, replacing an older one, and so does the news that
   * a phone is gone: nobody joins while the queue is half full, so there are at most two of those for each seat.
   */
  push(message: Outgoing): boolean {
    if (message.stream !== null) {
      this.#pushLossy(message.stream, message.data);
      return true;
    }
    const { data, news } = message;
    if (news?.event === 'released' && this.#cancel(news.slot)) return true;
    const bytes = this.#reliableBytes + data.length;
    const isFull = this.#reliable.length >= MAX_RELIABLE_MESSAGES || bytes > MAX_RELIABLE_BYTES;
    if (isFull && (!news || !ALWAYS_FITS.has(news.event))) return false;
    this.#reliableBytes = bytes;
    this.#reliable.push({ data, news });
    return true;
  }

  /** Removes the news about a phone that came and left while all of it waited. Returns whether the slot had such a phone. */
  #cancel(slot: number): boolean {
    const first = this.#reliable.findIndex(({ news }) => news?.slot === slot && news.event === 'taken');
    if (first < 0) return false;
    this.#reliable = this.#reliable.filter(({ news }, index) => index < first || news?.slot !== slot);
    this.#reliableBytes = this.#reliable.reduce((sum, { data }) => sum + data.length, 0);
    return true;
  }

  #pushLossy(stream: number, data: Uint8Array): void {
    const older = this.#lossy.get(stream);
    if (older) {
      this.#lossyBytes -= older.length;
      this.#dropped += 1;
    }
    this.#lossy.set(stream, data);
    this.#lossyBytes += data.length;
    for (const [oldest, bytes] of this.#lossy) {
      if (this.#lossyBytes <= MAX_LOSSY_BYTES) break;
      this.#lossy.delete(oldest);
      this.#lossyBytes -= bytes.length;
      this.#dropped += 1;
    }
  }

  /** Takes the next message to send, of the kinds that may be sent. */
  pop(may: { lossy: boolean; reliable: boolean }): Waiting | undefined {
    const lossy = () => (may.lossy ? this.#popLossy() : undefined);
    const reliable = () => (may.reliable ? this.#popReliable() : undefined);
    const waiting = this.#lossyTurn ? (lossy() ?? reliable()) : (reliable() ?? lossy());
    if (waiting) this.#lossyTurn = !waiting.isLossy;
    return waiting;
  }

  #popReliable(): Waiting | undefined {
    const next = this.#reliable.shift();
    if (!next) return undefined;
    this.#reliableBytes -= next.data.length;
    return { data: next.data, isLossy: false };
  }

  #popLossy(): Waiting | undefined {
    for (const [stream, data] of this.#lossy) {
      this.#lossy.delete(stream);
      this.#lossyBytes -= data.length;
      return { data, isLossy: true };
    }
    return undefined;
  }

  /** Discards all waiting messages. */
  clear(): void {
    this.#dropped += this.#lossy.size;
    this.#reliable.length = this.#reliableBytes = this.#lossyBytes = 0;
    this.#lossy.clear();
  }

  /**
   * Whether half of the space for reliable messages is taken: from here on, peers that send too much are refused, so that there
   * is room left for the others, and for the news that somebody was disconnected.
   */
  get isHalfFull(): boolean {
    return 2 * this.#reliable.length >= MAX_RELIABLE_MESSAGES || 2 * this.#reliableBytes >= MAX_RELIABLE_BYTES;
  }

  get isEmpty(): boolean {
    return this.#reliable.length === 0 && this.#lossy.size === 0;
  }

  /** Lossy messages replaced or discarded so far. */
  get dropped(): number {
    return this.#dropped;
  }
}
