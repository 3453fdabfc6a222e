// A game in a browser, played by the test: a host at the relay whose direct paths are those of a page in a browser of its own
// context. The page has the connections; this side reads and writes the signals and takes part in the room.

import { encodeFrame } from '../../page/net/protocol.js';
import { candidateText } from '../../page/net/signalling.js';
import { candidateIn, descriptionOf, packSignals, readSignal } from '../../page/net/signals.js';
import { sessionOf } from '../../page/net/webrtc.js';
import { decodeFrame } from '../host-protocol.js';
import { Inbox } from './wait.js';

const MID = '0';
/** The phone's own offer leaves the DTLS role open; here it takes the active one, so that the browser's answer is passive. */
const SETUP = 'active';
/** @typedef {import('../../page/net/protocol.js').Frame} Frame */
/** A frame or a text that came over a direct path; `at` is this side's clock. @typedef {{ slot: number, attempt: number, at: number, frame: Frame | null, text: any }} Direct */

/** Run in the page: the connections, by slot. */
function openPage() {
  const window = /** @type {any} */ (globalThis);
  /** @type {Map<number, { connection: RTCPeerConnection, lossy: RTCDataChannel, reliable: RTCDataChannel, echoes: ReturnType<typeof setInterval> }>} */
  const peers = new Map();
  window.peers = {
    /** Answers an offer. @param {number} slot @param {number} attempt @param {string} sdp */
    async answer(slot, attempt, sdp) {
      window.peers.close(slot);
      const connection = new RTCPeerConnection();
      const lossy = connection.createDataChannel('lossy', {
        negotiated: true,
        id: 0,
        ordered: false,
        maxRetransmits: 0,
      });
      const reliable = connection.createDataChannel('reliable', { negotiated: true, id: 1 });
      const echo = () => lossy.readyState === 'open' && lossy.send(Uint8Array.of(3, 1, 0, 0, 0));
      peers.set(slot, { connection, lossy, reliable, echoes: setInterval(echo, 100) });
      connection.onicecandidate = ({ candidate }) => candidate && window.found(slot, attempt, candidate.candidate);
      for (const channel of [lossy, reliable]) {
        channel.binaryType = 'arraybuffer';
        channel.onmessage = ({ data }) => {
          if (typeof data === 'string') return window.heard(slot, attempt, data, null);
          const bytes = [...new Uint8Array(data)];
          if (bytes[0] === 3) lossy.send(Uint8Array.of(4, ...bytes.slice(1), 0, 0, 0, 0));
          else window.heard(slot, attempt, null, bytes);
        };
      }
      await connection.setRemoteDescription({ type: 'offer', sdp });
      await connection.setLocalDescription(await connection.createAnswer());
      return connection.localDescription?.sdp;
    },
    /** @param {number} slot @param {string} candidate */
    add: (slot, candidate) => peers.get(slot)?.connection.addIceCandidate({ candidate, sdpMid: '0' }),
    /** @param {number} slot @param {string} text */
    say: (slot, text) => peers.get(slot)?.reliable.send(text),
    /** Stays open, but sends nothing any more. @param {number} slot */
    fallSilent(slot) {
      const peer = peers.get(slot);
      clearInterval(peer?.echoes);
      if (peer) peer.lossy.onmessage = null;
    },
    /** @param {number} slot */
    close(slot) {
      clearInterval(peers.get(slot)?.echoes);
      peers.get(slot)?.connection.close();
      peers.delete(slot);
    },
  };
}

export class WebHost {
  /** @type {Inbox<Direct>} */
  direct = new Inbox();
  /** Numbers of the attempts, in their order. @type {number[]} */
  attempts = [];
  #game;
  #page;

  /** @param {import('./host.js').Host} game @param {import('playwright-core').Page} page */
  constructor(game, page) {
    this.#game = game;
    this.#page = page;
  }

  /** Opens the page of a game that has a room. @param {import('./host.js').Host} game @param {import('playwright-core').Browser} browser */
  static async open(game, browser) {
    const page = await (await browser.newContext()).newPage();
    const host = new WebHost(game, page);
    await page.exposeFunction(
      'found',
      (/** @type {number} */ slot, /** @type {number} */ attempt, /** @type {string} */ text) => {
        const candidate = candidateIn(text);
        if (candidate) for (const bytes of packSignals(attempt, undefined, [candidate])) game.sendBytes(slot, bytes);
      },
    );
    await page.exposeFunction(
      'heard',
      (
        /** @type {number} */ slot,
        /** @type {number} */ attempt,
        /** @type {string | null} */ text,
        /** @type {number[] | null} */ bytes,
      ) =>
        host.#hear(
          slot,
          attempt,
          text === null ? null : JSON.parse(text),
          bytes && decodeFrame(Uint8Array.from(bytes)),
        ),
    );
    await page.evaluate(openPage);
    game.onSignal = (slot, frame) => host.#onSignal(slot, frame);
    return host;
  }

  /** Announces the page under a name of its own. @param {string} w */
  announce(w) {
    this.#game.command({ type: 'direct', direct: { w } });
  }

  /** @param {number} slot @param {number} attempt @param {any} text @param {Frame | null} frame */
  #hear(slot, attempt, text, frame) {
    this.direct.push({ slot, attempt, at: performance.now(), frame, text });
    if (text?.type !== 'hello') return;
    const welcome = {
      type: 'welcome',
      role: 'peer',
      slot,
      seat: 'direct-seat',
      resumed: true,
      name: text.name,
      hostConnected: true,
      maxHz: 60,
    };
    void this.peers('say', slot, JSON.stringify(welcome));
  }

  /** @param {number} slot @param {Frame} frame */
  async #onSignal(slot, frame) {
    const signal = readSignal(encodeFrame(frame));
    if (!signal) return;
    const { attempt, description, candidates } = signal;
    if (description) {
      this.attempts.push(attempt);
      const sdp = await this.peers('answer', slot, attempt, sessionOf(description, MID, SETUP));
      const answer = descriptionOf(sdp);
      for (const bytes of packSignals(attempt, answer ?? undefined, [])) this.#game.sendBytes(slot, bytes);
    }
    for (const [i, candidate] of candidates.entries()) await this.peers('add', slot, candidateText(candidate, i));
  }

  /** Calls a function of the page's. @param {'answer' | 'add' | 'say' | 'fallSilent' | 'close'} name @param {unknown[]} values @returns {Promise<any>} */
  peers(name, ...values) {
    return this.#page.evaluate(
      ([name, values]) => /** @type {any} */ (globalThis).peers[name](...values),
      /** @type {[string, any[]]} */ ([name, values]),
    );
  }

  /** Waits for a frame over a direct path. @param {Frame['kind']} kind @param {number} [since] */
  frame(kind, since = 0) {
    return this.direct.wait(`${kind} over the direct path`, ({ frame, at }) => frame?.kind === kind && at >= since);
  }

  /** Waits for a hello over a direct path. @param {number} [attempt] */
  hello(attempt) {
    return this.direct.wait(
      'a hello over the direct path',
      ({ text, attempt: of }) => text?.type === 'hello' && (attempt === undefined || of === attempt),
    );
  }

  close() {
    return this.#page.context().close();
  }
}
