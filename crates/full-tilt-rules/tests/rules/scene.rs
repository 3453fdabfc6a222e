//! Small worlds for the party's rules: heads put where something is about to happen, and nothing else there.

use full_tilt_rules::{Cause, Game, GameEvent, Inputs, Mode, Pose, Tuning};
use glam::Vec2;

/// What happened, and at which tick.
pub(super) type Log = Vec<(u64, GameEvent)>;

pub(super) fn at(x: f32, y: f32, heading: f32) -> Pose {
    Pose { position: Vec2::new(x, y), heading }
}

/// The mode without countdown, blips, gaps, and growing speed, in an arena of 4000 by 4000.
pub(super) fn bare(mode: Mode) -> Tuning {
    let mut tuning = mode.tuning().clone();
    tuning.arena = Vec2::splat(4000.0);
    tuning.speed_growth = 0.0;
    tuning.blips.at_least = 0;
    tuning.blips.at_most = 0;
    let party = tuning.party.as_mut().unwrap();
    party.countdown_ticks = 0;
    party.gap = None;
    tuning
}

/// Slots 0, 1, 2 … in these places.
pub(super) fn scene(mode: Mode, tuning: &Tuning, poses: &[Pose]) -> Game {
    let starts: Vec<(u8, Pose)> = (0..).zip(poses.iter().copied()).collect();
    Game::with_starts(mode, tuning.clone(), &starts, 1)
}

/// Goes on for so many ticks, or to the end of the round, steered as told.
pub(super) fn steered(game: &mut Game, ticks: u64, mut steer: impl FnMut(&Game, &mut Inputs)) -> Log {
    let (mut log, mut events) = (Vec::new(), Vec::new());
    for _ in 0..ticks {
        let mut inputs = Inputs::default();
        steer(game, &mut inputs);
        game.step(&inputs, &mut events);
        log.extend(events.drain(..).map(|event| (game.tick(), event)));
    }
    log
}

/// The same, everybody straight on.
pub(super) fn straight(game: &mut Game, ticks: u64) -> Log {
    steered(game, ticks, |_, _| {})
}

/// Who crashed when, and why.
pub(super) fn crashes(log: &Log) -> Vec<(u64, u8, Cause)> {
    log.iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::Crashed { slot, cause } => Some((*tick, *slot, *cause)),
            _ => None,
        })
        .collect()
}

/// When such an event first was.
pub(super) fn first(log: &Log, wanted: impl Fn(&GameEvent) -> bool) -> Option<u64> {
    log.iter().find(|(_, event)| wanted(event)).map(|(tick, _)| *tick)
}

/// Everybody's points, by slot.
pub(super) fn points(game: &Game) -> Vec<f64> {
    game.players().iter().map(|player| player.score()).collect()
}

/// Everybody's place, by slot.
pub(super) fn places(game: &Game) -> Vec<(u8, usize)> {
    let mut places: Vec<(u8, usize)> = game.places().iter().map(|place| (place.slot, place.place)).collect();
    places.sort_unstable();
    places
}
