// A head as the big screen draws it, as SVG of radius 1 that points right: it shows players which head is theirs.

/** Outlines, where there is room on them, and the band: the numbers of the game's `view/faces.rs`, compared by a test. */
// biome-ignore format: the game's test reads it line by line.
const SHAPES = {
  circle: { outline: '', at: 0, size: 1, band: [-0.04, 0.4, 0.9, 0.84] },
  triangle: { outline: '1.35 0 -0.9 1.1 -0.9 -1.1', at: -0.25, size: 0.82, band: [-0.5, -0.1, 0.82, 0.64] },
  square: { outline: '1 0.6 0.6 0.95 -0.9 0.95 -0.9 -0.95 0.6 -0.95 1 -0.6', at: 0, size: 1, band: [-0.04, 0.4, 0.93, 0.93] },
  star: { outline: '1.5 0 0.49 0.36 0.38 1.16 -0.19 0.58 -0.99 0.72 -0.61 0 -0.99 -0.72 -0.19 -0.58 0.38 -1.16 0.49 -0.36', at: 0, size: 0.82, band: [-0.15, 0.21, 0.58, 0.72] },
  cross: { outline: '1.35 0 1 0.42 0.42 0.42 0.42 1.1 -0.42 1.1 -0.42 0.42 -1.05 0.42 -1.05 -0.42 -0.42 -0.42 -0.42 -1.1 0.42 -1.1 0.42 -0.42 1 -0.42', at: 0, size: 0.72, band: [-0.21, 0.21, 0.84, 0.84] },
};
const RIM = 0.2;
const SURROUND = 1.2;

/** Inks come from the style sheet: the dark around and within, the player's colour, a white that lightens it, white. */
/** @typedef {'night' | 'skin' | 'light' | 'white'} Ink */

/**
 * Draws a head into a group, replacing its content.
 * @param {Element} group
 * @param {{ shape: string, pattern?: string }} look an unknown shape becomes a circle, an unknown pattern plain
 */
export function drawHead(group, { shape, pattern }) {
  const { outline, at, size, band } = Object.entries(SHAPES).find(([name]) => name === shape)?.[1] ?? SHAPES.circle;
  const parts = [scaled(rim(outline, 'night'), SURROUND), rim(outline, 'skin'), edge(outline)];
  const oval = (
    /** @type {number} */ x,
    /** @type {number} */ width,
    /** @type {number} */ height,
    /** @type {Ink} */ ink,
  ) => ellipse(at + x * size, width * size, height * size, ink);
  if (pattern === 'ring')
    parts.push(oval(0, 0.66, 0.66, 'night'), oval(0.08, 0.36, 0.36, 'skin'), oval(0.08, 0.36, 0.36, 'light'));
  else if (pattern === 'band') {
    const [from = 0, to = 0, back = 0, front = 0] = band;
    parts.push(polygon(`${from} ${back} ${to} ${front} ${to} ${-front} ${from} ${-back}`, 'night'));
    parts.push(ellipse((from + to) / 2 + 0.03, 0.19, 0.19, 'white'));
  } else parts.push(oval(0.38, 0.3, 0.46, 'night'), oval(0.44, 0.2, 0.2, 'white'));
  group.replaceChildren(...parts);
}

/** The head's outline, filled. @param {string} outline @param {Ink} ink */
const rim = (outline, ink) => (outline ? polygon(outline, ink) : ellipse(0, 1, 1, ink));

/** The bright edge, just inside the outline: the outline minus a copy of itself drawn nearer to the middle. @param {string} outline */
function edge(outline) {
  const ring = (/** @type {number} */ radius) =>
    `M${radius} 0A${radius} ${radius} 0 1 1 ${-radius} 0A${radius} ${radius} 0 1 1 ${radius} 0Z`;
  const inside = (/** @type {[number, number]} */ [x, y]) => {
    const share = 1 - RIM / Math.max(Math.hypot(x, y), RIM);
    return `${(x * share).toFixed(3)} ${(y * share).toFixed(3)}`;
  };
  const path = shape('path', 'light');
  path.setAttribute('d', outline ? `M${outline}ZM${points(outline).map(inside).join(' ')}Z` : ring(1) + ring(1 - RIM));
  path.setAttribute('fill-rule', 'evenodd');
  return path;
}

/** @param {string} outline @returns {[number, number][]} */
function points(outline) {
  const numbers = outline.split(' ').map(Number);
  return numbers.flatMap((x, i) => (i % 2 ? [] : [/** @type {[number, number]} */ ([x, numbers[i + 1]])]));
}

/** @param {string} corners @param {Ink} ink */
function polygon(corners, ink) {
  const drawn = shape('polygon', ink);
  drawn.setAttribute('points', corners);
  return drawn;
}

/** @param {number} x @param {number} width @param {number} height @param {Ink} ink */
function ellipse(x, width, height, ink) {
  const drawn = shape('ellipse', ink);
  for (const [name, value] of Object.entries({ cx: x, rx: width, ry: height })) drawn.setAttribute(name, String(value));
  return drawn;
}

/** @param {SVGElement} drawn @param {number} factor */
function scaled(drawn, factor) {
  drawn.setAttribute('transform', `scale(${factor})`);
  return drawn;
}

/** @param {string} kind @param {Ink} ink */
function shape(kind, ink) {
  const drawn = /** @type {SVGElement} */ (document.createElementNS('http://www.w3.org/2000/svg', kind));
  drawn.setAttribute('class', ink);
  return drawn;
}
