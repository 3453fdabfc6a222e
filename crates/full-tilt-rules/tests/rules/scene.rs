//! Small scenes for the party's rules: heads placed just before an event, and nothing else.

use full_tilt_rules::{Cause, Game, GameEvent, Inputs, Mode, Pose, Tuning};
use glam::Vec2;

/// The events with their ticks.
pub(super) type Log = Vec<(u64, GameEvent)>;

pub(super) fn at(x: f32, y: f32, heading: f32) -> Pose {
    Pose { position: Vec2::new(x, y), heading }
}

/// Returns the mode without countdown, blips, gaps, and speed growth, in an arena of 4000 by 4000.
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

/// Puts slots 0, 1, 2 … in these places.
pub(super) fn scene(mode: Mode, tuning: &Tuning, poses: &[Pose]) -> Game {
    let starts: Vec<(u8, Pose)> = (0..).zip(poses.iter().copied()).collect();
    Game::with_starts(mode, tuning.clone(), &starts, 1)
}

/// Plays `ticks` ticks, or to the end of the round, steered by `steer`.
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

/// Plays with all players going straight on.
pub(super) fn straight(game: &mut Game, ticks: u64) -> Log {
    steered(game, ticks, |_, _| {})
}

/// Returns the crashes, each with tick, slot and cause.
pub(super) fn crashes(log: &Log) -> Vec<(u64, u8, Cause)> {
    log.iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::Crashed { slot, cause } => Some((*tick, *slot, *cause)),
            _ => None,
        })
        .collect()
}

/// Returns the tick of the first such event.
pub(super) fn first(log: &Log, wanted: impl Fn(&GameEvent) -> bool) -> Option<u64> {
    log.iter().find(|(_, event)| wanted(event)).map(|(tick, _)| *tick)
}

/// Returns all players' points, by slot.
pub(super) fn points(game: &Game) -> Vec<f64> {
    game.players().iter().map(|player| player.score()).collect()
}

/// Returns all players' places, by slot.
pub(super) fn places(game: &Game) -> Vec<(u8, usize)> {
    let mut places: Vec<(u8, usize)> = game.places().iter().map(|place| (place.slot, place.place)).collect();
    places.sort_unstable();
    places
}
