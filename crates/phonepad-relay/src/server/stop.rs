//! The wish to stop, as every task of the relay hears it.

use tokio::sync::watch;

/// Asks all holders of a [`Stop`] to stop, also by being dropped.
pub(super) struct Stopper(watch::Sender<()>);

/// Hears a [`Stopper`]; a clone hears it too, even when it is made afterwards.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<()>);

/// A connected pair.
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
    /// Waits for the wish.
    pub(super) async fn requested(&mut self) {
        // An error means that the sender is gone, which asks for the same.
        let _ = self.0.changed().await;
    }
}
