//! The end of the loading screen: the first picture that is complete.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use bevy::{
    prelude::*,
    render::{Render, RenderApp, RenderSystems, render_resource::PipelineCache},
};

use crate::game::platform::web::shell;

/// Pictures in which no shader was compiled before the loading screen goes. The number of those left need not be zero:
/// some belong to effects that this system cannot draw, and wait for ever.
const SETTLED_FRAMES: u32 = 6;
/// The same after the last shader: the picture before the last one was drawn with all of them.
const COMPLETE_FRAMES: u32 = 2;

pub(super) fn plugin(app: &mut App) {
    let waiting = Waiting(Arc::new(AtomicUsize::new(usize::MAX)));
    if let Some(renderer) = app.get_sub_app_mut(RenderApp) {
        renderer.insert_resource(waiting.clone()).add_systems(Render, count.in_set(RenderSystems::Cleanup));
    }
    app.insert_resource(waiting).add_systems(Last, report);
}

/// The number of shaders that are still to be compiled.
#[derive(Resource, Clone)]
struct Waiting(Arc<AtomicUsize>);

fn count(cache: Res<PipelineCache>, waiting: Res<Waiting>) {
    waiting.0.store(cache.waiting_pipelines().count(), Relaxed);
}

/// The progress of the loading screen.
#[derive(Default)]
struct Progress {
    /// Whether the loading screen has gone.
    is_over: bool,
    /// Whether there were shaders to compile at all.
    has_begun: bool,
    /// The number that was shown last.
    shown: usize,
    /// Pictures since then.
    settled: u32,
}

fn report(waiting: Res<Waiting>, mut progress: Local<Progress>) {
    let left = waiting.0.load(Relaxed);
    if progress.is_over || left == usize::MAX {
        return;
    }
    if std::mem::replace(&mut progress.shown, left) != left {
        progress.settled = 0;
        shell::progress(left);
    }
    progress.has_begun |= left > 0;
    progress.settled += 1;
    let enough = if progress.has_begun && left == 0 { COMPLETE_FRAMES } else { SETTLED_FRAMES };
    if progress.settled >= enough {
        progress.is_over = true;
        shell::ready();
    }
}
