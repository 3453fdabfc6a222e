// The direct path: straight to a game on the same network over WebRTC data channels, with only the data in its offer.
// No server takes part: the page makes an ordinary offer for itself and invents the game's answer. It is loaded only where
// there is an offer to dial.

/**
 * @typedef {object} Offer
 * @property {string} h addresses, each `ip:port` or `[ip]:port`, with commas between them
 * @property {string} f SHA-256 of the game's certificate, base64url
 * @property {string} k the secret
 */
/**
 * @typedef {object} DirectOptions
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

const OPEN_WITHIN_MS = 3000;
const MOST_ADDRESSES = 8;
const HASH_BYTES = 32;
const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SECRET = /^[A-Za-z0-9]{22,256}$/;
const ADDRESS = /^(?:\[([0-9a-fA-F:]{2,45})\]|([0-9.]{7,15})):([0-9]{1,5})$/;
/** Payloads of these kinds must arrive, in order. */
const FIRST_RELIABLE_KIND = 0x80;

/** Reads an offer from a link or a relay. Returns null if it is not one. @param {unknown} value @returns {Offer | null} */
export function readOffer(value) {
  if (typeof value !== 'object' || value === null) return null;
  const { h, f, k } = /** @type {Record<string, unknown>} */ (value);
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

/** Builds the answer that the game would have given. @param {Offer} offer @param {string} mid */
function answer(offer, mid) {
  const name = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => ICE_CHARS[byte & 63]).join('');
  const candidates = (addressesOf(offer.h) ?? []).map(
    ({ ip, port }, i) => `a=candidate:${i + 1} 1 udp ${2130706431 - i} ${ip} ${port} typ host`,
  );
  return [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=ice-ufrag:${name}`,
    `a=ice-pwd:${offer.k}`,
    `a=fingerprint:sha-256 ${fingerprintOf(offer.f)}`,
    'a=setup:passive',
    'a=sctp-port:5000',
    'a=max-message-size:65536',
    ...candidates,
    'a=end-of-candidates',
    '',
  ].join('\r\n');
}

/** One attempt, and the path if it opens. It never reconnects by itself. */
export class WebRtc {
  #options;
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** @type {RTCDataChannel | null} */
  #lossy = null;
  /** @type {RTCDataChannel | null} */
  #reliable = null;
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
    setTimeout(() => this.ready || this.#end(), OPEN_WITHIN_MS);
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

  close() {
    this.#ended = true;
    this.#connection?.close();
  }

  /** @returns {Trouble} */
  get #trouble() {
    if (!this.#connection) return 'unsupported';
    if (this.#opened) return 'over';
    const { iceConnectionState } = this.#connection;
    // It has not even tried.
    if (iceConnectionState === 'new') return 'blocked';
    return iceConnectionState === 'connected' || iceConnectionState === 'completed' ? 'refused' : 'unreachable';
  }

  /** @param {RTCPeerConnection} connection @param {Offer} offer */
  async #dial(connection, offer) {
    // It is sent unchanged: browsers are about to refuse changes.
    await connection.setLocalDescription(await connection.createOffer());
    const mid = /^a=mid:(\S+)/m.exec(connection.localDescription?.sdp ?? '')?.[1] ?? '0';
    await connection.setRemoteDescription({ type: 'answer', sdp: answer(offer, mid) });
  }

  #end() {
    if (this.#ended) return;
    const trouble = this.#trouble;
    this.close();
    this.#options.onEnd(trouble);
  }
}
