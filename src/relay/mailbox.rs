//! A socket's outbox as two tasks share it: those who send to the socket, and the one that writes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::outbox::{Outbox, Outgoing, Overflow};
use crate::protocol::CloseCode;

/// Locks a mutex whether or not a holder panicked: what we keep behind locks is consistent after every statement.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The shared outbox. There is one writer, so each `Notify` has at most one waiter and loses no wake-up.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    state: Mutex<State>,
    filled: Notify,
    closed: Notify,
}

#[derive(Debug, Default)]
struct State {
    outbox: Outbox,
    closing: Option<CloseCode>,
}

impl Mailbox {
    /// Queues a message; after [`Mailbox::close`] it is dropped.
    pub(super) fn push(&self, message: Outgoing) -> Result<(), Overflow> {
        self.push_if(|_| true, message)
    }

    /// Queues a message of somebody who sends too much; such may fill only half of the outbox.
    pub(super) fn push_excess(&self, message: Outgoing) -> Result<(), Overflow> {
        self.push_if(|outbox| !outbox.is_half_full(), message)
    }

    fn push_if(&self, has_room: impl FnOnce(&Outbox) -> bool, message: Outgoing) -> Result<(), Overflow> {
        let mut state = lock(&self.state);
        if state.closing.is_none() {
            if !has_room(&state.outbox) {
                return Err(Overflow);
            }
            state.outbox.push(message)?;
            drop(state);
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Has the socket closed once what is queued has been sent. The first reason wins.
    pub(super) fn close(&self, code: CloseCode) {
        lock(&self.state).closing.get_or_insert(code);
        self.closed.notify_one();
    }

    /// Closes for slowness: what waits would only make it slower.
    pub(super) fn close_as_too_slow(&self) {
        lock(&self.state).outbox.clear();
        self.close(CloseCode::TooSlow);
    }

    /// Waits until there is something to send.
    pub(super) async fn filled(&self) {
        self.filled.notified().await;
    }

    /// Waits until the socket is to be closed.
    pub(super) async fn closed(&self) -> CloseCode {
        loop {
            if let Some(code) = lock(&self.state).closing {
                return code;
            }
            self.closed.notified().await;
        }
    }

    /// Takes the next message to send.
    pub(super) fn pop(&self) -> Option<Outgoing> {
        lock(&self.state).outbox.pop()
    }
}
