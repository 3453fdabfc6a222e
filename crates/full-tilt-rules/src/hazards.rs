//! Hazards: deadly things other than edges and bodies.

use glam::Vec2;

use super::{Inputs, TICK_S, Tuning};

/// A deadly object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hazard {
    /// Number of the hazard, counting from 0 in the order of appearance.
    pub id: u32,
    /// Kind of the hazard, which determines whether it moves.
    pub kind: HazardKind,
    /// Position in arena units.
    pub position: Vec2,
    /// Position one tick ago; views interpolate between the two.
    pub previous: Vec2,
    /// Velocity in units per second.
    pub velocity: Vec2,
    /// Radius in arena units.
    pub radius: f32,
    /// The tick from which it kills; before that it only warns.
    pub armed_at: u64,
}

/// The kinds of hazards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HazardKind {
    /// Stays in place.
    Thorn,
    /// Moves straight on, and bounces off the edges.
    Drifter,
    /// Steered by a player who is out; bounces off the edges.
    Spirit {
        /// The player's slot.
        of: u8,
    },
}

impl Hazard {
    /// Whether it kills at this tick; a new one only warns for a while.
    pub fn is_armed(&self, tick: u64) -> bool {
        tick >= self.armed_at
    }

    /// Moves for a tick, between edges that have moved inwards by `inset`. A spirit moves while it warns, too, so that
    /// its player notices it at once.
    pub(super) fn advance(&mut self, tick: u64, inputs: &Inputs, tuning: &Tuning, inset: f32) {
        self.previous = self.position;
        match self.kind {
            HazardKind::Thorn => return,
            HazardKind::Drifter if !self.is_armed(tick) => return,
            HazardKind::Drifter => {}
            HazardKind::Spirit { of } => {
                let turn_rate = tuning.party.and_then(|party| party.spirit).map_or(0.0, |spirit| spirit.turn_rate);
                let (sin, cos) = libm::sincosf((inputs.get(of) * turn_rate * TICK_S).to_radians());
                self.velocity = Vec2::new(cos, sin).rotate(self.velocity);
            }
        }
        self.position += self.velocity * TICK_S;
        let low = Vec2::splat(inset + self.radius);
        let high = (tuning.arena - low).max(low);
        for axis in 0..2 {
            if self.position[axis] < low[axis] {
                self.velocity[axis] = self.velocity[axis].abs();
            } else if self.position[axis] > high[axis] {
                self.velocity[axis] = -self.velocity[axis].abs();
            }
        }
        self.position = self.position.clamp(low, high);
    }
}
