//! The browser's timers.

use std::time::Duration;

use tokio::sync::oneshot;
use wasm_bindgen::{JsCast, closure::Closure};

use super::Instant;

/// A timer of the window, which is cleared when it is dropped.
struct Timeout {
    id: i32,
    ring: oneshot::Receiver<()>,
    _callback: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Sets a timer; `None` if there is no window.
    fn set(time: Duration) -> Option<Self> {
        let (rang, ring) = oneshot::channel();
        let mut rang = Some(rang);
        let callback = Closure::new(move || {
            if let Some(rang) = rang.take() {
                let _ = rang.send(());
            }
        });
        // Rounded up, so that the time has passed when it rings.
        let ms = i32::try_from(time.as_micros().div_ceil(1000)).unwrap_or(i32::MAX);
        let window = web_sys::window()?;
        let set = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback.as_ref().unchecked_ref(), ms);
        Some(Self { id: set.ok()?, ring, _callback: callback })
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Waits for this time; for ever if there is no window.
pub(crate) async fn sleep(time: Duration) {
    match Timeout::set(time) {
        Some(mut timeout) => _ = (&mut timeout.ring).await,
        None => std::future::pending().await,
    }
}

/// A timer that rings at once, and then again and again.
pub(crate) struct Interval {
    every: Duration,
    next: Instant,
    /// Kept while nobody waits, so that waiting again sets no further timer.
    timeout: Option<Timeout>,
}

/// Returns a timer that does not try to catch up.
pub(crate) fn timer(every: Duration) -> Interval {
    Interval { every, next: Instant::now(), timeout: None }
}

impl Interval {
    /// Waits for the next tick; may be cancelled.
    pub(crate) async fn tick(&mut self) {
        loop {
            let left = self.next.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            if self.timeout.is_none() {
                self.timeout = Timeout::set(left);
            }
            match &mut self.timeout {
                Some(timeout) => _ = (&mut timeout.ring).await,
                None => std::future::pending().await,
            }
            self.timeout = None;
        }
        self.timeout = None;
        self.next = Instant::now() + self.every;
    }
}
