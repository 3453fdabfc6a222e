// Decides when steering is sent and in which frame: newest wins, at no higher rate than the relay allows.

import { MAX_SAMPLES, TAPS_MODULUS } from '../../shared/limits.js';
import { MAX_STEER } from './protocol.js';

/** @typedef {import('./protocol.js').MotionFrame} MotionFrame */
/** @typedef {import('./protocol.js').TouchFrame} TouchFrame */
/** @typedef {import('./protocol.js').Vector} Vector */
/** @typedef {{ acceleration: Vector, rotationRate: Vector, gyroscope: boolean, signVerified: boolean, screenAngle: number }} Sample */

/** With more bytes than this waiting in the socket the connection is slow: a new frame would only queue behind them. */
export const BUSY_BYTES = 64;

/** Highest frame rate, whatever the relay allows. */
const PHONE_HZ = 60;
/** Credit never grows past this many frames, so that a pause is not followed by a burst. */
const MOST_CREDIT = 1.5;

/** An unchanged value is repeated this often in ms (a little over 15 times a second), as a sign of life. */
const REPEAT_MS = 60;

/** Keeps a stream of frames at or below a rate, on average, in spite of uneven timing. */
export class Pacer {
  #credit = 1;
  #at = 0;
  #maxHz = PHONE_HZ;

  /** @param {number} hz */
  set maxHz(hz) {
    this.#maxHz = hz;
  }

  /** Returns whether a frame may be sent now; if so, it counts as sent. @param {number} now in ms */
  take(now) {
    this.#credit = Math.min(MOST_CREDIT, this.#credit + (Math.max(0, now - this.#at) / 1000) * this.#maxHz);
    this.#at = now;
    // Half a sensor reading of grace: without it, jitter of a millisecond would put a frame off to the next reading.
    const needed = 1 - (0.5 * Math.min(this.#maxHz, PHONE_HZ)) / PHONE_HZ;
    if (this.#credit < needed) return false;
    this.#credit -= 1;
    return true;
  }
}

/**
 * Numbers the phone's frames and counts its taps. Motion and touch share one sequence: the game takes the higher number as
 * newer, whichever of the two it is.
 */
export class Sequence {
  #last = 0;
  /** Number of taps so far, modulo `TAPS_MODULUS`. */
  taps = 0;

  tap() {
    this.taps = (this.taps + 1) % TAPS_MODULUS;
  }

  next() {
    this.#last = (this.#last + 1) & 0xffff;
    return this.#last;
  }
}

/** Collects motion samples into frames. */
export class MotionOutbox {
  #pacer = new Pacer();
  #sequence;
  /** @type {{ sample: Sample, at: number }[]} newest first */
  #waiting = [];

  /** @param {Sequence} sequence */
  constructor(sequence) {
    this.#sequence = sequence;
  }

  /** @param {number} hz */
  set maxHz(hz) {
    this.#pacer.maxHz = hz;
  }

  /** Discards waiting samples; after a lost connection, or a while of touch, they are old and their numbers gone. */
  clear() {
    this.#waiting.length = 0;
  }

  /**
   * Adds a sample. Returns the frame to send now, or `null` if the sample has to wait for the next one.
   * @param {Sample} sample
   * @param {number} now in ms
   * @param {number} bufferedBytes bytes that the socket has not sent yet
   * @returns {MotionFrame | null}
   */
  add(sample, now, bufferedBytes) {
    const seq = this.#sequence.next();
    this.#waiting.unshift({ sample, at: now });
    this.#waiting.length = Math.min(this.#waiting.length, MAX_SAMPLES);
    if (bufferedBytes > BUSY_BYTES || !this.#pacer.take(now)) return null;
    const samples = this.#waiting.map(({ sample: { acceleration, rotationRate }, at }) => ({
      ageMs: Math.min(255, Math.round(now - at)),
      acceleration,
      rotationRate,
    }));
    this.clear();
    const { screenAngle, gyroscope, signVerified } = sample;
    return {
      kind: 'motion',
      screenAngle,
      gyroscope,
      signVerified,
      taps: this.#sequence.taps,
      seq,
      t: clock(now),
      samples,
    };
  }
}

/** Decides when a touch frame is sent: at each change, and regularly without one. */
export class TouchOutbox {
  #pacer = new Pacer();
  #sequence;
  #steer = 0;
  #taps = 0;
  #sentAt = -Infinity;

  /** @param {Sequence} sequence */
  constructor(sequence) {
    this.#sequence = sequence;
  }

  /** @param {number} hz */
  set maxHz(hz) {
    this.#pacer.maxHz = hz;
  }

  /**
   * Returns the frame to send now, if any.
   * @param {number} value −1 to 1
   * @param {number} now in ms
   * @param {number} bufferedBytes bytes that the socket has not sent yet
   * @returns {TouchFrame | null}
   */
  poll(value, now, bufferedBytes) {
    const steer = Math.round(value * MAX_STEER) + 0;
    const { taps } = this.#sequence;
    const due = steer !== this.#steer || taps !== this.#taps || now - this.#sentAt >= REPEAT_MS;
    if (!due || bufferedBytes > BUSY_BYTES || !this.#pacer.take(now)) return null;
    this.#steer = steer;
    this.#taps = taps;
    this.#sentAt = now;
    return { kind: 'touch', taps, seq: this.#sequence.next(), t: clock(now), steer };
  }
}

/** Returns a time in the wire's format: whole milliseconds, wrapping at 2³². @param {number} now in ms */
export const clock = (now) => Math.floor(now) >>> 0;
