//! Plays a replay, from its start or from any tick.

use super::{Replay, Visit};
use crate::{Game, GameEvent, Inputs};

/// A replay being played.
#[derive(Debug, Clone, PartialEq)]
pub struct Playback<'a> {
    replay: &'a Replay,
    game: Game,
    tick: u64,
    /// Number of comings and goings so far.
    visits: usize,
}

impl Replay {
    /// Returns the replay about to be played from its start.
    pub fn playback(&self) -> Playback<'_> {
        Playback { replay: self, game: self.game(), tick: 0, visits: 0 }
    }

    /// Returns the replay about to be played from a tick: the last three seconds again, say. Everything before that is
    /// played at once, which takes a few milliseconds for a minute of a full house.
    pub fn clip(&self, from_tick: u64) -> Playback<'_> {
        let (mut playback, mut events) = (self.playback(), Vec::new());
        while playback.tick < from_tick && playback.step(&mut events) {
            events.clear();
        }
        playback
    }
}

impl Playback<'_> {
    /// Plays the next step. Returns whether there was one.
    pub fn step(&mut self, events: &mut Vec<GameEvent>) -> bool {
        while let Some(&(at, slot, visit)) = self.replay.visits.get(self.visits)
            && u64::from(at) <= self.tick
        {
            self.visits += 1;
            match visit {
                Visit::Enter => drop(self.game.enter(slot, events)),
                Visit::Park => self.game.park(slot),
                Visit::Leave => self.game.leave(slot),
            }
        }
        let goes_on = self.tick < self.replay.ticks();
        if goes_on {
            self.game.step(&self.replay.inputs(self.tick), events);
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
