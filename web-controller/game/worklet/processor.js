// The mixer's place in the browser: an AudioWorklet, which renders 128 frames at a time on a thread of its own.

import './text-decoder.js';

import { initSync, WorkletMixer } from 'full-tilt/worklet';

import { LagMeter } from './lag.js';

class MixerProcessor extends AudioWorkletProcessor {
  #mixer;
  #lag = new LagMeter();
  #frames = 0;
  #lostBefore = 0;
  #since = Date.now();
  #loudest = 0;

  /** @param {{ processorOptions: { module: ArrayBuffer } }} options */
  constructor({ processorOptions }) {
    super();
    initSync({ module: processorOptions.module });
    this.#mixer = new WorkletMixer(sampleRate);
    this.port.onmessage = ({ data }) => {
      if (data === 'stats') this.port.postMessage(this.#stats());
      else this.#mixer.command(data);
    };
  }

  /** @param {Float32Array[][]} _ @param {Float32Array[][]} outputs */
  process(_, [output]) {
    const [left, right] = output ?? [];
    if (left && right) {
      this.#mixer.render(left, right);
      this.#frames += left.length;
      for (const sample of left) this.#loudest = Math.max(this.#loudest, Math.abs(sample));
    }
    this.#lag.add(Date.now(), (currentFrame / sampleRate) * 1000);
    return true;
  }

  /** Returns the figures since the last call. */
  #stats() {
    const now = Date.now();
    const stats = {
      frames: this.#frames,
      elapsedMs: now - this.#since,
      lostMs: this.#lag.lostMs - this.#lostBefore,
      loudest: this.#loudest,
    };
    this.#lostBefore = this.#lag.lostMs;
    this.#since = now;
    this.#frames = 0;
    this.#loudest = 0;
    return stats;
  }
}

registerProcessor('full-tilt-mixer', MixerProcessor);
