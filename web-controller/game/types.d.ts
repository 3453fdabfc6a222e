/** The modules that `scripts/build-game.mjs` provides, and the object through which the game reaches the browser. */

import type { SoundStats } from './sound/sound.js';

/** The shell's services to the game; the game finds them as `globalThis.fullTilt`. */
export interface FullTilt {
  /** Sends a mixer command, as `MixerCommand::encode` returns it. */
  sound(bytes: Uint8Array): void;
  /** The first frame is on the screen: uncovers it. */
  ready(): void;
  /** Shows a text on the loading screen. */
  progress(text: string): void;
  /** Shows a sentence instead of the game. */
  fail(text: string): void;
  /** Keeps the screen on, or no longer. */
  wakeLock(on: boolean): void;
  /** Enters or leaves full screen; refused without a recent click or key. */
  fullScreen(on: boolean): void;
  /** Downloads a file. */
  save(name: string, bytes: Uint8Array): void;
  /** Returns the figures of the sound, or `null` before the first click. */
  soundStats(): Promise<SoundStats | null>;
}

declare global {
  var fullTilt: FullTilt | undefined;
}
