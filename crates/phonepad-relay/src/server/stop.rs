//! The stop signal for every task of the relay.

use tokio::sync::watch;

/// Requests all holders of a [`Stop`] to stop, also by being dropped.
pub(super) struct Stopper(watch::Sender<()>);

/// Receives the signal of a [`Stopper`]; clones receive it too, even those made afterwards.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<()>);

/// Returns a connected pair.
pub(super) fn stop_signal() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(());
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    pub(super) fn stop(&self) {
        self.0.send_replace(());
    }
}

impl Stop {
    /// Whether the signal has been given.
    pub(super) fn is_requested(&self) -> bool {
        // The value is never read, so any change is still new to this receiver.
        self.0.has_changed().unwrap_or(true)
    }

    /// Waits for the signal.
    pub(super) async fn requested(&mut self) {
        // An error means that the sender is gone, which has the same meaning.
        let _ = self.0.changed().await;
    }
}
