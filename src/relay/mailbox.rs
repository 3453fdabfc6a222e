//! A socket's outbox as two tasks share it: those who send to the socket, and the one that writes.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

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
    /// Since when something waits.
    waiting_since: Option<Instant>,
    is_held: bool,
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
            state.waiting_since.get_or_insert_with(Instant::now);
            drop(state);
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Keeps what is queued until [`Mailbox::release`].
    pub(super) fn hold(&self) {
        lock(&self.state).is_held = true;
    }

    /// Ends [`Mailbox::hold`].
    pub(super) fn release(&self) {
        lock(&self.state).is_held = false;
        self.filled.notify_one();
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

    /// Waits until there is something to send, or [`Mailbox::wake`].
    pub(super) async fn filled(&self) {
        self.filled.notified().await;
    }

    /// Has the writer look again.
    pub(super) fn wake(&self) {
        self.filled.notify_one();
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

    /// Takes the next message to send; a lossy one only if `lossy_too`.
    pub(super) fn pop(&self, lossy_too: bool) -> Option<Outgoing> {
        let mut state = lock(&self.state);
        if state.is_held { None } else { state.outbox.pop(lossy_too) }
    }

    /// To be called when all that was popped has been written. Returns how long the first message has waited, if nothing
    /// waits any more; and how many lossy messages were replaced or thrown away since the last call.
    pub(super) fn written(&self) -> (Option<Duration>, u64) {
        let mut state = lock(&self.state);
        let is_empty = state.outbox.is_empty();
        let waited = if is_empty { state.waiting_since.take().map(|since| since.elapsed()) } else { None };
        (waited, state.outbox.take_dropped())
    }
}
