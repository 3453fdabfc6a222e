//! The rules: arena, players, blips, hazards, scores, bots and replays. No pixels, colours, sounds, phones or sockets.
//!
//! [`Game::step`] is one tick of 1/120 s. The same mode, players, seed and inputs give the same state, bit for bit. A mode
//! is a [`Tuning`]: one set of rules reads all its numbers from there. Parts of the rules that a mode can switch on, each
//! with a state of its own, are in [`Parts`].
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
mod thumb;
mod tuning;

pub use blips::{Blip, BlipKind};
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
pub use parts::{
    Ball, BallTuning, Bomb, BombTuning, Crown, CrownTuning, Dot, DotTuning, Hush, HushTuning, Hydra, HydraTuning,
    KnockOut, KnockOutTuning, Land, Parts, PartsTuning, Rider, Stillness, Turf, TurfTuning,
};
pub use player::{Player, Pose};
pub use powers::{Power, PowersTuning};
pub use replay::{Playback, Replay, ReplayError, Verdict};
pub use setup::{RoundSetup, Teams, balanced_teams};
pub use thumb::{Action, DashPrice, DashTuning, LockTap, ThumbState, ThumbTuning};
pub use tuning::{
    BlipTuning, BodyTuning, ClosingTuning, ComboTuning, CrashTuning, End, NearMissTuning, PartyTuning, SpiritTuning,
    Tuning, Turn, WaveTuning,
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
