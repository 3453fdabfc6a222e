//! Samples at the sensor's rate into frames at the rate the relay wants. It must not know a clock or a socket.

use std::{collections::VecDeque, time::Duration};

use super::Movement;
use crate::protocol::{MotionFrame, MotionSample};

/// Rate of a phone's sensors in hertz.
pub(super) const SENSOR_HZ: u32 = 60;
/// Most samples a frame can hold.
const MAX_SAMPLES: usize = 4;

/// The sensors, and what they read that was not sent yet.
#[derive(Debug)]
pub(super) struct Sampler {
    movement: Movement,
    /// Number of the next sample.
    next: u16,
    /// Newest first, with the phone's clock in ms.
    waiting: VecDeque<(u32, MotionSample)>,
    /// Samples since the last frame.
    unsent: u32,
    samples_per_frame: u32,
}

impl Sampler {
    pub(super) fn new(movement: Movement) -> Self {
        Self { movement, next: 0, waiting: VecDeque::with_capacity(MAX_SAMPLES), unsent: 0, samples_per_frame: 1 }
    }

    /// Sends no more than this many frames a second from now on; 0 counts as 1.
    pub(super) fn set_max_hz(&mut self, max_hz: u32) {
        self.samples_per_frame = SENSOR_HZ.div_ceil(max_hz.max(1));
    }

    /// Takes one sample at this time of the phone's life; gives a frame whenever one is due.
    pub(super) fn tick(&mut self, time: Duration) -> Option<MotionFrame> {
        let t = time.as_millis() as u32;
        let seq = self.next;
        self.next = self.next.wrapping_add(1);
        self.waiting.truncate(MAX_SAMPLES - 1);
        self.waiting.push_front((t, self.movement.sample(time)));
        self.unsent += 1;
        if self.unsent < self.samples_per_frame {
            return None;
        }
        let age = |at: u32| u8::try_from(t.wrapping_sub(at)).unwrap_or(u8::MAX);
        let fresh = self.waiting.iter().take(self.unsent as usize);
        let samples = fresh.map(|(at, sample)| MotionSample { age_ms: age(*at), ..*sample }).collect();
        self.unsent = 0;
        Some(MotionFrame { screen_angle: 0, gyroscope: true, sign_verified: true, seq, t, samples })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(max_hz: u32, ticks: u64) -> Vec<MotionFrame> {
        let mut sampler = Sampler::new(Movement::Hold { degrees: 1.0, pitch: 45.0 });
        sampler.set_max_hz(max_hz);
        (0..ticks).filter_map(|i| sampler.tick(Duration::from_millis(i * 50 / 3))).collect()
    }

    #[test]
    fn at_full_rate_each_frame_holds_one_sample() {
        let frames = frames(60, 3);
        assert_eq!(
            frames.iter().map(|f| (f.seq, f.t, f.samples.len())).collect::<Vec<_>>(),
            [(0, 0, 1), (1, 16, 1), (2, 33, 1)]
        );
    }

    #[test]
    fn at_a_lower_rate_no_sample_is_left_out() {
        let frames = frames(20, 6);
        assert_eq!(frames.iter().map(|f| f.seq).collect::<Vec<_>>(), [2, 5]);
        assert_eq!(frames[0].samples.iter().map(|s| s.age_ms).collect::<Vec<_>>(), [0, 17, 33]);
    }

    #[test]
    fn a_frame_never_holds_more_than_it_can() {
        for max_hz in [0, 1, 7] {
            assert!(frames(max_hz, 200).iter().all(|f| f.samples.len() == MAX_SAMPLES), "{max_hz} Hz");
        }
    }
}
