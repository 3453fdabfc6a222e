// A text decoder for the scope of AudioWorklets, which has none. wasm-bindgen's script creates one when it is loaded, and uses
// it for the message of a panic only.

globalThis.TextDecoder ??= /** @type {any} */ (
  class {
    /** @param {Uint8Array} [bytes] */
    decode(bytes) {
      return String.fromCharCode(...(bytes ?? []));
    }
  }
);
