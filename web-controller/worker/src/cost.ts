/**
 * The cost of an evening on Cloudflare, from its published prices (Workers and Durable Objects, read 2026-11; see
 * docs/deploying.md), and the cost that an attacker can cause within the limits. Nothing here was compared with a bill.
 */

import { HELLO_WITHIN_MS, SECOND_MS } from './protocol/limits';
import { ALLOWANCES } from './room/record';
import { SAVE_INTERVAL_MS } from './storage';

/** A pattern of play. */
export interface Play {
  rooms: number;
  /** In each room, all the time. */
  phones: number;
  /** Lossy frames a second from each phone; the relay asks for at most `FASTEST_HZ`. */
  framesPerSecond: number;
  hours: number;
  /** Whether the phones have the direct path, so that the relay is only the backup. */
  isDirect: boolean;
}

/** Billed usage. */
export interface Usage {
  /** Incoming WebSocket messages. */
  messages: number;
  /** Requests to objects: twenty messages count as one. */
  requests: number;
  /** Memory times time, in GB·s. */
  duration: number;
  /** Rows written to SQLite; setting an alarm counts as one. */
  rowsWritten: number;
}

/** Echoes a second: from each phone, and from the game to all phones at once. Each is answered. */
const PHONE_ECHOES = 5;
const GAME_ECHOES = 4;
/** The game's messages to each phone a second in a round: scores and vibration; measured, 2.9. */
const GAME_NEWS = 3;
/** `ping` a second on an otherwise silent socket: from a phone's page, and from the game. */
const PHONE_PINGS = 1;
const GAME_PINGS = 1 / 3;
/** Alarms that look for silent clients: 45 s after the last sign of life known when the previous alarm rang. */
const ALARMS_PER_SECOND = 1 / 42;
/** Longest time that an object counts as active after an alarm: until it sleeps. The current text promises less. */
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

/** The usage of playing. Joining is left out: some ten requests for each phone. */
export function usageOf(play: Play): Usage {
  const seconds = play.hours * HOUR_SECONDS;
  const messages = play.rooms * seconds * messagesPerSecond(play);
  const alarms = play.rooms * seconds * ALARMS_PER_SECOND;
  // Pings are answered without waking the object; a stream of frames keeps it awake all the time.
  const awake = play.isDirect ? alarms * AWAKE_SECONDS : play.rooms * seconds;
  return {
    messages,
    requests: messages / MESSAGES_PER_REQUEST + alarms,
    duration: awake * GB_PER_OBJECT,
    rowsWritten: alarms,
  };
}

/** The price on the paid plan, in dollars, once the included usage is used up. */
export function dollarsFor(play: Play): number {
  return dollarsOf(usageOf(play));
}

/** The same for any usage. */
export function dollarsOf({ requests, duration, rowsWritten }: Usage): number {
  return requests * DOLLARS_PER.requests + duration * DOLLARS_PER.duration + rowsWritten * DOLLARS_PER.rowsWritten;
}

/** Hours of one such room that the free plan carries a day. */
export function freeHoursADay(play: Omit<Play, 'rooms' | 'hours'>): number {
  return freeHoursOf(usageOf({ ...play, rooms: 1, hours: 1 }));
}

/** Hours of this hourly usage that the free plan carries a day. */
export function freeHoursOf({ requests, duration, rowsWritten }: Usage): number {
  return Math.min(FREE_A_DAY.requests / requests, FREE_A_DAY.duration / duration, FREE_A_DAY.rowsWritten / rowsWritten);
}

/** Hours until the rows that the free plan allows in a day are written. */
export function freeRowHoursOf({ rowsWritten }: Usage): number {
  return FREE_A_DAY.rowsWritten / rowsWritten;
}

/** Requests a second that one object handles at least, as documented. */
const OBJECT_REQUESTS_PER_SECOND = 500;
/** Requests to the hub for one room: its code taken and released, and a look-up and a join by each phone and the game. */
function hubRequestsPerRoom(phones: number): number {
  return 2 + 2 * (phones + 1);
}

/** Rooms with this number of phones that one hub can open in an hour. */
export function hubRoomsAnHour(phones: number): number {
  return (OBJECT_REQUESTS_PER_SECOND * HOUR_SECONDS) / hubRequestsPerRoom(phones);
}

/** Messages a second that one object handles at most, as documented: nobody can send it more. */
const OBJECT_MESSAGES_PER_SECOND = 1000;
/** Saves a second of one object that are not promises. */
const SAVES_PER_SECOND = SECOND_MS / SAVE_INTERVAL_MS;
/** Newcomers bring a room's alarm forward to the time their hello is due; it is set again when it rings. Rows a second. */
const NEWCOMER_ALARMS_PER_SECOND = (2 * SECOND_MS) / HELLO_WITHIN_MS;
/** A limiter's alarm rings every two minutes: one save and one alarm then, and one alarm brought forward. Rows a second. */
const LIMITER_ALARMS_PER_SECOND = 3 / 120;
/** Requests to objects for a join: its limiter three times, the hub and the room. */
const REQUESTS_PER_JOIN = 5;
/** Rows for a room that is opened and ends: its table, record and alarm, and the hub's entry and alarm, made and deleted. */
const ROWS_PER_ROOM = 10;

/** The limits of one address; the defaults of `wrangler.jsonc`. */
const ADDRESS = { joinsPerSecond: 5, sockets: 64, roomsPerSecond: 10 / 60 } as const;

/** The usage of something that goes on for an hour, in this number of room objects and one limiter object. */
function hourOf(rooms: number, rowsPerSecond: number, joinsPerSecond: number): Usage {
  const messages = rooms * OBJECT_MESSAGES_PER_SECOND * HOUR_SECONDS;
  return {
    messages,
    requests: messages / MESSAGES_PER_REQUEST + joinsPerSecond * REQUESTS_PER_JOIN * HOUR_SECONDS,
    duration: (rooms + 1) * HOUR_SECONDS * GB_PER_OBJECT,
    rowsWritten: rowsPerSecond * HOUR_SECONDS,
  };
}

/**
 * The most that one phone can cost in an hour, in a room that is not its own: it takes new seats and leaves them, with names
 * and frames at the fastest accepted rate.
 */
export function worstPeer(): Usage {
  const room = ALLOWANCES.newSeats.perSecond + SAVES_PER_SECOND + NEWCOMER_ALARMS_PER_SECOND;
  const limiter = SAVES_PER_SECOND + LIMITER_ALARMS_PER_SECOND;
  return hourOf(1, room + limiter, ADDRESS.joinsPerSecond);
}

/** The most that one room can cost in an hour, whatever its host and any number of phones do. */
export function worstRoom(): Usage {
  const { newSeats, invitations, commands } = ALLOWANCES;
  const promises = newSeats.perSecond + invitations.perSecond + commands.perSecond;
  return hourOf(1, promises + SAVES_PER_SECOND + NEWCOMER_ALARMS_PER_SECOND, newSeats.perSecond);
}

/**
 * The most that one client address can cost in an hour: each of its sockets is the host of a room of its own, or has one such
 * host invite phones, and so causes a row a second; and it joins and opens rooms as fast as it may.
 */
export function worstAddress(): Usage {
  const { joinsPerSecond, sockets, roomsPerSecond } = ADDRESS;
  // A new seat, and at worst two alarms.
  const joins = joinsPerSecond * (1 + 2);
  const limiter = SAVES_PER_SECOND + LIMITER_ALARMS_PER_SECOND;
  return hourOf(sockets, sockets * SAVES_PER_SECOND + joins + limiter + roomsPerSecond * ROWS_PER_ROOM, joinsPerSecond);
}
