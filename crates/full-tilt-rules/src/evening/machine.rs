//! The evening as a state machine: comings and goings, votes, and the order of the phases.

use super::{
    Evening, EveningEvent, EveningPhase, Game, INTRODUCTION_TICKS, MAX_PLAYERS, Mode, RoundResult, STANDINGS_TICKS,
    points,
};
use crate::Place;

impl Evening {
    /// Lets a guest come, or return to the same seat and the points that belong to it. A slot that does not exist is
    /// ignored, and so is a guest who comes once all rounds are over: nothing changes the totals any more.
    pub fn enter(&mut self, slot: u8) {
        let is_over = matches!(self.phase, EveningPhase::TieBreak | EveningPhase::Podium);
        if usize::from(slot) < MAX_PLAYERS && !is_over {
            self.book.guests.entry(slot).or_default().left_after = None;
        }
    }

    /// Lets a guest go. The points stay until the end of the evening.
    pub fn leave(&mut self, slot: u8) {
        self.book.leave(slot);
        self.take_back_votes(slot);
    }

    /// Removes a guest with all points, because the seat now belongs to another person.
    pub fn forget(&mut self, slot: u8) {
        self.book.forget(slot);
        self.records.forget(slot);
        self.take_back_votes(slot);
    }

    /// Notes that a guest wants to go on without waiting: past the introduction, or past the standings.
    pub fn skip(&mut self, slot: u8) {
        let can_skip = matches!(self.phase, EveningPhase::Introduction { .. } | EveningPhase::Standings { .. });
        if can_skip && self.book.is_here(slot) {
            self.skips |= 1 << slot;
        }
    }

    /// Notes that a guest does not want to play the mode that is introduced. It has no effect on the last mode that is
    /// left, see [`Evening::can_veto`].
    pub fn veto(&mut self, slot: u8) {
        if self.can_veto() && self.book.is_here(slot) {
            self.vetoes |= 1 << slot;
        }
    }

    /// Whether a majority can still veto: a mode is introduced, and another one suits that has not been vetoed.
    pub fn can_veto(&self) -> bool {
        let EveningPhase::Introduction { mode, .. } = self.phase else { return false };
        self.setup.modes.iter().any(|&other| other != mode && self.suits(other) && !self.vetoed.contains(&other))
    }

    /// Returns the number of guests who want to skip, and of those who want to veto.
    pub fn votes(&self) -> (u32, u32) {
        (self.skips.count_ones(), self.vetoes.count_ones())
    }

    /// Advances by one tick.
    pub fn step(&mut self, events: &mut Vec<EveningEvent>) {
        match self.phase {
            EveningPhase::Waiting => self.introduce(events),
            EveningPhase::Introduction { mode, ticks_left } => self.step_introduction(mode, ticks_left, events),
            EveningPhase::Standings { ticks_left } => {
                if self.has_majority(self.skips) || ticks_left <= 1 {
                    self.go_on(events);
                } else {
                    self.phase = EveningPhase::Standings { ticks_left: ticks_left - 1 };
                }
            }
            // A decision needs two.
            EveningPhase::TieBreak => {
                let tied = self.book.tied();
                let here: Vec<u8> = tied.into_iter().filter(|&slot| self.book.is_here(slot)).collect();
                if here.len() < 2 {
                    let place = |&slot: &u8| Place { slot, place: 1 };
                    self.settle(&here.iter().map(place).collect::<Vec<Place>>(), events);
                }
            }
            EveningPhase::Round { .. } | EveningPhase::Podium => {}
        }
    }

    /// Ends the round with this game, whatever its state. Ignored if no round is played.
    pub fn finish_round(&mut self, game: &Game, events: &mut Vec<EveningEvent>) {
        let EveningPhase::Round { mode } = self.phase else { return };
        let mut scores = points::scores(game);
        // A player whom the game still has, and the evening has forgotten, has no points to add to.
        scores.retain(|score| self.book.guests.contains_key(&score.slot));
        let factor = self.factor(self.played());
        self.book.rounds.push(RoundResult { mode, factor, scores });
        self.records.add(game);
        for slot in 0..MAX_PLAYERS as u8 {
            if !self.book.guests.contains_key(&slot) {
                self.records.forget(slot);
            }
        }
        self.enter_phase(EveningPhase::Standings { ticks_left: STANDINGS_TICKS }, events);
    }

