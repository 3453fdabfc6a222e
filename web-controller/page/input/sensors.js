// The phone's motion sensors: asks for permission, listens, and checks whether any readings arrive.

import { GravitySign, invertsGravity, readMotion, screenAngle, upVector } from './motion.js';

/** @typedef {import('../net/protocol.js').Vector} Vector */
/** @typedef {import('../net/outbox.js').Sample} Sample */
/** @typedef {'insecure' | 'denied' | 'blocked' | 'none' | 'silent' | 'lost' | 'in_app'} MissingReason */
/**
 * @typedef {object} SensorEvents
 * @property {(sample: Sample, up: Vector | null, now: number) => void} onSample
 * @property {() => void} onWorking at the first reading, and again after `onMissing`
 * @property {(reason: MissingReason) => void} onMissing
 */

/** Longest wait for the first reading. Some phones grant permission but never send one, so only this tells. */
const FIRST_READING_MS = 1000;
const LOST_AFTER_MS = 2000;
/** Browsers inside other apps, which often keep the sensors to themselves. */
const IN_APP = /FBA[NV]|Instagram|\bLine\/|MicroMessenger|Snapchat|TikTok|musical_ly|Twitter|LinkedInApp|GSA\/|; wv\)/;

/** @typedef {object & { requestPermission?: () => Promise<string> } | undefined} Permitted the browser may have it or not */

export class Sensors {
  #events;
  #isApple = invertsGravity(navigator.userAgent, navigator.maxTouchPoints);
  #sign = new GravitySign(this.#isApple);
  /** @type {Vector | null} */
  #up = null;
  #running = false;
  #working = false;
  #sawEmpty = false;
  #watching = false;
  #readAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;

  /** @param {SensorEvents} events */
  constructor(events) {
    this.#events = events;
    document.addEventListener('visibilitychange', () => {
      // A hidden page gets no readings; the wait for them starts when it is visible again.
      if (this.#watching && !document.hidden) this.#watch(LOST_AFTER_MS);
    });
  }

  /** Must be called straight from a click: some phones ask for permission only then. */
  start() {
    const { DeviceMotionEvent: motion, DeviceOrientationEvent: orientation } = window;
    const answers = [ask(motion), ask(orientation)];
    this.#running = true;
    this.#working = false;
    if (!isSecureContext || !motion) {
      this.#miss(isSecureContext ? 'none' : 'insecure');
      return;
    }
    this.#listen();
    void Promise.all(answers).then(([answer]) => {
      if (!this.#running || this.#working) return;
      // In some browsers, listeners added before the permission never fire.
      this.#listen();
      // Only Apple's browsers ask, and remember a refusal; others report one for a site whose sensors are switched off.
      if (answer === 'denied') this.#miss(this.#isApple ? 'denied' : 'blocked');
      else this.#watch(FIRST_READING_MS);
    });
  }

  stop() {
    this.#running = this.#watching = false;
    clearTimeout(this.#watchdog);
    removeEventListener('devicemotion', this.#onMotion);
    removeEventListener('deviceorientation', this.#onOrientation);
  }

  #listen() {
    removeEventListener('devicemotion', this.#onMotion);
    removeEventListener('deviceorientation', this.#onOrientation);
    addEventListener('devicemotion', this.#onMotion);
    addEventListener('deviceorientation', this.#onOrientation);
  }

  #onOrientation = (/** @type {DeviceOrientationEvent} */ { beta, gamma }) => {
    this.#up = beta === null || gamma === null ? null : upVector(beta, gamma);
  };

  #onMotion = (/** @type {DeviceMotionEvent} */ event) => {
    const now = performance.now();
    const reading = readMotion(event);
    if (!reading) {
      this.#sawEmpty = true;
      return;
    }
    this.#readAt = now;
    if (!this.#working) {
      this.#working = true;
      this.#events.onWorking();
      this.#watch(LOST_AFTER_MS);
    }
    const acceleration = this.#sign.apply(reading.acceleration, this.#up);
    // The axes are the device's, so the angle must be the one at this very moment; the screen may just be turning.
    const sample = {
      ...reading,
      acceleration,
      signVerified: this.#sign.verified,
      screenAngle: screenAngle(window, this.#isApple),
    };
    this.#events.onSample(sample, this.#up, now);
  };

  /** The player has shown that the sign was wrong; a sign that was verified against the orientation stays. */
  swapSign() {
    return this.#sign.swap();
  }

  /** @param {MissingReason} reason */
  #miss(reason) {
    this.#events.onMissing(
      reason !== 'lost' && reason !== 'insecure' && IN_APP.test(navigator.userAgent) ? 'in_app' : reason,
    );
  }

  /** @param {number} delay in ms */
  #watch(delay) {
    clearTimeout(this.#watchdog);
    this.#watching = true;
    this.#watchdog = setTimeout(() => {
      if (document.hidden) return;
      const silence = performance.now() - this.#readAt;
      if (this.#working && silence < LOST_AFTER_MS) return this.#watch(LOST_AFTER_MS - silence);
      const reason = this.#working ? 'lost' : this.#sawEmpty ? 'none' : 'silent';
      this.#working = this.#watching = false;
      this.#miss(reason);
    }, delay);
  }
}

/** @param {Permitted} kind */
function ask(kind) {
  if (typeof kind?.requestPermission !== 'function') return Promise.resolve('granted');
  return kind.requestPermission().catch(() => 'error');
}
