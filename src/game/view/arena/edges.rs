//! What the edges do: whether they are open and for how long, and whether they are about to close in.

use bevy::prelude::*;

use crate::sim::{Game, TICK_HZ};

/// Edges that are about to shut hurry for so many seconds.
pub(crate) const HURRY_S: f32 = 1.5;
/// Closing in is announced so many seconds before it begins.
pub(crate) const WARNING_S: f32 = 3.0;
/// Seconds in which edges open.
const OPENING_S: f32 = 0.25;

/// What the edges of a game do at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edges {
    /// The corners at the top left and at the bottom right, in arena units.
    low: Vec2,
    high: Vec2,
    /// Seconds for which whoever leaves still comes in on the other side; infinitely many where that is always so.
    pub open_s: f32,
    /// How wide open they are, 0..=1.
    pub open: f32,
    pub threat: Threat,
}

/// Whether the edges come nearer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Threat {
    /// They stay where they are.
    None,
    /// They will begin to move in so many seconds.
    Soon(f32),
    /// They move.
    Now,
}

impl Edges {
    /// The edges of this game between its last tick and the next one.
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

    /// Whether whoever leaves comes in on the other side.
    pub(crate) fn are_open(&self) -> bool {
        self.open_s > 0.0
    }

    /// How far away a thing is to be seen again, while it is nearer than its `reach` to an open edge: one picture for each
    /// side that it is leaving by, and none where it only is where it is.
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

    /// A game of survival that nothing can end.
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
    fn who_leaves_by_an_open_edge_is_seen_on_both_sides() {
        let edges = Edges::of(&endless(), 0.0);
        let arena = Tuning::SURVIVAL.arena;
        let images = |at: Vec2| edges.images(at, 20.0).collect::<Vec<_>>();
        assert_eq!(images(arena / 2.0), []);
        assert_eq!(images(Vec2::new(5.0, 300.0)), [Vec2::new(arena.x, 0.0)]);
        assert_eq!(images(Vec2::new(300.0, arena.y - 5.0)), [Vec2::new(0.0, -arena.y)]);
        assert_eq!(images(Vec2::ZERO).len(), 3, "and in a corner in all four");
    }

    #[test]
    fn closed_edges_show_nobody_twice() {
        let game = Game::new(Mode::Rush, &[0, 1], 1);
        assert_eq!(Edges::of(&game, 0.0).images(Vec2::ZERO, 20.0).count(), 0);
    }
}
