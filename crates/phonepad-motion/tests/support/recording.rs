//! Recordings with ground truth, played to a tracker through the wire format and a network with faults.
#![allow(dead_code, reason = "each user needs a part of it")]

use std::fmt;

use csv::{ReaderBuilder, Trim};
use glam::Vec3;
use phonepad_motion::{Tracker, lead_s};
use phonepad_protocol::{Frame, MotionFrame, MotionSample};

/// One row of a recording.
pub(crate) struct Row {
    pub(crate) t_ms: f64,
    /// Acceleration with gravity in m/s² and rotation rate in °/s.
    pub(crate) reading: Option<(Vec3, Vec3)>,
    /// The true up vector in device axes; `None` where it does not count.
    pub(crate) truth: Option<Vec3>,
}

/// A recording: `t_ms,ax,ay,az,gx,gy,gz,ux,uy,uz,moving` per line; empty where a value is unknown.
pub(crate) struct Recording {
    rows: Vec<Row>,
    /// Nominal time between two readings, in seconds.
    interval_s: f64,
}

/// The conditions between the phone and the estimate.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Conditions {
    /// Number of earlier readings that each frame repeats.
    pub(crate) repeated: usize,
    /// Whether every tenth frame is lost.
    pub(crate) losses: bool,
    pub(crate) without_gyroscope: bool,
    /// The estimate is evaluated this long after the newest reading, in ms …
    pub(crate) delay_ms: f32,
    /// … and the gyroscope looks ahead as it does in the game.
    pub(crate) led: bool,
}

impl Conditions {
    /// Returns the rows of the table.
    pub(crate) fn table() -> Vec<(String, Self)> {
        let plain = Self::default();
        let mut table = vec![
            ("every reading".to_owned(), plain),
            ("every tenth frame lost, each repeats three".to_owned(), Self { repeated: 3, losses: true, ..plain }),
            ("every tenth reading lost for good".to_owned(), Self { losses: true, ..plain }),
            ("no gyroscope".to_owned(), Self { without_gyroscope: true, ..plain }),
        ];
        for delay_ms in [20.0, 40.0, 80.0] {
            table.push((format!("{delay_ms} ms old, held"), Self { delay_ms, ..plain }));
            table.push((format!("{delay_ms} ms old, looked ahead"), Self { delay_ms, led: true, ..plain }));
        }
        table
    }
}

/// Root mean square errors in degrees.
pub(crate) struct Score {
    pub(crate) up: f32,
    pub(crate) steer: f32,
}

impl Score {
    pub(crate) fn mean(scores: &[Self]) -> Self {
        let mean = |part: fn(&Self) -> f32| scores.iter().map(part).sum::<f32>() / scores.len() as f32;
        Self { up: mean(|score| score.up), steer: mean(|score| score.steer) }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} / {:.2}", self.up, self.steer)
    }
}

