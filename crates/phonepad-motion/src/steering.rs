//! The steering law: the same one for a phone held like a tray, like a wheel, and anywhere in between.

use glam::Vec3;

/// Converts a vector from device axes to screen axes; `angle` is `screen.orientation.angle` in degrees.
///
/// Sensor readings never turn with the screen, so this must be done with the angle at the time of the reading.
pub fn to_screen(device: Vec3, angle: u16) -> Vec3 {
    // Quarter turns need no trigonometry, and other angles do not occur.
    let (x, y) = match angle {
        90 => (-device.y, device.x),
        180 => (-device.x, -device.y),
        270 => (device.y, -device.x),
        _ => (device.x, device.y),
    };
    Vec3::new(x, y, device.z)
}

/// Returns how far the screen's right edge is down, in degrees, −90..=90, from the up vector in screen axes.
///
/// `lean = atan2(−x, max(|y|, |z|))`: exact for a tray tilted sideways (pitch below 45°) and for a wheel turned upright
/// (above 45°), at least 80 % in between, and never ambiguous, unlike the Euler angle `gamma`.
pub fn lean_degrees(up: Vec3) -> f32 {
    libm::atan2f(-up.x, up.y.abs().max(up.z.abs())).to_degrees()
}

/// From lean to steering: a dead zone, a range and a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SteeringLaw {
    /// Lean without effect, in degrees to either side; beyond it, steering starts at 0, without a jump.
    pub dead_deg: f32,
    /// Lean of full lock, in degrees.
    pub full_deg: f32,
    /// Exponent of the response: 1 is linear, more is gentler around the middle.
    pub expo: f32,
    /// Whether leaning right steers left.
    pub invert: bool,
}

impl Default for SteeringLaw {
    /// The original's 3.6 °/s of turning for every degree of tilt (so 16.7° to full lock), behind a dead zone of 1.5°
    /// that the original got for free from steering by whole degrees.
    fn default() -> Self {
        Self { dead_deg: 1.5, full_deg: 1.5 + 60.0 / 3.6, expo: 1.0, invert: false }
    }
}

impl SteeringLaw {
    /// Limits of the values that players may choose.
    const DEAD_RANGE: (f32, f32) = (0.0, 10.0);
    const FULL_RANGE: (f32, f32) = (8.0, 60.0);
    const EXPO_RANGE: (f32, f32) = (0.5, 3.0);

    /// Returns the same law with every number inside its limits; a value that is not a number becomes the default.
    pub fn sanitised(self) -> Self {
        let default = Self::default();
        let within = |value: f32, (low, high): (f32, f32), default: f32| {
            if value.is_nan() { default } else { value.clamp(low, high) }
        };
        let dead_deg = within(self.dead_deg, Self::DEAD_RANGE, default.dead_deg);
        Self {
            dead_deg,
            full_deg: within(self.full_deg, Self::FULL_RANGE, default.full_deg).max(dead_deg + 2.0),
            expo: within(self.expo, Self::EXPO_RANGE, default.expo),
            invert: self.invert,
        }
    }

    /// Returns the steering for a lean in degrees from neutral: −1 full left … 1 full right.
    pub fn steer(&self, lean_deg: f32) -> f32 {
        let beyond = lean_deg.abs() - self.dead_deg;
        if beyond <= 0.0 {
            return 0.0;
        }
        let share = (beyond / (self.full_deg - self.dead_deg)).min(1.0);
        let steer = libm::powf(share, self.expo).copysign(lean_deg);
        if self.invert { -steer } else { steer }
    }
}

/// Largest change of the lean by looking ahead, in degrees.
pub const MAX_LEAD_DEG: f32 = 12.0;

/// Returns how far to look ahead, in seconds, from a reading that is `age_s` seconds old: over nearly all of its age,
/// up to 80 ms.
///
/// A hand's motion nearly continues: on the recordings the steer angle of readings 20, 40 and 80 ms old has 0.36, 0.63
/// and 1.46° of error with this share, and 0.96, 1.75 and 3.28° without; the whole age is no better at 80 ms. The
/// `motion_table` example prints the comparison.
pub fn lead_s(age_s: f32) -> f32 {
    const SHARE: f32 = 0.9;
    const MAX_AGE_S: f32 = 0.08;
    SHARE * age_s.clamp(0.0, MAX_AGE_S)
}

/// Returns the weight of the last steering `age_s` seconds after the last reading: all of it for 0.25 s, which bridges
/// a stall of the network, then smoothly less, and none from 0.75 s on.
pub fn hold_then_ease(age_s: f32) -> f32 {
    let left = ((0.75 - age_s) / 0.5).clamp(0.0, 1.0);
    left * left * (3.0 - 2.0 * left)
}
