//! What phones were asked about their clocks, and by which clock of ours. It must not know how questions travel.

use std::{collections::VecDeque, time::Instant};

use phonepad_protocol::Frame;

/// Echoes whose answers are waited for: some seconds' worth.
const MAX_ASKED: usize = 64;

/// The clock that echoes tell, and the newest of them.
pub(super) struct EchoTracker {
    epoch: Instant,
    /// What they asked, and when they went, the newest last.
    asked: VecDeque<(u32, Instant)>,
}

impl EchoTracker {
    pub(super) fn new(epoch: Instant) -> Self {
        Self { epoch, asked: VecDeque::new() }
    }

    /// A frame that asks, and is remembered.
    pub(super) fn ask(&mut self, now: Instant) -> Vec<u8> {
        let t = self.clock_ms(now);
        if self.asked.len() == MAX_ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back((t, now));
        Frame::Echo { t }.encode()
    }

    /// When this was asked; `None` if it never was, or too long ago.
    pub(super) fn asked_at(&self, t: u32) -> Option<Instant> {
        self.asked.iter().find(|(asked, _)| *asked == t).map(|(_, sent)| *sent)
    }

    /// Milliseconds since the link started, wrapping at 2³².
    pub(super) fn clock_ms(&self, now: Instant) -> u32 {
        now.saturating_duration_since(self.epoch).as_millis() as u32
    }
}
