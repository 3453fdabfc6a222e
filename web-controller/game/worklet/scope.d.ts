/** The scope of AudioWorklets, which TypeScript's own libraries lack, and the script that wasm-bindgen writes. */

declare const sampleRate: number;
declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new (options: never) => AudioWorkletProcessor): void;

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

declare module 'full-tilt/worklet' {
  export function initSync(options: { module: ArrayBuffer }): void;
  export class WorkletMixer {
    constructor(rate: number);
    command(bytes: Uint8Array): void;
    render(left: Float32Array, right: Float32Array): void;
  }
}
