// A socket made of plain fields, for tests that play the other end of it.

/** Stands in for a WebSocket. */
export class FakeSocket {
  binaryType = '';
  readyState = 0;
  bufferedAmount = 0;
  closed = false;
  /** @type {(string | Uint8Array)[]} */
  sent = [];
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: unknown }) => void) | null} */
  onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */
  onclose = null;

  /** @param {string | Uint8Array} data */
  send(data) {
    this.sent.push(data);
  }

  close() {
    this.closed = true;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  welcome(seat = 'seat-1') {
    this.open();
    this.say({ type: 'welcome', role: 'peer', slot: 0, seat, resumed: false, hostConnected: true, maxHz: 60 });
  }

  /** @param {object | string | ArrayBuffer} data */
  say(data) {
    this.onmessage?.({
      data: typeof data === 'object' && !(data instanceof ArrayBuffer) ? JSON.stringify(data) : data,
    });
  }

  /** @param {number} code */
  end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
