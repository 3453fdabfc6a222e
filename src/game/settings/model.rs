//! What people can set, kept between runs.

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
/// Players whose steering is remembered.
const MAX_REMEMBERED: usize = 64;

pub(crate) fn plugin(app: &mut App) {
    // Not at every step of a slider.
    app.add_systems(PostUpdate, save.run_if(on_timer(Duration::from_secs(1))));
}

/// Everything that can be set. Files with fewer or more members are read as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    version: u32,
    pub volumes: Volumes,
    pub full_screen: bool,
    pub quality: Quality,
    pub colours: Colours,
    pub present: Present,
    /// Frames a second at most; 0 for what the display shows.
    pub frame_limit: u32,
    pub effects: Effects,
    /// Turns off everything that shakes, flashes or zooms, whatever `effects` says.
    pub reduced_motion: bool,
    /// Whether the best run's ghost is shown.
    pub ghost: bool,
    /// Whether a game alone stands still when the phone is lost or the window is no longer in front.
    pub auto_pause: bool,
    /// Whether everybody's steering waits for the slowest phone, within limits.
    pub fair: bool,
    /// Address of a copy of the controller page, on a server of people's own; empty if there is none.
    pub page: String,
    /// Whether the code leads there.
    pub use_page: bool,
    pub bindings: Bindings,
    /// How each player steers, by name, as far as it was set here.
    steering: BTreeMap<String, SteeringSettings>,
}

/// Loudness, each 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Volumes {
    pub master: f32,
    pub music: f32,
    pub effects: f32,
}

/// How much the graphics card is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Quality {
    /// No glow, few particles: for a machine without a graphics card.
    Low,
    /// Everything.
    High,
}

/// What the arena is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Colours {
    /// Light on midnight blue.
    Neon,
    /// Black and white, and nothing that decorates.
    HighContrast,
}

/// How finished frames get to the display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Present {
    /// In step with the display: no tearing.
    Vsync,
    /// The newest finished frame, where the system can: no tearing, less delay, more power.
    Newest,
    /// At once: least delay, and tearing.
    Immediate,
}

/// Feel, each by itself.
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
    /// Whether the picture may shake.
    pub(crate) fn shakes(&self) -> bool {
        self.effects.shake && !self.reduced_motion
    }

    /// Whether anything may flash.
    pub(crate) fn flashes(&self) -> bool {
        self.effects.flash && !self.reduced_motion
    }

    /// Whether the camera may zoom and breathe.
    pub(crate) fn zooms(&self) -> bool {
        self.effects.zoom && !self.reduced_motion
    }

    /// Address of the page that the code leads to, if it is not the relay's.
    pub(crate) fn page(&self) -> Option<&str> {
        (self.use_page && !self.page.is_empty()).then_some(self.page.as_str())
    }

    /// What was set here for a player of this name.
    pub(crate) fn steering(&self, name: &str) -> Option<&SteeringSettings> {
        self.steering.get(name)
    }

    /// Remembers what was set for a player; names beyond the first 64 are not kept.
    pub(crate) fn remember_steering(&mut self, name: &str, wish: SteeringSettings) {
        if self.steering.contains_key(name) || self.steering.len() < MAX_REMEMBERED {
            self.steering.insert(name.to_owned(), wish);
        }
    }

    /// Brings everything into its range, whatever a file says.
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

/// Reads the address of a page for phones: https, as sensors need it (on this machine itself http will do), without a
/// query or fragment.
///
/// # Errors
/// If it is no such address.
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

/// The settings in force, and the file they are kept in.
#[derive(Resource, Debug, Default, Deref, DerefMut)]
pub(crate) struct CurrentSettings {
    #[deref]
    settings: Settings,
    path: Option<PathBuf>,
    /// What this game has read or saved last: the difference to `settings` is what was set here.
    saved: Settings,
    has_trouble: bool,
}

impl CurrentSettings {
    /// Reads the settings kept in a folder; without a folder they live as long as the game.
    pub(crate) fn load(folder: Option<&Path>) -> Self {
        let path = folder.map(|folder| folder.join("settings.json"));
        // What could not even be set aside is not written over: saving looks at it again.
        let load = |path: &Path| store::load::<Settings>(path, VERSION).ok().flatten();
        let settings = path.as_deref().and_then(load).unwrap_or_default().sane();
        Self { saved: settings.clone(), settings, path, has_trouble: false }
    }

    /// Saves what was set here since the last time. What another game has set meanwhile stays.
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
                warn!("the settings could not be saved in {}, and will be tried again: {error}", path.display());
            }
            Err(_) => {}
        }
        self.has_trouble = self.saved != self.settings;
    }
}

/// What is kept, with every member that differs between `before` and `here` as it is `here`.
fn merge(kept: Value, before: &Value, here: Value) -> Value {
    match (kept, before, here) {
        (kept, before, here) if here == *before => kept,
        (Value::Object(mut kept), Value::Object(before), Value::Object(here)) => {
            // What was removed here is removed there, such as somebody's steering.
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
    /// What was set in the last second counts as well.
    fn drop(&mut self) {
        self.save();
    }
}

fn save(mut settings: ResMut<CurrentSettings>) {
    settings.bypass_change_detection().save();
}
