//! Records a round: told of everything that the game is told of.

use super::{MAX_ACTIONS, MAX_CHANGES, MAX_TICKS, MAX_VISITS, Replay, Track, Visit, rules, scores};
use crate::{Game, Inputs, MAX_PLAYERS, Mode, Player, RoundSetup, existing};

impl Replay {
    /// Starts recording a run of the player in this slot, alone.
    pub fn new(mode: Mode, slot: u8, seed: u64) -> Self {
        let mut replay = Self::party(&RoundSetup::new(mode, &[slot], seed));
        replay.version = if mode.is_party() { 2 } else { 1 };
        replay.rules = rules::hash(mode, replay.version);
        replay
    }

    /// Starts recording a round of this setup, with all its players. It is told of everything that the game is told of:
    /// [`Replay::push`] for each step, and each coming and going in between.
    pub fn party(setup: &RoundSetup) -> Self {
        let slots = existing(&setup.slots);
        Self {
            version: 2,
            rules: rules::hash(setup.mode, 2),
            ticks: 0,
            tracks: Default::default(),
            motions: Default::default(),
            actions: Vec::new(),
            visits: Vec::new(),
            scores: slots.iter().map(|&slot| (slot, 0.0)).collect(),
            fingerprint: 0,
            is_full: false,
            setup: RoundSetup { slots, ..setup.clone() },
        }
    }

    /// Records the inputs of the next step. Steps beyond an hour, or beyond what a file holds, are left out, which
    /// [`Self::finish`] reports.
    pub fn push(&mut self, inputs: &Inputs) {
        let players = self.players();
        let is_player = |slot: u8| players & 1 << slot != 0;
        let has_motion = self.setup.mode.tuning().parts.hush.is_some();
        let motion = |slot| if has_motion { i16::from(inputs.motion_steps(slot)) } else { 0 };
        let changed = |track: &Track, value| track.last().map_or(0, |change| change.1) != value;
        let steering = (0_u8..).zip(&self.tracks).map(|(slot, track)| (track, inputs.steps(slot)));
        let motions = (0_u8..).zip(&self.motions).map(|(slot, track)| (track, motion(slot)));
        let changes: usize =
            steering.chain(motions).map(|(track, value)| track.len() + usize::from(changed(track, value))).sum();
        let acting = (0..MAX_PLAYERS as u8).filter(|&slot| is_player(slot) && inputs.action(slot));
        let actions = self.actions.len() + acting.clone().count();
        self.is_full |= changes > MAX_CHANGES || actions > MAX_ACTIONS;
        if self.is_full || u64::from(self.ticks) >= MAX_TICKS {
            return;
        }
        let steering = (0_u8..).zip(&mut self.tracks).map(|(slot, track)| (slot, track, inputs.steps(slot)));
        let motions = (0_u8..).zip(&mut self.motions).map(|(slot, track)| (slot, track, motion(slot)));
        for (slot, track, value) in steering.chain(motions) {
            if is_player(slot) && changed(track, value) {
                track.push((self.ticks, value));
            }
        }
        let before = self.actions.len();
        self.actions.extend(acting.map(|slot| (self.ticks, slot)));
        if self.actions.len() > before {
            self.outgrow_version_1();
        }
        self.ticks += 1;
    }

    /// Records [`Game::enter`].
    pub fn enter(&mut self, slot: u8) {
        self.visit(slot, Visit::Enter);
    }

    /// Records [`Game::park`].
    pub fn park(&mut self, slot: u8) {
        self.visit(slot, Visit::Park);
    }

    /// Records [`Game::leave`].
    pub fn leave(&mut self, slot: u8) {
        self.visit(slot, Visit::Leave);
    }

    fn visit(&mut self, slot: u8, visit: Visit) {
        if usize::from(slot) >= MAX_PLAYERS {
            return;
        }
        self.outgrow_version_1();
        self.is_full |= self.visits.len() >= MAX_VISITS;
        if !self.is_full {
            self.visits.push((self.ticks, slot, visit));
        }
    }

    /// Continues in version 2, because version 1 cannot hold what comes.
    fn outgrow_version_1(&mut self) {
        if self.version == 1 {
            self.version = 2;
            self.rules = rules::hash(self.setup.mode, 2);
        }
    }

    /// Returns a bit for each slot that has been in the round.
    fn players(&self) -> u32 {
        let late = self.visits.iter().filter(|visit| visit.2 == Visit::Enter).map(|visit| visit.1);
        self.setup.slots.iter().copied().chain(late).fold(0, |bits, slot| bits | 1 << slot)
    }

    /// Closes the round with its outcome. Returns whether the recording is complete.
    pub fn finish(&mut self, game: &Game) -> bool {
        self.scores = if self.version == 1 {
            vec![(self.slot(), game.player(self.slot()).map_or(0.0, Player::score))]
        } else {
            scores(game)
        };
        self.fingerprint = game.fingerprint();
        if game.is_over() {
            self.cut(game.steps());
        }
        !self.is_full && u64::from(self.ticks) == game.steps()
    }

    /// Removes steps after the end of the round, in which nothing happened: a departure may have ended it.
    fn cut(&mut self, steps: u64) {
        let Some(end) = u32::try_from(steps).ok().filter(|&end| end < self.ticks) else { return };
        self.ticks = end;
        self.tracks.iter_mut().chain(&mut self.motions).for_each(|track| track.retain(|change| change.0 < end));
        self.actions.retain(|action| action.0 < end);
        self.visits.iter_mut().for_each(|visit| visit.0 = visit.0.min(end));
    }
}
