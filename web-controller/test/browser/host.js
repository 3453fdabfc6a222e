// The game's side of a room, played by the test.

import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';

import WebSocket from 'ws';

import { encodeFrame } from '../../page/net/protocol.js';
import { GAME_MESSAGES } from '../../page/party/messages.js';
import { decodeFrame } from '../host-protocol.js';
import { Inbox } from './wait.js';

/** @typedef {import('../../page/net/protocol.js').Frame} Frame */
/** @typedef {import('../../page/net/protocol.js').HostMessage} HostMessage */
/** @typedef {import('../../page/party/types.js').GameMessage} GameMessage */
/** @typedef {{ slot: number, frame: Frame, at: number }} Heard */

let hosts = 0;

/**
 * Makes a room on the relay and hosts it.
 * @param {string} origin
 * @param {{ maxPeers?: number }} [wish]
 */
export async function host(origin, wish) {
  // Relays limit how many rooms one address opens, so each host has its own; only Linux has all of 127.0.0.0/8 for that.
  const localAddress = process.platform === 'linux' ? `127.0.1.${(hosts += 1)}` : undefined;
  const asked = request(new URL('/api/rooms', origin), {
    method: 'POST',
    localAddress,
    headers: { 'content-type': 'application/json' },
  });
  asked.end(wish ? JSON.stringify(wish) : '');
  const [answer] = /** @type {[import('node:http').IncomingMessage]} */ (await once(asked, 'response'));
  if (answer.statusCode !== 201) throw new Error(`no room: ${answer.statusCode}`);
  const { room, hostToken } = /** @type {{ room: { code: string }, hostToken: string }} */ (await json(answer));
  return new Host(origin, room.code, hostToken).connect();
}

export class Host {
  /** @type {Inbox<Record<string, any>>} */
  texts = new Inbox();
  /** @type {Inbox<Heard>} */
  frames = new Inbox();
  /** Called for each signal of a phone's. @type {(slot: number, frame: Frame) => void} */
  onSignal = () => {};
  /** @type {WebSocket | undefined} */
  #socket;

  /** @param {string} origin @param {string} code @param {string} token */
  constructor(origin, code, token) {
    this.origin = origin;
    this.code = code;
    this.token = token;
  }

  async connect() {
    this.texts.clear();
    const socket = new WebSocket(`${this.origin.replace('http', 'ws')}/api/rooms/${this.code}/ws`, {
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('open', () => this.command({ type: 'hello', protocol: 1, role: 'host', token: this.token }));
    socket.on('message', (/** @type {Buffer} */ data, binary) => {
      if (!binary) return this.texts.push(JSON.parse(data.toString()));
      const frame = decodeFrame(new Uint8Array(data.subarray(1)));
      if (frame) this.frames.push({ slot: data[0] ?? -1, frame, at: performance.now() });
      if (frame?.kind === 'signal') this.onSignal(data[0] ?? 255, frame);
      if (frame?.kind === 'echo') this.send(data[0] ?? 255, { kind: 'echo_reply', t: frame.t, mine: 0 });
    });
    await this.texts.wait('the welcome', (text) => text.type === 'welcome');
    return this;
  }

  /** @param {object} text */
  command(text) {
    this.#socket?.send(JSON.stringify(text));
  }

  /** @param {number} slot @param {Frame} frame */
  send(slot, frame) {
    this.sendBytes(slot, encodeFrame(frame));
  }

  /** @param {number} slot @param {Uint8Array} payload */
  sendBytes(slot, payload) {
    this.#socket?.send(Buffer.concat([Buffer.from([slot]), payload]));
  }

  /** Sends a message of the host's or of the game's own. @param {number} slot @param {HostMessage | GameMessage} message */
  tell(slot, message) {
    const json = Object.hasOwn(GAME_MESSAGES, message.type)
      ? { type: /** @type {const} */ ('game'), data: message }
      : message;
    this.send(slot, { kind: 'message', json: /** @type {HostMessage} */ (json) });
  }

  /** @param {number} [deadline] */
  joined(deadline) {
    return this.texts.wait('a phone', (text) => text.type === 'peer_joined', deadline);
  }

  /** A token with which another phone takes this slot's seat. @param {number} slot @returns {Promise<string>} */
  async invitation(slot) {
    this.command({ type: 'invite', slot });
    const { seat } = await this.texts.wait('an invitation', (text) => text.type === 'invitation' && text.slot === slot);
    return seat;
  }

  /** Waits for a message of the phone. @param {string} type */
  async message(type) {
    const heard = await this.frames.wait(
      `the message "${type}"`,
      ({ frame }) => frame.kind === 'message' && frame.json.type === type,
    );
    return /** @type {Extract<Frame, { kind: 'message' }>} */ (heard.frame).json;
  }

  /** Waits for a frame of a kind that also fits. @template {Frame['kind']} K @param {K} kind @param {(frame: Extract<Frame, { kind: K }>) => boolean} [fits] */
  async frame(kind, fits = () => true) {
    const heard = await this.frames.wait(
      `a ${kind} frame`,
      ({ frame }) => frame.kind === kind && fits(/** @type {any} */ (frame)),
    );
    return /** @type {Extract<Frame, { kind: K }>} */ (heard.frame);
  }

  close() {
    this.#socket?.close();
  }
}
