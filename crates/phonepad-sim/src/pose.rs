//! The sensor readings of a phone held in a given pose. Pure: no clock, no noise.
//!
//! Device axes: x to the right edge, y to the top edge, z out of the screen. Lying flat with the screen up, gravity reads
//! z = +9.81 m/s²; standing upright y = +9.81; with the right edge down x is negative.

use glam::Vec3;

use phonepad_motion::STANDARD_GRAVITY;

/// Furthest lean that can be requested, in degrees; at 90 the law below has no unique pose.
pub const MAX_LEAN_DEGREES: f32 = 80.0;

/// A phone's pose and its rate of change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandPose {
    /// Elevation of the top edge, in degrees: 0 is flat, 90 upright.
    pub pitch: f32,
    /// Sideways lean in degrees as [`lean_degrees`](phonepad_motion::lean_degrees) measures it; positive is right edge down, a turn to the right.
    pub lean: f32,
    /// Change of `lean` in degrees per second.
    pub lean_rate: f32,
}

impl HandPose {
    /// Returns the acceleration including gravity in m/s².
    pub fn acceleration(self) -> Vec3 {
        self.up() * STANDARD_GRAVITY
    }

    /// Returns the direction of "up" in device axes, of length 1.
    pub fn up(self) -> Vec3 {
        let (neutral, _) = self.directions();
        let (sin, cos) = libm::sincosf(self.roll());
        neutral * cos - Vec3::X * sin
    }

    /// Returns the rotation rate about x, y and z in degrees per second: only the part due to the lean, without any
    /// turn about the vertical.
    pub fn rotation_rate(self) -> Vec3 {
        let (_, axis) = self.directions();
        let tan = libm::tanf(self.clamped_lean());
        let shrink = self.shrink();
        // The derivative of `roll`.
        let roll_rate = self.lean_rate * shrink * (1.0 + tan * tan) / (1.0 + shrink * shrink * tan * tan);
        axis * roll_rate
    }

    /// Returns the up direction without any lean, and the axis about which a positive angle puts the right edge down.
    fn directions(self) -> (Vec3, Vec3) {
        let (sin, cos) = libm::sincosf(self.pitch.to_radians());
        (Vec3::new(0.0, sin, cos), Vec3::new(0.0, cos, -sin))
    }

    /// Returns the angle about that axis, in radians. The law of the lean divides by the larger of y and z and not by
    /// their common length, so the angle is a little smaller than the lean.
    fn roll(self) -> f32 {
        libm::atanf(self.shrink() * libm::tanf(self.clamped_lean()))
    }

    fn shrink(self) -> f32 {
        let (neutral, _) = self.directions();
        neutral.y.abs().max(neutral.z.abs())
    }

    fn clamped_lean(self) -> f32 {
        self.lean.clamp(-MAX_LEAN_DEGREES, MAX_LEAN_DEGREES).to_radians()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonepad_motion::lean_degrees;

    fn still(pitch: f32, lean: f32) -> HandPose {
        HandPose { pitch, lean, lean_rate: 0.0 }
    }

    #[test]
    fn gravity_has_the_signs_of_a_real_phone() {
        let near = |a: Vec3, b: Vec3| assert!(a.distance(b) < 1e-3, "{a} is not {b}");
        near(still(0.0, 0.0).acceleration(), Vec3::new(0.0, 0.0, STANDARD_GRAVITY));
        near(still(90.0, 0.0).acceleration(), Vec3::new(0.0, STANDARD_GRAVITY, 0.0));
        assert!(still(45.0, 10.0).acceleration().x < -1.0, "right edge down is negative x");
    }

    #[test]
    fn the_lean_is_the_requested_one_and_up_has_length_1() {
        for pitch in [0.0, 20.0, 45.0, 70.0, 90.0] {
            for lean in [-80.0, -16.7, -0.5, 0.0, 3.0, 16.7, 45.0, 80.0] {
                let up = still(pitch, lean).up();
                assert!((lean_degrees(up) - lean).abs() < 1e-3, "pitch {pitch}, lean {lean}: {}", lean_degrees(up));
                assert!((up.length() - 1.0).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn a_lean_beyond_the_limit_stops_there() {
        assert!((lean_degrees(still(45.0, 1000.0).up()) - MAX_LEAN_DEGREES).abs() < 1e-2);
    }

    /// From a turning body, a fixed direction appears to move by −ω × up.
    #[test]
    fn the_rotation_rate_matches_the_motion_of_gravity() {
        const STEP: f32 = 1e-3;
        for pitch in [0.0, 30.0, 45.0, 60.0, 90.0] {
            for lean in [-40.0, -10.0, 0.0, 20.0] {
                let now = HandPose { pitch, lean, lean_rate: 50.0 };
                let later = HandPose { lean: lean + now.lean_rate * STEP, ..now };
                let seen = (later.up() - now.up()) / STEP;
                let told = -(now.rotation_rate() * std::f32::consts::PI / 180.0).cross(now.up());
                assert!(seen.distance(told) < 5e-3, "pitch {pitch}, lean {lean}: {seen} is not {told}");
            }
        }
    }

    #[test]
    fn leaning_right_turns_about_y_when_flat_and_against_z_when_upright() {
        let leaning = |pitch| HandPose { pitch, lean: 0.0, lean_rate: 10.0 }.rotation_rate();
        assert!(leaning(0.0).distance(Vec3::new(0.0, 10.0, 0.0)) < 1e-4);
        assert!(leaning(90.0).distance(Vec3::new(0.0, 0.0, -10.0)) < 1e-4);
    }
}