    /// Ends the round without a result; another one takes its place. Ignored if no round is played.
    pub fn abandon_round(&mut self, events: &mut Vec<EveningEvent>) {
        if matches!(self.phase, EveningPhase::Round { .. }) {
            self.introduce(events);
        }
    }

    /// Ends the evening early, at the host's request: the places are those of the rounds played so far.
    pub fn finish(&mut self, events: &mut Vec<EveningEvent>) {
        if !matches!(self.phase, EveningPhase::TieBreak | EveningPhase::Podium) {
            self.conclude(events);
        }
    }

    /// Decides the first place by the places in the tie-break: guests who were not in it come after those who were, and
    /// equals keep sharing. Ignored in all other phases.
    pub fn settle(&mut self, places: &[Place], events: &mut Vec<EveningEvent>) {
        if self.phase != EveningPhase::TieBreak {
            return;
        }
        for slot in self.book.tied() {
            let place = places
                .iter()
                .find(|place| place.slot == slot)
                .map_or(u8::MAX, |place| u8::try_from(place.place).unwrap_or(u8::MAX));
            if let Some(guest) = self.book.guests.get_mut(&slot) {
                guest.tie = place;
            }
        }
        self.enter_phase(EveningPhase::Podium, events);
    }

    fn step_introduction(&mut self, mode: Mode, ticks_left: u64, events: &mut Vec<EveningEvent>) {
        if !self.suits(mode) {
            self.bag.put_back(mode);
            self.introduce(events);
        } else if self.can_veto() && self.has_majority(self.vetoes) {
            events.push(EveningEvent::Vetoed(mode));
            self.bag.last = Some(mode);
            self.vetoed.push(mode);
            self.introduce(events);
        } else if self.has_majority(self.skips) || ticks_left <= 1 {
            self.bag.last = Some(mode);
            self.vetoed.clear();
            self.enter_phase(EveningPhase::Round { mode }, events);
        } else {
            self.phase = EveningPhase::Introduction { mode, ticks_left: ticks_left - 1 };
        }
    }

    /// Introduces the next mode of the bag, or waits for players.
    fn introduce(&mut self, events: &mut Vec<EveningEvent>) {
        let players = self.book.present().count();
        let suits = |mode: Mode| mode.suits(players);
        let is_wanted = |mode: Mode| suits(mode) && !self.vetoed.contains(&mode);
        let mut next = self.bag.draw(&self.setup.modes, self.setup.seed, is_wanted);
        if next.is_none() {
            // The number of players has changed, and only vetoed modes are left.
            self.vetoed.clear();
            next = self.bag.draw(&self.setup.modes, self.setup.seed, suits);
        }
        let Some(mode) = next else {
            if self.phase != EveningPhase::Waiting {
                self.enter_phase(EveningPhase::Waiting, events);
            }
            return;
        };
        self.begun = self.begun.wrapping_add(1);
        self.enter_phase(EveningPhase::Introduction { mode, ticks_left: INTRODUCTION_TICKS }, events);
    }

    fn go_on(&mut self, events: &mut Vec<EveningEvent>) {
        if self.played() >= self.setup.rounds { self.conclude(events) } else { self.introduce(events) }
    }

    fn conclude(&mut self, events: &mut Vec<EveningEvent>) {
        let is_tied = !self.book.rounds.is_empty() && !self.book.tied().is_empty();
        self.enter_phase(if is_tied { EveningPhase::TieBreak } else { EveningPhase::Podium }, events);
    }

    fn enter_phase(&mut self, phase: EveningPhase, events: &mut Vec<EveningEvent>) {
        (self.phase, self.skips, self.vetoes) = (phase, 0, 0);
        events.push(EveningEvent::Entered(phase));
    }

    fn played(&self) -> u32 {
        u32::try_from(self.book.rounds.len()).unwrap_or(u32::MAX)
    }

    fn suits(&self, mode: Mode) -> bool {
        mode.suits(self.book.present().count())
    }

    /// Whether more than half of the guests who are here have voted.
    fn has_majority(&self, votes: u32) -> bool {
        2 * votes.count_ones() as usize > self.book.present().count()
    }

    fn take_back_votes(&mut self, slot: u8) {
        let bit = if usize::from(slot) < MAX_PLAYERS { 1 << slot } else { 0 };
        (self.skips, self.vetoes) = (self.skips & !bit, self.vetoes & !bit);
    }
}
