// The second lane. TCP holds everything back behind one lost packet, but two sockets seldom lose one at the same moment:
// copies of the readings on both bring the worst ages down to a fraction. As they cost twice the traffic, the second one is
// opened only where the connection really stalls (stalls.js), and closed when that is over.

/** A second socket that carries copies of lossy frames. It never reconnects by itself. */
export class Secondary {
  #socket;
  #ready = false;

  /**
   * @param {WebSocket} socket fresh, to the same room
   * @param {string} hello with the token of the seat
   * @param {(bytes: Uint8Array) => void} onFrame
   * @param {() => void} onEnd
   */
  constructor(socket, hello, onFrame, onEnd) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(hello);
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) onFrame(new Uint8Array(data));
      // The welcome: no other text arrives on this lane.
      else this.#ready = true;
    };
    socket.onclose = () => {
      this.#ready = false;
      onEnd();
    };
  }

  /** Bytes queued in it, or `Infinity` while it carries no frames. */
  get bufferedBytes() {
    return this.#ready ? this.#socket.bufferedAmount : Infinity;
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  send(bytes) {
    if (this.#ready) this.#socket.send(bytes);
  }

  close() {
    this.#ready = false;
    this.#socket.onclose = this.#socket.onmessage = this.#socket.onopen = null;
    this.#socket.close();
  }
}
