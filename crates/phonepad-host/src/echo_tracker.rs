//! Echoes sent to phones, with our own clock. It must not depend on how they are sent.

use std::collections::VecDeque;

use crate::timer::Instant;
use phonepad_protocol::Frame;

/// Most echoes whose answers are awaited: some seconds' worth.
const MAX_ASKED: usize = 64;

/// The clock for echoes, and the newest of them.
pub(super) struct EchoTracker {
    epoch: Instant,
    /// The value and the time of each echo, the newest last.
    asked: VecDeque<(u32, Instant)>,
}

impl EchoTracker {
    pub(super) fn new(epoch: Instant) -> Self {
        Self { epoch, asked: VecDeque::new() }
    }

    /// Returns a new echo frame, and remembers it.
    pub(super) fn ask(&mut self, now: Instant) -> Vec<u8> {
        let t = self.clock_ms(now);
        if self.asked.len() == MAX_ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back((t, now));
        Frame::Echo { t }.encode()
    }

    /// Returns when this echo was sent, or `None` if it was never sent, or too long ago.
    pub(super) fn asked_at(&self, t: u32) -> Option<Instant> {
        self.asked.iter().find(|(asked, _)| *asked == t).map(|(_, sent)| *sent)
    }

    /// Returns the milliseconds since the link started, wrapping at 2³².
    pub(super) fn clock_ms(&self, now: Instant) -> u32 {
        now.saturating_duration_since(self.epoch).as_millis() as u32
    }
}
