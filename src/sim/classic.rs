//! The numbers of *classic* mode: the original's rules, given per second instead of per frame.

use glam::Vec2;

/// Width and height of the arena.
pub const ARENA: Vec2 = Vec2::new(840.0, 600.0);
/// Where a single player starts, heading right. Several start below one another, evenly spread.
pub const START: Vec2 = Vec2::new(200.0, 300.0);
/// How far outside the arena a head may be before that is the end. Strictly more than this kills.
pub const EDGE_MARGIN: f32 = 10.0;
/// Speed at the start, in units per second.
pub const START_SPEED: f32 = 120.0;
/// Growth of the speed, in units per second every second.
pub const SPEED_GROWTH: f32 = 1.8;
/// Turning at full lock, in degrees per second.
pub const MAX_TURN_RATE: f32 = 60.0;
/// Ticks from one blip to the next: 3⅓ s, the original's 200 frames.
pub const BLIP_INTERVAL_TICKS: u64 = 400;
/// Points for a blip.
pub const BLIP_SCORE: f64 = 50.0;
/// Points for a second of staying alive.
pub const SURVIVAL_SCORE_PER_S: f64 = 0.6;

/// Size of a head. The original's facts leave this and the next two open: they are ours.
pub const HEAD_RADIUS: f32 = 10.0;
/// Size of a blip; one is taken when head and blip touch, and appears wholly inside the arena.
pub const BLIP_RADIUS: f32 = 10.0;
/// Length of the body that trails a head. In this mode it harms nobody.
pub const BODY_LENGTH: f32 = 120.0;
/// Most blips lying about. A player who takes none for 14 minutes has lost interest, and memory has a bound.
pub const MAX_BLIPS: usize = 256;

/// Speed after so many ticks, in units per second.
pub fn speed(tick: u64) -> f32 {
    START_SPEED + SPEED_GROWTH * (tick as f32 * super::TICK_S)
}
