//! Deadly things, and their distances from a head.

use std::ops::ControlFlow;

use glam::Vec2;

use super::Board;
use crate::{Cause, HazardKind, MAX_PLAYERS, TICK_S, grid};

/// A head's path, actual or simulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Probe {
    pub slot: u8,
    pub from: Vec2,
    pub to: Vec2,
    /// Distance travelled by the head from the start of the round to `to`.
    pub path: f32,
    /// Things further away than this from the head's skin do not matter.
    pub reach: f32,
    /// Time from now in seconds, in which drifters will have moved.
    pub ahead_s: f32,
    /// Whether other players matter.
    pub others: bool,
}

/// The nearest of the things checked so far.
struct Nearest {
    /// Distance from skin to skin.
    gap: f32,
    cause: Option<Cause>,
}

impl Nearest {
    fn consider(&mut self, gap: f32, cause: Cause) {
        if gap < self.gap {
            *self = Self { gap, cause: Some(cause) };
        }
    }
}

impl Board {
    /// Returns the distance from the nearest edge at present; negative outside.
    pub(crate) fn edge_distance(&self, place: Vec2) -> f32 {
        let low = place - self.inset;
        let high = self.tuning.arena - self.inset - place;
        low.min(high).min_element()
    }

    /// Returns the distance from the nearest body, or `reach` if it is larger.
    pub(crate) fn body_distance(&self, place: Vec2, reach: f32) -> f32 {
        let mut nearest = reach;
        let _ = self.grid.for_each_near(place, place, reach, |segment| {
            nearest = nearest.min(grid::to_segment(place, (segment.from, segment.to)));
            ControlFlow::Continue(nearest)
        });
        nearest
    }

    /// Returns the point of all bodies that is nearest to a place, if it is within `reach`; on the middle line.
    pub(crate) fn nearest_body(&self, place: Vec2, reach: f32) -> Option<Vec2> {
        let mut nearest = (reach, None);
        let _ = self.grid.for_each_near(place, place, reach, |segment| {
            let distance = grid::to_segment(place, (segment.from, segment.to));
            if distance < nearest.0 {
                nearest = (distance, Some(grid::nearest_point(place, (segment.from, segment.to))));
            }
            ControlFlow::Continue(nearest.0)
        });
        nearest.1
    }

    /// Returns the nearest deadly thing within the probe's reach, and its distance from skin to skin: at most 0 is a
    /// crash. Of several bodies that are touched at once it is the one found first.
    pub(crate) fn nearest_threat(&self, probe: &Probe) -> Option<(f32, Cause)> {
        let head = self.tuning.head_radius;
        let mut nearest = Nearest { gap: probe.reach, cause: None };
        // A head may be half over the edge. Between the line and the end nothing is nearer than "very near".
        let edge = if self.are_edges_open(probe.ahead_s) { f32::INFINITY } else { self.edge_distance(probe.to) };
        if edge < -self.tuning.edge_margin {
            nearest.consider(edge, Cause::Edge);
        } else {
            nearest.consider((edge - head).max(f32::MIN_POSITIVE), Cause::Edge);
        }
        for hazard in &self.hazards {
            let harms = !matches!(hazard.kind, HazardKind::Spirit { of } if self.spares(probe.slot, of));
            if harms && (hazard.is_armed(self.tick) || probe.ahead_s > 0.0) {
                let position = hazard.position + hazard.velocity * probe.ahead_s;
                let distance = grid::to_segment(position, (probe.from, probe.to));
                nearest.consider(distance - head - hazard.radius, Cause::Hazard(hazard.kind));
            }
        }
        if self.tuning.body.kills {
            if probe.others {
                self.look_at_heads(probe, &mut nearest);
            }
            self.look_at_bodies(probe, &mut nearest);
        }
        nearest.cause.map(|cause| (nearest.gap, cause))
    }

    /// Returns the player whose head or body is nearest to this player's head, if it is within `reach` from skin to skin.
    pub(crate) fn nearest_other(&self, slot: u8, reach: f32) -> Option<u8> {
        let player = self.player(slot).filter(|player| player.is_solid())?;
        let (from, to) = (player.previous.position, player.pose.position);
        // With this path its own body begins behind its end.
        let probe = Probe { slot, from, to, path: f32::NEG_INFINITY, reach, ahead_s: 0.0, others: true };
        let mut nearest = Nearest { gap: reach, cause: None };
        self.look_at_heads(&probe, &mut nearest);
        self.look_at_bodies(&probe, &mut nearest);
        nearest.cause?.by(slot)
    }

    fn look_at_heads(&self, probe: &Probe, nearest: &mut Nearest) {
        let head = self.tuning.head_radius;
        // Most are too far away to matter, and this check is cheap.
        let around = probe.reach + 2.0 * head + 2.0 * probe.from.distance(probe.to) + 1.0;
        for other in self.players.iter().filter(|other| other.slot != probe.slot && other.is_solid()) {
            let far = around + other.speed * (probe.ahead_s + 2.0 * TICK_S);
            if other.pose.position.distance_squared(probe.to) > far * far || self.spares(probe.slot, other.slot) {
                continue;
            }
            let ahead = other.pose.direction() * (other.speed * probe.ahead_s);
            let way = (other.previous.position + ahead, other.pose.position + ahead);
            let distance = grid::distance((probe.from, probe.to), way);
            nearest.consider(distance - 2.0 * head, Cause::Head { of: other.slot });
            if probe.ahead_s > 0.0 {
                // The part of the body that it will have left until then.
                let distance = grid::distance((probe.from, probe.to), (other.pose.position, way.1));
                nearest.consider(
                    distance - head - self.tuning.body.radius * other.trail_width(&self.tuning),
                    Cause::Body { of: other.slot },
                );
            }
        }
    }

    fn look_at_bodies(&self, probe: &Probe, nearest: &mut Nearest) {
        // The path of each head, and the length of its body; an absent player has none.
        let mut bodies = [(f32::INFINITY, 0.0); MAX_PLAYERS];
        for player in &self.players {
            // A body of no length harms nobody.
            let length = if self.spares(probe.slot, player.slot) { -1.0 } else { player.body.wanted() };
            bodies[usize::from(player.slot)] = (player.body.path(), length);
        }
        let head = self.tuning.head_radius;
        let widest = self.widest_trail();
        let skins = head + self.tuning.body.radius * widest;
        let _ = self.grid.for_each_near(probe.from, probe.to, skins + probe.reach, |segment| {
            let own = segment.owner == probe.slot;
            let (path, length) = bodies[usize::from(segment.owner)];
            let behind = if own { probe.path } else { path } - segment.at;
            if own && behind < self.tuning.body.neck || behind > length || !own && !probe.others {
                return ControlFlow::Continue(skins + nearest.gap);
            }
            let distance = grid::distance((probe.from, probe.to), (segment.from, segment.to));
            let radius = self.tuning.body_radius(behind / length)
                * if widest > 1.0 { self.trail_width(segment.owner) } else { 1.0 };
            nearest.consider(distance - head - radius, Cause::Body { of: segment.owner });
            // Once a head touches something, other things do not matter.
            if nearest.gap <= 0.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(skins + nearest.gap) }
        });
    }

    /// Returns the largest factor on the width of any trail: 1 without powers.
    fn widest_trail(&self) -> f32 {
        if self.tuning.powers.is_none() {
            return 1.0;
        }
        self.players.iter().map(|player| player.trail_width(&self.tuning)).fold(1.0, f32::max)
    }

    fn trail_width(&self, slot: u8) -> f32 {
        self.player(slot).map_or(1.0, |player| player.trail_width(&self.tuning))
    }
}
