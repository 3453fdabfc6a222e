// Steering from a phone's sensors: samples with one sign for all phones, the lean of the phone, the steering curve.
//
// The game does its own, finer reading of the raw samples; the lean and the curve here only draw the needle on the phone.

import { isNumber } from '../net/protocol.js';

/** @typedef {import('../net/protocol.js').Vector} Vector */
/** @typedef {{ acceleration: Vector, rotationRate: Vector, gyroscope: boolean }} Reading */
/** @typedef {{ dead: number, full: number, expo: number, invert: boolean }} Curve degrees, degrees, exponent */

const RADIANS = Math.PI / 180;
const GRAVITY = 9.81;

/** The types of an Apple screen, by its quarter turns. */
const APPLE_TYPES = ['portrait-primary', 'landscape-primary', 'portrait-secondary', 'landscape-secondary'];

/** Number of readings that decide the sign of a phone's acceleration. */
const SIGN_SAMPLES = 10;
/** How well gravity and orientation must agree on average (1: the same direction) before they count as proof. */
const SIGN_AGREEMENT = 0.7;

/** The steering law until the settings say otherwise. @type {Readonly<Curve>} */
export const DEFAULT_CURVE = Object.freeze({ dead: 1.5, full: 18.2, expo: 1, invert: false });

/**
 * Returns whether a phone reports gravity with the opposite sign, as Safari on iOS does. An iPad calls itself a Macintosh, but
 * no Macintosh has a touch screen.
 * @param {string} userAgent
 * @param {number} maxTouchPoints
 */
