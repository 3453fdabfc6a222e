// The lesson in the lobby, "tip left, tip right": the effect of each step on the page. Not needed for playing.

import { Calibration } from '../input/calibrate.js';

/**
 * The controller that shows the lesson.
 * @typedef {object} Teacher
 * @property {() => void} recentre
 * @property {(pattern: number[]) => void} feel
 * @property {() => void} settingsChanged
 * @property {() => void} stopCalibrating there is nothing more to learn
 */

export class Lesson {
  #calibration = new Calibration();
  #page;
  #steering;
  #teacher;

  /** @param {import('../page.js').Page} page @param {import('../input/steering.js').Steering} steering @param {Teacher} teacher */
  constructor(page, steering, teacher) {
    this.#page = page;
    this.#steering = steering;
    this.#teacher = teacher;
  }

  /** Processes a lean. @param {number} degrees from level @param {number} now ms */
  feed(degrees, now) {
    if (!this.#calibration.feed(degrees, now)) return;
    const page = this.#page;
    const teacher = this.#teacher;
    const { step, outcome } = this.#calibration;
    if (step === 'done' || step === 'given up') {
      page.storage.knowsTilt = true;
      teacher.stopCalibrating();
    } else {
      page.update({ step });
      if (step === 'left') teacher.recentre();
      else teacher.feel([30]);
    }
    if (outcome) this.#learn(outcome);
  }

  /** @param {import('../input/calibrate.js').Outcome} outcome */
  #learn({ swapped, full }) {
    const page = this.#page;
    const steering = this.#steering;
    if (swapped) {
      // The centre was taken with the wrong sign, too.
      if (steering.swapSign()) steering.neutral = steering.neutral.map((degrees) => -degrees);
      else page.preferences.invert = !page.preferences.invert;
      page.remember({ neutral: steering.neutral });
    }
    page.preferences.full = full;
    this.#teacher.settingsChanged();
    page.ui.toast(page.ui.text('stepDone'));
    page.ui.pulse();
    this.#teacher.feel([30, 60, 30]);
  }
}
