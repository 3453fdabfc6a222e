//! The rules: arena, players, blips, hazards, scores, bots and replays. No pixels, colours, sounds, phones or sockets.
//!
//! [`Game::step`] is one tick of 1/120 s. The same mode, players, seed and inputs give the same state, bit for bit. A mode
//! is a [`Tuning`]: one set of rules reads all its numbers from there. Parts of the rules that a mode can switch on, each
//! with a state of its own, are in [`Parts`].
//!
//! Modules form layers, and import from lower ones only. At the bottom are plain values: inputs, powers, teams, geometry.
//! `tuning` defines all numbers, those of the parts included, and `modes` has their values. [`Board`] holds the players,
//! the blips and the hazards, with the rules that all modes share; parts see and change the board; [`Game`] owns board and
//! parts, and runs both in order. Bots, replays, matches and evenings use the game from above.
//!
//! Lengths are arena units; angles are degrees clockwise from "right" as seen on the screen, with y down.
//!
//! ```
//! use full_tilt_rules::{Game, GameEvent, Inputs, Mode};
//!
//! // Player 0 of the original's rules drives straight ahead, until the edge.
//! let mut game = Game::new(Mode::Classic, &[0], 1);
//! let mut events = Vec::new();
//! while !game.is_over() {
//!     game.step(&Inputs::default(), &mut events);
//! }
//! assert!(events.iter().any(|event| matches!(event, GameEvent::Crashed { slot: 0, .. })));
//! ```

mod blips;
mod board;
mod body;
mod bot;
mod daily;
mod delay;
mod evening;
mod event;
mod fnv;
mod game;
mod grid;
mod hazards;
mod inputs;
mod matches;
mod modes;
mod parts;
mod player;
mod powers;
mod random;
mod replay;
mod setup;
mod teams;
mod thumb;
mod tuning;

pub use blips::{Blip, BlipKind};
pub use board::Board;
pub use bot::{Bot, Skill};
pub use daily::{Daily, DailyBoard, DailyEntry, DailyRefusal, NoSuchDay};
pub use delay::{DelayLine, MAX_DELAY_TICKS, fair_delays};
pub use evening::{
    Evening, EveningAward, EveningError, EveningEvent, EveningPhase, EveningPlace, EveningSetup, Introduction,
    RoundResult, RoundScore, TieBreak,
};
pub use event::{BombEvent, Cause, GameEvent, HushEvent, KnockOutEvent, Rule};
pub use game::{Game, Place};
pub use hazards::{Hazard, HazardKind};
pub use inputs::Inputs;
pub use matches::{Award, Match, Record};
pub use modes::Mode;
pub use parts::{Ball, Bomb, Crown, Dot, Hush, Hydra, KnockOut, Land, Parts, Rider, Stillness, Turf};
pub use player::{Player, Pose};
pub use powers::Power;
pub use replay::{Playback, Replay, ReplayError, Verdict};
pub use setup::RoundSetup;
pub use teams::{Teams, balanced_teams};
pub use thumb::{Action, LockTap, ThumbState};
pub use tuning::{
    BallTuning, BlipTuning, BodyTuning, BombTuning, ClosingTuning, ComboTuning, CrashTuning, CrownTuning, DashPrice,
    DashTuning, DotTuning, End, HushTuning, HydraTuning, KnockOutTuning, NearMissTuning, PartsTuning, PartyTuning,
    PowersTuning, SpiritTuning, ThumbTuning, Tuning, TurfTuning, Turn, WaveTuning,
};

/// Ticks in a second.
pub const TICK_HZ: u32 = 120;
/// Seconds in a tick.
pub const TICK_S: f32 = 1.0 / TICK_HZ as f32;
/// Slots of a game: 15 phones, and a keyboard and a gamepad at the machine itself.
pub const MAX_PLAYERS: usize = 17;

/// Returns the number of ticks in `seconds`.
const fn ticks(seconds: f32) -> u64 {
    (seconds * TICK_HZ as f32) as u64
}

/// Returns the slots that exist, each once and in order.
fn existing(slots: &[u8]) -> Vec<u8> {
    let mut slots: Vec<u8> = slots.iter().copied().filter(|&slot| usize::from(slot) < MAX_PLAYERS).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}
