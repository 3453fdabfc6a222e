//! Movement and turning of a head, and of the body behind it.

use glam::Vec2;

use super::{Player, Pose};
use crate::{TICK_S, Tuning, grid::Grid};

/// Rate at which calm sets in and wears off, as a share of the speed per tick.
const CALM_STEP: f32 = 0.008;
/// Turning rate of a head on the spot before the start, in degrees per tick.
const PIVOT_STEP: f32 = 3.0;

/// The bounds for all heads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArenaEdges {
    pub low: Vec2,
    pub high: Vec2,
    /// Whether a head that leaves on one side comes in on the other.
    pub open: bool,
}

impl ArenaEdges {
    /// Returns the displacement with which a head outside comes in again on the other side, if the edges are open.
    pub(crate) fn jump(self, place: Vec2) -> Vec2 {
        if !self.open {
            return Vec2::ZERO;
        }
        let size = self.high - self.low;
        let left = Vec2::select(place.cmplt(self.low), size, Vec2::ZERO);
        left - Vec2::select(place.cmpgt(self.high), size, Vec2::ZERO)
    }
}

impl Player {
    /// Returns the pose a fraction `alpha` (0..=1) of the way from the previous tick to this one.
    pub fn pose_at(&self, alpha: f32) -> Pose {
        let turned = wrap_degrees(self.pose.heading - self.previous.heading);
        Pose {
            position: self.previous.position.lerp(self.pose.position, alpha),
            heading: wrap_degrees(self.previous.heading + turned * alpha),
        }
    }

    /// Turns and moves for the tick that starts at `tick`.
    ///
    /// The mean speed and mean heading of the tick make the path the same at any tick rate: exactly on a straight, and
    /// to a ten-thousandth of a unit a second in the tightest turn.
    pub(crate) fn advance(&mut self, tick: u64, steer: f32, tuning: &Tuning, edges: ArenaEdges, grid: &mut Grid) {
        let before = self.dash.speed(tuning.speed(tick), self.pace);
        self.calm_ticks = self.calm_ticks.saturating_sub(1);
        let calm = if self.calm_ticks > 0 { tuning.blips.calm.0 } else { 1.0 };
        let wanted = calm * self.haste;
        self.pace += (wanted - self.pace).clamp(-CALM_STEP, CALM_STEP);
        // Most players of most ticks are under no effect.
        if self.acts > 0 {
            self.dash.advance();
        }
        if tuning.powers.is_some() {
            self.effects.advance();
        }
        let after = self.dash.speed(tuning.speed(tick + 1), self.pace);
        let mean_speed = (before + after) / 2.0;
        let turn = steer * tuning.max_turn_rate(mean_speed) * TICK_S;
        self.previous = self.pose;
        self.pose.position += direction(self.pose.heading + turn / 2.0) * (mean_speed * TICK_S);
        self.pose.heading = wrap_degrees(self.pose.heading + turn);
        self.speed = after;
        self.steer = steer;
        self.ticks_alive += 1;
        self.life.0 += u64::from(self.ghost_ticks == 0);
        self.combo_ticks = self.combo_ticks.saturating_sub(1);
        if self.combo_ticks == 0 {
            self.combo = 0;
        }
        let way = (self.previous.position, self.pose.position);
        let stays_inside = !self.come_in_again(edges) && self.ghost_ticks == 0;
        if self.ghost_ticks > 0 && !edges.open {
            self.bounce(edges, tuning.head_radius);
        }
        let solid = stays_inside && !self.is_in_gap(tuning);
        self.body.follow(way, solid, &tuning.body, self.slot, grid);
    }

    /// Turns on the spot before the start: the phone's tilt sets the heading.
    pub(crate) fn pivot(&mut self, steer: f32, most: f32) {
        self.previous = self.pose;
        let off = wrap_degrees(self.start_heading + steer * most - self.pose.heading);
        self.pose.heading = wrap_degrees(self.pose.heading + off.clamp(-PIVOT_STEP, PIVOT_STEP));
        self.steer = steer;
    }

    /// Rides along with another head: there, as a ghost for `ticks` ticks.
    pub(crate) fn ride(&mut self, pose: Pose, previous: Pose, ticks: u64) {
        (self.pose, self.previous, self.ghost_ticks) = (pose, previous, ticks);
    }

    /// Exchanges heads and bodies with another player, and everything that happens to them; not the points.
    pub(crate) fn exchange_ride(&mut self, other: &mut Self, tuning: &Tuning, grid: &mut Grid) {
        use std::mem::swap;
        self.body.leave(self.slot, grid);
        other.body.leave(other.slot, grid);
        swap(&mut self.pose, &mut other.pose);
        swap(&mut self.previous, &mut other.previous);
        swap(&mut self.speed, &mut other.speed);
        swap(&mut self.pace, &mut other.pace);
        swap(&mut self.dash, &mut other.dash);
        swap(&mut self.held, &mut other.held);
        swap(&mut self.calm_ticks, &mut other.calm_ticks);
        swap(&mut self.ghost_ticks, &mut other.ghost_ticks);
        swap(&mut self.patience, &mut other.patience);
        swap(&mut self.gap_lead, &mut other.gap_lead);
        swap(&mut self.near, &mut other.near);
        swap(&mut self.body, &mut other.body);
        if tuning.body.kills {
            self.body.join(self.slot, grid);
            other.body.join(other.slot, grid);
        }
    }

    /// Moves it through an open edge. Returns whether it passed one.
    fn come_in_again(&mut self, edges: ArenaEdges) -> bool {
        let jump = edges.jump(self.pose.position);
        // Views draw it entering, and not crossing the whole arena.
        self.pose.position += jump;
        self.previous.position += jump;
        jump != Vec2::ZERO
    }

    /// A head that can touch nothing turns round at the edge.
    fn bounce(&mut self, edges: ArenaEdges, radius: f32) {
        let inside = self.pose.position.clamp(edges.low + radius, (edges.high - radius).max(edges.low + radius));
        let outwards = (self.pose.position - inside) * self.pose.direction();
        if outwards.x > 0.0 {
            self.pose.heading = wrap_degrees(180.0 - self.pose.heading);
        }
        if outwards.y > 0.0 {
            self.pose.heading = -self.pose.heading;
        }
        self.pose.position = inside;
    }

    fn is_in_gap(&self, tuning: &Tuning) -> bool {
        let Some((every, gap)) = tuning.party.and_then(|party| party.gap) else { return false };
        libm::fmodf(self.body.path() + self.gap_lead, every) > every - gap
    }
}

pub(super) fn direction(heading: f32) -> Vec2 {
    let (sin, cos) = libm::sincosf(heading.to_radians());
    Vec2::new(cos, sin)
}

/// Returns the same angle in −180..180.
pub(super) fn wrap_degrees(angle: f32) -> f32 {
    libm::fmodf(libm::fmodf(angle + 180.0, 360.0) + 360.0, 360.0) - 180.0
}
