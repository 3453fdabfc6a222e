//! Every sound of the game, synthesised live: commands in, stereo samples out. No files, no devices, no clock.
//!
//! ```
//! use full_tilt_sound::{Command, Effect, Mixer};
//!
//! let mut mixer = Mixer::new(48_000);
//! mixer.command(Command::Play(Effect::Blip { combo: 1 }));
//! let loudest = (0..4_800).flat_map(|_| mixer.next_frame()).fold(0.0, |loudest: f32, sample| loudest.max(sample.abs()));
//! assert!(loudest > 0.01 && loudest <= 1.0);
//! ```

mod effects;
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
        /// How many in a row before this one: each is a step up the scale, until two octaves are climbed at 10.
        combo: u8,
    },
    /// A golden blip was taken.
    Gold {
        /// As for a blip.
        combo: u8,
    },
    /// A tail was cut shorter.
    Trim,
    /// Things slow down.
    Calm,
    /// A head passed close by something deadly.
    NearMiss,
    /// The next wave is on its way.
    Wave,
    /// A player crashed; the music steps back for half a second.
    Crash,
    /// One tick of the countdown.
    Count,
    /// The round starts.
    Start,
    /// A player joined.
    Join,
    /// Something in a menu was chosen.
    Click,
    /// A new best score.
    Best,
    /// Everybody's body is swept off the board.
    Sweep,
    /// The edges open.
    Portal,
    /// Somebody who could not be touched is back.
    Return,
    /// Somebody who is out haunts the others from now on.
    Spirit,
}

/// What music is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scene {
    /// None.
    Silence,
    /// The slow and calm version.
    Title,
    /// The whole piece, from bar one, in layers that come with the pace.
    Play,
}

/// What a mixer can be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MixerCommand {
    /// Sounds an effect now.
    Play(Effect),
    /// Changes the music; the scene that is on already goes on undisturbed.
    Scene(Scene),
    /// How fast and rich the music of [`Scene::Play`] is: 0 (108 beats a minute) to 1 (150).
    Pace(f32),
    /// How loud it is, each from 0 (silent) to 1 (full, which is how a mixer starts). Amplitude goes with the square, so
    /// that half way up a slider sounds about half as loud.
    Volumes {
        /// Everything.
        master: f32,
        /// The music.
        music: f32,
        /// The effects.
        effects: f32,
    },
    /// Whether the game is paused: the music goes on, muffled and quiet.
    Hush(bool),
}

/// Seconds in which volumes, pace, the muffling and the way back from a crash go most of their way.
const VOLUME_S: f32 = 0.012;
const PACE_S: f32 = 0.35;
const HUSH_S: f32 = 0.06;
const DUCK_S: f32 = 0.015;
const UNDUCK_S: f32 = 0.2;

/// How long a crash holds the music down, in seconds, and to what amplitude: −6 dB.
const DUCKED_S: f32 = 0.5;
const DUCKED: f32 = 0.5;

/// Corner frequency of the muffling, in Hz, and the amplitude of what it lets through.
const HUSH_HZ: f32 = 420.0;
const HUSHED: f32 = 0.5;

/// Amplitude of all music at full volume: about 20 dB below full scale, so that effects stand out.
const MUSIC_LEVEL: f32 = 0.8;

/// Turns commands into samples.
#[derive(Debug, Clone)]
pub struct Mixer {
    scene: Scene,
    decks: [Deck; 2],
    /// Which deck plays the scene; the other fades out.
    deck: usize,
    effects: Bank,
    pace: Smooth,
    /// Of the music and of the effects, the master's in both.
    volumes: [Smooth; 2],
    hush: Smooth,
    /// Two low-passes of first order in a row, left and right.
    muffled: [[f32; 2]; 2],
    muffle_share: f32,
    duck: Smooth,
    /// Samples until the music may come back.
    ducked: u32,
    rate: f32,
}

impl Mixer {
    /// A silent mixer at full volume; the rate is in frames a second, taken into 8,000..=192,000.
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

    /// Does as told from the next frame on; what is no number counts as 0, what is out of range as its limit.
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
                // The pace between two scenes is nobody's: the new one starts at its own.
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

    /// The next frame: left and right, each in −1..=1.
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

/// A value on its way to another, without a jump.
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

/// A number from outside as one in 0..=1.
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

/// A soft ceiling, near to tanh: what is quiet passes as it is, and nothing passes 1.
fn limit(x: f32) -> f32 {
    let x = if x.is_finite() { x.clamp(-3.0, 3.0) } else { 0.0 };
    let square = x * x;
    (x * (27.0 + square) / (27.0 + 9.0 * square)).clamp(-1.0, 1.0)
}
