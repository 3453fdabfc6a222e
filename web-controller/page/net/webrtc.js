// The direct path: straight to a game over WebRTC data channels. The page makes an ordinary offer; the two editions of the
// game differ in the answer. The native game's is invented here from the data in its offer, and no server takes part. A
// browser's comes through the relay (signalling.js). This module is loaded only where there is an offer to dial.

/**
 * @typedef {object} NativeOffer
 * @property {string} h addresses, each `ip:port` or `[ip]:port`, with commas between them
 * @property {string} f SHA-256 of the game's certificate, base64url
 * @property {string} k the secret
 */
/**
 * @typedef {object} WebOffer
 * @property {string} w name of the page that hosts the game
 * @property {unknown} s STUN servers that both sides ask for their addresses, if there are any
 */
/** @typedef {NativeOffer | WebOffer} Offer */
/**
 * @typedef {object} DirectOptions
 * @property {(signal: Uint8Array<ArrayBuffer>) => void} [sendSignal] sends a signal to a web game, through the relay
 * @property {() => void} onOpen both channels are open; a hello is due
 * @property {(text: string) => void} onText
 * @property {(bytes: Uint8Array) => void} onFrame
 * @property {(trouble: Trouble) => void} onEnd it never opened, or it has ended; nothing follows
 */
/**
 * How far it came: WebRTC is unsupported, or the browser keeps it from the local network; the game was not reached, or the
 * program reached is not the game of the offer; it was open.
 * @typedef {'unsupported' | 'blocked' | 'unreachable' | 'refused' | 'over'} Trouble
 */
/** @typedef {{ ip: string, port: number }} Address */
/**
 * One side of a connection.
 * @typedef {object} Side
 * @property {string} ufrag ICE's username fragment
 * @property {string} password ICE's password
 * @property {string} fingerprint SHA-256 of the certificate, base64url
 */

const OPEN_WITHIN_MS = 3000;
/** The answer comes through the relay, from a page that may be busy; after it, addresses may be found slowly. */
const ANSWERED_WITHIN_MS = 5000;
const SIGNALLED_WITHIN_MS = 10_000;
const MOST_ADDRESSES = 8;
const HASH_BYTES = 32;
const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SECRET = /^[A-Za-z0-9]{22,256}$/;
const ADDRESS = /^(?:\[([0-9a-fA-F:]{2,45})\]|([0-9.]{7,15})):([0-9]{1,5})$/;
const HOST_PAGE = /^[A-Za-z0-9]{22}$/;
/** Payloads of these kinds must arrive, in order. */
const FIRST_RELIABLE_KIND = 0x80;

/** Reads an offer from a link or a relay. Returns null if it is not one. @param {unknown} value @returns {Offer | null} */
export function readOffer(value) {
  if (typeof value !== 'object' || value === null) return null;
  const { h, f, k, w, s } = /** @type {Record<string, unknown>} */ (value);
  if (w !== undefined) return typeof w === 'string' && HOST_PAGE.test(w) ? { w, s } : null;
  if (typeof h !== 'string' || typeof f !== 'string' || typeof k !== 'string') return null;
  return addressesOf(h) && fingerprintOf(f) && SECRET.test(k) ? { h, f, k } : null;
}

/** @param {string} text @returns {Address[] | null} */
function addressesOf(text) {
  const addresses = text
    .split(',')
    .slice(0, MOST_ADDRESSES)
    .map((address) => {
      const [, v6, v4, port] = ADDRESS.exec(address) ?? [];
      return { ip: v6 ?? v4 ?? '', port: Number(port) };
    });
  return addresses.every(({ ip, port }) => ip !== '' && port > 0 && port < 65536) ? addresses : null;
}

/** Converts a fingerprint to SDP's notation. @param {string} text base64url */
function fingerprintOf(text) {
  try {
    const bytes = [...atob(text.replaceAll('-', '+').replaceAll('_', '/'))].map((char) => char.charCodeAt(0));
    return bytes.length === HASH_BYTES
      ? bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')
      : null;
  } catch {
    return null;
  }
}

/** Returns the side that the native game would have described, which only answers checks. @param {NativeOffer} offer */
function answerOf({ h, f, k }) {
  const ufrag = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => ICE_CHARS[byte & 63]).join('');
  const candidates = (addressesOf(h) ?? []).map(
    ({ ip, port }, i) => `a=candidate:${i + 1} 1 udp ${2130706431 - i} ${ip} ${port} typ host`,
  );
  return { ufrag, password: k, fingerprint: f, lite: [...candidates, 'a=end-of-candidates'] };
}

/**
 * Builds the SDP of the other side.
 * @param {Side & { lite?: string[] }} side `lite`: the candidates of one that only answers checks
 * @param {string} mid the identifier of the data channels' section
 * @param {'active' | 'passive'} [setup] its role in the DTLS handshake, which the phone begins
 */
