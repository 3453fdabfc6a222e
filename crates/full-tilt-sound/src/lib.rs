//! Every sound of the game, synthesised live: commands in, stereo samples out. No files, no devices, no clock.
//!
//! ```
//! use full_tilt_sound::{Effect, Mixer, MixerCommand};
//!
//! let mut mixer = Mixer::new(48_000);
//! mixer.command(MixerCommand::Play(Effect::Blip { combo: 1 }));
//! let loudest = (0..4_800).flat_map(|_| mixer.next_frame()).fold(0.0, |loudest: f32, sample| loudest.max(sample.abs()));
//! assert!(loudest > 0.01 && loudest <= 1.0);
//! ```

mod effects;
mod encoding;
mod music;
mod score;
mod voice;
mod wave;

use music::Deck;
use voice::Bank;

/// A short sound; all end within 1.5 seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// A blip was taken.
    Blip {
        /// Number of blips in a row before this one: each is a step up the scale, up to two octaves at 10.
        combo: u8,
    },
    /// A golden blip was taken.
    Gold {
        /// Number of blips in a row before this one, as for a blip.
        combo: u8,
    },
    /// A tail was shortened.
    Trim,
    /// The game slows down.
    Calm,
    /// A head passed close by something deadly.
    NearMiss,
    /// The next wave is coming.
    Wave,
    /// A player crashed; the music is quieter for half a second.
    Crash,
    /// One tick of the countdown.
    Count,
    /// The round starts.
    Start,
    /// A player joined.
    Join,
    /// A menu item was chosen.
    Click,
    /// A new best score.
    Best,
    /// All bodies are swept off the board.
    Sweep,
    /// The edges open.
    Portal,
    /// A ghost can be touched again.
    Return,
    /// A player who is out plays on as a spirit.
    Spirit,
}

/// The music to play.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scene {
    /// No music.
    Silence,
    /// The slow and calm version.
    Title,
    /// The whole piece, from bar one, with layers that depend on the pace.
    Play,
}

/// A command to a mixer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MixerCommand {
    /// Plays an effect now.
    Play(Effect),
    /// Changes the music; the current scene continues undisturbed if it is chosen again.
    Scene(Scene),
    /// Speed and richness of the music of [`Scene::Play`]: 0 (108 beats a minute) to 1 (150).
    Pace(f32),
    /// Volumes, each from 0 (silent) to 1 (full, the initial value of a mixer). The amplitude is the square, so that
    /// half way up a slider sounds about half as loud.
    Volumes {
        /// The master volume.
        master: f32,
        /// The volume of the music.
        music: f32,
        /// The volume of the effects.
        effects: f32,
    },
    /// Whether the game is paused: the music continues, muffled and quiet.
    Hush(bool),
}

/// Time constant in seconds of volumes, pace, muffling and the return after a crash.
const VOLUME_S: f32 = 0.012;
const PACE_S: f32 = 0.35;
const HUSH_S: f32 = 0.06;
const DUCK_S: f32 = 0.015;
const UNDUCK_S: f32 = 0.2;

/// Duration for which a crash lowers the music, in seconds, and its amplitude meanwhile: −6 dB.
const DUCKED_S: f32 = 0.5;
const DUCKED: f32 = 0.5;

/// Corner frequency of the muffling, in Hz, and the amplitude of the muffled music.
const HUSH_HZ: f32 = 420.0;
const HUSHED: f32 = 0.5;

/// Amplitude of all music at full volume: about 20 dB below full scale, so that effects stand out.
const MUSIC_LEVEL: f32 = 0.8;

/// Turns commands into samples.
#[derive(Debug, Clone)]
pub struct Mixer {
    scene: Scene,
    decks: [Deck; 2],
    /// Index of the deck that plays the scene; the other fades out.
    deck: usize,
    effects: Bank,
    pace: Smooth,
    /// Volumes of the music and of the effects, each including the master's.
    volumes: [Smooth; 2],
    hush: Smooth,
    /// Two first-order low-passes in series, left and right.
    muffled: [[f32; 2]; 2],
    muffle_share: f32,
    duck: Smooth,
    /// Samples until the music may return.
    ducked: u32,
    rate: f32,
}

