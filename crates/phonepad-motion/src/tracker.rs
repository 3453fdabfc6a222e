//! One phone's steering, tracked from frame to frame.

use glam::Vec3;

use phonepad_protocol::{MotionFrame, MotionSample, SteeringSettings, TouchFrame};

use super::{
    Attitude, MAX_LEAD_DEG, SteeringLaw,
    fusion::{LOSS_S, MAX_GAP_S},
    lead_s, lean_degrees,
    neutral::Neutral,
    one_euro::OneEuro,
    spin::SpinWatch,
    to_screen,
};

/// Time between two samples when their timestamps do not show it, in seconds.
const NOMINAL_INTERVAL_S: f32 = 1.0 / 60.0;
/// Time before the first sample of a connection, or of a clock that was set back, in seconds: the motion in between is
/// unknown.
const UNKNOWN_GAP_S: f32 = 1.0;
/// Largest contribution of one sample to a habit, in seconds.
const MAX_SPIN_S: f32 = 0.1;

/// Tracks one phone: takes every frame in the order of arrival and gives the player's steering.
#[derive(Debug, Default)]
pub struct Tracker {
    law: SteeringLaw,
    attitude: Attitude,
    /// Acceleration and rotation rate of the newest reading.
    reading: Option<(Vec3, Option<Vec3>)>,
    /// Number and time of the newest sample that was used.
    newest: Option<(u16, u32)>,
    /// `screen.orientation.angle` of the newest sample, in quarter turns.
    quarter: usize,
    neutral: Neutral,
    spin: SpinWatch,
    /// Smoothing for hands that shake; it replaces looking ahead, which would amplify the shaking.
    steadied: Option<OneEuro>,
    does_not_look_ahead: bool,
    /// Steering by touch, while the phone sends touch frames.
    touch: Option<f32>,
}

impl Tracker {
    /// Takes a motion frame; samples that were seen before, or arrive too late, are skipped.
    pub fn motion(&mut self, frame: &MotionFrame) {
        for (seq, t, sample) in frame.oldest_first() {
            let before = self.newest;
            if let Some(dt) = self.advance(seq, t) {
                let lost = before.map_or(0, |(before, _)| seq.wrapping_sub(before) - 1);
                self.read(sample, frame.gyroscope, lost, dt);
                self.quarter = usize::from(frame.screen_angle / 90) % 4;
                self.touch = None;
                self.follow(dt);
            }
        }
    }

    /// Takes a touch frame.
    pub fn touch(&mut self, frame: &TouchFrame) {
        if self.advance(frame.seq, frame.t).is_some() {
            self.touch = Some(f32::from(frame.steer) / f32::from(i16::MAX));
        }
    }

    /// Resets the counters: the phone has a new connection, and may have started counting from zero again.
    pub fn reconnected(&mut self) {
        self.newest = None;
    }

    /// Makes the current pose the neutral one, for the current orientation of the screen.
    pub fn recenter(&mut self) {
        self.neutral.take();
    }

    /// Changes how the player steers; absent members keep their value, and numbers are clamped to their limits.
    pub fn settings(&mut self, wish: &SteeringSettings) {
        self.law = SteeringLaw {
            dead_deg: wish.dead.unwrap_or(self.law.dead_deg),
            full_deg: wish.full.unwrap_or(self.law.full_deg),
            expo: wish.expo.unwrap_or(self.law.expo),
            invert: wish.invert.unwrap_or(self.law.invert),
        }
        .sanitised();
        // Repeating the current setting keeps the filter's state.
        if let Some(steady) = wish.steady.filter(|steady| *steady != self.is_steadied()) {
            // Minimal corner frequency and its growth with speed, in Hz and Hz per °/s: a tremor of 4 to 12 Hz is
            // removed, a weave of 1 Hz remains.
            self.steadied = steady.then(|| OneEuro::new(1.0, 0.02));
        }
        if let Some(lead) = wish.lead {
            self.does_not_look_ahead = !lead;
        }
        if let Some(neutral) = wish.neutral {
            self.neutral.restore(neutral);
        }
    }

    /// Returns the current steering law.
    pub fn law(&self) -> &SteeringLaw {
        &self.law
    }

    /// Whether trembling hands are steadied.
    pub fn is_steadied(&self) -> bool {
        self.steadied.is_some()
    }

    /// Whether the gyroscope compensates for the age of readings.
    pub fn looks_ahead(&self) -> bool {
        !self.does_not_look_ahead
    }

