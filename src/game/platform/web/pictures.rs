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

fn report(waiting: Res<Waiting>, mut settled: Local<u32>, mut shown: Local<usize>) {
    let left = waiting.0.load(Relaxed);
    if *settled >= SETTLED_FRAMES || left == usize::MAX {
        return;
    }
    if std::mem::replace(&mut *shown, left) != left {
        *settled = 0;
        shell::progress(left);
    }
    *settled += 1;
    if *settled == SETTLED_FRAMES {
        shell::ready();
    }
}
