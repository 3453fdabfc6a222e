//! The dash, and what a player's thumb would do.

use super::Player;
use crate::{Action, DashPrice, DashTuning, ThumbState, ThumbTuning, Tuning};

/// Rate at which a dash sets in and wears off, as a share of the speed per tick.
const BOOST_STEP: f32 = 0.04;

/// The state of the dash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DashState {
    /// Factor on the speed at present, and the limit of the speed while it is above 1.
    boost: f32,
    factor: f32,
    top_speed: f32,
    ticks: u64,
    /// Ticks until a charge is full again.
    recharge_ticks: u64,
}

impl DashState {
    pub(super) const NONE: Self =
        Self { boost: 1.0, factor: 1.0, top_speed: f32::INFINITY, ticks: 0, recharge_ticks: 0 };

    /// Advances by a tick.
    pub(super) fn advance(&mut self) {
        self.recharge_ticks = self.recharge_ticks.saturating_sub(1);
        let wanted = if self.ticks > 0 { self.factor } else { 1.0 };
        self.ticks = self.ticks.saturating_sub(1);
        self.boost += (wanted - self.boost).clamp(-BOOST_STEP, BOOST_STEP);
    }

    /// Returns the speed for a usual speed and its share under calm.
    pub(super) fn speed(&self, usual: f32, pace: f32) -> f32 {
        if self.boost > 1.0 { (usual * pace * self.boost).min(self.top_speed.max(usual * pace)) } else { usual * pace }
    }
}

impl Player {
    /// Whether it is dashing.
    pub fn is_dashing(&self) -> bool {
        self.dash.ticks > 0
    }

    /// Returns the state of its thumb, for the phone to show.
    pub fn action(&self, tuning: &Tuning) -> ThumbState {
        if let Some(power) = self.held {
            return ThumbState { action: Some(Action::Power(power)), ready: self.is_solid(), charge: 1.0 };
        }
        let Some(thumb) = tuning.thumb else { return ThumbState { action: None, ready: false, charge: 0.0 } };
        let charge = match thumb.price {
            DashPrice::Length(price) => {
                let spare = self.body.wanted() - tuning.body.start_length;
                if price > 0.0 { (spare / price).clamp(0.0, 1.0) } else { 1.0 }
            }
            DashPrice::Charge(ticks) => 1.0 - self.dash.recharge_ticks as f32 / ticks.max(1) as f32,
        };
        let ready = charge >= 1.0 && self.is_solid() && !self.is_dashing();
        ThumbState { action: Some(Action::Dash), ready, charge }
    }

    /// Pays for a dash and begins it. Returns whether the player could.
    pub(crate) fn pay_for_dash(&mut self, thumb: &ThumbTuning, tuning: &Tuning) -> bool {
        if !self.action(tuning).ready {
            return false;
        }
        match thumb.price {
            DashPrice::Length(price) => {
                self.body.set_wanted(self.body.wanted() - price);
                // Escaping a part that is cut off does not count.
                self.near.to = None;
            }
            DashPrice::Charge(ticks) => self.dash.recharge_ticks = ticks,
        }
        self.begin_dash(&thumb.dash);
        true
    }

    pub(crate) fn begin_dash(&mut self, dash: &DashTuning) {
        (self.dash.factor, self.dash.top_speed, self.dash.ticks) = (dash.factor, dash.top_speed, dash.ticks);
    }

    /// Ends a dash at once.
    pub(super) fn end_dash(&mut self) {
        self.dash = DashState { recharge_ticks: self.dash.recharge_ticks, ..DashState::NONE };
    }

    /// Adds what its thumb has done to the round's fingerprint. Rounds without an action have the same as before there
    /// were any.
    pub(crate) fn add_actions(&self, add: &mut dyn FnMut(u64)) {
        if self.acts > 0 {
            add(u64::from(self.acts) << 32 | self.dash.ticks);
            add(u64::from(self.dash.boost.to_bits()) << 32 | self.dash.recharge_ticks);
        }
    }
}
