/** The addresses of the bundle's files, from `scripts/build-game.mjs`. */
declare module 'full-tilt/files' {
  export const files: {
    /** The script that wasm-bindgen has written for the game. */
    script: string;
    /** The game's module, and its size in bytes. */
    wasm: string;
    bytes: number;
    /** The AudioWorklet's script and its module. */
    sound: { worklet: string; wasm: string };
  };
}
