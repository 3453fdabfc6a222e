// Mixer commands from before the first click or key, without which browsers let no page sound.

/** Kind of the commands that play an effect; those of every other kind set a value. As `MixerCommand::encode` has it. */
const PLAY = 0;

/** Keeps the newest command of each kind that sets a value. Effects are dropped: nobody wants to hear them later. */
export class PendingCommands {
  /** @type {Map<number, Uint8Array>} */
  #newest = new Map();

  /** @param {Uint8Array} command */
  add(command) {
    const [kind] = command;
    if (kind !== undefined && kind !== PLAY) this.#newest.set(kind, command);
  }

  /** Returns what is kept, and forgets it. */
  take() {
    const commands = [...this.#newest.values()];
    this.#newest.clear();
    return commands;
  }
}
