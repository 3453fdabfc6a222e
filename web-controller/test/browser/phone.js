// Phones for the browser tests: pages of a real Chromium with emulated sensors and touch, one browser context each.

import { chromium } from 'playwright-core';

import { decodeFrame } from '../host-protocol.js';
import { Inbox } from './wait.js';

const GRAVITY = 9.81;
const RADIANS = Math.PI / 180;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The program of the browser. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** @param {string[]} [flags] besides the usual ones @param {string} [executablePath] the browser, or a program that starts it */
export function startBrowser(flags = [], executablePath = CHROMIUM) {
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
}

/** @typedef {{ x: number, y: number, z: number }} Xyz */

/** Returns an accelerometer's reading at rest, with the face up and turned by these angles. @param {number} pitch @param {number} roll degrees @returns {Xyz} */
export function gravity(pitch, roll) {
  const [b, g] = [pitch * RADIANS, roll * RADIANS];
  return { x: -Math.cos(b) * Math.sin(g) * GRAVITY, y: Math.sin(b) * GRAVITY, z: Math.cos(b) * Math.cos(g) * GRAVITY };
}

/** The orientation of the same pose, as a quaternion. @param {number} pitch @param {number} roll */
function orientation(pitch, roll) {
  const [b, g] = [(pitch * RADIANS) / 2, (roll * RADIANS) / 2];
  return {
    x: Math.sin(b) * Math.cos(g),
    y: Math.cos(b) * Math.sin(g),
    z: Math.sin(b) * Math.sin(g),
    w: Math.cos(b) * Math.cos(g),
  };
}

/**
 * @typedef {object} PhoneWish
 * @property {number} [width]
 * @property {number} [height]
 * @property {boolean} [sensors] whether there are any
 * @property {string} [script] run before the page's own
 * @property {boolean} [reducedMotion]
 * @property {boolean} [firstVisit] whether "tip left, tip right" comes first, as on a phone's first visit
 * @property {string} [language]
 * @property {import('playwright-core').BrowserContext} [context] a second tab of a phone that is already there
 */

/** @param {import('playwright-core').Browser} browser @param {PhoneWish} [wish] */
export async function newPhone(browser, wish = {}) {
  const { width = 390, height = 844, sensors = true, script, reducedMotion, firstVisit, language = 'en-GB' } = wish;
  const context =
    wish.context ??
    (await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      locale: language,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    }));
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const phone = new Phone(context, page, cdp);
  if (!firstVisit) await page.addInitScript("localStorage.setItem('full-tilt.tilt', 'true')");
  if (script) await page.addInitScript(script);
  if (sensors) {
    // Before the page listens: a listener that finds no sensor never receives readings.
    for (const type of SENSORS)
      await cdp.send('Emulation.setSensorOverrideEnabled', { enabled: true, type, metadata: { available: true } });
    await phone.pose(40, 0);
  }
  return phone;
}

/** @type {('accelerometer' | 'gyroscope' | 'relative-orientation')[]} */
const SENSORS = ['accelerometer', 'gyroscope', 'relative-orientation'];

export class Phone {
  /** @type {string[]} what went wrong in the page */
  errors = [];
  /** @type {Inbox<import('../../page/net/protocol.js').Frame | null>} binary frames the page has sent */
  sent = new Inbox();

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   * @param {import('playwright-core').CDPSession} cdp
   */
  constructor(context, page, cdp) {
    this.context = context;
    this.page = page;
    this.cdp = cdp;
    page.on('websocket', (socket) => {
      socket.on(
        'framesent',
        ({ payload }) => typeof payload !== 'string' && this.sent.push(decodeFrame(new Uint8Array(payload))),
      );
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      // Lost connections and unknown rooms are the subject of some tests; the browser reports them here by itself.
      if (message.type() === 'error' && !/WebSocket|Failed to load resource/.test(message.text()))
        this.errors.push(message.text());
    });
  }

  /** Opens the page and waits until it is in a state. @param {string} url @param {string} state */
  async open(url, state) {
    await this.page.goto(url);
    await this.state(state);
  }

  /** @param {string} state */
  async state(state) {
    await this.page.locator(`body[data-state="${state}"]`).waitFor({ timeout: 10_000 });
  }

  /**
   * Holds the phone: pitch 0 is flat, roll is positive with the right edge down.
   * @param {number} pitch
   * @param {number} roll
   * @param {Xyz} [turning] in degrees per second
   */
  async pose(pitch, roll, turning = { x: 0, y: 0, z: 0 }) {
    const rate = { x: turning.x * RADIANS, y: turning.y * RADIANS, z: turning.z * RADIANS };
    const send = (/** @type {any} */ reading, /** @type {typeof SENSORS[number]} */ type) =>
      this.cdp.send('Emulation.setSensorOverrideReadings', { type, reading });
    await send({ xyz: gravity(pitch, roll) }, 'accelerometer');
    await send({ xyz: rate }, 'gyroscope');
    await send({ quaternion: orientation(pitch, roll) }, 'relative-orientation');
  }

  /** @param {string} id */
  tap(id) {
    return this.page.locator(`#${id}`).tap();
  }

  /** Puts a finger down on the screen; `up` lifts it. @param {number} x @param {number} y */
  async down(x, y) {
    await this.cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  }

  async up() {
    await this.cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** @param {string} id */
  text(id) {
    return this.page.locator(`#${id}`).innerText();
  }

  /** Waits until an element's text matches. @param {string} id @param {RegExp} pattern */
  async says(id, pattern) {
    await this.page.locator(`#${id}`).filter({ hasText: pattern }).waitFor({ timeout: 10_000 });
  }

  /** The needle's turn in degrees. */
  async needle() {
    const transform = await this.page
      .locator('#needle')
      .evaluate((needle) => /** @type {SVGElement} */ (needle).style.transform);
    return Number(/rotate\((.+)deg\)/.exec(transform)?.[1] ?? NaN);
  }

  /** @param {string} name of a member of `document.body.dataset` */
  data(name) {
    return this.page.evaluate((key) => document.body.dataset[key], name);
  }

  close() {
    return this.context.close();
  }
}
