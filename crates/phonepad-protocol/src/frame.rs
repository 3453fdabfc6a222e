//! Binary frames between phone and host, through a relay that does not inspect them.
//!
//! All numbers are little endian. `t` is the sender's monotonic clock in milliseconds, wrapping at 2³².

use glam::Vec3;

use super::{HostMessage, PairingToken, PhoneMessage, Signal, json::to_json};

/// The layout of frames, for the other implementations of the protocol.
pub mod layout {
    /// Kind of a motion frame.
    pub const MOTION: u8 = 0x01;
    /// Kind of a touch frame.
    pub const TOUCH: u8 = 0x02;
    /// Kind of a request for the receiver's clock.
    pub const ECHO: u8 = 0x03;
    /// Kind of the answer to it.
    pub const ECHO_REPLY: u8 = 0x04;
    /// Kind of a message in JSON.
    pub const MESSAGE: u8 = 0x80;
    /// Kind of a pairing token.
    pub const TIE: u8 = 0x81;
    /// Kind of a signal.
    pub const SIGNAL: u8 = 0x82;
    /// Kinds from here on are reliable; those below are lossy.
    pub const FIRST_RELIABLE_KIND: u8 = 0x80;
    /// Most samples in one motion frame.
    pub const MAX_SAMPLES: usize = 4;
    /// Bytes of a motion frame before its samples, including the kind.
    pub const MOTION_HEADER: usize = 9;
    /// Bytes of a sample.
    pub const SAMPLE_BYTES: usize = 13;
    /// The number of taps is sent modulo this number.
    pub const TAPS_MODULUS: u8 = 16;
    /// Wire steps in 1 m/s².
    pub const STEPS_PER_MPS2: f32 = 100.0;
    /// Wire steps in 1 °/s.
    pub const STEPS_PER_DEG_PER_S: f32 = 10.0;
}

use layout::*;

/// Whether a payload of this kind must arrive, in order, instead of being replaced by a newer one.
pub fn is_reliable(kind: u8) -> bool {
    kind >= FIRST_RELIABLE_KIND
}

/// A decoded payload.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    /// Readings of a phone's sensors.
    Motion(MotionFrame),
    /// Steering by thumb on the touch screen.
    Touch(TouchFrame),
    /// A request for the receiver's clock.
    Echo {
        /// The sender's clock.
        t: u32,
    },
    /// The answer to [`Frame::Echo`].
    EchoReply {
        /// The requester's clock, as received.
        t: u32,
        /// The responder's clock.
        mine: u32,
    },
    /// A message from a phone to the host.
    FromPhone(PhoneMessage),
    /// A message from the host to a phone.
    FromHost(HostMessage),
    /// From a phone: the token that its hello on the direct path also contains.
    PairingToken(PairingToken),
    /// From either side, through a relay only: a step in opening the direct path.
    Signal(Signal),
}

/// Sensor readings: up to four samples, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct MotionFrame {
    /// `screen.orientation.angle`: 0, 90, 180 or 270 degrees.
    pub screen_angle: u16,
    /// Whether the phone has a gyroscope.
    pub gyroscope: bool,
    /// Whether the sign of the acceleration was checked against the phone's own orientation.
    pub sign_verified: bool,
    /// Number of taps on the page so far, modulo [`layout::TAPS_MODULUS`]. Every reading repeats it, so that no tap is
    /// lost with a packet and none counts twice.
    pub taps: u8,
    /// Number of the newest sample; sample `i` has number `seq - i`, wrapping.
    pub seq: u16,
    /// The phone's clock at the newest sample, in milliseconds.
    pub t: u32,
    /// One to four samples, newest first.
    pub samples: Vec<MotionSample>,
}

impl MotionFrame {
    /// Returns the samples in the order in which they were taken, each with its number and its time by the sender's
    /// clock.
    pub fn oldest_first(&self) -> impl Iterator<Item = (u16, u32, &MotionSample)> {
        self.samples.iter().enumerate().rev().map(|(back, sample)| {
            (self.seq.wrapping_sub(back as u16), self.t.wrapping_sub(sample.age_ms.into()), sample)
        })
    }
}

