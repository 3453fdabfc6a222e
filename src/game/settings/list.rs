//! All settings: the stored value, the default, and the row in the menu of each. A new setting of one of the existing types
//! changes only this file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    game::{
        addresses::parse_page,
        input::bindings::Bindings,
        settings::{
            pages::Page,
            values::{Colours, EveningLength, FrameLimit, Present, Quality, Step, TeamCount, Value as _},
        },
    },
    protocol::SteeringSettings,
    sim::Mode,
};

/// Version of the file's format.
pub(super) const VERSION: u32 = 1;
/// Maximum number of players whose steering is remembered.
const MAX_REMEMBERED: usize = 64;

/// All settings. Files with fewer or more members can be read as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    version: u32,
    pub volumes: Volumes,
    pub evening: EveningSettings,
    pub full_screen: bool,
    pub quality: Quality,
    pub colours: Colours,
    pub present: Present,
    pub frame_limit: FrameLimit,
    pub effects: Effects,
    /// Turns off everything that shakes, flashes or zooms, regardless of `effects`.
    pub reduced_motion: bool,
    /// Whether the seconds that decided a round of several players are shown again.
    pub decisive_moment: bool,
    /// Whether the best run's ghost is shown.
    pub ghost: bool,
    /// Whether a single player's game pauses when the phone is lost or the window is no longer in front.
    pub auto_pause: bool,
    /// Whether all players' steering waits for the slowest phone, within limits.
    pub fair: bool,
    /// Whether half a second at full lock is a tap, for players who cannot use a thumb.
    pub lock_acts: bool,
    /// Address of a copy of the controller page on a user's own server; empty if there is none.
    pub page: String,
    /// Whether the QR code opens that page.
    pub use_page: bool,
    pub bindings: Bindings,
    /// Steering settings of players by name, as far as they were set on this machine.
    steering: BTreeMap<String, SteeringSettings>,
}

/// The host's choices for an evening; those for teams hold for single modes, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EveningSettings {
    pub length: EveningLength,
    pub teams: TeamCount,
    /// Whether heads and bodies of one team harm each other.
    pub friends_kill: bool,
    /// Names of the modes that are not played.
    pub left_out: BTreeSet<String>,
}

impl EveningSettings {
    /// Returns whether a mode is played.
    fn plays(&self, mode: Mode) -> bool {
        !self.left_out.contains(mode.name())
    }

    /// Plays a mode, or leaves it out. The last one stays.
    fn toggle(&mut self, mode: Mode) {
        let is_last = Mode::ALL.into_iter().filter(|&other| other.is_party() && self.plays(other)).count() == 1;
        if !self.left_out.remove(mode.name()) && !is_last {
            self.left_out.insert(mode.name().to_owned());
        }
    }
}

impl Default for EveningSettings {
    fn default() -> Self {
        Self {
            length: EveningLength::USUAL,
            teams: TeamCount::default(),
            friends_kill: false,
            left_out: BTreeSet::new(),
        }
    }
}

/// Volumes, each 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Volumes {
    pub master: f32,
    pub music: f32,
    pub effects: f32,
}

/// Switches for the individual effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Effects {
    pub shake: bool,
    pub hit_stop: bool,
    pub flash: bool,
    pub zoom: bool,
    pub particles: bool,
    pub numbers: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            volumes: Volumes { master: 0.8, music: 0.7, effects: 0.9 },
            evening: EveningSettings::default(),
            full_screen: false,
            quality: Quality::High,
            colours: Colours::Neon,
            present: Present::Vsync,
            frame_limit: FrameLimit::AUTO,
            effects: Effects::default(),
            reduced_motion: false,
            decisive_moment: true,
            ghost: true,
            auto_pause: true,
            fair: false,
            lock_acts: false,
            page: String::new(),
            use_page: false,
            bindings: Bindings::default(),
            steering: BTreeMap::new(),
        }
    }
}

impl Default for Effects {
    fn default() -> Self {
        Self { shake: true, hit_stop: true, flash: true, zoom: true, particles: true, numbers: true }
    }
}

/// A row of the menu that shows and changes one setting.
pub(super) struct SettingRow {
    pub(super) page: Page,
    pub(super) label: &'static str,
    /// Returns the current value as text.
    pub(super) text: fn(&Settings) -> String,
    /// Changes the value by one step.
    pub(super) change: fn(&mut Settings, Step),
    /// Whether it has an effect only where the game decides when a frame is shown.
    pub(super) needs_pacing: bool,
}