impl Recording {
    /// # Errors
    /// A sentence that names the line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().comment(Some(b'#')).trim(Trim::All).from_reader(text.as_bytes());
        let rows = reader.deserialize().map(|cells| cells.map(row).map_err(|error| error.to_string()));
        Ok(Self { rows: rows.collect::<Result<_, _>>()?, interval_s: 1.0 / 60.0 })
    }

    /// Creates a recording from existing rows; `interval_s` is the nominal time between two readings.
    pub(crate) fn new(rows: Vec<Row>, interval_s: f64) -> Self {
        Self { rows, interval_s }
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the estimate for each row: as of its reading, or extrapolated from the newest one if it was lost for
    /// good.
    pub(crate) fn estimate(&self, conditions: &Conditions) -> Vec<Vec3> {
        let mut tracker = Tracker::default();
        let mut ups = vec![Vec3::NAN; self.rows.len()];
        // Rows that have a reading, the newest last: the position in this list is the reading's number.
        let mut sent: Vec<usize> = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            let age = tracker.newest_at().map_or(0.0, |t| row.t_ms as f32 - t as f32);
            ups[i] = tracker.up_in(age / 1000.0).unwrap_or(Vec3::Z);
            if row.reading.is_none() {
                continue;
            }
            sent.push(i);
            if conditions.losses && i % 10 == 9 {
                continue;
            }
            let frame = self.frame(&sent, conditions);
            // The samples one by one, the oldest first, to see the tracker's estimate for each.
            for (seq, t, sample) in frame.oldest_first() {
                let back = usize::from(frame.seq.wrapping_sub(seq));
                let newer = tracker.newest_at().is_none_or(|newest| t > newest);
                tracker.motion(&MotionFrame { seq, t, samples: vec![MotionSample { age_ms: 0, ..*sample }], ..frame });
                if newer {
                    let lead = if conditions.led { lead_s(conditions.delay_ms / 1000.0) } else { 0.0 };
                    ups[sent[sent.len() - 1 - back]] = tracker.up_in(lead).unwrap_or(Vec3::Z);
                }
            }
        }
        ups
    }

    /// Returns the frame of the newest reading, after passing through the wire format.
    fn frame(&self, sent: &[usize], conditions: &Conditions) -> MotionFrame {
        let rows = sent.iter().rev().take(1 + conditions.repeated).map(|i| &self.rows[*i]);
        let t = |row: &Row| row.t_ms as u32;
        let newest = rows.clone().map(t).next().unwrap_or_default();
        let samples = rows.filter_map(|row| {
            let (acceleration, rotation_rate) = row.reading?;
            Some(MotionSample { age_ms: u8::try_from(newest - t(row)).unwrap_or(u8::MAX), acceleration, rotation_rate })
        });
        let frame = Frame::Motion(MotionFrame {
            screen_angle: 0,
            gyroscope: !conditions.without_gyroscope,
            sign_verified: true,
            taps: 0,
            seq: sent.len() as u16,
            t: newest,
            samples: samples.collect(),
        });
        match Frame::from_phone(&frame.encode()) {
            Ok(Frame::Motion(frame)) => frame,
            other => panic!("a motion frame came out of the wire as {other:?}"),
        }
    }

    pub(crate) fn score(&self, conditions: &Conditions) -> Score {
        self.compare(&self.estimate(conditions), conditions)
    }

    /// Returns the score of VQF alone, fed each reading at its nominal interval.
    pub(crate) fn score_vqf(&self) -> Score {
        use glam::DVec3;
        let mut vqf = vqf_rs::VQF::new(self.interval_s, None, None, None);
        let ups = self.rows.iter().map(|row| {
            if let Some((acceleration, rate)) = row.reading {
                vqf.update(
                    (rate.as_dvec3() * (std::f64::consts::PI / 180.0)).to_array(),
                    acceleration.as_dvec3().to_array(),
                    None,
                );
            }
            let vqf_rs::Quaternion(w, x, y, z) = vqf.quat_6d();
            DVec3::new(2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)).as_vec3()
        });
        self.compare(&ups.collect::<Vec<_>>(), &Conditions::default())
    }

    /// Returns the score of the accelerometer alone behind a first-order low-pass, for comparison.
    pub(crate) fn score_low_pass(&self, cutoff_hz: f32) -> Score {
        let share = 1.0 - (-std::f32::consts::TAU * cutoff_hz / 60.0).exp();
        let mut smooth = None;
        let ups = self.rows.iter().map(|row| {
            if let Some((acceleration, _)) = row.reading {
                smooth = Some(smooth.map_or(acceleration, |before: Vec3| before.lerp(acceleration, share)));
            }
            smooth.and_then(Vec3::try_normalize).unwrap_or(Vec3::Z)
        });
        self.compare(&ups.collect::<Vec<_>>(), &Conditions::default())
    }

    fn compare(&self, ups: &[Vec3], conditions: &Conditions) -> Score {
        // Readings come 60 times a second; an old estimate is compared with the truth of a later row.
        let later = |i: usize| {
            let t_ms = self.rows[i].t_ms + f64::from(conditions.delay_ms);
            let next = self.rows[i..].iter().position(|row| row.t_ms >= t_ms)?;
            let (a, b) = (&self.rows[(i + next).max(1) - 1], &self.rows[i + next]);
            if next == 0 {
                return b.truth;
            }
            let share = (t_ms - a.t_ms) / (b.t_ms - a.t_ms);
            Some(a.truth?.lerp(b.truth?, share as f32).normalize())
        };
        let pairs: Vec<(Vec3, Vec3)> = ups.iter().enumerate().filter_map(|(i, up)| Some((*up, later(i)?))).collect();
        let rms = |error: fn(&(Vec3, Vec3)) -> f32| {
            (pairs.iter().map(|pair| error(pair).to_degrees().powi(2)).sum::<f32>() / pairs.len().max(1) as f32).sqrt()
        };
        Score {
            up: rms(|(up, truth)| up.angle_between(*truth)),
            steer: rms(|(up, truth)| up.x.clamp(-1.0, 1.0).asin() - truth.x.clamp(-1.0, 1.0).asin()),
        }
    }
}

fn row((t_ms, cells): (f64, [Option<f32>; 10])) -> Row {
    let vector = |i: usize| Some(Vec3::new(cells[i]?, cells[i + 1]?, cells[i + 2]?));
    let truth = vector(6).filter(|_| cells[9] == Some(1.0));
    Row { t_ms, reading: vector(0).zip(vector(3)), truth }
}