/// One reading, in the device's axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MotionSample {
    /// The time from this reading to the frame's `t`, in milliseconds.
    pub age_ms: u8,
    /// Acceleration including gravity in m/s²; lying flat with the screen up, z is about +9.81.
    pub acceleration: Vec3,
    /// Rotation rate about x, y and z in degrees per second.
    pub rotation_rate: Vec3,
}

/// Steering by touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TouchFrame {
    /// Number of taps, as in [`MotionFrame::taps`].
    pub taps: u8,
    /// Number of this reading.
    pub seq: u16,
    /// The phone's clock in milliseconds.
    pub t: u32,
    /// −32767 full left … 32767 full right.
    pub steer: i16,
}

/// The reason why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// There is no kind byte.
    #[error("the frame is empty")]
    Empty,
    /// A kind that this version does not know.
    #[error("unknown frame kind {0:#04x}")]
    UnknownKind(u8),
    /// Too short or too long for its kind.
    #[error("a frame of kind {kind:#04x} cannot have {len} bytes")]
    Length {
        /// The kind byte.
        kind: u8,
        /// Bytes received.
        len: usize,
    },
    /// A motion frame with no samples or too many.
    #[error("a motion frame holds 1 to 4 samples, not {0}")]
    SampleCount(u8),
    /// The JSON of a message is malformed or of an unknown type.
    #[error("the message is not understood")]
    Message,
    /// A signal is too long, or one of its values is malformed.
    #[error("the signal is malformed")]
    Signal,
}

impl Frame {
    /// Reads a payload from a phone.
    ///
    /// # Errors
    /// Any byte string gives either a frame or a [`FrameError`].
    pub fn from_phone(payload: &[u8]) -> Result<Self, FrameError> {
        Self::decode(payload, |json| serde_json::from_slice(json).ok().map(Self::FromPhone))
    }

    /// Reads a payload from the host.
    ///
    /// # Errors
    /// Any byte string gives either a frame or a [`FrameError`].
    pub fn from_host(payload: &[u8]) -> Result<Self, FrameError> {
        Self::decode(payload, |json| serde_json::from_slice(json).ok().map(Self::FromHost))
    }

    fn decode(payload: &[u8], message: impl FnOnce(&[u8]) -> Option<Self>) -> Result<Self, FrameError> {
        let (&kind, mut rest) = payload.split_first().ok_or(FrameError::Empty)?;
        let rest = &mut rest;
        let bad_length = FrameError::Length { kind, len: payload.len() };
        let frame = match kind {
            MOTION => return decode_motion(rest, bad_length),
            MESSAGE => return message(rest).ok_or(FrameError::Message),
            SIGNAL => return Signal::parse(rest).map(Self::Signal).ok_or(FrameError::Signal),
            TOUCH => (|| {
                let taps = taps_in(u8::from_le_bytes(take(rest)?));
                let (seq, t) = (u16::from_le_bytes(take(rest)?), u32::from_le_bytes(take(rest)?));
                // −32768 has no positive counterpart; steering is symmetric.
                let steer = i16::from_le_bytes(take(rest)?).max(-i16::MAX);
                Some(Self::Touch(TouchFrame { taps, seq, t, steer }))
            })(),
            ECHO => take(rest).map(|t| Self::Echo { t: u32::from_le_bytes(t) }),
            ECHO_REPLY => (|| {
                let (t, mine) = (u32::from_le_bytes(take(rest)?), u32::from_le_bytes(take(rest)?));
                Some(Self::EchoReply { t, mine })
            })(),
            TIE => take(rest).map(|tie| Self::PairingToken(PairingToken(tie))),
            _ => return Err(FrameError::UnknownKind(kind)),
        };
        frame.filter(|_| rest.is_empty()).ok_or(bad_length)
    }

