//! The crown's circle: it wanders, and gives points to players inside it.

use glam::Vec2;

use super::{Hint, Part};
use crate::{Board, Cause, CrownTuning, GameEvent, TICK_S};

/// Distance of the place that a bot aims at from the circle's middle, as a share of the radius. It is not the middle,
/// because bots that all aim at one place crash there.
const BOT_ORBIT: f32 = 0.5;
/// Angle between the places of two successive slots, in radians: the golden angle spreads any number of them.
const BOT_ANGLE: f32 = 2.399_963;
/// Turn rate of these places, in radians per second: about that of a head on this orbit.
const BOT_TURN: f32 = 2.4;

/// The circle. It starts in the arena's middle and goes from one random place to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Crown {
    tuning: CrownTuning,
    /// Position of the middle.
    pub position: Vec2,
    /// Position one tick ago; views interpolate between the two.
    pub previous: Vec2,
    /// The place where it is going.
    goal: Vec2,
}

impl Crown {
    pub(super) fn begin(tuning: CrownTuning, board: &mut Board) -> Self {
        let middle = board.tuning().arena / 2.0;
        let goal = board.random_place(tuning.radius + tuning.margin);
        Self { tuning, position: middle, previous: middle, goal }
    }

    /// Returns the radius in arena units.
    pub fn radius(&self) -> f32 {
        self.tuning.radius
    }

    /// Returns the factor on payments: 1, and more in the finale.
    pub fn factor(&self, board: &Board) -> u32 {
        let is_finale = board.ticks_left().is_some_and(|left| left < self.tuning.finale_ticks);
        if is_finale { self.tuning.finale_factor } else { 1 }
    }

    /// Whether a place is inside.
    pub fn contains(&self, place: Vec2) -> bool {
        self.position.distance(place) <= self.tuning.radius
    }
}

impl Part for Crown {
    fn after_movement(&mut self, board: &mut Board, _: &mut Vec<GameEvent>) {
        let (way, step) = (self.goal - self.position, self.tuning.speed * TICK_S);
        self.previous = self.position;
        if way.length() > step {
            self.position += way.normalize_or_zero() * step;
        } else {
            self.position = self.goal;
            self.goal = board.random_place(self.tuning.radius + self.tuning.margin);
        }
    }

    fn on_tick(&mut self, board: &mut Board, _: &mut Vec<GameEvent>) {
        if !board.tick().is_multiple_of(self.tuning.every_ticks.max(1)) {
            return;
        }
        let points = u64::from(self.tuning.points) * u64::from(self.factor(board));
        for player in board.players_mut().iter_mut().filter(|player| player.is_solid()) {
            if self.contains(player.pose.position) {
                player.earn(points);
            }
        }
    }

    fn on_crash(&mut self, board: &mut Board, slot: u8, _: Cause, _: &mut Vec<GameEvent>) {
        for player in board.players_mut().iter_mut().filter(|player| player.slot == slot) {
            player.drop_share(self.tuning.drop);
        }
    }

    fn hint(&self, board: &Board, slot: u8) -> Hint {
        let angle = f32::from(slot) * BOT_ANGLE + board.tick() as f32 * TICK_S * BOT_TURN;
        let (sin, cos) = libm::sincosf(angle);
        let target = self.position + Vec2::new(cos, sin) * (self.tuning.radius * BOT_ORBIT);
        Hint { target: Some(target), ..Hint::default() }
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        for place in [self.position, self.goal] {
            add(u64::from(place.x.to_bits()) << 32 | u64::from(place.y.to_bits()));
        }
    }
}
