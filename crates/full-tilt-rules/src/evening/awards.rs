//! The awards of a whole evening.

use super::{Evening, guests::Book};
use crate::Award;

/// Smaller figures than this are not worth an award.
const WORTH_TELLING: u64 = 2;

/// A distinction for the whole evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EveningAward {
    /// Won the most rounds.
    MostWins,
    /// Climbed the most places, from the worst one after any round to the final one.
    BiggestComeback,
    /// Came second most often.
    RunnerUp,
    /// An award from the records of all rounds.
    Rounds(Award),
}

impl EveningAward {
    /// Returns its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::MostWins => "most_wins",
            Self::BiggestComeback => "biggest_comeback",
            Self::RunnerUp => "runner_up",
            Self::Rounds(award) => award.name(),
        }
    }

    fn figure(self, book: &Book, slot: u8) -> u64 {
        let count = |place: u8| {
            let scores = book.rounds.iter().flat_map(|round| &round.scores);
            scores.filter(|score| score.slot == slot && score.place == place).count() as u64
        };
        match self {
            Self::MostWins => count(1),
            Self::RunnerUp => count(2),
            Self::BiggestComeback => climb(book, slot),
            Self::Rounds(_) => 0,
        }
    }
}

/// Returns the number of places from a guest's worst place after any round to the final one.
fn climb(book: &Book, slot: u8) -> u64 {
    let place = |rounds: usize| {
        let places = book.places(rounds);
        places.iter().find(|place| place.slot == slot).map_or(1, |place| place.place)
    };
    // Places before a late joiner's first round would be those of nobody.
    let joined = book.rounds.iter().position(|round| round.points(slot).is_some());
    let Some(joined) = joined else { return 0 };
    let worst = (joined + 1..=book.rounds.len()).map(place).max().unwrap_or(1);
    worst.saturating_sub(place(book.rounds.len())) as u64
}

impl Evening {
    /// Returns the awards with winner and figure (seconds, places or a count): at most one each, and none that is shared
    /// or whose figure is too small.
    pub fn awards(&self) -> Vec<(EveningAward, u8, u64)> {
        let own = [EveningAward::MostWins, EveningAward::BiggestComeback, EveningAward::RunnerUp];
        let own = own.into_iter().filter_map(|award| {
            let figures = || self.book.guests.keys().map(|&slot| (slot, award.figure(&self.book, slot)));
            let (slot, most) = figures().max_by_key(|&(_, figure)| figure)?;
            let is_alone = figures().filter(|&(_, figure)| figure == most).count() == 1;
            (is_alone && most >= WORTH_TELLING).then_some((award, slot, most))
        });
        let rounds = self.records.awards().into_iter();
        own.chain(rounds.map(|(award, slot, figure)| (EveningAward::Rounds(award), slot, figure))).collect()
    }
}
