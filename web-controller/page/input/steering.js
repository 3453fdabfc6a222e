// Steering as a whole: from sensors or thumb to the game and the needle.

import { MotionOutbox, Sequence, TouchOutbox } from '../net/outbox.js';
import { Gauge } from '../ui/gauge.js';
import { lean, Neutral, toScreen, UpEstimate } from './motion.js';
import { Sensors } from './sensors.js';

/** @typedef {import('../net/protocol.js').InputKind} InputKind */
/** @typedef {import('./sensors.js').MissingReason} MissingReason */

const TOUCH_TICK_MS = 16;

export class Steering {
  /** Steering by thumb or key, once in use. @type {import('./touch.js').TouchSteering | null} */
  thumb = null;
  /** Tracker of the way the phone is held, once in use. @type {import('./turn.js').Turn | null} */
  turn = null;
  #connection;
  #showThumb;
  #gauge;
  #curve;
  #sensors;
  #sequence = new Sequence();
  #motionOutbox = new MotionOutbox(this.#sequence);
  #touchOutbox = new TouchOutbox(this.#sequence);
  #up = new UpEstimate();
  #onLean;
  #neutral = new Neutral();
  /** @type {InputKind | null} */
  #input = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticks;

  /**
   * @param {object} parts
   * @param {SVGElement} parts.gauge
   * @param {import('./motion.js').Curve} parts.curve changed from outside; `curveChanged` reports the change
   * @param {() => import('../net/connection.js').Connection | null} parts.connection
   * @param {(steer: number) => void} parts.showThumb
   * @param {(input: InputKind, missing: MissingReason | null) => void} parts.onInput the input in use, and why it is not tilt
   * @param {(degrees: number, now: number) => void} parts.onLean each reading's lean from level
   */
  constructor({ gauge, curve, connection, showThumb, onInput, onLean }) {
    this.#connection = connection;
    this.#onLean = onLean;
    this.#showThumb = showThumb;
    this.#curve = curve;
    this.#gauge = new Gauge(gauge, curve);
    /** @param {InputKind} input @param {MissingReason | null} missing */
    const by = (input, missing) => {
      this.#use(input);
      onInput(input, missing);
    };
    this.#sensors = new Sensors({
      onSample: (sample, orientation, now) => this.#onSample(sample, orientation, now),
      onWorking: () => by('tilt', null),
      onMissing: (reason) => by('touch', reason),
    });
  }

  /** @param {number} hz */
  set maxHz(hz) {
    this.#motionOutbox.maxHz = hz;
    this.#touchOutbox.maxHz = hz;
  }

  /** The leans that count as straight ahead, in degrees, for each quarter turn of the screen. */
  get neutral() {
    return this.#neutral.degrees;
  }

  set neutral(degrees) {
    this.#neutral.degrees = degrees;
  }

  /** The sensor's sign turned out to be wrong. Returns whether that could be corrected. */
  swapSign() {
    return this.#sensors.swapSign();
  }

  /** Counts a tap; the next reading carries it. */
  tap() {
    this.#sequence.tap();
    this.followThumb();
  }

  /** Takes the current pose as neutral. */
  recentre() {
    this.#neutral.take();
  }

  /** Must be called straight from a click. The result goes to `onInput`. */
  askForTilt() {
    this.#sensors.start();
  }

  useTouch() {
    this.#sensors.stop();
    this.#use('touch');
  }

  stop() {
    this.#sensors.stop();
    this.#use(null);
  }

  curveChanged() {
    // A thumb is followed as it is; dead zone and swapped sides are for tilting.
    this.#gauge.setCurve(this.#input === 'touch' ? { ...this.#curve, dead: 0, invert: false } : this.#curve);
  }

  /** @param {InputKind | null} input */
  #use(input) {
    this.#input = input;
    this.#motionOutbox.clear();
    clearInterval(this.#ticks);
    if (input === 'touch') this.#ticks = setInterval(() => this.followThumb(), TOUCH_TICK_MS);
    this.curveChanged();
    this.#gauge.show(0);
  }

  /** @param {import('../net/outbox.js').Sample} sample @param {import('../net/protocol.js').Vector | null} orientation @param {number} now */
  #onSample(sample, orientation, now) {
    if (this.#input !== 'tilt') return;
    const device = this.#up.next(sample.acceleration, orientation, now);
    sample.screenAngle = this.turn?.read(sample, device, now) ?? sample.screenAngle;
    const connection = this.#connection();
    if (connection?.state === 'connected') {
      const frame = this.#motionOutbox.add(sample, now, connection.bufferedBytes);
      if (frame) connection.sendLossy(frame);
    } else this.#motionOutbox.clear();
    const degrees = lean(toScreen(device, sample.screenAngle));
    this.#gauge.show(this.#neutral.from(degrees, sample.screenAngle));
    this.#onLean(degrees, now);
  }

  /** Sends and shows the thumb's steering; called at each change, so that none waits for the next tick. */
  followThumb() {
    if (this.#input !== 'touch' || !this.thumb) return;
    const now = performance.now();
    const value = this.thumb.value(now);
    this.#showThumb(value);
    this.#gauge.show(value * this.#curve.full);
    const connection = this.#connection();
    if (connection?.state !== 'connected') return;
    const frame = this.#touchOutbox.poll(value, now, connection.bufferedBytes);
    if (frame) connection.sendLossy(frame);
  }
}
