//! The motion of the simulated hand, as a function of time. It must not read a clock.

use std::{f64::consts::TAU, sync::Arc, time::Duration};

use glam::Vec3;

use super::{HandPose, Trace};
use phonepad_protocol::MotionSample;

/// The motion of a phone.
#[derive(Debug, Clone, PartialEq)]
pub enum Movement {
    /// Leans from one side to the other and back.
    Weave {
        /// Furthest lean in degrees.
        degrees: f32,
        /// Frequency in hertz.
        hertz: f32,
        /// Phase at time 0, in turns.
        phase: f32,
        /// See [`HandPose::pitch`].
        pitch: f32,
    },
    /// Leans to one side.
    Hold {
        /// Lean in degrees; positive is right edge down.
        degrees: f32,
        /// See [`HandPose::pitch`].
        pitch: f32,
    },
    /// Plays a recording, again and again.
    Trace(Arc<Trace>),
}

impl Movement {
    /// Returns the sensor reading at this time; `None` for a recording, which has its own times.
    pub fn sample(&self, time: Duration) -> Option<MotionSample> {
        let (acceleration, rotation_rate) = match self {
            Self::Weave { degrees, hertz, phase, pitch } => {
                let (degrees, turns_per_s) = (f64::from(*degrees), f64::from(*hertz));
                let angle = TAU * (time.as_secs_f64() * turns_per_s + f64::from(*phase));
                let lean = degrees * libm::sin(angle);
                let lean_rate = degrees * TAU * turns_per_s * libm::cos(angle);
                readings(HandPose { pitch: *pitch, lean: lean as f32, lean_rate: lean_rate as f32 })
            }
            Self::Hold { degrees, pitch } => readings(HandPose { pitch: *pitch, lean: *degrees, lean_rate: 0.0 }),
            Self::Trace(_) => return None,
        };
        Some(MotionSample { age_ms: 0, acceleration, rotation_rate })
    }
}

fn readings(pose: HandPose) -> (Vec3, Vec3) {
    (pose.acceleration(), pose.rotation_rate())
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonepad_motion::lean_degrees;

    #[test]
    fn a_weave_goes_right_first_and_then_left() {
        let weave = Movement::Weave { degrees: 20.0, hertz: 0.5, phase: 0.0, pitch: 45.0 };
        for (ms, lean) in [(0, 0.0), (500, 20.0), (1000, 0.0), (1500, -20.0), (3_600_500, 20.0)] {
            let up = weave.sample(Duration::from_millis(ms)).expect("a sample").acceleration.normalize();
            assert!((lean_degrees(up) - lean).abs() < 0.01, "{ms} ms: {}", lean_degrees(up));
        }
    }

    #[test]
    fn a_held_phone_does_not_turn() {
        let sample = Movement::Hold { degrees: 10.0, pitch: 45.0 }.sample(Duration::from_secs(1)).expect("a sample");
        assert!((lean_degrees(sample.acceleration.normalize()) - 10.0).abs() < 0.01);
        assert_eq!(sample.rotation_rate, Vec3::ZERO);
    }
}
