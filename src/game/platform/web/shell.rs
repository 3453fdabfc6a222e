//! The page around the canvas, `globalThis.fullTilt`: `web-controller/game` makes it before the game starts. Without it,
//! everything here does nothing.

use std::time::Duration;

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Shows on the loading screen how to join: the link, and its code as a path of `width` × `width` modules. Returns once it
/// has been painted.
pub(super) async fn room(url: &str, width: usize, path: &str) {
    let painted = call("room", &[url.into(), (width as f64).into(), path.into()]).dyn_into::<Promise>();
    if let Ok(painted) = painted {
        // Of no interest: a page that cannot show the room can still show the game.
        let _ = JsFuture::from(painted).await;
    }
}

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

/// Calls a function whenever the page has been hidden. No frame is drawn until it is visible again.
pub(super) fn on_hidden(hidden: impl FnMut() + 'static) {
    offer("hidden", Closure::<dyn FnMut()>::new(hidden).into_js_value());
}

/// Calls a function with whether the page fills the screen, whenever that has changed or was refused.
pub(super) fn on_full_screen(changed: impl FnMut(bool) + 'static) {
    offer("fullScreenChanged", Closure::<dyn FnMut(bool)>::new(changed).into_js_value());
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

/// Gives the page a function of the game's.
fn offer(name: &str, function: JsValue) {
    let Ok(shell) = Reflect::get(&js_sys::global(), &"fullTilt".into()) else { return };
    // Fails where there is no such page, and then nothing calls the function.
    let _ = Reflect::set(&shell, &name.into(), &function);
}

/// Calls a function of the page, and returns what it returns; one that fails must not end the game.
fn call(name: &str, arguments: &[JsValue]) -> JsValue {
    let function = member(name).and_then(|member| member.dyn_into::<Function>().ok());
    let result = function.map(|function| function.apply(&JsValue::UNDEFINED, &arguments.iter().collect::<Array>()));
    match result {
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            tracing::warn!("the page failed in {name}: {error:?}");
            JsValue::UNDEFINED
        }
        None => JsValue::UNDEFINED,
    }
}
