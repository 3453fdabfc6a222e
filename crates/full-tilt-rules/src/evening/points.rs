//! The points of a round of an evening: by place, so that all modes count the same.

use crate::Game;

/// Points of the winner of a round.
pub(super) const FIRST: u32 = 100;
/// Points of the last one, and of every round that a player missed.
pub(super) const LAST: u32 = 10;

/// A player's result in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundScore {
    /// The player's slot.
    pub slot: u8,
    /// The place, counting from 1: the team's, where there are teams. Equals share theirs.
    pub place: u8,
    /// The points, before they are doubled in the last rounds.
    pub points: u32,
}

/// Returns the points of a place that `equals` sides of `sides` share, rounded to the nearest whole number: 100 for the
/// first place, 10 for the last, the rest evenly between them, and for equals the mean of the places that they fill.
/// A single side wins.
pub(super) fn points(place: usize, equals: usize, sides: usize) -> u32 {
    let Some(gaps) = sides.checked_sub(1).filter(|&gaps| gaps > 0) else { return FIRST };
    let (place, equals) = (place.clamp(1, sides), equals.max(1));
    // In halves of a place, so that nothing is rounded before the end.
    let behind = (2 * (place - 1) + equals - 1).min(2 * gaps);
    let cost = (FIRST - LAST) as usize * behind;
    FIRST - ((cost + gaps - 1) / (2 * gaps)) as u32
}

/// Returns the points of all players of a round that is over, by slot. In teams, each member has the team's.
pub(super) fn scores(game: &Game) -> Vec<RoundScore> {
    let side = |slot: u8| game.player(slot).and_then(|player| player.team()).unwrap_or(slot);
    // The sides with their places.
    let mut sides: Vec<(u8, usize)> = Vec::new();
    let places = game.places();
    for place in &places {
        if sides.iter().all(|&(other, _)| other != side(place.slot)) {
            sides.push((side(place.slot), place.place));
        }
    }
    let of = |place: usize| {
        let equals = sides.iter().filter(|(_, other)| *other == place).count();
        points(place, equals, sides.len())
    };
    let score = |slot, place| RoundScore { slot, place: u8::try_from(place).unwrap_or(u8::MAX), points: of(place) };
    let mut scores: Vec<RoundScore> = places.iter().map(|place| score(place.slot, place.place)).collect();
    scores.sort_by_key(|score| score.slot);
    scores
}
