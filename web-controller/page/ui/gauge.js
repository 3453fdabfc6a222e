// The needle: shows centre, dead zone and full lock, and where the phone leans between them.

import { steerOf } from '../input/motion.js';

/** @typedef {import('../input/motion.js').Curve} Curve */

/** Position of full lock on the dial, and the needle's stop, in degrees from the top. */
const LOCK = 60;
const STOP = 76;
const RADIUS = 100;

/** The needle's angle on the dial. @param {number} lean from neutral @param {Curve} curve */
export function dialAngle(lean, { full, invert }) {
  const angle = (lean / full) * LOCK * (invert ? -1 : 1);
  return Math.max(-STOP, Math.min(STOP, angle)) + 0;
}

/** An arc along the dial as SVG path data. @param {number} from @param {number} to degrees from the top */
export function arc(from, to) {
  const point = (/** @type {number} */ angle) => {
    const radians = (angle * Math.PI) / 180;
    return `${(RADIUS * Math.sin(radians)).toFixed(1)} ${(-RADIUS * Math.cos(radians)).toFixed(1)}`;
  };
  return `M${point(from)}A${RADIUS} ${RADIUS} 0 0 ${to > from ? 1 : 0} ${point(to)}`;
}

export class Gauge {
  /** @type {SVGElement} */
  #needle;
  /** @type {SVGElement} */
  #fill;
  /** @type {SVGElement} */
  #dead;
  /** @type {Curve} */
  #curve;
  #lean = 0;
  #drawn = NaN;
  #waiting = false;

  /** @param {SVGElement} svg @param {Curve} curve */
  constructor(svg, curve) {
    const part = (/** @type {string} */ id) => /** @type {SVGElement} */ (svg.querySelector(`#${id}`));
    this.#needle = part('needle');
    this.#fill = part('fill');
    this.#dead = part('dead');
    part('track').setAttribute('d', arc(-LOCK, LOCK));
    part('locks').setAttribute('d', `${tick(-LOCK)}${tick(LOCK)}${tick(0)}`);
    this.#curve = curve;
    this.setCurve(curve);
  }

  /** @param {Curve} curve */
  setCurve(curve) {
    this.#curve = curve;
    const edge = (curve.dead / curve.full) * LOCK;
    this.#dead.setAttribute('d', edge > 0 ? arc(-edge, edge) : '');
    this.#drawn = NaN;
    this.show(this.#lean);
  }

  /** Shows a lean; draws at most once a frame and only changes. @param {number} lean degrees from neutral */
  show(lean) {
    this.#lean = lean;
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  #draw() {
    const angle = Math.round(dialAngle(this.#lean, this.#curve) * 5) / 5;
    if (angle === this.#drawn) return;
    this.#drawn = angle;
    this.#needle.style.transform = `rotate(${angle}deg)`;
    const steer = steerOf(this.#lean, this.#curve);
    const edge = (this.#curve.dead / this.#curve.full) * LOCK * Math.sign(steer);
    this.#fill.setAttribute('d', steer === 0 ? '' : arc(edge, Math.max(-LOCK, Math.min(LOCK, angle))));
  }
}

/** A short line across the dial. @param {number} angle */
function tick(angle) {
  const radians = (angle * Math.PI) / 180;
  const at = (/** @type {number} */ radius) =>
    `${(radius * Math.sin(radians)).toFixed(1)} ${(-radius * Math.cos(radians)).toFixed(1)}`;
  return `M${at(RADIUS - 9)}L${at(RADIUS + 9)}`;
}
