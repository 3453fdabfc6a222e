//! Mixer commands as bytes, for a mixer that runs where Rust values cannot go, such as an AudioWorklet.
//!
//! The first byte is the kind. Numbers are `f32`, little-endian.
//!
//! | kind | command | bytes after the kind |
//! |---|---|---|
//! | 0 | [`MixerCommand::Play`] | the effect's number, and the combo of a blip or a golden blip |
//! | 1 | [`MixerCommand::Scene`] | 0 silence, 1 title, 2 play |
//! | 2 | [`MixerCommand::Pace`] | the pace |
//! | 3 | [`MixerCommand::Volumes`] | master, music, effects |
//! | 4 | [`MixerCommand::Hush`] | 0 or 1 |
//!
//! All kinds but 0 set a value: of several commands of one kind, the last one is enough.

use super::{Effect, MixerCommand, Scene};

const PLAY: u8 = 0;
const SCENE: u8 = 1;
const PACE: u8 = 2;
const VOLUMES: u8 = 3;
const HUSH: u8 = 4;

/// Numbers of the effects with a combo.
const BLIP: u8 = 0;
const GOLD: u8 = 1;

/// The other effects; the first has the number after [`GOLD`].
const EFFECTS: [Effect; 14] = [
    Effect::Trim,
    Effect::Calm,
    Effect::NearMiss,
    Effect::Wave,
    Effect::Crash,
    Effect::Count,
    Effect::Start,
    Effect::Join,
    Effect::Click,
    Effect::Best,
    Effect::Sweep,
    Effect::Portal,
    Effect::Return,
    Effect::Spirit,
];

/// The scenes; a scene's number is its index.
const SCENES: [Scene; 3] = [Scene::Silence, Scene::Title, Scene::Play];

impl MixerCommand {
    /// Returns the command as 2 to 13 bytes.
    ///
    /// ```
    /// use full_tilt_sound::{Effect, MixerCommand};
    ///
    /// let command = MixerCommand::Play(Effect::Blip { combo: 3 });
    /// assert_eq!(command.encode(), [0, 0, 3]);
    /// assert_eq!(MixerCommand::decode(&command.encode()), Some(command));
    /// ```
    pub fn encode(self) -> Vec<u8> {
        match self {
            Self::Play(Effect::Blip { combo }) => vec![PLAY, BLIP, combo],
            Self::Play(Effect::Gold { combo }) => vec![PLAY, GOLD, combo],
            Self::Play(effect) => vec![PLAY, GOLD + 1 + index(&EFFECTS, effect)],
            Self::Scene(scene) => vec![SCENE, index(&SCENES, scene)],
            Self::Pace(pace) => with_numbers(PACE, &[pace]),
            Self::Volumes { master, music, effects } => with_numbers(VOLUMES, &[master, music, effects]),
            Self::Hush(hush) => vec![HUSH, u8::from(hush)],
        }
    }

    /// Returns the command in these bytes, or `None` if they are not exactly one command.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (&kind, rest) = bytes.split_first()?;
        match (kind, rest) {
            (PLAY, &[BLIP, combo]) => Some(Self::Play(Effect::Blip { combo })),
            (PLAY, &[GOLD, combo]) => Some(Self::Play(Effect::Gold { combo })),
            (PLAY, &[number]) => {
                let effect = EFFECTS.get(usize::from(number.checked_sub(GOLD + 1)?))?;
                Some(Self::Play(*effect))
            }
            (SCENE, &[number]) => SCENES.get(usize::from(number)).map(|scene| Self::Scene(*scene)),
            (PACE, _) => numbers(rest).map(|[pace]| Self::Pace(pace)),
            (VOLUMES, _) => numbers(rest).map(|[master, music, effects]| Self::Volumes { master, music, effects }),
            (HUSH, &[hush @ (0 | 1)]) => Some(Self::Hush(hush == 1)),
            _ => None,
        }
    }
}

/// Returns the position of a value in a short list that contains it.
fn index<T: PartialEq>(list: &[T], value: T) -> u8 {
    list.iter().position(|item| *item == value).and_then(|index| u8::try_from(index).ok()).unwrap_or_default()
}

fn with_numbers(kind: u8, numbers: &[f32]) -> Vec<u8> {
    [kind].into_iter().chain(numbers.iter().flat_map(|number| number.to_le_bytes())).collect()
}

/// Reads exactly `N` numbers.
fn numbers<const N: usize>(bytes: &[u8]) -> Option<[f32; N]> {
    let (chunks, rest) = bytes.as_chunks::<4>();
    let numbers: [[u8; 4]; N] = chunks.try_into().ok()?;
    rest.is_empty().then(|| numbers.map(f32::from_le_bytes))
}