impl Mixer {
    /// Creates a silent mixer at full volume; the rate is in frames a second, clamped to 8,000..=192,000.
    pub fn new(sample_rate: u32) -> Self {
        let rate = sample_rate.clamp(8_000, 192_000) as f32;
        let muffle = core::f32::consts::TAU * HUSH_HZ / rate;
        Self {
            scene: Scene::Silence,
            decks: [Deck::new(rate), Deck::new(rate)],
            deck: 0,
            effects: Bank::new(rate),
            pace: Smooth::new(0.0, PACE_S, rate),
            volumes: [Smooth::new(1.0, VOLUME_S, rate), Smooth::new(1.0, VOLUME_S, rate)],
            hush: Smooth::new(0.0, HUSH_S, rate),
            muffled: [[0.0; 2]; 2],
            muffle_share: muffle / (1.0 + muffle),
            duck: Smooth::new(1.0, DUCK_S, rate),
            ducked: 0,
            rate,
        }
    }

    /// Applies a command from the next frame on; NaN counts as 0, and values out of range are clamped.
    pub fn command(&mut self, command: MixerCommand) {
        match command {
            MixerCommand::Play(effect) => {
                effects::play(effect, &mut self.effects);
                if effect == Effect::Crash {
                    self.ducked = (DUCKED_S * self.rate) as u32;
                    self.duck.aim(DUCKED, DUCK_S, self.rate);
                }
            }
            MixerCommand::Scene(scene) if scene != self.scene => {
                self.scene = scene;
                self.decks[self.deck].stop();
                // No scene uses the pace in between: the new one starts at its own.
                self.pace.value = self.pace.target;
                if scene != Scene::Silence {
                    self.deck = 1 - self.deck;
                    self.decks[self.deck].start(scene);
                }
            }
            MixerCommand::Scene(_) => {}
            MixerCommand::Pace(pace) => self.pace.target = unit(pace),
            MixerCommand::Volumes { master, music, effects } => {
                for (volume, own) in self.volumes.iter_mut().zip([music, effects]) {
                    let product = unit(master) * unit(own);
                    volume.target = product * product;
                }
            }
            MixerCommand::Hush(hush) => self.hush.target = if hush { 1.0 } else { 0.0 },
        }
    }

    /// Returns the next frame: left and right, each in −1..=1.
    pub fn next_frame(&mut self) -> [f32; 2] {
        let pace = self.pace.next();
        let [first, second] = &mut self.decks;
        let (first, second) = (first.next_frame(pace), second.next_frame(pace));
        let effects = self.effects.next_frame(1.0);

        if self.ducked > 0 {
            self.ducked -= 1;
            if self.ducked == 0 {
                self.duck.aim(1.0, UNDUCK_S, self.rate);
            }
        }
        let music_gain = self.volumes[0].next() * self.duck.next() * MUSIC_LEVEL;
        let effects_gain = self.volumes[1].next();
        let hush = self.hush.next();

        let mut frame = [0.0; 2];
        for (side, out) in frame.iter_mut().enumerate() {
            let dry = first[side] + second[side];
            let muffled = muffle(&mut self.muffled[side], dry, self.muffle_share);
            let music = dry + hush * (HUSHED * muffled - dry);
            *out = limit(music * music_gain + effects[side] * effects_gain);
        }
        frame
    }
}

/// A value that approaches another, without a jump.
#[derive(Debug, Clone)]
struct Smooth {
    value: f32,
    target: f32,
    share: f32,
}

impl Smooth {
    fn new(value: f32, seconds: f32, rate: f32) -> Self {
        Self { value, target: value, share: 1.0 / (seconds * rate) }
    }

    fn aim(&mut self, target: f32, seconds: f32, rate: f32) {
        *self = Self { value: self.value, ..Self::new(target, seconds, rate) };
        self.target = target;
    }

    fn next(&mut self) -> f32 {
        let rest = self.target - self.value;
        // The last step is too small to hear, and makes silence exact.
        self.value = if rest.abs() < 1e-4 { self.target } else { self.value + rest * self.share };
        self.value
    }
}

/// Clamps an external number to 0..=1.
fn unit(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}

fn muffle(state: &mut [f32; 2], input: f32, share: f32) -> f32 {
    let mut value = input;
    for stage in state {
        *stage += share * (value - *stage);
        // Far below hearing, and processors are slow on the smallest numbers.
        if stage.abs() < 1e-9 {
            *stage = 0.0;
        }
        value = *stage;
    }
    value
}

/// A soft limiter, near to tanh: quiet samples pass unchanged, and none exceeds 1.
fn limit(x: f32) -> f32 {
    let x = if x.is_finite() { x.clamp(-3.0, 3.0) } else { 0.0 };
    let square = x * x;
    (x * (27.0 + square) / (27.0 + 9.0 * square)).clamp(-1.0, 1.0)
}
