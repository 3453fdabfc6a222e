//! Callbacks for the browser's events, which are removed when they are dropped.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

/// A callback for one kind of event of one target.
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `callback` at each event of this name, which is of type `E`.
    pub(crate) fn new<E: JsCast>(
        target: &EventTarget,
        name: &'static str,
        mut callback: impl FnMut(E) + 'static,
    ) -> Self {
        let callback = Closure::<dyn FnMut(Event)>::new(move |event: Event| callback(event.unchecked_into()));
        // It fails only for callbacks that are none.
        let _ = target.add_event_listener_with_callback(name, callback.as_ref().unchecked_ref());
        Self { target: target.clone(), name, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref());
    }
}
