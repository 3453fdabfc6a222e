// The page's memory between visits: the name, the seat in each room, the steering. The page also works without one.

import { isObject } from '../net/protocol.js';

/** @typedef {{ token: string, direct?: string, neutral: number[], input: string, at: number }} SeatRecord direct: the token of a seat at the game itself; neutral: see motion.js; input: what steers, if anything */
/** @typedef {{ dead: number, full: number, expo: number, invert: boolean, steady: boolean, vibration: boolean, sound: boolean }} Preferences */

/** @type {Record<keyof Preferences, 'number' | 'boolean'>} */
const PREFERENCES = {
  dead: 'number',
  full: 'number',
  expo: 'number',
  invert: 'boolean',
  steady: 'boolean',
  vibration: 'boolean',
  sound: 'boolean',
};
const PREFIX = 'full-tilt.';
/** Rooms live for a day; older seats are of no use. */
const SEAT_LIFE_MS = 24 * 3600 * 1000;

/** Private windows and strict settings refuse storage, or even the mention of it. */
export class Storage {
  #backend;
  /** @type {Map<string, string>} */
  #fallback = new Map();

  /** @param {() => Pick<globalThis.Storage, 'getItem' | 'setItem'>} backend */
  constructor(backend) {
    this.#backend = backend;
  }

  /** @returns {string} */
  get name() {
    const name = this.#read('name');
    return typeof name === 'string' ? name : '';
  }

  set name(name) {
    this.#write('name', name);
  }

  /** Whether this phone has completed or skipped "tip left, tip right". */
  get knowsTilt() {
    return this.#read('tilt') === true;
  }

  set knowsTilt(knows) {
    this.#write('tilt', knows);
  }

  /** @returns {Partial<Preferences>} */
  get preferences() {
    const stored = this.#read('steering');
    if (!isObject(stored)) return {};
    return Object.fromEntries(
      Object.entries(PREFERENCES)
        .filter(([key, type]) => typeof stored[key] === type)
        .map(([key]) => [key, stored[key]]),
    );
  }

  set preferences(preferences) {
    this.#write('steering', preferences);
  }

  /** @param {string} room @param {number} [now] Unix ms @returns {SeatRecord | null} */
  seat(room, now = Date.now()) {
    return this.#seats(now)[room] ?? null;
  }

  /** @param {string} room @param {Partial<SeatRecord> | null} change `null` forgets the seat @param {number} [now] Unix ms */
  setSeat(room, change, now = Date.now()) {
    const seats = this.#seats(now);
    if (change) seats[room] = { token: '', neutral: [0, 0, 0, 0], input: '', ...seats[room], ...change, at: now };
    else delete seats[room];
    this.#write('seats', seats);
  }

  /** @param {number} now @returns {Record<string, SeatRecord>} */
  #seats(now) {
    const stored = this.#read('seats');
    if (!isObject(stored)) return {};
    return Object.fromEntries(
      Object.entries(stored).filter(([, seat]) => isSeat(seat) && now - seat.at < SEAT_LIFE_MS),
    );
  }

  /** @param {string} key @returns {unknown} */
  #read(key) {
    try {
      return JSON.parse(this.#backend().getItem(PREFIX + key) ?? 'null');
    } catch {
      return JSON.parse(this.#fallback.get(key) ?? 'null');
    }
  }

  /** @param {string} key @param {unknown} value */
  #write(key, value) {
    const text = JSON.stringify(value);
    this.#fallback.set(key, text);
    try {
      this.#backend().setItem(PREFIX + key, text);
    } catch {
      // The fallback holds it for this visit.
    }
  }
}

/** @param {unknown} value @returns {value is SeatRecord} */
const isSeat = (value) =>
  isObject(value) &&
  typeof value.token === 'string' &&
  Array.isArray(value.neutral) &&
  value.neutral.length === 4 &&
  value.neutral.every(Number.isFinite) &&
  typeof value.input === 'string' &&
  Number.isFinite(value.at);
