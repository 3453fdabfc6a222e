//! A player: a head that cannot stop, and the body that follows it.

use std::collections::VecDeque;

use glam::Vec2;

use super::{TICK_S, classic};

/// Where a head is and where it is going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// In arena units, y down.
    pub position: Vec2,
    /// Degrees clockwise from "right", in −180..180.
    pub heading: f32,
}

/// One player of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Which seat steers it.
    pub slot: u8,
    /// Now.
    pub pose: Pose,
    /// One tick ago; views draw in between.
    pub previous: Pose,
    /// In units per second.
    pub speed: f32,
    /// Steering used in the last tick, −1..=1.
    pub steer: f32,
    /// Whether it still runs.
    pub alive: bool,
    /// Ticks it has lived.
    pub ticks_alive: u64,
    /// Blips taken.
    pub blips: u32,
    body: Body,
}

impl Player {
    pub(super) fn new(slot: u8, position: Vec2) -> Self {
        let pose = Pose { position, heading: 0.0 };
        Self {
            slot,
            pose,
            previous: pose,
            speed: classic::START_SPEED,
            steer: 0.0,
            alive: true,
            ticks_alive: 0,
            blips: 0,
            body: Body::new(position),
        }
    }

    /// Points so far.
    pub fn score(&self) -> f64 {
        let seconds = self.ticks_alive as f64 / f64::from(super::TICK_HZ);
        f64::from(self.blips) * classic::BLIP_SCORE + seconds * classic::SURVIVAL_SCORE_PER_S
    }

    /// The pose a fraction `alpha` (0..=1) of the way from the previous tick to this one.
    pub fn pose_at(&self, alpha: f32) -> Pose {
        let turned = wrap_degrees(self.pose.heading - self.previous.heading);
        Pose {
            position: self.previous.position.lerp(self.pose.position, alpha),
            heading: wrap_degrees(self.previous.heading + turned * alpha),
        }
    }

    /// Points of the body from just behind the head to the tail's end.
    pub fn body(&self) -> impl ExactSizeIterator<Item = Vec2> + '_ {
        self.body.points.iter().copied()
    }

    /// Turns and moves for the tick that starts at `tick`.
    ///
    /// Mean speed and mean heading of the tick make the path the same at any tick rate: exactly so on a straight, and
    /// to a ten-thousandth of a unit a second in the tightest turn.
    pub(super) fn advance(&mut self, tick: u64, steer: f32) {
        let turn = steer * classic::MAX_TURN_RATE * TICK_S;
        let mean_speed = (classic::speed(tick) + classic::speed(tick + 1)) / 2.0;
        let (sin, cos) = libm::sincosf((self.pose.heading + turn / 2.0).to_radians());
        self.previous = self.pose;
        self.pose.position += Vec2::new(cos, sin) * (mean_speed * TICK_S);
        self.pose.heading = wrap_degrees(self.pose.heading + turn);
        self.speed = classic::speed(tick + 1);
        self.steer = steer;
        self.ticks_alive += 1;
        self.body.follow(self.previous.position, classic::BODY_LENGTH);
    }

    /// Stops dead: from now on views draw it where it is.
    pub(super) fn stop(&mut self) {
        self.alive = false;
        self.previous = self.pose;
    }
}

/// Where the head has been lately, newest first.
#[derive(Debug, Clone, PartialEq)]
struct Body {
    points: VecDeque<Vec2>,
    length: f32,
}

impl Body {
    fn new(head: Vec2) -> Self {
        Self { points: VecDeque::from([head]), length: 0.0 }
    }

    /// Puts a point behind the head and lets go of what is further back than `max_length`.
    fn follow(&mut self, point: Vec2, max_length: f32) {
        self.length += self.points.front().map_or(0.0, |newest| newest.distance(point));
        self.points.push_front(point);
        while let [.., before, last] = *self.points.make_contiguous() {
            let end = before.distance(last);
            if self.length - end < max_length {
                break;
            }
            self.length -= end;
            self.points.pop_back();
        }
    }
}

/// The same angle in −180..180.
fn wrap_degrees(angle: f32) -> f32 {
    libm::fmodf(libm::fmodf(angle + 180.0, 360.0) + 360.0, 360.0) - 180.0
}
