//! The resources shared by all rooms of a relay: clock, randomness, metrics and the store.

use std::{
    io,
    sync::{Arc, Mutex},
};

use rand::{SeedableRng, rngs::SysRng};
use rand_chacha::ChaCha20Rng;

use super::{
    Store,
    clock::Clock,
    metrics::Metrics,
    shared_send_queue::{SharedSendQueue, lock},
};
use crate::{QueuedMessage, Token};

/// The relay's resources that a room needs.
pub(super) struct RoomContext {
    pub(super) clock: Clock,
    /// The holder of this lock must not take another one.
    pub(super) rng: Mutex<ChaCha20Rng>,
    pub(super) metrics: Metrics,
    pub(super) store: Option<Store>,
}

impl RoomContext {
    /// Fails if the operating system gives no entropy.
    pub(super) fn new(store: Option<Store>) -> io::Result<Self> {
        let rng = ChaCha20Rng::try_from_rng(&mut SysRng).map_err(io::Error::other)?;
        Ok(Self { clock: Clock::start(), rng: Mutex::new(rng), metrics: Metrics::new(store.as_ref()), store })
    }

    pub(super) fn fresh_token(&self) -> Token {
        Token::random(&mut *lock(&self.rng))
    }

    /// Queues a message with a promise once that is stored, or cannot be stored: the game goes on.
    pub(super) fn promise(&self, mailbox: Arc<SharedSendQueue>, message: QueuedMessage) {
        let queue = move || {
            if mailbox.push(message).is_err() {
                mailbox.close_as_too_slow();
            }
        };
        match self.store.clone() {
            Some(store) => drop(tokio::spawn(async move {
                store.saved().await;
                queue();
            })),
            None => queue(),
        }
    }

    /// Waits until all promises so far are stored, or failed to be. Returns whether they are; without a store nothing
    /// is promised.
    pub(super) async fn saved(&self) -> bool {
        match &self.store {
            Some(store) => store.saved().await,
            None => true,
        }
    }

    /// Whether promises can currently be stored, as far as is known.
    pub(super) fn can_keep(&self) -> bool {
        self.store.as_ref().is_none_or(Store::is_healthy)
    }
}
