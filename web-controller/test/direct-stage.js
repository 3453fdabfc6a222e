// A fake game for the direct path: the other ends of a phone's connection, on a clock that the test controls.

import { mock } from 'node:test';

import { Connection } from '../page/net/connection.js';
import { FakeSocket } from './fake-socket.js';
import { decodeFrame } from './host-protocol.js';

export const OFFER = { h: '192.0.2.1:7171', f: 'A'.repeat(43), k: 'x'.repeat(24) };

/** The values of a browser's own description. */
export const OWN = { u: 'oWn+', p: 'own/password0123456789', f: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' };
const HASH = [...Buffer.from(OWN.f, 'base64url')].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
const LOCAL_SDP = [
  'v=0',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  `a=ice-ufrag:${OWN.u}`,
  `a=ice-pwd:${OWN.p}`,
  `a=fingerprint:sha-256 ${HASH.join(':')}`,
  'a=setup:actpass',
  'a=mid:data',
  '',
].join('\r\n');

/** A data channel made of plain fields. */
class FakeChannel {
  readyState = 'connecting';
  bufferedAmount = 0;
  /** @type {(string | Uint8Array)[]} */
  sent = [];
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: unknown }) => void) | null} */
  onmessage = null;

  /** @param {string | Uint8Array} data */
  send(data) {
    this.sent.push(data);
  }
}

/** A peer connection whose other side is the test. */
export class FakeConnection {
  /** @type {FakeConnection[]} */
  static all = [];
  iceConnectionState = 'checking';
  connectionState = 'connecting';
  localDescription = { sdp: LOCAL_SDP };
  /** @type {{ type: string, sdp: string } | null} */
  remoteDescription = null;
  /** @type {object[]} */
  added = [];
  /** @type {object | null} */
  configuration = null;
  /** @type {((event: { candidate: { candidate: string } | null }) => void) | null} */
  onicecandidate = null;
  closed = false;
  /** @type {Record<string, FakeChannel>} */
  channels = {};

  constructor() {
    FakeConnection.all.push(this);
  }

  /** @param {string} name */
  createDataChannel(name) {
    return (this.channels[name] = new FakeChannel());
  }

  async createOffer() {}
  async setLocalDescription() {}
  /** @param {{ type: string, sdp: string }} description */
  async setRemoteDescription(description) {
    this.remoteDescription = description;
  }

  /** @param {object} candidate */
  async addIceCandidate(candidate) {
    if (!this.remoteDescription) throw new Error('too early');
    this.added.push(candidate);
  }

  /** @param {object} configuration */
  setConfiguration(configuration) {
    this.configuration = configuration;
  }

  /** The browser finds addresses of its own. @param {string[]} candidates */
  find(...candidates) {
    for (const candidate of candidates) this.onicecandidate?.({ candidate: { candidate } });
  }

  close() {
    this.closed = true;
  }

  /** Both channels open. */
  open() {
    for (const channel of Object.values(this.channels)) channel.readyState = 'open';
    for (const channel of Object.values(this.channels)) channel.onopen?.();
  }

  /** @param {object} text */
  say(text) {
    this.channels.reliable?.onmessage?.({ data: JSON.stringify(text) });
  }

  welcome(seat = 'direct-1') {
    this.say({
      type: 'welcome',
      role: 'peer',
      slot: 0,
      seat,
      resumed: true,
      name: 'Ada',
      hostConnected: true,
      maxHz: 60,
    });
  }

  /** Sends an echo from the game. */
  ask() {
    this.channels.lossy?.onmessage?.({ data: Uint8Array.of(3, 0, 0, 0, 0).buffer });
  }

  /** @param {'lossy' | 'reliable'} name */
  frames(name) {
    const sent = this.channels[name]?.sent ?? [];
    return sent
      .filter((data) => typeof data !== 'string')
      .map((data) => decodeFrame(/** @type {Uint8Array} */ (data))?.kind);
  }

  get hello() {
    return JSON.parse(String(this.channels.reliable?.sent[0] ?? 'null'));
  }
}

Object.assign(globalThis, { RTCPeerConnection: FakeConnection });
/** Lets promises settle, which do not wait for the clock. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A connection with its other ends, on a clock that the test controls. @param {{ relay?: boolean, mayDial?: () => boolean }} [wish] */
export function stage({ relay = true, mayDial = () => true } = {}) {
  /** @type {FakeSocket[]} */
  const sockets = [];
  globalThis.WebSocket = /** @type {any} */ (
    class extends FakeSocket {
      constructor() {
        super();
        sockets.push(this);
      }
    }
  );
  const tokens = { seat: '', direct: '' };
  /** @type {string[]} */
  const heard = [];
  let reroutes = 0;
  const seat = (/** @type {'seat' | 'direct'} */ key) => ({
    name: () => 'Ada',
    token: () => tokens[key] || null,
    keep: (/** @type {string} */ token) => void (tokens[key] = token),
  });
  const line = new Connection({
    url: relay ? 'wss://relay.example/' : null,
    seat: seat('seat'),
    directSeat: seat('direct'),
    mayDial,
    onChange: () => {},
    onReroute: () => (reroutes += 1),
    onText: (text) => heard.push(text.type),
    onFrame: (_, way) => heard.push(`frame by ${way}`),
    onEnd: (reason) => heard.push(`end: ${reason}`),
  });
  line.connect();
  const socket = () => /** @type {FakeSocket} */ (sockets.at(-1));
  const direct = () => /** @type {FakeConnection} */ (FakeConnection.all.at(-1));
  /** Turns the clock; `asked` if the game sends echoes directly meanwhile. @param {number} ms @param {boolean} [asked] */
  const pass = async (ms, asked = false) => {
    for (let left = ms; left > 0; left -= 50) {
      mock.timers.tick(50);
      now += 50;
      if (asked) direct().ask();
      await settle();
    }
  };
  const dial = () => line.dial(OFFER).then(settle);
  /** Joins through the relay, and then directly. */
  const bothWays = async () => {
    socket().welcome();
    await dial();
    direct().open();
    direct().welcome();
  };
  return { line, socket, sockets, direct, tokens, heard, rerouted: () => reroutes, pass, dial, bothWays };
}

let now = 0;
/** Begins a test with a clock of its own. */
export function resetStage() {
  FakeConnection.all = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  now = 10_000;
  mock.method(performance, 'now', () => now);
}

/** Frames of a kind that went through the relay. @param {FakeSocket} socket */
export const byRelay = (socket) =>
  socket.sent
    .filter((data) => typeof data !== 'string')
    .map((data) => decodeFrame(/** @type {Uint8Array} */ (data))?.kind);
