// The player's side of the page: sensors and touch, the lesson, and the comforts of a phone in use.

import { Steering } from './input/steering.js';
import { makeComfortable, relax, vibrate } from './ui/device.js';
import { element } from './ui/ui.js';

/** The centre is the mean of a quarter of a second of readings; after a turn of the screen, that much must come in first. */
const TURNED_MS = 300;

export class Play {
  #page;
  #onBegin;
  #steering;
  /** @type {import('./ui/lesson.js').Lesson | null} */
  #lesson = null;
  /** @type {typeof import('./ui/sound.js') | null} */
  #sound = null;
  /** Whether this page returned to a round by itself and has not yet found out whether the sensors agree. */
  #resuming = false;

  /** @param {import('./page.js').Page} page @param {() => void} onBegin the player has begun, or resumed */
  constructor(page, onBegin) {
    this.#page = page;
    this.#onBegin = onBegin;
    this.#steering = new Steering({
      gauge: /** @type {SVGElement} */ (document.querySelector('#gauge')),
      curve: page.preferences,
      connection: () => page.connection,
      showThumb: (steer) => page.ui.showThumb(steer),
      onInput: (input, missing) => this.#onInput(input, missing),
      onLean: (degrees, now) => {
        if (page.model.asleep) page.update({ asleep: false });
        this.#lesson?.feed(degrees, now);
      },
    });
    page.onUpdate = () => {
      if (page.model.ended || page.model.gone || page.model.room === null) {
        relax();
        this.#steering.stop();
      }
      this.#steering.turn?.show();
    };
  }

  /** @param {number} hz */
  set maxHz(hz) {
    this.#steering.maxHz = hz;
  }

  // --- Input -------------------------------------------------------------------------------------------------------------

  /** @param {import('./net/protocol.js').InputKind} input @param {import('./input/sensors.js').MissingReason | null} missing */
  #onInput(input, missing) {
    const page = this.#page;
    const resuming = this.#resuming;
    this.#resuming = false;
    if (resuming && missing) {
      this.#steering.stop();
      return page.update({ started: false });
    }
    page.remember({ input });
    if (input === 'touch') void this.#loadTouch();
    page.update({ input, missing });
    if (missing) void this.#explainMissing(missing);
    // Shown after the reading that may have caused this, which must not wait for words.
    queueMicrotask(() => this.introduce());
    if (input === 'tilt' && !page.storage.knowsTilt) void this.calibrate();
  }

  /** Must be called straight from a click. */
  byTilt() {
    // First of all, and straight from the click: permission may be requested nowhere else.
    this.#steering.askForTilt();
    makeComfortable();
    this.loadSound();
    this.#onBegin();
    // Where tilting has failed before, touch stays in use until tilting works.
    if (this.#page.model.missing === null) this.#page.update({ input: null });
  }

  byTouch() {
    this.stopCalibrating();
    void this.#loadTouch();
    this.#steering.useTouch();
    makeComfortable();
    this.#onBegin();
    this.#page.update({ input: 'touch', missing: null });
    this.#page.remember({ input: 'touch' });
    this.introduce();
  }

  /** Switches to the other input. */
  byOther() {
    if (this.#page.model.input === 'touch') this.byTilt();
    else this.byTouch();
  }

  /** Resumes after steering has been released. */
  again() {
    const { started, ended, input } = this.#page.model;
    if (!started || ended) return;
    if (input === 'touch') this.byTouch();
    else this.byTilt();
  }

  /** Resumes play after a reload; asks for a tap where one is needed. @param {import('./lib/storage.js').SeatRecord | null} kept */
  resume(kept) {
    this.#resuming = kept?.input === 'tilt';
    if (this.#resuming) this.#steering.askForTilt();
    else if (kept?.input === 'touch') {
      void this.#loadTouch();
      this.#steering.useTouch();
    } else return;
    makeComfortable();
    this.#page.update({ started: true, input: this.#resuming ? null : 'touch' });
    this.#onBegin();
  }

  /** @param {import('./input/sensors.js').MissingReason} missing */
  async #explainMissing(missing) {
    const { ui } = this.#page;
    ui.missing = (await ui.more()).missing;
    ui.write('copy', ui.text('copyLink'));
    this.#page.update({});
    ui.toastMissing(missing);
  }

  /** Thumb and keys are loaded on demand: most phones never need them. */
  async #loadTouch() {
    const { TouchSteering, attachTouch } = await import('./input/touch.js');
    if (this.#steering.thumb) return;
    this.#steering.thumb = new TouchSteering();
    attachTouch(
      this.#steering.thumb,
      element('steer'),
      [
        { surface: element('steer'), active: () => this.#page.model.input === 'touch' },
        { surface: element('press'), active: this.steersAnywhere },
      ],
      () => this.#steering.followThumb(),
    );
  }

  async loadTurn() {
    const { Turn } = await import('./input/turn.js');
    this.#steering.turn ??= new Turn(() => this.#page.model);
  }

  /** Thumbs on the whole screen steer only while a round runs; at other times a tap there starts a round or resumes it. */
  steersAnywhere = () => {
    const { input, phase, paused } = this.#page.model;
    return input === 'touch' && phase === 'playing' && !paused;
  };

  // --- Centre and settings -------------------------------------------------------------------------------------------------

  /** @param {number[] | undefined} degrees for each quarter turn of the screen */
  set neutral(degrees) {
    this.#steering.neutral = degrees ?? [0, 0, 0, 0];
  }

  recentre = () => {
    const page = this.#page;
    if (page.connection?.state !== 'connected') return;
    if (this.#steering.turn?.settle()) return void setTimeout(this.recentre, TURNED_MS);
    this.#steering.recentre();
    page.remember({ neutral: this.#steering.neutral });
    page.tell({ type: 'recenter' });
    page.ui.toast(page.ui.text('centred'));
    page.ui.pulse();
    this.feel([30]);
  };

  /** Tells the game that this player is there, and how they steer. */
  introduce() {
    const { input } = this.#page.model;
    if (input === null) return;
    this.#page.tell({ type: 'ready', input });
    // The game may have just started, and not know this player's steering settings or neutral pose.
    this.#tellSettings();
  }

  #tellSettings() {
    const { dead, full, expo, invert, steady } = this.#page.preferences;
    this.#page.tell({ type: 'settings', dead, full, expo, invert, steady, neutral: this.#steering.neutral });
  }

  /** To be called after each change of the preferences. */
  settingsChanged() {
    this.#page.storage.preferences = this.#page.preferences;
    this.#steering.curveChanged();
    this.#tellSettings();
  }

  // --- The lesson ----------------------------------------------------------------------------------------------------------

  /** "Tip left, tip right", in the lobby, where it does not hold anybody up. */
  async calibrate() {
    const { model, ui } = this.#page;
    const [{ Lesson }] = await Promise.all([import('./ui/lesson.js'), ui.more(), this.loadTurn().catch(() => {})]);
    if (model.input !== 'tilt' || (model.phase !== null && model.phase !== 'lobby')) return;
    this.#lesson = new Lesson(this.#page, this.#steering, this);
    this.#page.update({ step: 'hold' });
  }

  stopCalibrating() {
    this.#lesson = null;
    if (this.#page.model.step) this.#page.update({ step: null });
  }

  tap() {
    if (this.#lesson) this.#page.storage.knowsTilt = true;
    // A tap skips the lesson; the next one starts the round.
    if (this.#page.model.step) this.stopCalibrating();
    else {
      // In play the readings carry it, which a lost packet or another transport cannot lose; otherwise it must arrive even
      // from a phone without readings.
      this.#steering.tap();
      if (this.#page.model.phase !== 'playing' || this.#page.model.paused) this.#page.tell({ type: 'tap' });
    }
  }

  // --- Vibration and sound -------------------------------------------------------------------------------------------------

  /** Plays vibration and sound; showing something is up to the caller. @param {number[]} pattern ms on, off, on … */
  feel(pattern) {
    if (this.#page.preferences.vibration) vibrate(pattern);
    if (this.#page.preferences.sound) this.#sound?.playPattern(pattern);
  }

  /** Loads the sound, which is not needed for playing. Some browsers start it only from a tap: the next one does that. */
  loadSound() {
    if (!this.#page.preferences.sound) return;
    if (this.#sound) return this.#sound.unlockSound();
    void import('./ui/sound.js').then(
      (module) => {
        this.#sound = module;
        this.#sound.unlockSound();
      },
      () => {},
    );
  }
}
