//! *Ball*: two teams, two goals and a ball that heads push.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BallTuning, BlipTuning, BodyTuning, CrashTuning, DashPrice, DashTuning, End, MAX_PLAYERS, PartsTuning, PartyTuning,
    ThumbTuning, Tuning, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 7,
    name: "ball",
    title: "Ball",
    summary: "Two teams, one ball: keep it in their half, and push it into their goal with your head",
    tuning: Tuning::BALL,
    bots: BotHints { blips: false },
    players: (2, MAX_PLAYERS),
    teams: true,
};

impl Tuning {
    /// *Ball*: two teams push one ball into two goals. A crash costs time, and no points.
    pub const BALL: Self = Self {
        arena: ARENAS[0].1,
        // All players are where the ball is.
        start_speed: 150.0,
        speed_growth: 0.5,
        max_speed: 190.0,
        // Short: a body is an obstacle for opponents and a wall for the ball, but no maze.
        body: BodyTuning { start_length: 70.0, growth: 0.0, ..Self::RUSH.body },
        blips: BlipTuning { at_least: 0, at_most: 0, kinds: None, ..Self::RUSH.blips },
        near_miss: None,
        end: End::Time(ticks(75.0)),
        party: Some(PartyTuning {
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 0 }),
            blips_each: 0.0,
            wall: 0,
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            // The shot: a dash into the ball.
            price: DashPrice::Charge(ticks(4.0)),
            dash: DashTuning { factor: 1.8, ticks: ticks(0.5), top_speed: 342.0 },
        }),
        parts: PartsTuning {
            ball: Some(BallTuning {
                radius: 20.0,
                friction: 0.2,
                bounce: 0.75,
                kick: 1.2,
                aim: 0.6,
                top_speed: 800.0,
                rim: 40.0,
                slope: 70.0,
                goal: 0.6,
                kick_off_ticks: ticks(1.0),
                kick_off_shift: 0.15,
                half_ticks: ticks(1.0),
                points: 5,
                scorer: 3,
            }),
            ..PartsTuning::NONE
        },
        ..Self::RUSH
    };
}