export function invertsGravity(userAgent, maxTouchPoints) {
  return /iP(hone|ad|od)/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** @typedef {{ x: number | null, y: number | null, z: number | null }} MaybeVector */
/** @typedef {{ alpha: number | null, beta: number | null, gamma: number | null }} MaybeAngles */

/**
 * Reads a `devicemotion` event. Returns `null` for one without numbers, which a device without sensors sends.
 * @param {{ accelerationIncludingGravity: MaybeVector | null, rotationRate: MaybeAngles | null }} event
 * @returns {Reading | null} with the phone's own sign of the acceleration
 */
export function readMotion({ accelerationIncludingGravity: a, rotationRate: rate }) {
  if (!a || !isNumber(a.x) || !isNumber(a.y) || !isNumber(a.z)) return null;
  const gyroscope = rate !== null && isNumber(rate.alpha) && isNumber(rate.beta) && isNumber(rate.gamma);
  return {
    acceleration: [a.x, a.y, a.z],
    // Here alpha turns about x, beta about y, gamma about z; in `deviceorientation` the same names mean other axes.
    rotationRate: gyroscope ? [Number(rate.alpha), Number(rate.beta), Number(rate.gamma)] : [0, 0, 0],
    gyroscope,
  };
}

/** The up direction in device axes from the angles of a `deviceorientation` event. @param {number} beta @param {number} gamma @returns {Vector} */
export function upVector(beta, gamma) {
  const [b, g] = [beta * RADIANS, gamma * RADIANS];
  return [-Math.cos(b) * Math.sin(g), Math.sin(b), Math.cos(b) * Math.cos(g)];
}

/**
 * The turn of the screen against the axes of the motion sensors, counter-clockwise: 0, 90, 180 or 270.
 *
 * `window.orientation` counts from those axes wherever it exists, which is on phones and tablets. `screen.orientation.angle`
 * does not on an iPad, where it counts from landscape and the sensors from portrait, and iOS 16.4 swaps 90 and 270. Should
 * Apple drop the old property, the type is the fallback: all their sensors count from portrait.
 * @param {{ orientation?: unknown, screen?: { orientation?: { angle: number, type: string } } }} view the window
 * @param {boolean} isApple
 */
export function screenAngle({ orientation, screen }, isApple) {
  const { angle = 0, type = '' } = screen?.orientation ?? {};
  const ofType = APPLE_TYPES.indexOf(type);
  const turn = isNumber(orientation) ? orientation : isApple && ofType >= 0 ? ofType * 90 : angle;
  return (((Math.round(turn / 90) * 90) % 360) + 360) % 360;
}

/** Turns a vector from the device's axes to the screen's. @param {Vector} vector @param {number} angle `screen.orientation.angle` @returns {Vector} */
export function toScreen([x, y, z], angle) {
  const [cos, sin] = [Math.cos(angle * RADIANS), Math.sin(angle * RADIANS)];
  return [x * cos - y * sin, x * sin + y * cos, z];
}

/**
 * The sideways lean in degrees, right edge down positive. Taking the larger of the other two axes makes one law good for a
 * phone held like a tray and for one held like a wheel.
 * @param {Vector} up in the screen's axes, of any length
 */
export function lean([x, y, z]) {
  return Math.atan2(-x, Math.max(Math.abs(y), Math.abs(z))) / RADIANS;
}

/**
 * The steering for a lean, −1 full left to 1 full right. The dead zone is subtracted, so that steering sets in softly.
 * @param {number} degrees from neutral
 * @param {Curve} curve
 */
export function steerOf(degrees, { dead, full, expo, invert }) {
  const past = Math.max(0, Math.abs(degrees) - dead);
  const share = Math.min(1, past / Math.max(full - dead, 0.1)) ** expo;
  return share === 0 ? 0 : share * Math.sign(degrees) * (invert ? -1 : 1);
}

/** Determines the sign of a phone's acceleration, by comparing it with the orientation where there is one. */
export class GravitySign {
  #sign;
  #sum = 0;
  #count = 0;
  #verified = false;

  /** @param {boolean} inverted what the phone's make suggests */
  constructor(inverted) {
    this.#sign = inverted ? -1 : 1;
  }

  /** Whether the orientation has confirmed or corrected the sign. */
  get verified() {
    return this.#verified;
  }

  /**
   * Processes one reading and returns it with the sign that all phones share.
   * @param {Vector} acceleration as the phone reports it
   * @param {Vector | null} up from the orientation, in device axes
   * @returns {Vector}
   */
  apply(acceleration, up) {
    const [x, y, z] = acceleration;
    const length = Math.hypot(x, y, z);
    if (up && !this.#verified && length > GRAVITY / 2) {
      this.#sum += (x * up[0] + y * up[1] + z * up[2]) / length;
      this.#count += 1;
      if (this.#count === SIGN_SAMPLES) this.#decide();
    }
    // Adding 0 turns −0 into 0.
    return [x * this.#sign + 0, y * this.#sign + 0, z * this.#sign + 0];
  }

  /** Flips the sign unless it was verified. Returns whether it did. */
  swap() {
    if (!this.#verified) this.#sign = -this.#sign;
    return !this.#verified;
  }

  #decide() {
    const mean = this.#sum / this.#count;
    this.#sum = this.#count = 0;
    // A shaken phone proves nothing; the next readings get another chance.
    if (Math.abs(mean) < SIGN_AGREEMENT) return;
    this.#sign = Math.sign(mean);
    this.#verified = true;
  }
}

/** The up direction for the needle: the phone's own orientation where there is one, otherwise smoothed gravity. */
export class UpEstimate {
  /** @type {Vector | null} */
  #gravity = null;
  #at = 0;

  /**
   * @param {Vector} acceleration in the shared sign
   * @param {Vector | null} orientation
   * @param {number} now in ms
   * @returns {Vector}
   */
  next(acceleration, orientation, now) {
    if (orientation) return orientation;
    const seconds = Math.min(0.1, Math.max(0, (now - this.#at) / 1000));
    this.#at = now;
    const shaken = Math.abs(Math.hypot(...acceleration) - GRAVITY) > 3;
    if (this.#gravity === null) this.#gravity = acceleration;
    else if (!shaken) {
      // A low-pass at 4.5 Hz: removes the hand's tremor, keeps a turn.
      const share = 1 - Math.exp(-seconds * 2 * Math.PI * 4.5);
      const mix = (/** @type {number} */ old, /** @type {number} */ fresh) => old + share * (fresh - old);
      const [x, y, z] = this.#gravity;
      this.#gravity = [mix(x, acceleration[0]), mix(y, acceleration[1]), mix(z, acceleration[2])];
    }
    return this.#gravity;
  }
}

/** Nobody holds a phone further over than this for "straight ahead". */
const MAX_NEUTRAL = 60;

/**
 * The neutral pose: the mean lean of the last quarter second before the player asks for it. Each turn of the screen has its
 * own, as in the game, so that the needle and the game agree.
 */
export class Neutral {
  /** Lean that counts as straight ahead, in degrees, for each quarter turn of the screen. */
  degrees = [0, 0, 0, 0];
  #quarter = 0;
  /** @type {number[]} */
  #recent = [];

  /** The lean from neutral. @param {number} leanDegrees @param {number} screenAngle */
  from(leanDegrees, screenAngle) {
    const quarter = screenAngle / 90;
    if (quarter !== this.#quarter) this.#recent.length = 0;
    this.#quarter = quarter;
    this.#recent.push(leanDegrees);
    if (this.#recent.length > 15) this.#recent.shift();
    return leanDegrees - (this.degrees[quarter] ?? 0);
  }

  /** Takes the current pose as neutral. */
  take() {
    if (this.#recent.length === 0) return;
    const mean = this.#recent.reduce((sum, value) => sum + value, 0) / this.#recent.length;
    this.degrees = [...this.degrees];
    this.degrees[this.#quarter] = Math.max(-MAX_NEUTRAL, Math.min(MAX_NEUTRAL, mean));
  }
}
