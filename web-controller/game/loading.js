// The loading screen: a stage, a bar, and in place of both the reason for a failure.

/** @typedef {import('./texts.js').Texts} Texts */

const MEGABYTE = 1e6;

/** The stages in their order, with their texts; the last one has texts of the game's. */
const STAGES = /** @type {const} */ ({ download: 'stageDownload', compile: 'stageCompile', picture: 'stagePicture' });
const ORDER = /** @type {const} */ (['download', 'compile', 'picture', 'game']);

export class LoadingScreen {
  #document;
  #texts;
  #total;
  #stage = 0;

  /** @param {Document} document @param {Texts} texts @param {number} total bytes of the download */
  constructor(document, texts, total) {
    this.#document = document;
    this.#texts = texts;
    this.#total = total;
  }

  /** Shows how much of the download has arrived. @param {number} done bytes */
  bytes(done) {
    if (this.#isOver || this.#stage > 0) return;
    const share = this.#total > 0 ? done / this.#total : 0;
    if (share >= 1) return this.stage('compile');
    const megabytes = (/** @type {number} */ bytes) => (bytes / MEGABYTE).toFixed(1);
    this.#text('stage', this.#texts.stageDownload);
    this.#text(
      'bytes',
      this.#texts.bytes.replace('{done}', megabytes(done)).replace('{total}', megabytes(this.#total)),
    );
    this.#element('bar').setAttribute('value', share.toFixed(3));
  }

  /** Enters a stage of unknown duration; an earlier one than the current one is ignored. @param {keyof typeof STAGES} stage */
  stage(stage) {
    this.#enter(stage, this.#texts[STAGES[stage]]);
  }

  /** Shows a text of the game's. @param {string} text */
  progress(text) {
    this.#enter('game', text);
  }

  /**
   * Shows how to join, while the picture is prepared.
   * @param {string} url the link for phones
   * @param {number} width modules on a side of its code
   * @param {string} path the dark modules, a unit each
   */
  room(url, width, path) {
    if (this.#isOver) return;
    const code = this.#element('code');
    code.setAttribute('viewBox', `0 0 ${width} ${width}`);
    code.querySelector('path')?.setAttribute('d', path);
    const { host, pathname, search } = new URL(url);
    this.#text('link', `${host}${pathname}${search}`);
    this.#element('room').hidden = false;
  }

  /** Uncovers the game. */
  ready() {
    if (!this.#isOver) this.#document.body.dataset.state = 'ready';
  }

  /** Shows a sentence in place of the game. @param {string} text @param {boolean} canTryAgain */
  fail(text, canTryAgain) {
    // The first failure is the cause of those after it.
    if (this.#document.body.dataset.state === 'failed') return;
    this.#document.body.dataset.state = 'failed';
    this.#element('progress').hidden = true;
    this.#element('room').hidden = true;
    this.#element('fault').hidden = false;
    this.#element('again').hidden = !canTryAgain;
    this.#text('fault-text', text);
  }

  /** @param {ORDER[number]} stage @param {string} text */
  #enter(stage, text) {
    const at = ORDER.indexOf(stage);
    if (this.#isOver || at < this.#stage) return;
    this.#stage = at;
    this.#text('stage', text);
    this.#text('bytes', '');
    this.#element('bar').removeAttribute('value');
  }

  /** Whether the game is visible, or has failed. */
  get #isOver() {
    return this.#document.body.dataset.state !== 'loading';
  }

  /** @param {string} id */
  #element(id) {
    const found = this.#document.getElementById(id);
    if (!found) throw new Error(`the document has no #${id}`);
    return found;
  }

  /** @param {string} id @param {string} text */
  #text(id, text) {
    const element = this.#element(id);
    // Screen readers repeat a status that is set again.
    if (element.textContent !== text) element.textContent = text;
  }
}
