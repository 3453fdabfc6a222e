//! The types of the settings, with their texts in the menu and the effect of a step on them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::sim::{Evening, Teams};

/// A step that changes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Less,
    More,
    /// A click, or the key or button that confirms.
    Activate,
}

impl Step {
    /// Returns whether the step is upwards. Activating a row is a step up, too.
    pub(crate) fn is_up(self) -> bool {
        self != Self::Less
    }

    /// Returns 1 for a step up and −1 for a step down.
    pub(crate) fn sign(self) -> f32 {
        if self.is_up() { 1.0 } else { -1.0 }
    }

    /// Returns the index after this step from `index` through `count` values, wrapping around.
    pub(crate) fn around(self, index: usize, count: usize) -> usize {
        let count = count.max(1);
        (index + if self.is_up() { 1 } else { count - 1 }) % count
    }
}

/// A value that the menu shows and changes.
pub(crate) trait Value {
    /// Returns the value as text.
    fn text(&self) -> String;

    /// Changes the value by one step.
    fn step(&mut self, step: Step);
}

/// A share of 1, in steps of a tenth.
impl Value for f32 {
    fn text(&self) -> String {
        format!("{:.0} %", self * 100.0)
    }

    fn step(&mut self, step: Step) {
        *self = ((*self * 10.0).round() + step.sign()).clamp(0.0, 10.0) / 10.0;
    }
}

/// A type with few values.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    /// All values, in the order of the menu.
    const ALL: &[Self];

    /// Returns the value as text.
    fn name(self) -> Cow<'static, str>;

    /// Returns the value after a step: the other one of two, or the next one of several, without wrapping around.
    fn after(self, step: Step) -> Self {
        let last = Self::ALL.len() - 1;
        let index = Self::ALL.iter().position(|&other| other == self).unwrap_or(0);
        let next = match step {
            _ if last == 1 => 1 - index,
            Step::Less => index.saturating_sub(1),
            Step::More | Step::Activate => (index + 1).min(last),
        };
        Self::ALL[next]
    }
}

impl<T: Choice> Value for T {
    fn text(&self) -> String {
        self.name().into_owned()
    }

    fn step(&mut self, step: Step) {
        *self = self.after(step);
    }
}

impl Choice for bool {
    const ALL: &[Self] = &[false, true];

    fn name(self) -> Cow<'static, str> {
        if self { "on" } else { "off" }.into()
    }
}

/// The number of rounds of an evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EveningLength(pub u32);

impl EveningLength {
    pub(crate) const USUAL: Self = Self(12);

    /// Returns this number of rounds, or `None` if an evening cannot have it.
    pub(crate) fn of(rounds: u32) -> Option<Self> {
        Evening::LENGTHS.contains(&rounds).then_some(Self(rounds))
    }

    /// Returns the length itself or, if it came from a file and is not possible, the usual one.
    pub(crate) fn sane(self) -> Self {
        if Evening::LENGTHS.contains(&self.0) { self } else { Self::USUAL }
    }
}

impl Choice for EveningLength {
    const ALL: &[Self] =
        &[Self(Evening::LENGTHS[0]), Self(Evening::LENGTHS[1]), Self(Evening::LENGTHS[2]), Self(Evening::LENGTHS[3])];

    fn name(self) -> Cow<'static, str> {
        // An introduction, a round and its standings take some 100 s.
        format!("{} rounds, about {} minutes", self.0, 5 * self.0.div_ceil(3)).into()
    }
}

/// The number of teams; 0 if all players play for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TeamCount(pub u8);

impl TeamCount {
    /// Returns the number, or `None` without teams.
    pub(crate) fn count(self) -> Option<u8> {
        (2..=Teams::MOST).contains(&self.0).then_some(self.0)
    }
}

impl Choice for TeamCount {
    const ALL: &[Self] = &[Self(0), Self(2), Self(3), Self(4)];

    fn name(self) -> Cow<'static, str> {
        self.count().map_or("no teams".into(), |count| format!("{count} teams").into())
    }
}

/// The load on the graphics card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Quality {
    /// No glow, few particles: for a machine without a graphics card.
    Low,
    /// All effects.
    High,
}

impl Choice for Quality {
    const ALL: &[Self] = &[Self::Low, Self::High];

    fn name(self) -> Cow<'static, str> {
        match self {
            Self::Low => "low, for slow machines",
            Self::High => "high, with glow",
        }
        .into()
    }
}

/// The palette of the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Colours {
    /// Light on midnight blue.
    Neon,
    /// Black and white, without decoration.
    HighContrast,
}

impl Choice for Colours {
    const ALL: &[Self] = &[Self::Neon, Self::HighContrast];

    fn name(self) -> Cow<'static, str> {
        match self {
            Self::Neon => "neon",
            Self::HighContrast => "high contrast",
        }
        .into()
    }
}

/// The presentation of finished frames on the display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Present {
    /// Synchronised with the display: no tearing.
    Vsync,
    /// The newest finished frame, where the system supports it: no tearing, less delay, more power.
    Newest,
    /// Immediately: least delay, but tearing.
    Immediate,
}

impl Choice for Present {
    const ALL: &[Self] = &[Self::Vsync, Self::Newest, Self::Immediate];

    fn name(self) -> Cow<'static, str> {
        match self {
            Self::Vsync => "on",
            Self::Newest => "newest frame, if supported",
            Self::Immediate => "off, may tear",
        }
        .into()
    }
}

/// Maximum frames per second; 0 for the display's rate or, with [`Present::Newest`], for no limit, because that shows the
/// newest of several frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct FrameLimit(pub u32);

impl FrameLimit {
    pub(crate) const AUTO: Self = Self(0);

    /// Returns the limit itself or, if it came from a file and makes no sense, the nearest one that does.
    pub(crate) fn sane(self) -> Self {
        if self == Self::AUTO { self } else { Self(self.0.clamp(30, 1000)) }
    }
}

impl Choice for FrameLimit {
    const ALL: &[Self] = &[Self::AUTO, Self(30), Self(60), Self(120), Self(144), Self(240)];

    fn name(self) -> Cow<'static, str> {
        if self == Self::AUTO { "auto".into() } else { format!("{} fps", self.0).into() }
    }
}
