// The whole page: connects its elements and the browser's events with the controllers of the room and of play.

import { parseCode } from '../shared/codes.js';
import { attachPress } from './input/press.js';
import { friendlyName } from './lib/names.js';
import { takeInvitation } from './net/protocol.js';
import { Page } from './page.js';
import { Play } from './play.js';
import { Room } from './room.js';
import { keepComfortable } from './ui/device.js';
import { element, field } from './ui/ui.js';

/** Delay after the start of play before the rest is loaded, and the longest wait for that start. */
const REST_AFTER_MS = 1000;
const REST_WITHIN_MS = 7000;

export class App {
  #page;
  #play;
  #room;

  /** @param {import('./i18n/texts.js').Language} language the reader's */
  constructor(language) {
    this.#page = new Page(language);
    this.#play = new Play(this.#page, () => this.#begin());
    this.#room = new Room(this.#page, this.#play);
  }

  /** Attaches the page to its elements, and opens the room in its address. */
  start() {
    this.#attach();
    const { model, storage } = this.#page;
    storage.name = model.name = storage.name || friendlyName();
    const [invitation, rest] = takeInvitation(location.hash);
    // The invitation is for this phone only, not for anybody who is shown or sent the address.
    if (invitation) history.replaceState(null, '', location.search + rest);
    const asked = new URLSearchParams(location.search).get('room')?.trim() ?? null;
    const room = parseCode(asked ?? '');
    const fragment = Object.fromEntries(new URLSearchParams(rest.slice(1)));
    if (room !== null || (!asked && fragment.k)) this.#room.enter(room ?? '', fragment, invitation);
    else void this.#askForCode(asked, location.search + rest);
  }

  #attach() {
    const page = this.#page;
    const play = this.#play;
    const onClick = (/** @type {string} */ id, /** @type {() => void} */ act) =>
      element(id).addEventListener('click', act);
    element('code-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#codes().then((codes) => codes.openTyped());
    });
    // Fields are replaced now and then, so their events are handled one level up.
    element('screen-join').addEventListener('change', () => void page.rename());
    onClick('name-other', () => page.setName(friendlyName()));
    onClick('play', () => play.byTilt());
    onClick('play-touch', () => play.byTouch());
    onClick('end-again', () => this.#room.tryAgain());
    onClick('end-other', () => {
      history.replaceState(null, '', location.pathname);
      void this.#askForCode('');
    });
    attachPress(element('press'), {
      onTap: () => play.tap(),
      onHold: play.recentre,
      ignore: play.steersAnywhere,
    });
    onClick('copy', () => {
      void navigator.clipboard.writeText(location.href).then(
        () => page.ui.toast(page.ui.text('copied')),
        () => {},
      );
    });
    onClick('menu-open', () => {
      void import('./ui/menu.js').then(({ openMenu }) => openMenu(page, play, this.#room));
    });
    keepComfortable();
    document.addEventListener('click', () => page.model.started && play.loadSound());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) page.tell({ type: 'away' });
      else page.connection?.wake();
      // A thumb is there again as soon as the page is; sensors only with their next reading.
      if (document.hidden || page.model.input !== 'tilt') page.update({ asleep: document.hidden });
    });
    for (const type of ['pageshow', 'online']) addEventListener(type, () => page.connection?.wake());
    // Another code for the same room, scanned while the page is open.
    addEventListener('hashchange', () => location.reload());
    setTimeout(() => this.#room.loadRest(), REST_WITHIN_MS);
  }

  /** The player has begun, or resumed. */
  #begin() {
    setTimeout(() => this.#room.loadRest(), REST_AFTER_MS);
    if (this.#page.model.started) return;
    // On some phones a tap on a button leaves the focus in the name field, so its change may not have been reported.
    void this.#page.rename();
    this.#page.update({ started: true });
  }

  /** Loads the screen for typed codes, which a link to a room does not need. */
  async #codes() {
    const { CodeScreen } = await import('./ui/code-screen.js');
    return new CodeScreen(this.#page, (link) => this.#room.enter(link.code, link.fragment, link.invitation));
  }

  /** @param {string | null} typed the code in the address, if it has one @param {string} [address] the page's, without its path */
  async #askForCode(typed, address = '') {
    this.#room.exit();
    field('code').value = typed ?? '';
    this.#page.ui.codeWords('');
    this.#page.update({});
    await (await this.#codes()).open(typed, address);
  }
}
