//! The current settings, and the file that keeps them between runs.

use std::{io, time::Duration};

use bevy::{prelude::*, time::common_conditions::on_timer};
use serde_json::Value;
use tracing::warn;

use crate::game::{
    persistence::store::{self, SharedFolder},
    settings::list::{Settings, VERSION},
};

pub(crate) fn plugin(app: &mut App) {
    // Once a second, not at every step of a slider.
    app.add_systems(PostUpdate, save.run_if(on_timer(Duration::from_secs(1))));
}

const FILE: &str = "settings.json";

/// The current settings, and the file that keeps them.
#[derive(Resource, Debug, Default, Deref, DerefMut)]
pub(crate) struct CurrentSettings {
    #[deref]
    settings: Settings,
    folder: Option<SharedFolder>,
    /// The settings as last read or saved by this game: the difference to `settings` was made here.
    saved: Settings,
    has_trouble: bool,
}

impl CurrentSettings {
    /// Reads the settings in a folder; without a folder they last only as long as the game.
    pub(crate) fn load(folder: Option<SharedFolder>) -> Self {
        // A file that could not even be set aside is not overwritten: saving checks it again.
        let load = |folder: &SharedFolder| store::load::<Settings>(&**folder, FILE, VERSION).ok().flatten();
        let settings = folder.as_ref().and_then(load).unwrap_or_default().sane();
        Self { saved: settings.clone(), settings, folder, has_trouble: false }
    }

    /// Saves the changes made here since the last save. Changes that another game has saved meanwhile are kept.
    fn save(&mut self) {
        if self.settings == self.saved {
            return;
        }
        let Some(folder) = &self.folder else { return };
        let (here, before) = (serde_json::to_value(&self.settings), serde_json::to_value(&self.saved));
        let saved = here.and_then(|here| Ok((here, before?))).map_err(io::Error::from).and_then(|(here, before)| {
            store::update(&**folder, FILE, VERSION, |kept: Option<Value>| match kept {
                Some(kept) => merge(kept, &before, here),
                None => here,
            })
        });
        match saved {
            Ok(()) => self.saved = self.settings.clone(),
            Err(error) if !self.has_trouble => {
                warn!("the settings could not be saved as {}; trying again: {error}", folder.place(FILE));
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
