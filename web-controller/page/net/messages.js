// Written by `cargo run -p full-tilt-bindings` from the Rust types. Do not edit.

/** The members of each `HostMessage`: the name of a check, with `?` if the member may be missing, or the possible words. */
export const HOST_MESSAGES = /** @type {const} */ ({
  you: { colour: 'string', name: 'string', pattern: 'string?', shape: 'string', slot: 'u8' },
  haptic: { pattern: 'u16[]' },
  notice: { key: 'string?', text: 'string' },
  recenter: {},
  game: { data: 'any' },
});
