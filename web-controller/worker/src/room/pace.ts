/** The send rate of phones: one object carries a limited number of messages a second, whichever phones send them. */

/** A phone's highest rate, and its rate in a room with many, in frames a second. */
export const FASTEST_HZ = 60;
export const CROWDED_HZ = 30;
/**
 * With this many connected phones or more the rate is lowered, with fewer than the second number it is raised again; between
 * them it stays, so that one phone that comes and goes does not change it for everybody. Two lanes each, 8 × 60 × 2 and
 * 15 × 30 × 2, stay below the 1,000 messages a second that one object is documented for.
 */
const CROWDED_FROM = 9;
const ROOMY_BELOW = 7;

/** Returns the rate for this number of connected phones; `currentHz` is the rate announced to them. */
export function paceFor(connected: number, currentHz: number): number {
  if (connected >= CROWDED_FROM) return CROWDED_HZ;
  return connected < ROOMY_BELOW ? FASTEST_HZ : currentHz;
}
