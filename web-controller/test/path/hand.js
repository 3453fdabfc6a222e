// A hand that tilts an emulated phone smoothly, with an accelerometer and a gyroscope that agree with each other.

const GRAVITY = 9.81;
const RADIANS = Math.PI / 180;
/** Time a person takes for a decided tilt. */
const SWEEP_MS = 100;

/** For a page that may use no transport but the relay: a browser without WebRTC. */
export const BY_RELAY = 'delete window.RTCPeerConnection;';

/** For a phone that was here before: "tip left, tip right" comes at a phone's first visit only. @param {string} name */
export const knownAs = (name) =>
  `localStorage.setItem('full-tilt.tilt', 'true'); localStorage.setItem('full-tilt.name', '"${name}"');`;

/** @typedef {{ x: number, y: number, z: number }} Xyz */

/**
 * A way of holding the phone: the sensors' readings, in the device's axes, for a lean to the right in degrees that
 * changes at `rate` degrees per second.
 * @typedef {object} Hold
 * @property {{ width: number, height: number }} screen
 * @property {number} [pixels] of the screen per CSS pixel and axis
 * @property {{ type: 'portraitPrimary' | 'landscapePrimary' | 'landscapeSecondary', angle: number }} orientation
 * @property {(lean: number) => Xyz} up unit vector
 * @property {(rate: number) => Xyz} turning degrees per second
 */

/** Held like a tray, pitched up from the table. @param {number} pitch degrees @returns {Hold} */
const tray = (pitch) => ({
  screen: { width: 390, height: 844 },
  orientation: { type: 'portraitPrimary', angle: 0 },
  up: (lean) => {
    const [b, g] = [pitch * RADIANS, lean * RADIANS];
    return { x: -Math.cos(b) * Math.sin(g), y: Math.sin(b), z: Math.cos(b) * Math.cos(g) };
  },
  turning: (rate) => ({ x: 0, y: rate, z: 0 }),
});

/** Turned like a wheel, the top edge raised by `pitch`. @param {number} pitch degrees @returns {Hold} */
const wheel = (pitch) => ({
  screen: { width: 390, height: 844 },
  orientation: { type: 'portraitPrimary', angle: 0 },
  up: (lean) => {
    const [b, l] = [pitch * RADIANS, lean * RADIANS];
    return { x: -Math.sin(b) * Math.sin(l), y: Math.sin(b) * Math.cos(l), z: Math.cos(b) };
  },
  turning: (rate) => ({ x: 0, y: 0, z: -rate }),
});

/** @type {Record<string, Hold>} */
export const HOLDS = {
  flat: tray(0),
  'at 45°': tray(45),
  upright: wheel(90),
  'past upright': wheel(110),
  // The top of the device points right.
  'upright in the other landscape': {
    screen: { width: 844, height: 390 },
    orientation: { type: 'landscapeSecondary', angle: 270 },
    up: (lean) => ({ x: -Math.cos(lean * RADIANS), y: -Math.sin(lean * RADIANS), z: 0 }),
    turning: (rate) => ({ x: 0, y: 0, z: -rate }),
  },
  // The top of the device points left, so that its right edge is up; turned like a wheel.
  'upright in landscape': {
    screen: { width: 844, height: 390 },
    orientation: { type: 'landscapePrimary', angle: 90 },
    up: (lean) => ({ x: Math.cos(lean * RADIANS), y: Math.sin(lean * RADIANS), z: 0 }),
    turning: (rate) => ({ x: 0, y: 0, z: -rate }),
  },
};

/**
 * Follows the link of a game with a phone in hand, up to the "Play" button.
 * @param {import('playwright-core').Browser} browser
 * @param {Hold} hold
 * @param {string} url
 * @param {string} [script] run before the page's own
 * @param {string} [state] the page's state then
 * @param {(page: import('playwright-core').Page) => Promise<void>} [prepare] done before it is opened
 */
export async function takePhone(browser, hold, url, script, state = 'ready', prepare = async () => {}) {
  // The certificate is the game's own; a person taps through the browser's warning once.
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    hasTouch: true,
    isMobile: true,
    viewport: hold.screen,
  });
  const page = await context.newPage();
  if (script) await page.addInitScript(script);
  const hand = new Hand(await context.newCDPSession(page), hold);
  await hand.take();
  await prepare(page);
  await page.goto(url);
  await page.locator(`body[data-state="${state}"]`).waitFor();
  return { page, hand };
}

export class Hand {
  #lean = 0;

  /** @param {import('playwright-core').CDPSession} cdp @param {Hold} hold */
  constructor(cdp, hold) {
    this.cdp = cdp;
    this.hold = hold;
  }

  /** Takes the phone in hand; must come before the page asks for its sensors. */
  async take() {
    const { screen, orientation, pixels = 2 } = this.hold;
    await this.cdp.send('Emulation.setDeviceMetricsOverride', {
      ...screen,
      deviceScaleFactor: pixels,
      mobile: true,
      screenOrientation: orientation,
    });
    for (const type of /** @type {const} */ (['accelerometer', 'gyroscope'])) {
      await this.cdp.send('Emulation.setSensorOverrideEnabled', { enabled: true, type, metadata: { available: true } });
    }
    await this.pose(0, 0);
  }

  /** Tilts to a lean as a person would, and keeps it. @param {number} lean degrees, positive with the right edge down */
  async tilt(lean) {
    const from = this.#lean;
    const rate = ((lean - from) / SWEEP_MS) * 1000;
    const begin = performance.now();
    for (let share = 0; share < 1; ) {
      share = Math.min(1, (performance.now() - begin) / SWEEP_MS);
      await this.pose(from + share * (lean - from), rate);
    }
    await this.pose(lean, 0);
    this.#lean = lean;
  }

  /** Sets the sensors' readings from now on. @param {number} lean degrees @param {number} rate degrees per second */
  async pose(lean, rate) {
    const up = this.hold.up(lean);
    const turning = this.hold.turning(rate);
    const scaled = (/** @type {Xyz} */ v, /** @type {number} */ by) => ({
      xyz: { x: v.x * by, y: v.y * by, z: v.z * by },
    });
    await Promise.all([
      this.cdp.send('Emulation.setSensorOverrideReadings', { type: 'accelerometer', reading: scaled(up, GRAVITY) }),
      this.cdp.send('Emulation.setSensorOverrideReadings', { type: 'gyroscope', reading: scaled(turning, RADIANS) }),
    ]);
  }
}
