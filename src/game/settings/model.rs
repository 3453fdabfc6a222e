//! The settings, kept between runs.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use bevy::{prelude::*, time::common_conditions::on_timer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::warn;
use url::Url;

use crate::{
    game::{error::GameError, input::bindings::Bindings, persistence::store},
    protocol::SteeringSettings,
};

const VERSION: u32 = 1;
/// Maximum number of players whose steering is remembered.
const MAX_REMEMBERED: usize = 64;

pub(crate) fn plugin(app: &mut App) {
    // Once a second, not at every step of a slider.
    app.add_systems(PostUpdate, save.run_if(on_timer(Duration::from_secs(1))));
}

/// All settings. Files with fewer or more members can be read as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    version: u32,
    pub volumes: Volumes,
    pub full_screen: bool,
    pub quality: Quality,
    pub colours: Colours,
    pub present: Present,
    /// Maximum frames per second; 0 for the display's rate.
    pub frame_limit: u32,
    pub effects: Effects,
    /// Turns off everything that shakes, flashes or zooms, regardless of `effects`.
    pub reduced_motion: bool,
    /// Whether the best run's ghost is shown.
    pub ghost: bool,
    /// Whether a single player's game pauses when the phone is lost or the window is no longer in front.
    pub auto_pause: bool,
    /// Whether all players' steering waits for the slowest phone, within limits.
    pub fair: bool,
    /// Address of a copy of the controller page on a user's own server; empty if there is none.
    pub page: String,
    /// Whether the QR code opens that page.
    pub use_page: bool,
    pub bindings: Bindings,
    /// Steering settings of players by name, as far as they were set on this machine.
    steering: BTreeMap<String, SteeringSettings>,
}

/// Volumes, each 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Volumes {
    pub master: f32,
    pub music: f32,
    pub effects: f32,
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

/// The palette of the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Colours {
    /// Light on midnight blue.
    Neon,
    /// Black and white, without decoration.
    HighContrast,
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
            full_screen: false,
            quality: Quality::High,
            colours: Colours::Neon,
            present: Present::Vsync,
            frame_limit: 0,
            effects: Effects::default(),
            reduced_motion: false,
            ghost: true,
            auto_pause: true,
            fair: false,
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
        if self.frame_limit != 0 {
            self.frame_limit = self.frame_limit.clamp(30, 1000);
        }
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

/// Parses the address of a page for phones: https, because sensors need it (on this machine itself http is enough),
/// without a query or fragment.
///
/// # Errors
/// If the text is no such address.
pub(crate) fn parse_page(text: &str) -> Result<String, GameError> {
    let url = Url::parse(text)?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if !url.has_host() || url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err(GameError::PageScheme);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(GameError::PageQuery);
    }
    Ok(url.into())
}

/// The current settings, and the file that keeps them.
#[derive(Resource, Debug, Default, Deref, DerefMut)]
pub(crate) struct CurrentSettings {
    #[deref]
    settings: Settings,
    path: Option<PathBuf>,
    /// The settings as last read or saved by this game: the difference to `settings` was made here.
    saved: Settings,
    has_trouble: bool,
}

impl CurrentSettings {
    /// Reads the settings in a folder; without a folder they last only as long as the game.
    pub(crate) fn load(folder: Option<&Path>) -> Self {
        let path = folder.map(|folder| folder.join("settings.json"));
        // A file that could not even be set aside is not overwritten: saving checks it again.
        let load = |path: &Path| store::load::<Settings>(path, VERSION).ok().flatten();
        let settings = path.as_deref().and_then(load).unwrap_or_default().sane();
        Self { saved: settings.clone(), settings, path, has_trouble: false }
    }

    /// Saves the changes made here since the last save. Changes that another game has saved meanwhile are kept.
    fn save(&mut self) {
        if self.settings == self.saved {
            return;
        }
        let Some(path) = &self.path else { return };
        let (here, before) = (serde_json::to_value(&self.settings), serde_json::to_value(&self.saved));
        let saved = here.and_then(|here| Ok((here, before?))).map_err(io::Error::from).and_then(|(here, before)| {
            store::update(path, VERSION, |kept: Option<Value>| match kept {
                Some(kept) => merge(kept, &before, here),
                None => here,
            })
        });
        match saved {
            Ok(()) => self.saved = self.settings.clone(),
            Err(error) if !self.has_trouble => {
                warn!("the settings could not be saved in {}; trying again: {error}", path.display());
            }
            Err(_) => {}
        }
        self.has_trouble = self.saved != self.settings;
    }
}

/// Returns the kept value with the changes from `before` to `here` applied, member by member.
fn merge(kept: Value, before: &Value, here: Value) -> Value {
    match (kept, before, here) {
        (kept, before, here) if here == *before => kept,
        (Value::Object(mut kept), Value::Object(before), Value::Object(here)) => {
            // Members removed here, such as a player's steering, are removed from the file.
            kept.retain(|name, _| here.contains_key(name) || !before.contains_key(name));
            for (name, here) in here {
                let before = before.get(&name).unwrap_or(&Value::Null);
                let merged = match kept.remove(&name) {
                    Some(kept) => merge(kept, before, here),
                    None => here,
                };
                kept.insert(name, merged);
            }
            Value::Object(kept)
        }
        (_, _, here) => here,
    }
}

impl Drop for CurrentSettings {
    /// Saves changes of the last second, too.
    fn drop(&mut self) {
        self.save();
    }
}

fn save(mut settings: ResMut<CurrentSettings>) {
    settings.bypass_change_detection().save();
}
