/**
 * What an evening costs on Cloudflare, from what it publishes (pricing of Workers and Durable Objects, read 2026-11; see
 * docs/deploying.md). Nothing here was compared with a bill.
 */

/** What is played. */
export interface Play {
  rooms: number;
  /** In each room, all the time. */
  phones: number;
  /** Lossy frames a second of each phone; what the relay asks for is at most `FASTEST_HZ`. */
  framesPerSecond: number;
  hours: number;
  /** Whether the phones have the direct path, so that the relay is only the spare. */
  isDirect: boolean;
}

/** What is billed for. */
export interface Usage {
  /** Incoming WebSocket messages. */
  messages: number;
  /** Requests to objects: twenty messages are one. */
  requests: number;
  /** Memory times time, in GB·s. */
  duration: number;
  /** Rows written to SQLite; an alarm that is set is one. */
  rowsWritten: number;
}

/** Questions for the clock a second: of each phone, and of the game to all phones at once. Each is answered. */
const PHONE_ECHOES = 5;
const GAME_ECHOES = 4;
/** What the game says to each phone a second in a round: scores and vibration; measured, 2.9. */
const GAME_NEWS = 3;
/** `ping` a second where nothing else is said: a phone's page, and the game. */
const PHONE_PINGS = 1;
const GAME_PINGS = 1 / 3;
/** Alarms that look for silent clients: 45 s after the last sign of life that was known when the last one rang. */
const ALARMS_PER_SECOND = 1 / 42;
/** How long an object counts as active after an alarm, at worst: until it sleeps. The current text says less. */
const AWAKE_SECONDS = 10;
const MESSAGES_PER_REQUEST = 20;
const GB_PER_OBJECT = 0.128;
const HOUR_SECONDS = 3600;

/** Included a day on the free plan. */
const FREE_A_DAY = { requests: 100_000, duration: 13_000, rowsWritten: 100_000 } as const;
/** Dollars on the paid plan, beyond the 5 $ a month and what they include (1 M requests, 400,000 GB·s, 50 M rows). */
const DOLLARS_PER = { requests: 0.15e-6, duration: 12.5e-6, rowsWritten: 1e-6 } as const;

/** Messages a second into one room. */
function messagesPerSecond({ phones, framesPerSecond, isDirect }: Play): number {
  if (isDirect) return phones * PHONE_PINGS + GAME_PINGS;
  const fromPhones = phones * (framesPerSecond + PHONE_ECHOES + GAME_ECHOES);
  return fromPhones + GAME_ECHOES + phones * (PHONE_ECHOES + GAME_NEWS) + GAME_PINGS;
}

/** What playing uses. Joining is left out: some ten requests for each phone. */
export function usageOf(play: Play): Usage {
  const seconds = play.hours * HOUR_SECONDS;
  const messages = play.rooms * seconds * messagesPerSecond(play);
  const alarms = play.rooms * seconds * ALARMS_PER_SECOND;
  // Pings are answered without waking the object; a stream of frames keeps it awake all the time.
  const awake = play.isDirect ? alarms * AWAKE_SECONDS : play.rooms * seconds;
  return { messages, requests: messages / MESSAGES_PER_REQUEST + alarms, duration: awake * GB_PER_OBJECT, rowsWritten: alarms };
}

/** The price on the paid plan, in dollars, once what is included is used up. */
export function dollarsFor(play: Play): number {
  const { requests, duration, rowsWritten } = usageOf(play);
  return requests * DOLLARS_PER.requests + duration * DOLLARS_PER.duration + rowsWritten * DOLLARS_PER.rowsWritten;
}

/** Hours of one such room that the free plan carries a day. */
export function freeHoursADay(play: Omit<Play, 'rooms' | 'hours'>): number {
  const { requests, duration, rowsWritten } = usageOf({ ...play, rooms: 1, hours: 1 });
  return Math.min(FREE_A_DAY.requests / requests, FREE_A_DAY.duration / duration, FREE_A_DAY.rowsWritten / rowsWritten);
}

/** Requests a second that one object is documented to bear at least. */
const OBJECT_REQUESTS_PER_SECOND = 500;
/** Requests to the hub for one room: its code taken and given back, and a look-up and a join of each phone and the game. */
function hubRequestsPerRoom(phones: number): number {
  return 2 + 2 * (phones + 1);
}

/** Rooms of so many phones that one hub can open in an hour. */
export function hubRoomsAnHour(phones: number): number {
  return (OBJECT_REQUESTS_PER_SECOND * HOUR_SECONDS) / hubRequestsPerRoom(phones);
}