export const sessionOf = ({ ufrag, password, fingerprint, lite }, mid, setup = 'passive') =>
  [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    ...(lite ? ['a=ice-lite'] : []),
    `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${fingerprintOf(fingerprint)}`,
    `a=setup:${setup}`,
    'a=sctp-port:5000',
    'a=max-message-size:65536',
    ...(lite ?? []),
    '',
  ].join('\r\n');

/** One attempt, and the path if it opens. It never reconnects by itself. */
export class WebRtc {
  #options;
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** @type {RTCDataChannel | null} */
  #lossy = null;
  /** @type {RTCDataChannel | null} */
  #reliable = null;
  /** @type {import('./signalling.js').Signalling | null} */
  #signalling = null;
  #opened = false;
  #ended = false;

  /** @param {Offer} offer @param {DirectOptions} options */
  constructor(offer, options) {
    this.#options = options;
    // Not from within the constructor: its caller cannot handle events yet.
    queueMicrotask(() => this.#open(offer));
  }

  /** @param {Offer} offer */
  #open(offer) {
    const options = this.#options;
    if (this.#ended) return;
    try {
      this.#connection = new RTCPeerConnection();
    } catch {
      return this.#end();
    }
    const connection = this.#connection;
    this.#lossy = connection.createDataChannel('lossy', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 });
    this.#reliable = connection.createDataChannel('reliable', { negotiated: true, id: 1 });
    for (const channel of [this.#lossy, this.#reliable]) {
      channel.binaryType = 'arraybuffer';
      channel.onopen = () => {
        if (!this.ready || this.#opened) return;
        this.#opened = true;
        options.onOpen();
      };
      channel.onclose = () => this.#end();
      channel.onmessage = ({ data }) => {
        if (data instanceof ArrayBuffer) options.onFrame(new Uint8Array(data));
        else if (typeof data === 'string') options.onText(data);
      };
    }
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === 'failed' || connection.connectionState === 'closed') this.#end();
    };
    const isSignalled = 'w' in offer;
    setTimeout(() => this.ready || this.#end(), isSignalled ? SIGNALLED_WITHIN_MS : OPEN_WITHIN_MS);
    if (isSignalled) setTimeout(() => connection.remoteDescription || this.#end(), ANSWERED_WITHIN_MS);
    this.#dial(connection, offer).catch(() => this.#end());
  }

  /** Whether both channels are open. */
  get ready() {
    return !this.#ended && this.#lossy?.readyState === 'open' && this.#reliable?.readyState === 'open';
  }

  /** Bytes of lossy frames in the queue. */
  get bufferedBytes() {
    return this.ready ? (this.#lossy?.bufferedAmount ?? Infinity) : Infinity;
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  send(bytes) {
    if (this.ready) ((bytes[0] ?? 0) < FIRST_RELIABLE_KIND ? this.#lossy : this.#reliable)?.send(bytes);
  }

  /** @param {string} text */
  say(text) {
    if (this.ready) this.#reliable?.send(text);
  }

  /** Handles a signal from a web game. @param {Uint8Array} bytes */
  hearSignal(bytes) {
    this.#signalling?.hear(bytes);
  }

  close() {
    this.#ended = true;
    this.#signalling?.close();
    this.#connection?.close();
  }

  /** @returns {Trouble} */
  get #trouble() {
    if (!this.#connection) return 'unsupported';
    if (this.#opened) return 'over';
    const { iceConnectionState } = this.#connection;
    // It has not even tried, although it has the addresses.
    if (iceConnectionState === 'new' && !this.#signalling) return 'blocked';
    return iceConnectionState === 'connected' || iceConnectionState === 'completed' ? 'refused' : 'unreachable';
  }

  /** @param {RTCPeerConnection} connection @param {Offer} offer */
  async #dial(connection, offer) {
    if ('w' in offer) {
      const { Signalling } = await import('./signalling.js');
      this.#signalling = new Signalling(connection, offer.s, (signal) => this.#options.sendSignal?.(signal));
    }
    // It is sent unchanged: browsers are about to refuse changes.
    await connection.setLocalDescription(await connection.createOffer());
    const { sdp = '' } = connection.localDescription ?? {};
    const mid = /^a=mid:(\S+)/m.exec(sdp)?.[1] ?? '0';
    const side = 'w' in offer ? await this.#signalling?.offer(sdp) : answerOf(offer);
    if (!side) return this.#end();
    await connection.setRemoteDescription({ type: 'answer', sdp: sessionOf(side, mid) });
    this.#signalling?.answered(mid);
  }

  #end() {
    if (this.#ended) return;
    const trouble = this.#trouble;
    this.close();
    this.#options.onEnd(trouble);
  }
}
