// The state that the page's controllers share, and the elements that show it.

import { DEFAULT_CURVE } from './input/motion.js';
import { Storage } from './lib/storage.js';
import { emptyModel } from './ui/state.js';
import { field, Ui } from './ui/ui.js';

/** @typedef {import('./ui/state.js').Model} Model */

export class Page {
  storage = new Storage(() => localStorage);
  /** @type {Model} */
  model = emptyModel();
  /** The connection to the present room. @type {import('./net/connection.js').Connection | null} */
  connection = null;
  /** Called after each change of the model. */
  onUpdate = () => {};
  ui;
  preferences;

  /** @param {import('./i18n/texts.js').Language} language the reader's */
  constructor(language) {
    this.ui = new Ui(language);
    this.preferences = { ...DEFAULT_CURVE, steady: false, vibration: true, sound: true, ...this.storage.preferences };
  }

  /** @param {Partial<Model>} change */
  update(change) {
    Object.assign(this.model, change);
    this.ui.render(this.model);
    this.onUpdate();
  }

  /** @param {import('./net/protocol.js').PhoneMessage} json */
  tell(json) {
    this.connection?.send({ kind: 'message', json });
  }

  /** Remembers what a reload in mid-visit needs. @param {Partial<import('./lib/storage.js').SeatRecord>} change */
  remember(change) {
    if (this.model.room !== null) this.storage.setSeat(this.model.seatKey, change);
  }

  /** Takes the name in the field. */
  async rename() {
    const { value } = field('name');
    if (value === this.model.name) return;
    const { cleanName } = await import('../shared/names.js');
    const name = cleanName(value);
    if (name === this.model.name) return;
    this.storage.name = name;
    this.update({ name });
    this.connection?.rename(name);
  }

  /** @param {string} name */
  setName(name) {
    field('name').value = name;
    void this.rename();
  }
}