/// Makes a row: its page, its label, and the member that it changes. Where the value in effect also depends on another
/// setting, the row shows the result of a method instead.
macro_rules! row {
    ($page:ident, $label:literal, $($member:ident).+) => {
        SettingRow {
            page: Page::$page,
            label: $label,
            text: |settings| settings.$($member).+.text(),
            change: |settings, step| settings.$($member).+.step(step),
            needs_pacing: false,
        }
    };
    ($page:ident, $label:literal, $($member:ident).+, for pacing) => {
        SettingRow { needs_pacing: true, ..row!($page, $label, $($member).+) }
    };
    ($page:ident, $label:literal, $($member:ident).+, shown as $shown:ident) => {
        SettingRow { text: |settings| settings.$shown().text(), ..row!($page, $label, $($member).+) }
    };
}

/// Makes a row that plays a mode in an evening, or leaves it out.
macro_rules! mode_row {
    ($mode:ident) => {
        SettingRow {
            page: Page::Evening,
            label: Mode::$mode.title(),
            text: |settings| settings.evening.plays(Mode::$mode).text(),
            change: |settings, _| settings.evening.toggle(Mode::$mode),
            needs_pacing: false,
        }
    };
}

/// The rows of all settings, in the order of their pages.
pub(super) const ROWS: &[SettingRow] = &[
    row!(Game, "Wait for the slowest phone", fair),
    row!(Game, "Full lock acts like a tap", lock_acts),
    row!(Evening, "Length", evening.length),
    row!(Evening, "Teams", evening.teams),
    row!(Evening, "Friends can crash into each other", evening.friends_kill),
    mode_row!(Rush),
    mode_row!(Survival),
    mode_row!(Crown),
    mode_row!(Bomb),
    mode_row!(Turf),
    mode_row!(Ball),
    mode_row!(Hydra),
    mode_row!(KnockOut),
    mode_row!(Hush),
    row!(Sound, "Master volume", volumes.master),
    row!(Sound, "Music", volumes.music),
    row!(Sound, "Effects", volumes.effects),
    row!(Picture, "Full screen", full_screen),
    row!(Picture, "Quality", quality),
    row!(Picture, "Colours", colours),
    row!(Picture, "VSync", present, for pacing),
    row!(Picture, "Frame limit", frame_limit, for pacing),
    row!(Feel, "Reduced motion", reduced_motion),
    row!(Feel, "Screen shake", effects.shake, shown as shakes),
    row!(Feel, "Flashes", effects.flash, shown as flashes),
    row!(Feel, "Camera zoom", effects.zoom, shown as zooms),
    row!(Feel, "Hit stop at a crash", effects.hit_stop),
    row!(Feel, "Particles", effects.particles),
    row!(Feel, "Score pop-ups", effects.numbers),
    row!(Feel, "Decisive moment again", decisive_moment),
    row!(Feel, "Ghost of the best run", ghost),
    row!(Feel, "Pause when the phone is lost", auto_pause),
];

impl Settings {
    /// Returns whether the picture may shake.
    pub(crate) fn shakes(&self) -> bool {
        self.effects.shake && !self.reduced_motion
    }

    /// Returns whether anything may flash.
    pub(crate) fn flashes(&self) -> bool {
        self.effects.flash && !self.reduced_motion
    }

    /// Returns whether the camera may zoom and breathe.
    pub(crate) fn zooms(&self) -> bool {
        self.effects.zoom && !self.reduced_motion
    }

    /// Returns the address of the page that the QR code opens, or `None` if that is the relay's page.
    pub(crate) fn page(&self) -> Option<&str> {
        (self.use_page && !self.page.is_empty()).then_some(self.page.as_str())
    }

    /// Returns the steering settings that were set here for a player of this name, or `None` if there are none.
    pub(crate) fn steering(&self, name: &str) -> Option<&SteeringSettings> {
        self.steering.get(name)
    }

    /// Remembers a player's steering settings; names beyond the first 64 are not kept.
    pub(crate) fn remember_steering(&mut self, name: &str, wish: SteeringSettings) {
        if self.steering.contains_key(name) || self.steering.len() < MAX_REMEMBERED {
            self.steering.insert(name.to_owned(), wish);
        }
    }

    /// Clamps all values to their ranges, whatever the file contained.
    pub(crate) fn sane(mut self) -> Self {
        for volume in [&mut self.volumes.master, &mut self.volumes.music, &mut self.volumes.effects] {
            *volume = if volume.is_finite() { volume.clamp(0.0, 1.0) } else { 0.5 };
        }
        self.frame_limit = self.frame_limit.sane();
        self.evening.length = self.evening.length.sane();
        // Names of other versions' modes do no harm, but a file can hold any number of them.
        self.evening.left_out.retain(|name| Mode::ALL.into_iter().any(|mode| mode.name() == name));
        while self.steering.len() > MAX_REMEMBERED {
            self.steering.pop_last();
        }
        if parse_page(&self.page).is_err() {
            self.page.clear();
        }
        self.version = VERSION;
        self
    }
}
