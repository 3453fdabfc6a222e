//! The thumb: one action for each player, beside the steering. By default it is a dash.

use super::{Power, TICK_HZ};

/// Ticks of full lock that count as a tap, for players without a thumb: half a second.
const LOCK_TICKS: u32 = TICK_HZ / 2;
/// Steering from which a hand is at full lock, and below which it has let go: not at the very end, because hands shake.
const LOCKED: f32 = 0.95;
const RELEASED: f32 = 0.8;

/// An action of a player's thumb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A dash, for the mode's price.
    Dash,
    /// The power that the player holds.
    Power(Power),
}

impl Action {
    /// Returns its name in events and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            // The same as the power that does the same.
            Self::Dash => Power::Dash.name(),
            Self::Power(power) => power.name(),
        }
    }
}

/// The state of a player's thumb, for the phone to show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThumbState {
    /// The action of a tap now; `None` where taps do nothing.
    pub action: Option<Action>,
    /// Whether a tap would take effect.
    pub ready: bool,
    /// The share of the price that the player can pay, 0..=1.
    pub charge: f32,
}

/// Turns a hold at full lock into a tap, for players without a thumb.
///
/// ```
/// let mut lock = full_tilt_rules::LockTap::default();
/// let taps = (0..240).filter(|_| lock.feed(-1.0)).count();
/// assert_eq!(taps, 1, "one tap for a hold, however long");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LockTap {
    /// Ticks at the present lock.
    ticks: u32,
    to_the_right: bool,
}

impl LockTap {
    /// Takes the steering of a tick, −1..=1. Returns whether this tick is a tap: once for each hold of half a second.
    pub fn feed(&mut self, steer: f32) -> bool {
        let to_the_right = steer > 0.0;
        let holds = steer.abs() >= if self.ticks > 0 { RELEASED } else { LOCKED };
        if !holds || self.ticks > 0 && to_the_right != self.to_the_right {
            self.ticks = 0;
        }
        if steer.abs() >= LOCKED || self.ticks > 0 {
            self.to_the_right = to_the_right;
            self.ticks = self.ticks.saturating_add(1);
        }
        self.ticks == LOCK_TICKS
    }
}
