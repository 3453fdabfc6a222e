//! Plays a replay, from its start or from any tick.

use std::borrow::Borrow;

use super::{Replay, Visit};
use crate::{Game, GameEvent, Inputs};

/// A replay being played: of a borrowed one, or of one that it owns.
#[derive(Debug, Clone, PartialEq)]
pub struct Playback<R> {
    replay: R,
    game: Game,
    tick: u64,
}

impl Replay {
    /// Returns the replay about to be played from its start.
    pub fn playback(&self) -> Playback<&Self> {
        Playback::of(self)
    }

    /// Returns the replay about to be played from a tick: the last three seconds again, say. Everything before that is
    /// played at once, which takes a few milliseconds for a minute of a full house.
    pub fn clip(&self, from_tick: u64) -> Playback<&Self> {
        Playback::of(self).from_tick(from_tick)
    }

    /// Lets players come and go in a game that plays this replay, as they did just before this step.
    pub fn attend(&self, game: &mut Game, step: u64, events: &mut Vec<GameEvent>) {
        let first = self.visits.partition_point(|visit| u64::from(visit.0) < step);
        for &(_, slot, visit) in self.visits.iter().skip(first).take_while(|visit| u64::from(visit.0) == step) {
            match visit {
                Visit::Enter => drop(game.enter(slot, events)),
                Visit::Park => game.park(slot),
                Visit::Leave => game.leave(slot),
            }
        }
    }
}

impl<R: Borrow<Replay>> Playback<R> {
    /// Returns a replay about to be played from its start.
    pub fn of(replay: R) -> Self {
        Self { game: replay.borrow().game(), replay, tick: 0 }
    }

    /// Returns the same about to be played from a tick, as [`Replay::clip`] does.
    #[must_use]
    pub fn from_tick(mut self, tick: u64) -> Self {
        let mut events = Vec::new();
        while self.tick < tick && self.step(&mut events) {
            events.clear();
        }
        self
    }

    /// Plays the next step. Returns whether there was one.
    pub fn step(&mut self, events: &mut Vec<GameEvent>) -> bool {
        let replay = self.replay.borrow();
        replay.attend(&mut self.game, self.tick, events);
        let goes_on = self.tick < replay.ticks();
        if goes_on {
            self.game.step(&replay.inputs(self.tick), events);
            self.tick += 1;
        } else if self.game.is_over() {
            // A departure may have ended the round, which is reported in the next step.
            self.game.step(&Inputs::default(), events);
        }
        goes_on
    }

    /// Returns the round at present.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// Returns the number of steps so far.
    pub fn tick(&self) -> u64 {
        self.tick
    }
}
