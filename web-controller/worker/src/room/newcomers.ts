/** Sockets that have not sent their hello: bounded for each room, and shared fairly between client addresses. */

/** The relevant facts about a newcomer. */
export interface Newcomer {
  /** The name of its address's limiter object. */
  address: string;
  openedMs: number;
}

/**
 * Returns the newcomer that makes way when a room has its full number of them: the oldest of the address with the most.
 * `null` if no address has more than the requesting one, which is then refused.
 */
export function newcomerToReplace<T extends Newcomer>(newcomers: readonly T[], address: string): T | null {
  const counts = new Map<string, number>();
  for (const one of newcomers) counts.set(one.address, (counts.get(one.address) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most <= Math.max(1, counts.get(address) ?? 0)) return null;
  const candidates = newcomers.filter((one) => counts.get(one.address) === most);
  return candidates.reduce((oldest, one) => (one.openedMs < oldest.openedMs ? one : oldest));
}
