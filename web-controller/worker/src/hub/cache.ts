/** Room objects that a Worker has recently looked up at the hub, so that a flood of look-ups does not reach the one hub. */

/** Lifetime of a remembered answer, in milliseconds. */
export const CACHE_MS = 60_000;
/** Most codes remembered; beyond that the oldest is forgotten. */
export const MAX_CACHED = 1024;

/**
 * Codes with their room objects. A room object records whether it has ended, and under which code it was open: an outdated
 * answer is noticed there, and the hub is asked again.
 */
export class CodeCache {
  readonly #rooms = new Map<string, { id: string; untilMs: number }>();

  /** Returns the room object's id, or `null` if it is not remembered. */
  find(code: string, nowMs: number): string | null {
    const entry = this.#rooms.get(code);
    return entry && nowMs < entry.untilMs ? entry.id : null;
  }

  remember(code: string, id: string, nowMs: number): void {
    this.#rooms.delete(code);
    this.#rooms.set(code, { id, untilMs: nowMs + CACHE_MS });
    for (const oldest of this.#rooms.keys()) {
      if (this.#rooms.size <= MAX_CACHED) return;
      this.#rooms.delete(oldest);
    }
  }

  forget(code: string): void {
    this.#rooms.delete(code);
  }
}
