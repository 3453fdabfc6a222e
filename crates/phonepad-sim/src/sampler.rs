//! Packs samples at the sensor's rate into frames at the rate that the relay requests. It must not use a clock or a
//! socket.

use std::{collections::VecDeque, time::Duration};

use super::Movement;
use phonepad_motion::recording::Said;
use phonepad_protocol::{Frame, MotionFrame, MotionSample, TouchFrame};

/// Rate of a phone's sensors in hertz.
pub(super) const SENSOR_HZ: u32 = 60;
/// Most samples in a frame.
const MAX_SAMPLES: usize = 4;

/// The sensors, and their unsent readings.
#[derive(Debug)]
pub(super) struct Sampler {
    movement: Movement,
    /// Number of the next reading.
    next: u16,
    /// The unsent samples, newest first, with the phone's clock in ms.
    waiting: VecDeque<(u32, MotionSample)>,
    /// Number of samples since the last frame.
    unsent: u32,
    samples_per_frame: u32,
    /// Whether each frame repeats the samples of the last ones, in case those are lost.
    repeats: bool,
    screen_angle: u16,
    gyroscope: bool,
    /// Position in the recording.
    played: Duration,
}

impl Sampler {
    pub(super) fn new(movement: Movement) -> Self {
        Self {
            movement,
            next: 0,
            waiting: VecDeque::with_capacity(MAX_SAMPLES),
            unsent: 0,
            samples_per_frame: 1,
            repeats: false,
            screen_angle: 0,
            gyroscope: true,
            played: Duration::ZERO,
        }
    }

    /// Limits the number of frames a second from now on; 0 counts as 1.
    pub(super) fn set_max_hz(&mut self, max_hz: u32) {
        self.samples_per_frame = SENSOR_HZ.div_ceil(max_hz.max(1));
    }

    /// Sets whether each frame is to be full of samples, sent before or not.
    pub(super) fn repeat(&mut self, on: bool) {
        self.repeats = on;
    }

    /// Takes one sample at this time of the phone's life, or all recorded ones up to it. Returns the frames that are
    /// due.
    pub(super) fn tick(&mut self, time: Duration) -> Vec<Frame> {
        let mut frames = Vec::new();
        match self.movement.clone() {
            Movement::Trace(trace) => {
                for (at, said) in trace.between(self.played, time) {
                    self.play(at, said, &mut frames);
                }
                self.played = time;
            }
            movement => {
                if let Some(sample) = movement.sample(time) {
                    self.take(time, sample);
                }
            }
        }
        frames.extend(self.due());
        frames
    }

    /// Plays an entry of a recording: readings go into the next frame, and everything else is sent at once.
    fn play(&mut self, at: Duration, said: &Said, frames: &mut Vec<Frame>) {
        match said {
            Said::Motion { acceleration, rotation_rate, screen_angle, gyroscope } => {
                (self.screen_angle, self.gyroscope) = (*screen_angle, *gyroscope);
                self.take(at, MotionSample { age_ms: 0, acceleration: *acceleration, rotation_rate: *rotation_rate });
            }
            Said::Touch(steer) => {
                let seq = self.number();
                frames.push(Frame::Touch(TouchFrame { taps: 0, seq, t: at.as_millis() as u32, steer: *steer }));
            }
            Said::Message(message) => frames.push(Frame::FromPhone(message.clone())),
        }
    }

    fn take(&mut self, at: Duration, sample: MotionSample) {
        self.number();
        self.waiting.truncate(MAX_SAMPLES - 1);
        self.waiting.push_front((at.as_millis() as u32, sample));
        self.unsent += 1;
    }

    fn number(&mut self) -> u16 {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        number
    }

    fn due(&mut self) -> Option<Frame> {
        let (t, _) = *self.waiting.front().filter(|_| self.unsent >= self.samples_per_frame)?;
        let age = |at: u32| u8::try_from(t.wrapping_sub(at)).unwrap_or(u8::MAX);
        let many = if self.repeats { MAX_SAMPLES } else { self.unsent as usize };
        let samples =
            self.waiting.iter().take(many).map(|(at, sample)| MotionSample { age_ms: age(*at), ..*sample }).collect();
        self.unsent = 0;
        Some(Frame::Motion(MotionFrame {
            screen_angle: self.screen_angle,
            gyroscope: self.gyroscope,
            sign_verified: true,
            taps: 0,
            seq: self.next.wrapping_sub(1),
            t,
            samples,
        }))
    }
}

#[cfg(test)]
mod tests {
    use glam::Vec3;

    use super::*;
    use crate::Trace;
    use phonepad_protocol::PhoneMessage;

    fn frames(max_hz: u32, ticks: u64) -> Vec<MotionFrame> {
        let mut sampler = Sampler::new(Movement::Hold { degrees: 1.0, pitch: 45.0 });
        sampler.set_max_hz(max_hz);
        let frames = (0..ticks).flat_map(|i| sampler.tick(Duration::from_millis(i * 50 / 3)));
        frames
            .map(|frame| match frame {
                Frame::Motion(motion) => motion,
                other => panic!("{other:?}"),
            })
            .collect()
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
    fn a_recording_is_played_as_recorded() {
        let text = "t_ms,ax,ay,az,gx,gy,gz,screen_angle,gyroscope,steer,message\n\
            500,1,0,9,0,0,0,90,0,,\n517,2,0,9,0,0,0,90,0,,\n520,,,,,,,,,,\"{\"\"type\"\":\"\"recenter\"\"}\"\n\
            534,3,0,9,0,0,0,90,0,,\n600,,,,,,,,,-123,\n";
        let mut sampler = Sampler::new(Movement::Trace(Trace::parse(text).expect("a trace").into()));
        let mut frames = Vec::new();
        for ms in (0..=110).step_by(10) {
            frames.extend(sampler.tick(Duration::from_millis(ms)));
        }
        let motion = |seq, t, x| {
            let sample = MotionSample { age_ms: 0, acceleration: Vec3::new(x, 0.0, 9.0), rotation_rate: Vec3::ZERO };
            Frame::Motion(MotionFrame {
                screen_angle: 90,
                gyroscope: false,
                sign_verified: true,
                taps: 0,
                seq,
                t,
                samples: vec![sample],
            })
        };
        let expected = [
            motion(0, 0, 1.0),
            motion(1, 17, 2.0),
            Frame::FromPhone(PhoneMessage::Recenter),
            motion(2, 34, 3.0),
            Frame::Touch(TouchFrame { taps: 0, seq: 3, t: 100, steer: -123 }),
        ];
        assert_eq!(frames, expected);
    }

    #[test]
    fn a_frame_never_holds_more_than_it_can() {
        for max_hz in [0, 1, 7] {
            assert!(frames(max_hz, 200).iter().all(|f| f.samples.len() == MAX_SAMPLES), "{max_hz} Hz");
        }
    }
}
