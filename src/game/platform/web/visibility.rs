//! A hidden tab. The browser draws none of its frames, and without frames there are no ticks: the round stands still. Phones
//! are told at once, past the game's systems, and when the tab is visible again the round resumes with a countdown.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use bevy::prelude::*;
use bevy_phonepad::{HostCommand, LinkCommands};

use crate::game::{
    phones::updates::pause_notice,
    platform::web::shell,
    round::{pausing::Focus, phase::Phase, state::Round},
    schedule::FrameSystems,
};

/// Notes between the listener of the page and the game's systems.
#[derive(Resource, Clone, Default)]
struct Shared {
    /// Whether the tab has been hidden since the last frame.
    was_hidden: Arc<AtomicBool>,
    /// Whether a round is being played that is not paused already.
    is_playing: Arc<AtomicBool>,
}

/// Follows the visibility of the tab.
pub(super) fn add_to(app: &mut App, phones: LinkCommands) {
    let shared = Shared::default();
    let told = shared.clone();
    shell::on_hidden(move || {
        told.was_hidden.store(true, Relaxed);
        if told.is_playing.load(Relaxed) {
            let HostCommand(notice) = pause_notice(true);
            phones.send(notice);
        }
    });
    app.insert_resource(shared).add_systems(PreUpdate, wake.after(FrameSystems::Seat)).add_systems(Last, remember);
}

fn wake(shared: Res<Shared>, mut focus: ResMut<Focus>) {
    if shared.was_hidden.swap(false, Relaxed) {
        focus.was_hidden = true;
    }
}

fn remember(shared: Res<Shared>, round: Res<Round>) {
    shared.is_playing.store(round.phase() == Phase::Playing && !round.pause.holds(), Relaxed);
}
