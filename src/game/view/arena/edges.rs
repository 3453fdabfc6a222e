//! The state of the edges: whether and for how long they are open, and whether they are about to close in.

use bevy::prelude::*;

use crate::sim::{Game, TICK_HZ};

/// Remaining seconds below which open edges show that they are about to shut.
pub(crate) const HURRY_S: f32 = 1.5;
/// Seconds for which edges warn before they begin to close in.
pub(crate) const WARNING_S: f32 = 3.0;
/// Duration of the opening of edges, in seconds.
const OPENING_S: f32 = 0.25;

/// The state of a game's edges at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edges {
    /// The top left and the bottom right corner, in arena units.
    low: Vec2,
    high: Vec2,
    /// Seconds for which players who leave the arena still enter on the other side; infinite where that is always so.
    pub open_s: f32,
    /// The degree of opening, 0..=1.
    pub open: f32,
    pub threat: Threat,
}

/// Whether the edges close in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Threat {
    /// They do not move.
    None,
    /// They will begin to move in this many seconds.
    Soon(f32),
    /// They move.
    Now,
}

impl Edges {
    /// Returns the state of a game's edges between its last tick and the next one.
    pub(crate) fn of(game: &Game, alpha: f32) -> Self {
        let low = Vec2::splat(game.inset());
        let is_always_open = game.tuning().party.is_some_and(|party| party.open);
        let opened = game.tuning().party.map_or(0.0, |party| seconds(party.portal_ticks));
        let open_s = if is_always_open {
            f32::INFINITY
        } else {
            (seconds(game.portal_ticks()) - alpha / TICK_HZ as f32).max(0.0)
        };
        let open =
            if is_always_open { 1.0 } else { ((opened - open_s) / OPENING_S).min(1.0) * (open_s / HURRY_S).min(1.0) };
        Self { low, high: game.tuning().arena - low, open_s, open: open.clamp(0.0, 1.0), threat: Threat::of(game) }
    }

    /// Returns whether players who leave the arena enter on the other side.
    pub(crate) fn are_open(&self) -> bool {
        self.open_s > 0.0
    }

    /// Returns the offsets of a thing's further images while it is nearer than its `reach` to an open edge: one for
    /// each side that it is leaving through, and none elsewhere.
    pub(crate) fn images(&self, at: Vec2, reach: f32) -> impl Iterator<Item = Vec2> + use<> {
        let size = self.high - self.low;
        let over = |low: f32, high: f32, at: f32, size: f32| match at {
            _ if at < low + reach => size,
            _ if at > high - reach => -size,
            _ => 0.0,
        };
        let x = over(self.low.x, self.high.x, at.x, size.x);
        let y = over(self.low.y, self.high.y, at.y, size.y);
        let images = [Vec2::new(x, 0.0), Vec2::new(0.0, y), Vec2::new(x, y)];
        let counts = [x != 0.0, y != 0.0, x != 0.0 && y != 0.0].map(|counts| counts && self.are_open());
        images.into_iter().zip(counts).filter_map(|(image, counts)| counts.then_some(image))
    }
}

impl Threat {
    fn of(game: &Game) -> Self {
        let (tuning, inset) = (game.tuning(), game.inset());
        if let Some(closing) = tuning.party.and_then(|party| party.closing) {
            let until = closing.from.saturating_sub(game.tick());
            let most = tuning.arena.min_element() / 2.0 - closing.leave;
            return match seconds(until) {
                _ if inset >= most => Self::None,
                until if until > WARNING_S => Self::None,
                0.0 => Self::Now,
                until => Self::Soon(until),
            };
        }
        let wanted = tuning.waves.map_or(0.0, |waves| (waves.inset.0 * (game.wave() / 3) as f32).min(waves.inset.1));
        if inset < wanted { Self::Now } else { Self::None }
    }
}

fn seconds(ticks: u64) -> f32 {
    ticks as f32 / TICK_HZ as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Inputs, Mode, Tuning};

    /// Returns a game of survival that nothing can end.
    fn endless() -> Game {
        let mut tuning = Tuning::SURVIVAL;
        tuning.body.kills = false;
        tuning.party = tuning.party.map(|party| crate::sim::PartyTuning { open: true, countdown_ticks: 0, ..party });
        Game::with_tuning(Mode::Survival, tuning, &[0, 1], 1)
    }

    #[test]
    fn closing_in_is_announced_three_seconds_before_it_begins() {
        let mut game = endless();
        let mut before = Vec::new();
        while game.inset() == 0.0 {
            before.push(Edges::of(&game, 0.0).threat);
            game.step(&Inputs::default(), &mut Vec::new());
        }
        let warned = before.iter().filter(|threat| matches!(threat, Threat::Soon(_))).count();
        assert_eq!(warned, 3 * TICK_HZ as usize);
        assert_eq!((before[0], Edges::of(&game, 0.0).threat), (Threat::None, Threat::Now));
    }

    #[test]
    fn a_player_who_leaves_through_an_open_edge_is_seen_on_both_sides() {
        let edges = Edges::of(&endless(), 0.0);
        let arena = Tuning::SURVIVAL.arena;
        let images = |at: Vec2| edges.images(at, 20.0).collect::<Vec<_>>();
        assert_eq!(images(arena / 2.0), []);
        assert_eq!(images(Vec2::new(5.0, 300.0)), [Vec2::new(arena.x, 0.0)]);
        assert_eq!(images(Vec2::new(300.0, arena.y - 5.0)), [Vec2::new(0.0, -arena.y)]);
        assert_eq!(images(Vec2::ZERO).len(), 3, "and in a corner in all four");
    }

    #[test]
    fn closed_edges_show_no_player_twice() {
        let game = Game::new(Mode::Rush, &[0, 1], 1);
        assert_eq!(Edges::of(&game, 0.0).images(Vec2::ZERO, 20.0).count(), 0);
    }
}
