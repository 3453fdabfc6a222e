//! One phone's steering, followed from frame to frame.

use crate::protocol::{MotionFrame, MotionSample, SteeringSettings, TouchFrame};

use super::{Attitude, SteeringLaw, lean_degrees, to_screen};

/// Time between two samples when their stamps do not say (milliseconds are coarse, and clocks jump), in seconds.
const NOMINAL_INTERVAL_S: f32 = 1.0 / 60.0;
/// Furthest a neutral pose may be from level, in degrees: nobody holds a phone further over and means "straight".
const MAX_NEUTRAL_DEG: f32 = 60.0;

/// Follows one phone: feed it every frame in the order of arrival, ask it how the player steers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tracker {
    law: SteeringLaw,
    attitude: Attitude,
    /// Number and time of the newest sample that was used.
    newest: Option<(u16, u32)>,
    /// `screen.orientation.angle` of the newest sample, in quarter turns.
    quarter: usize,
    /// Lean that counts as straight, in degrees, for each screen angle.
    neutral_deg: [f32; 4],
    /// Steering by touch, while that is what the phone sends.
    touch: Option<f32>,
}

impl Tracker {
    /// Takes a motion frame; samples that were seen before, or come too late, are skipped.
    pub fn motion(&mut self, frame: &MotionFrame) {
        for (i, sample) in frame.samples.iter().enumerate().rev() {
            let seq = frame.seq.wrapping_sub(i as u16);
            let t = frame.t.wrapping_sub(u32::from(sample.age_ms));
            if let Some(dt) = self.advance(seq, t) {
                let rate = frame.gyroscope.then_some(sample.rotation_rate);
                let MotionSample { acceleration, .. } = *sample;
                self.attitude.update(acceleration, rate, dt);
                self.quarter = usize::from(frame.screen_angle / 90) % 4;
                self.touch = None;
            }
        }
    }

    /// Takes a touch frame.
    pub fn touch(&mut self, frame: &TouchFrame) {
        if self.advance(frame.seq, frame.t).is_some() {
            self.touch = Some(f32::from(frame.steer) / f32::from(i16::MAX));
        }
    }

    /// The phone has a new connection, and may have started counting anew.
    pub fn reconnected(&mut self) {
        self.newest = None;
    }

    /// From now on the pose held now is "straight", for the way the screen is turned now.
    pub fn recenter(&mut self) {
        if let Some(lean) = self.lean() {
            self.neutral_deg[self.quarter] = lean.clamp(-MAX_NEUTRAL_DEG, MAX_NEUTRAL_DEG);
        }
    }

    /// Changes the steering law; members left out stay as they are, and numbers are brought inside their limits.
    pub fn settings(&mut self, wish: &SteeringSettings) {
        self.law = SteeringLaw {
            dead_deg: wish.dead.unwrap_or(self.law.dead_deg),
            full_deg: wish.full.unwrap_or(self.law.full_deg),
            expo: wish.expo.unwrap_or(self.law.expo),
            invert: wish.invert.unwrap_or(self.law.invert),
        }
        .sanitised();
    }

    /// The steering law in force.
    pub fn law(&self) -> &SteeringLaw {
        &self.law
    }

    /// Steering as of the newest reading: −1 full left … 1 full right, 0 before the first one.
    pub fn steer(&self) -> f32 {
        match (self.touch, self.lean()) {
            (Some(touch), _) => touch,
            (None, Some(lean)) => self.law.steer(lean - self.neutral_deg[self.quarter]),
            (None, None) => 0.0,
        }
    }

    /// Lean from level in degrees, right edge down positive.
    fn lean(&self) -> Option<f32> {
        let up = self.attitude.up()?;
        Some(lean_degrees(to_screen(up, self.quarter as u16 * 90)))
    }

    /// Notes a sample's number and time; the seconds since the one before, or `None` if it is not newer.
    fn advance(&mut self, seq: u16, t: u32) -> Option<f32> {
        let dt = match self.newest {
            None => NOMINAL_INTERVAL_S,
            // Differences of wrapping counters are signed; what is not after the newest is a repetition.
            Some((newest, _)) if seq.wrapping_sub(newest) as i16 <= 0 => return None,
            Some((_, before)) => match t.wrapping_sub(before) as i32 {
                ms if ms <= 0 => NOMINAL_INTERVAL_S,
                ms => ms as f32 / 1000.0,
            },
        };
        self.newest = Some((seq, t));
        Some(dt)
    }
}