    /// Returns the phone's own time of the newest reading, in its milliseconds.
    pub fn newest_at(&self) -> Option<u32> {
        self.newest.map(|(_, t)| t)
    }

    /// Returns the steering as of the newest reading: −1 full left … 1 full right, 0 before the first one.
    pub fn steer(&self) -> f32 {
        self.steer_after(0.0)
    }

    /// Returns the steering `age` seconds after the newest reading, as far as the gyroscope shows it.
    pub fn steer_after(&self, age: f32) -> f32 {
        if let Some(touch) = self.touch {
            return touch;
        }
        let Some(now) = self.lean_in(0.0) else { return 0.0 };
        let lean = match &self.steadied {
            Some(filter) => filter.value().unwrap_or(now),
            None => {
                let led = self.lean_in(if self.does_not_look_ahead { 0.0 } else { lead_s(age) }).unwrap_or(now);
                led.clamp(now - MAX_LEAD_DEG, now + MAX_LEAD_DEG)
            }
        };
        self.law.steer(self.neutral.relative(lean))
    }

    /// Returns the unit up vector in device axes, `seconds` after the newest reading, provided that the phone keeps
    /// turning at the same rate.
    pub fn up_in(&self, seconds: f32) -> Option<Vec3> {
        self.attitude.up_in(seconds)
    }

    /// Whether the player was seen, since the last call, turning a flat phone like a wheel, which has no effect.
    pub fn spins_flat(&mut self) -> bool {
        self.spin.take()
    }

    /// Returns the lean from level in degrees, right edge down positive.
    fn lean_in(&self, seconds: f32) -> Option<f32> {
        Some(lean_degrees(self.on_screen(self.attitude.up_in(seconds)?)))
    }

    fn on_screen(&self, device: Vec3) -> Vec3 {
        to_screen(device, self.quarter as u16 * 90)
    }

    /// Takes a reading, `dt` seconds after the previous one, with `lost` readings missing in between.
    fn read(&mut self, sample: &MotionSample, gyroscope: bool, lost: u16, dt: f32) {
        let now = (sample.acceleration, gyroscope.then_some(sample.rotation_rate));
        let (from, steps) = match self.reading.replace(now) {
            // A busy phone omits readings without numbering them.
            Some(before) if (LOSS_S..=MAX_GAP_S).contains(&dt) && lost == 0 => {
                (before, (dt / NOMINAL_INTERVAL_S) as u32)
            }
            Some(before) if dt <= MAX_GAP_S => (before, u32::from(lost) + 1),
            _ => (now, 1),
        };
        if steps > 1 {
            self.attitude.note_loss(dt);
        }
        // Lost readings are interpolated between their neighbours, which is twice as good as repeating the last one.
        for step in 1..=steps {
            let share = step as f32 / steps as f32;
            let rate = now.1.map(|rate| from.1.unwrap_or(rate).lerp(rate, share));
            self.attitude.update(from.0.lerp(now.0, share), rate, dt / steps as f32);
        }
    }

    /// Uses the newest reading to track the player's habits.
    fn follow(&mut self, dt: f32) {
        let Some(up) = self.attitude.up() else { return };
        let rate = self.attitude.rate();
        let lean = lean_degrees(self.on_screen(up));
        self.neutral.note(lean, self.quarter, rate.length().to_degrees());
        self.spin.note(up.z, rate.dot(up).to_degrees(), self.neutral.relative(lean), dt.min(MAX_SPIN_S));
        if let Some(filter) = &mut self.steadied {
            filter.next(lean, dt);
        }
    }

    /// Notes a sample's number and time. Returns the seconds since the previous one, or `None` if it is not newer.
    fn advance(&mut self, seq: u16, t: u32) -> Option<f32> {
        let dt = match self.newest {
            None => UNKNOWN_GAP_S,
            // Differences of wrapping counters are signed; a sample that is not after the newest is a repetition.
            Some((newest, _)) if seq.wrapping_sub(newest) as i16 <= 0 => return None,
            // A coarse clock stands still for some samples and then catches up; after a clock was set back, the
            // difference is meaningless.
            Some((_, before)) => match t.wrapping_sub(before) as i32 {
                ms if (ms as f32) < -MAX_GAP_S * 1000.0 => UNKNOWN_GAP_S,
                ms if ms < 0 => NOMINAL_INTERVAL_S,
                ms => ms as f32 / 1000.0,
            },
        };
        self.newest = Some((seq, t));
        Some(dt)
    }
}
