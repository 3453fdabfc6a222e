//! A socket's send queue, shared by several tasks: the senders to the socket, and the one that writes.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use crate::send_queue::{Overflow, QueuedMessage, SendQueue};
use phonepad_protocol::CloseCode;

/// Locks a mutex whether or not a holder panicked: our locked data is consistent after every statement.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The shared send queue. There is one writer, which is woken when there is something new for it.
#[derive(Debug, Default)]
pub(super) struct SharedSendQueue(Mutex<QueueState>);

#[derive(Debug, Default)]
struct QueueState {
    outbox: SendQueue,
    /// The time since which the queue is not empty.
    waiting_since: Option<Instant>,
    is_held: bool,
    closing: Option<CloseCode>,
    /// The waker of the writer, if it sleeps, with the events that it waits for.
    writer: Option<(Waker, Wanted)>,
}

/// The events that a writer waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted {
    /// The socket accepts no data: only the request to close.
    Closing,
    /// The receiver has not read the last lossy frames: only reliable messages.
    Reliable,
    Anything,
}

/// The state of the queue for the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mail {
    Nothing,
    Waiting,
    /// The socket is to be closed.
    Closing(CloseCode),
}

impl SharedSendQueue {
    /// Queues a message; after [`SharedSendQueue::close`] it is dropped.
    pub(super) fn push(&self, message: QueuedMessage) -> Result<(), Overflow> {
        self.push_if(|_| true, message)
    }

    /// Queues a message of a client that sends too much; such messages may fill only half of the queue.
    pub(super) fn push_excess(&self, message: QueuedMessage) -> Result<(), Overflow> {
        self.push_if(|outbox| !outbox.is_half_full(), message)
    }

    fn push_if(&self, has_room: impl FnOnce(&SendQueue) -> bool, message: QueuedMessage) -> Result<(), Overflow> {
        let mut state = lock(&self.0);
        if state.closing.is_none() {
            if !has_room(&state.outbox) {
                return Err(Overflow);
            }
            let is_lossy = message.is_lossy();
            state.outbox.push(message)?;
            state.waiting_since.get_or_insert_with(Instant::now);
            wake(state, if is_lossy { Wanted::Anything } else { Wanted::Reliable });
        }
        Ok(())
    }

    /// Whether half of the space for reliable messages is used.
    pub(super) fn is_half_full(&self) -> bool {
        lock(&self.0).outbox.is_half_full()
    }

    /// Holds queued messages back until [`SharedSendQueue::release`].
    pub(super) fn hold(&self) {
        lock(&self.0).is_held = true;
    }

    /// Ends [`SharedSendQueue::hold`].
    pub(super) fn release(&self) {
        let mut state = lock(&self.0);
        state.is_held = false;
        wake(state, Wanted::Closing);
    }

    /// Requests to close the socket once the queued messages have been sent. The first reason wins.
    pub(super) fn close(&self, code: CloseCode) {
        let mut state = lock(&self.0);
        state.closing.get_or_insert(code);
        wake(state, Wanted::Closing);
    }

    /// Closes because of slowness: the queued messages would only make it slower.
    pub(super) fn close_as_too_slow(&self) {
        lock(&self.0).outbox.clear();
        self.close(CloseCode::TooSlow);
    }

    /// Returns the state of the queue.
    pub(super) fn look(&self) -> Mail {
        let state = lock(&self.0);
        match state.closing {
            Some(code) => Mail::Closing(code),
            None if state.outbox.is_empty() => Mail::Nothing,
            None => Mail::Waiting,
        }
    }

    /// Registers the writer to be woken when the socket is to be closed. Ready if it is.
    pub(super) fn poll_closing(&self, cx: &Context<'_>) -> Poll<CloseCode> {
        let mut state = lock(&self.0);
        state.sleep(cx, Wanted::Closing);
        state.closing.map_or(Poll::Pending, Poll::Ready)
    }

    /// Takes the next message to send; a lossy one only if `lossy_too`. If there is none, the writer is woken when
    /// there is one, or the socket is to be closed.
    pub(super) fn poll_pop(&self, cx: &Context<'_>, lossy_too: bool) -> Option<QueuedMessage> {
        let mut state = lock(&self.0);
        let message = state.pop(lossy_too);
        if message.is_none() {
            state.sleep(cx, if lossy_too { Wanted::Anything } else { Wanted::Reliable });
        }
        message
    }

    /// Takes the next message to send; a lossy one only if `lossy_too`.
    pub(super) fn pop(&self, lossy_too: bool) -> Option<QueuedMessage> {
        lock(&self.0).pop(lossy_too)
    }

    /// Must be called when all popped messages have been written. Returns how long the first message has waited, if the
    /// queue is empty; and how many lossy messages were replaced or dropped since the last call.
    pub(super) fn written(&self) -> (Option<Duration>, u64) {
        let mut state = lock(&self.0);
        let is_empty = state.outbox.is_empty();
        let waited = if is_empty { state.waiting_since.take().map(|since| since.elapsed()) } else { None };
        (waited, state.outbox.take_dropped())
    }
}

impl QueueState {
    fn pop(&mut self, lossy_too: bool) -> Option<QueuedMessage> {
        if self.is_held { None } else { self.outbox.pop(lossy_too) }
    }

    fn sleep(&mut self, cx: &Context<'_>, wanted: Wanted) {
        match &mut self.writer {
            Some((writer, was_wanted)) => {
                writer.clone_from(cx.waker());
                *was_wanted = wanted;
            }
            None => self.writer = Some((cx.waker().clone(), wanted)),
        }
    }
}

/// Wakes the writer once if it waits for this event, and only after the lock is released.
fn wake(mut state: MutexGuard<'_, QueueState>, news: Wanted) {
    let writer = state.writer.take_if(|(_, wanted)| news <= *wanted);
    drop(state);
    if let Some((writer, _)) = writer {
        writer.wake();
    }
}
