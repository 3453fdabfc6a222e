/** How fast phones shall send: one object carries so many messages a second, whoever sends them. */

/** What a phone sends at best, and in a room with many. */
export const FASTEST_HZ = 60;
export const CROWDED_HZ = 30;
/**
 * From so many connected phones on the rate is lowered, and below so few it is raised again; between them it stays, so
 * that one phone that comes and goes does not change it for everybody. Two lanes each, 8 × 60 × 2 and 15 × 30 × 2, stay
 * below the 1,000 messages a second that one object is documented for.
 */
const CROWDED_FROM = 9;
const ROOMY_BELOW = 7;

/** The rate for so many connected phones, where `currentHz` is what they were told. */
export function paceFor(connected: number, currentHz: number): number {
  if (connected >= CROWDED_FROM) return CROWDED_HZ;
  return connected < ROOMY_BELOW ? FASTEST_HZ : currentHz;
}
