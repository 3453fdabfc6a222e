// A phone of few lines, run in a page: it joins through the relay, dials the game with signals and steers by touch. It shares
// no code with the controller's page, so that the host is tested against the protocol and not against our other half of it.

/** Run in the page. @param {string} link the link to join */
export function openPhone(link) {
  const window = /** @type {any} */ (globalThis);
  const url = new URL(link);
  const { base64, description, session } = codec();
  /** @type {any} what has happened so far */
  const seen = { welcome: null, directs: /** @type {string[]} */ ([]), signals: 0, hello: null, closed: null };
  /** @type {{ connection: RTCPeerConnection, attempt: number, lossy: RTCDataChannel, reliable: RTCDataChannel } | undefined} */
  let dialled;
  let seq = 0;
  const socket = new WebSocket(`${url.origin.replace('http', 'ws')}/api/rooms/${url.searchParams.get('room')}/ws`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: 1, role: 'peer', name: 'Ada' }));
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') return hearRelay(JSON.parse(data));
    const bytes = new Uint8Array(data);
    if (bytes[0] === 3) socket.send(Uint8Array.of(4, ...bytes.slice(1), 0, 0, 0, 0));
    if (bytes[0] === 0x82) void hearSignal(JSON.parse(new TextDecoder().decode(bytes.subarray(1))));
  };

  /** @param {any} text */
  function hearRelay(text) {
    if (text.type === 'welcome') seen.welcome = text;
    const w = text.direct?.w;
    if (w) seen.directs.push(w);
  }

  /** @param {object} value */
  const signal = (value) =>
    socket.send(Uint8Array.of(0x82, ...new TextEncoder().encode(JSON.stringify({ n: dialled?.attempt, ...value }))));

  async function dial() {
    dialled?.connection.close();
    const connection = new RTCPeerConnection();
    const [lossy, reliable] = [
      connection.createDataChannel('lossy', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 }),
      connection.createDataChannel('reliable', { negotiated: true, id: 1 }),
    ];
    const mine = { connection, attempt: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0, lossy, reliable };
    dialled = mine;
    const opened = Promise.all([lossy, reliable].map((channel) => new Promise((done) => (channel.onopen = done))));
    lossy.binaryType = reliable.binaryType = 'arraybuffer';
    lossy.onmessage = ({ data }) => {
      const bytes = new Uint8Array(data);
      if (bytes[0] === 3 && !seen.isSilent) lossy.send(Uint8Array.of(4, ...bytes.slice(1), 0, 0, 0, 0));
    };
    reliable.onmessage = ({ data }) => {
      if (typeof data !== 'string') return;
      const text = JSON.parse(data);
      if (text.type === 'welcome') seen.hello = text;
      if (text.type === 'close') seen.closed = text.code;
    };
    connection.onicecandidate = ({ candidate }) => {
      const [, , , priority, address, port, , type] = candidate?.candidate.split(' ') ?? [];
      if (type && candidate?.protocol === 'udp') signal({ c: [`${priority} ${address} ${port} ${type}`] });
    };
    await connection.setLocalDescription();
    signal(description(connection.localDescription?.sdp ?? ''));
    await opened;
    const tie = crypto.getRandomValues(new Uint8Array(16));
    reliable.send(JSON.stringify({ type: 'hello', protocol: 1, role: 'peer', name: 'Ada', tie: base64(tie) }));
    socket.send(Uint8Array.of(0x81, ...tie));
  }

  /** @param {any} value */
  async function hearSignal(value) {
    if (!dialled || value.n !== dialled.attempt) return;
    seen.signals += 1;
    const connection = dialled.connection;
    if (value.u) await connection.setRemoteDescription({ type: 'answer', sdp: session(value) });
    for (const candidate of value.c ?? []) {
      const [priority, address, port, type] = candidate.split(' ');
      const line = `candidate:1 1 udp ${priority} ${address} ${port} typ ${type}`;
      await connection.addIceCandidate({ candidate: line, sdpMid: '0' });
    }
  }

  function codec() {
    const base64 = (/** @type {Iterable<number>} */ bytes) =>
      btoa(String.fromCharCode(...bytes))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '');
    return {
      base64,
      /** @param {string} sdp */
      description(sdp) {
        const value = (/** @type {string} */ name) => sdp.match(new RegExp(`a=${name}(.*)\r\n`))?.[1] ?? '';
        const fingerprint = value('fingerprint:sha-256 ').split(':');
        const f = base64(fingerprint.map((byte) => Number.parseInt(byte, 16)));
        return { u: value('ice-ufrag:'), p: value('ice-pwd:'), f };
      },
      /** @param {{ u: string, p: string, f: string }} value */
      session({ u, p, f }) {
        const bytes = [...atob(f.replaceAll('-', '+').replaceAll('_', '/'))].map((c) => c.charCodeAt(0));
        const fingerprint = bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
        return [
          'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0',
          'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0',
          `a=ice-ufrag:${u}\r\na=ice-pwd:${p}\r\na=fingerprint:sha-256 ${fingerprint}`,
          'a=setup:passive\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n',
        ].join('\r\n');
      },
    };
  }

  window.phone = {
    seen,
    dial,
    /** Steers with the thumb, over one path. @param {number} steer −1 to 1 @param {'relay' | 'direct'} path */
    steer(steer, path) {
      const frame = new DataView(new ArrayBuffer(10));
      seq += 1;
      frame.setUint8(0, 2);
      frame.setUint16(2, seq, true);
      frame.setUint32(4, performance.now(), true);
      frame.setInt16(8, steer * 32767, true);
      if (path === 'relay') socket.send(frame);
      else dialled?.lossy.send(frame);
    },
    /** Sends bytes over the direct path's reliable channel. @param {number} length @param {number} kind */
    sendReliable: (length, kind) => dialled?.reliable.send(new Uint8Array(length).fill(kind, 0, 1)),
    state: () => dialled?.connection.connectionState,
    /** Answers no echo of the direct path any more. */
    fallSilent: () => void (seen.isSilent = true),
  };
}
