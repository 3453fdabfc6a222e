/** Token buckets: limits on how much a client may do. Time is an argument, in milliseconds. */

import { SECOND_MS } from '../protocol/limits';

/** Frames that a peer may send in a second in the long run, and at once after a pause. */
const FRAMES_PER_SECOND = 120;
const BURST_FRAMES = 240;
/** A peer this many times over the rate and the burst is disconnected. */
const PATIENCE = 10;

/** The stored level of a bucket. */
export interface Level {
  tokens: number;
  atMs: number;
}

/** A token bucket. */
export class Bucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;

  /** A bucket of at most `burst` tokens that gets `tokens` more in every `periodMs`; full, unless a level was stored. */
  constructor(tokens: number, periodMs: number, burst: number, nowMs: number, kept?: Level) {
    this.#perMs = tokens / periodMs;
    this.#burst = burst;
    this.#tokens = Math.min(burst, kept?.tokens ?? burst);
    this.#atMs = kept?.atMs ?? nowMs;
  }

  /** Takes a token, if there is one. */
  take(nowMs: number): boolean {
    const isThere = this.hasToken(nowMs);
    if (isThere) this.#tokens -= 1;
    return isThere;
  }

  hasToken(nowMs: number): boolean {
    this.#refill(nowMs);
    // Rounding errors in fractions of a token must not cost a whole one.
    return this.#tokens >= 1 - 1e-9;
  }

  /** Milliseconds until there is a token to take. */
  waitMs(nowMs: number): number {
    if (this.hasToken(nowMs)) return 0;
    return this.#perMs > 0 ? Math.ceil((1 - this.#tokens) / this.#perMs) : Number.MAX_SAFE_INTEGER;
  }

  isFull(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens >= this.#burst;
  }

  level(): Level {
    return { tokens: this.#tokens, atMs: this.#atMs };
  }

  #refill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = Math.max(this.#atMs, nowMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs);
  }
}

/** `over`: a lossy frame is dropped, a reliable one still passes. `flood`: ten times over, the peer is disconnected. */
export type Verdict = 'fine' | 'over' | 'flood';

/** The two buckets of one lane of a peer: one for the rate, and a tenfold one for patience. */
export class FrameLimiter {
  readonly #rate: Bucket;
  readonly #patience: Bucket;

  constructor(nowMs: number) {
    this.#rate = new Bucket(FRAMES_PER_SECOND, SECOND_MS, BURST_FRAMES, nowMs);
    this.#patience = new Bucket(PATIENCE * FRAMES_PER_SECOND, SECOND_MS, PATIENCE * BURST_FRAMES, nowMs);
  }

  /** Counts one frame. */
  count(nowMs: number): Verdict {
    const [withinRate, withinPatience] = [this.#rate.take(nowMs), this.#patience.take(nowMs)];
    if (!withinPatience) return 'flood';
    return withinRate ? 'fine' : 'over';
  }
}
