/** The modules that `scripts/build-game.mjs` provides, and the object through which the game reaches the browser. */

import type { SoundStats } from './sound/sound.js';

/** The shell's services to the game; the game finds them as `globalThis.fullTilt`. */
export interface FullTilt {
  /** Sends a mixer command, as `MixerCommand::encode` returns it. */
  sound(bytes: Uint8Array): void;
  /**
   * Shows how to join on the loading screen: the link, and the dark modules of its code as an SVG path, `width` on a side.
   * Fulfilled once the browser has painted them.
   */
  room(url: string, width: number, path: string): Promise<void>;
  /** The first frame is on the screen: uncovers it. */
  ready(): void;
  /** Recorded runs from earlier evenings, by name, when the game starts. */
  runs: Record<string, Uint8Array>;
  /** Keeps a recorded run. */
  keepRun(name: string, bytes: Uint8Array): void;
  /** Saves all of the game's files in a file of the player's choice. */
  exportFiles(): Promise<void>;
  /** Replaces them by those in such a file, and starts the game again. */
  importFiles(): void;
  /** Shows on the loading screen how many shaders are still to be compiled. */
  progress(shaders: number): void;
  /** Takes a line of the event stream, if somebody listens. */
  event?(line: string): void;
  /** Shows a sentence instead of the game. */
  fail(text: string): void;
  /** Keeps the screen on, or no longer. */
  wakeLock(on: boolean): void;
  /** Enters or leaves full screen; refused without a recent click or key. */
  fullScreen(on: boolean): void;
  /** The game's own: takes note that the page is hidden. No frame is drawn until it is visible again. */
  hidden?(): void;
  /** The game's own: takes note of whether it fills the screen. */
  fullScreenChanged?(on: boolean): void;
  /** Downloads a file. */
  save(name: string, bytes: Uint8Array): void;
  /** Returns the figures of the sound, or `null` before the first click. */
  soundStats(): Promise<SoundStats | null>;
}

declare global {
  var fullTilt: FullTilt | undefined;
}
