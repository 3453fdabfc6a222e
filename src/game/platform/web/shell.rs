//! The page around the canvas, `globalThis.fullTilt`: `web-controller/game` makes it before the game starts. Without it,
//! everything here does nothing.

use std::time::Duration;

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

/// Removes the loading screen: the first picture is visible.
pub(super) fn ready() {
    call("ready", &[]);
}

/// Shows on the loading screen how many shaders are still to be compiled.
pub(super) fn progress(shaders: usize) {
    call("progress", &[(shaders as f64).into()]);
}

/// Shows a sentence instead of the game.
pub(super) fn fail(sentence: &str) {
    call("fail", &[sentence.into()]);
}

/// Keeps the screen on, or no longer.
pub(super) fn wake_lock(on: bool) {
    call("wakeLock", &[on.into()]);
}

/// Fills the screen, or no longer.
pub(super) fn full_screen(on: bool) {
    call("fullScreen", &[on.into()]);
}

/// Sends a command to the mixer.
pub(super) fn sound(command: &[u8]) {
    call("sound", &[Uint8Array::from(command).into()]);
}

/// Passes on a line of the event stream.
pub(super) fn event(line: &str) {
    call("event", &[line.into()]);
}

/// Returns the time since the page was opened.
pub(super) fn clock() -> Option<Duration> {
    web_sys::window()?.performance().map(|clock| Duration::from_secs_f64(clock.now() / 1000.0))
}

/// Saves the game's files in a file of the player's choice.
pub(super) fn export_files() {
    call("exportFiles", &[]);
}

/// Replaces the game's files by those in a file of the player's choice.
pub(super) fn import_files() {
    call("importFiles", &[]);
}

/// Returns the recorded runs that the page has read, by name.
pub(super) fn runs() -> Vec<(String, Vec<u8>)> {
    let Some(runs) = member("runs").filter(JsValue::is_object) else { return Vec::new() };
    let entries = js_sys::Object::entries(runs.unchecked_ref());
    let run = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        let bytes: Uint8Array = entry.get(1).dyn_into().ok()?;
        Some((entry.get(0).as_string()?, bytes.to_vec()))
    };
    entries.iter().filter_map(run).collect()
}

/// Keeps a recorded run for the next start.
pub(super) fn keep_run(name: &str, bytes: &[u8]) {
    call("keepRun", &[name.into(), Uint8Array::from(bytes).into()]);
}

fn member(name: &str) -> Option<JsValue> {
    let shell = Reflect::get(&js_sys::global(), &"fullTilt".into()).ok()?;
    Reflect::get(&shell, &name.into()).ok()
}

/// Calls a function of the page; one that fails must not end the game.
fn call(name: &str, arguments: &[JsValue]) {
    let Some(function) = member(name).and_then(|member| member.dyn_into::<Function>().ok()) else { return };
    if let Err(error) = function.apply(&JsValue::UNDEFINED, &arguments.iter().collect::<Array>()) {
        tracing::warn!("the page failed in {name}: {error:?}");
    }
}
