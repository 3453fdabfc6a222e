// The sound: commands to the mixer, which runs in an AudioWorklet and so goes on while this thread is busy.

import { PendingCommands } from './pending.js';

/** The mixer's figures since the last request. @typedef {{ frames: number, elapsedMs: number, lostMs: number, loudest: number }} SoundStats */

export class Sound {
  #worklet;
  #wasm;
  #pending = new PendingCommands();
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {Promise<void> | null} */
  #starting = null;
  /** @type {AudioWorkletNode | null} */
  #node = null;

  /** @param {{ worklet: string, wasm: string }} files addresses of the worklet's script and of its module */
  constructor({ worklet, wasm }) {
    this.#worklet = worklet;
    this.#wasm = wasm;
  }

  /** Whether samples reach the loudspeaker. */
  get isOn() {
    return this.#context?.state === 'running' && this.#node !== null;
  }

  /** Sends an encoded command, or keeps it until the sound is on. @param {Uint8Array} command */
  send(command) {
    // A copy: the command may be a view into the game's whole memory, which a message would copy with it.
    const copy = command.slice();
    if (this.#node) this.#node.port.postMessage(copy);
    else this.#pending.add(copy);
  }

  /** Turns the sound on. Call it in the handler of a click or a key; elsewhere browsers refuse. */
  async start() {
    this.#context ??= new AudioContext({ latencyHint: 'interactive' });
    const context = this.#context;
    // Both at once: the permission of the click does not wait for a download.
    await Promise.all([context.resume(), (this.#starting ??= this.#load(context))]);
  }

  /** Stops the sound while nobody sees the game, or continues it. @param {boolean} isAudible */
  async audible(isAudible) {
    await (isAudible ? this.#context?.resume() : this.#context?.suspend());
  }

  /** Returns the mixer's figures, or `null` before the first click. @returns {Promise<SoundStats | null>} */
  async stats() {
    const port = this.#node?.port;
    if (!port) return null;
    return new Promise((resolve) => {
      port.onmessage = ({ data }) => resolve(data);
      port.postMessage('stats');
    });
  }

  /** @param {AudioContext} context */
  async #load(context) {
    const [response] = await Promise.all([fetch(this.#wasm), context.audioWorklet.addModule(this.#worklet)]);
    if (!response.ok) throw new Error(`${this.#wasm}: ${response.status}`);
    const node = new AudioWorkletNode(context, 'full-tilt-mixer', {
      numberOfInputs: 0,
      outputChannelCount: [2],
      // Bytes, not a compiled module: not every browser hands those to a worklet.
      processorOptions: { module: await response.arrayBuffer() },
    });
    node.onprocessorerror = () => {
      console.error('the mixer has stopped');
      this.#node = null;
    };
    node.connect(context.destination);
    this.#node = node;
    for (const command of this.#pending.take()) node.port.postMessage(command);
  }
}
