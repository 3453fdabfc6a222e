//! Hazards: what kills besides edges and bodies.

use glam::Vec2;

use super::{Inputs, TICK_S, Tuning};

/// Something not to touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hazard {
    /// Counts from 0 in the order of appearance.
    pub id: u32,
    /// Whether it stands or moves.
    pub kind: HazardKind,
    /// In arena units.
    pub position: Vec2,
    /// A tick ago; views draw in between.
    pub previous: Vec2,
    /// In units per second.
    pub velocity: Vec2,
    /// Its size.
    pub radius: f32,
    /// The tick from which it kills; before, it warns.
    pub armed_at: u64,
}

/// The kinds of hazards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HazardKind {
    /// Stands.
    Thorn,
    /// Moves straight on, and bounces off the edges.
    Drifter,
    /// Is steered by somebody who is out, and bounces off the edges.
    Spirit {
        /// Whose.
        of: u8,
    },
}

impl Hazard {
    /// Whether it kills at this tick; a new one only warns for a while.
    pub fn is_armed(&self, tick: u64) -> bool {
        tick >= self.armed_at
    }

    /// Moves for a tick, between edges that are so far in. A spirit moves while it warns, too, so that whoever steers it
    /// finds it at once.
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