    /// Encodes the payload for the wire.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Motion(motion) => encode_motion(motion),
            Self::Touch(TouchFrame { taps, seq, t, steer }) => {
                let mut bytes = vec![TOUCH, taps_flags(*taps)];
                bytes.extend(seq.to_le_bytes());
                bytes.extend(t.to_le_bytes());
                bytes.extend(steer.to_le_bytes());
                bytes
            }
            Self::Echo { t } => [&[ECHO], t.to_le_bytes().as_slice()].concat(),
            Self::EchoReply { t, mine } => [&[ECHO_REPLY], t.to_le_bytes().as_slice(), &mine.to_le_bytes()].concat(),
            Self::PairingToken(PairingToken(tie)) => [&[TIE], tie.as_slice()].concat(),
            Self::Signal(signal) => [&[SIGNAL], signal.to_json().as_bytes()].concat(),
            Self::FromPhone(message) => [&[MESSAGE], to_json(message).as_bytes()].concat(),
            Self::FromHost(message) => [&[MESSAGE], to_json(message).as_bytes()].concat(),
        }
    }
}

fn decode_motion(rest: &mut &[u8], bad_length: FrameError) -> Result<Frame, FrameError> {
    let header = (|| {
        let flags = u8::from_le_bytes(take(rest)?);
        let (seq, t) = (u16::from_le_bytes(take(rest)?), u32::from_le_bytes(take(rest)?));
        Some((flags, seq, t, u8::from_le_bytes(take(rest)?)))
    })();
    let (flags, seq, t, count) = header.ok_or_else(|| bad_length.clone())?;
    if !(1..=MAX_SAMPLES).contains(&usize::from(count)) {
        return Err(FrameError::SampleCount(count));
    }
    if rest.len() != usize::from(count) * SAMPLE_BYTES {
        return Err(bad_length);
    }
    let samples = rest.chunks_exact(SAMPLE_BYTES).map(decode_sample).collect();
    Ok(Frame::Motion(MotionFrame {
        screen_angle: u16::from(flags & 0b11) * 90,
        gyroscope: flags & 0b100 != 0,
        sign_verified: flags & 0b1000 != 0,
        taps: taps_in(flags),
        seq,
        t,
        samples,
    }))
}

/// Returns the number of taps in a reading's flags: the upper four bits.
fn taps_in(flags: u8) -> u8 {
    flags >> 4
}

/// Returns the flags for a number of taps.
fn taps_flags(taps: u8) -> u8 {
    (taps % TAPS_MODULUS) << 4
}

/// `bytes` has [`SAMPLE_BYTES`] bytes.
fn decode_sample(bytes: &[u8]) -> MotionSample {
    let word = |i: usize| f32::from(i16::from_le_bytes([bytes[1 + 2 * i], bytes[2 + 2 * i]]));
    let vector = |i| Vec3::new(word(i), word(i + 1), word(i + 2));
    MotionSample {
        age_ms: bytes[0],
        acceleration: vector(0) / STEPS_PER_MPS2,
        rotation_rate: vector(3) / STEPS_PER_DEG_PER_S,
    }
}

fn encode_motion(motion: &MotionFrame) -> Vec<u8> {
    let samples = &motion.samples[..motion.samples.len().min(MAX_SAMPLES)];
    let flags = (motion.screen_angle / 90 % 4) as u8
        | u8::from(motion.gyroscope) << 2
        | u8::from(motion.sign_verified) << 3
        | taps_flags(motion.taps);
    let mut bytes = Vec::with_capacity(MOTION_HEADER + 1 + samples.len() * SAMPLE_BYTES);
    bytes.extend([MOTION, flags]);
    bytes.extend(motion.seq.to_le_bytes());
    bytes.extend(motion.t.to_le_bytes());
    bytes.push(samples.len() as u8);
    for sample in samples {
        bytes.push(sample.age_ms);
        for value in sample.acceleration.to_array() {
            bytes.extend(quantise(value * STEPS_PER_MPS2));
        }
        for value in sample.rotation_rate.to_array() {
            bytes.extend(quantise(value * STEPS_PER_DEG_PER_S));
        }
    }
    bytes
}

/// Rounds to whole steps; out of range saturates, and NaN becomes 0 (the rules of `as`).
fn quantise(steps: f32) -> [u8; 2] {
    (libm::roundf(steps) as i16).to_le_bytes()
}

/// Takes `N` bytes off the front; `None` if there are fewer.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk::<N>()?;
    *bytes = tail;
    Some(*head)
}
