//! The results of an evening: attendance, totals and places.
//!
//! A total is never stored: it is the sum of the rounds. A round that a guest missed is worth as much as its last place.

use std::collections::BTreeMap;

use super::points::{LAST, RoundScore};
use crate::Mode;

/// A finished round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundResult {
    /// The mode.
    pub mode: Mode,
    /// The factor on all points: 2 in the last rounds of an evening.
    pub factor: u32,
    /// The players' results, by slot.
    pub scores: Vec<RoundScore>,
}

impl RoundResult {
    /// Returns the points of a player who took part, with the factor.
    pub fn points(&self, slot: u8) -> Option<u32> {
        let score = self.scores.iter().find(|score| score.slot == slot)?;
        Some(score.points * self.factor)
    }

    /// Returns the points that a player receives for having missed it.
    pub fn missed(&self) -> u32 {
        LAST * self.factor
    }
}

/// A player's place in the evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EveningPlace {
    /// The player's slot.
    pub slot: u8,
    /// The place, counting from 1; equals share theirs.
    pub place: usize,
    /// The points of all rounds.
    pub total: u32,
}

/// A guest of the evening, present or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Guest {
    /// Number of rounds that had been played when the guest left; `None` if the guest is here.
    pub(super) left_after: Option<u32>,
    /// The place in the tie-break; 0 before it, and for guests who were not in it.
    pub(super) tie: u8,
}

impl Guest {
    pub(super) fn is_here(self) -> bool {
        self.left_after.is_none()
    }
}

/// The guests and the finished rounds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Book {
    pub(super) guests: BTreeMap<u8, Guest>,
    pub(super) rounds: Vec<RoundResult>,
}

impl Book {
    /// Returns the slots of the guests who are here, in order.
    pub(super) fn present(&self) -> impl Iterator<Item = u8> + '_ {
        self.guests.iter().filter(|(_, guest)| guest.is_here()).map(|(&slot, _)| slot)
    }

    pub(super) fn is_here(&self, slot: u8) -> bool {
        self.guests.get(&slot).is_some_and(|guest| guest.is_here())
    }

    pub(super) fn leave(&mut self, slot: u8) {
        let played = u32::try_from(self.rounds.len()).unwrap_or(u32::MAX);
        if let Some(guest) = self.guests.get_mut(&slot).filter(|guest| guest.is_here()) {
            guest.left_after = Some(played);
        }
    }

    pub(super) fn forget(&mut self, slot: u8) {
        self.guests.remove(&slot);
        for round in &mut self.rounds {
            round.scores.retain(|score| score.slot != slot);
        }
    }

    /// Returns a guest's total after the first `rounds` rounds.
    pub(super) fn total(&self, slot: u8, rounds: usize) -> u32 {
        let Some(guest) = self.guests.get(&slot) else { return 0 };
        let counted = guest.left_after.map_or(usize::MAX, |rounds| rounds as usize);
        let rounds = self.rounds.iter().take(rounds).enumerate();
        let of = |(at, round): (usize, &RoundResult)| {
            round.points(slot).unwrap_or(if at < counted { round.missed() } else { 0 })
        };
        rounds.map(of).sum()
    }

    /// Returns all guests' places after the first `rounds` rounds, the best first; equals by slot.
    pub(super) fn places(&self, rounds: usize) -> Vec<EveningPlace> {
        let mut order: Vec<(u8, u32, u8)> =
            self.guests.iter().map(|(&slot, guest)| (slot, self.total(slot, rounds), guest.tie)).collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0)));
        let better = |(_, total, tie): (u8, u32, u8)| {
            order.iter().filter(|other| other.1 > total || other.1 == total && other.2 < tie).count()
        };
        let place = |&entry: &(u8, u32, u8)| EveningPlace { slot: entry.0, place: 1 + better(entry), total: entry.1 };
        order.iter().map(place).collect()
    }

    /// Returns the slots that share the first place; none if one guest has it alone.
    pub(super) fn tied(&self) -> Vec<u8> {
        let places = self.places(self.rounds.len());
        let first: Vec<u8> = places.iter().filter(|place| place.place == 1).map(|place| place.slot).collect();
        if first.len() > 1 { first } else { Vec::new() }
    }
}
