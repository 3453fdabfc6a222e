// The lesson in the lobby, "tip left, tip right": the effect of each step on the page. Not needed for playing.

import { Calibration } from '../input/calibrate.js';

/**
 * @typedef {object} LessonParts
 * @property {import('../input/steering.js').Steering} steering
 * @property {import('../lib/storage.js').Preferences} preferences changed in place
 * @property {import('../lib/storage.js').Storage} storage
 * @property {import('./ui.js').Ui} ui
 * @property {(change: { step: import('../input/calibrate.js').Step }) => void} update
 * @property {() => void} recentre
 * @property {(pattern: number[]) => void} feel
 * @property {(change: { neutral: number[] }) => void} remember
 * @property {() => void} tellSettings
 * @property {() => void} stop there is nothing more to learn
 */

export class Lesson {
  #calibration = new Calibration();
  #parts;

  /** @param {LessonParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Processes a lean. @param {number} degrees from level @param {number} now ms */
  feed(degrees, now) {
    if (!this.#calibration.feed(degrees, now)) return;
    const { storage, update, recentre, feel, stop } = this.#parts;
    const { step, outcome } = this.#calibration;
    if (step === 'done' || step === 'given up') {
      storage.knowsTilt = true;
      stop();
    } else {
      update({ step });
      if (step === 'left') recentre();
      else feel([30]);
    }
    if (outcome) this.#learn(outcome);
  }

  /** @param {import('../input/calibrate.js').Outcome} outcome */
  #learn({ swapped, full }) {
    const { steering, preferences, storage, ui, feel, remember, tellSettings } = this.#parts;
    if (swapped) {
      // The centre was taken with the wrong sign, too.
      if (steering.swapSign()) steering.neutral = steering.neutral.map((degrees) => -degrees);
      else preferences.invert = !preferences.invert;
      remember({ neutral: steering.neutral });
    }
    preferences.full = full;
    storage.preferences = preferences;
    steering.curveChanged();
    tellSettings();
    ui.toast(ui.text('stepDone'));
    ui.pulse();
    feel([30, 60, 30]);
  }
}
