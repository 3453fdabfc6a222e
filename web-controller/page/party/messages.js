// Written by `cargo run -p full-tilt-bindings` from the Rust types. Do not edit.

/** The members of each `GameMessage`: the name of a check, with `?` if the member may be missing, or the possible words. */
export const GAME_MESSAGES = /** @type {const} */ ({
  phase: { mode: 'string', phase: ['lobby', 'introduction', 'countdown', 'playing', 'results', 'podium'], round: 'u8?', rounds: 'u8?', seconds: 'number?' },
  score: { alive: 'boolean', best: 'number', of: 'u8?', place: 'u8?', score: 'number', state: 'string?' },
  fate: { by: 'string?', cause: 'string', colour: 'string?', next: 'string' },
  here: { heading: 'number', x: 'number', y: 'number' },
  votes: { mine: 'boolean', of: 'u8', vetoes: 'u8?', votes: 'u8' },
  thumb: { action: 'string?', charge: 'number', ready: 'boolean', taken: 'u16' },
  result: { awards: 'string[]', last: 'boolean', of: 'u8', place: 'u8', points: 'number', total: 'number', winner: 'string' },
});
