//! Whether the round stands still, why, and when it goes on.

use crate::sim::TICK_HZ;

/// A count of the countdown, in ticks; there are three.
const COUNT_TICKS: u64 = TICK_HZ as u64 * 6 / 10;
const COUNTS: u64 = 3;

/// Why the round stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Somebody asked for it.
    Asked,
    /// A lone player's phone is silent, or their gamepad is unplugged.
    ControllerLost,
    /// The window is not in front.
    Unfocused,
    /// The relay cannot be reached, and with it none of the phones: none comes directly.
    LinkLost,
}

/// Whether the round stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pause {
    reason: Option<Reason>,
    /// Ticks until it goes on.
    countdown: u64,
}

/// What a pause depends on, in one tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PauseInput {
    /// Somebody wants a pause, or its end.
    pub asked: bool,
    /// Somebody wants to play on.
    pub start: bool,
    /// All phones of the round come through the relay, which cannot be reached.
    pub link_lost: bool,
    /// A lone player cannot steer.
    pub controller_lost: bool,
    /// A lone player's window is not in front.
    pub unfocused: bool,
}

impl Pause {
    /// Whether time stands still.
    pub(crate) fn holds(&self) -> bool {
        self.reason.is_some() || self.countdown > 0
    }

    /// Why it stands still, until the countdown begins.
    pub(crate) fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// 3, 2 or 1 while it is about to go on.
    pub(crate) fn count(&self) -> Option<u64> {
        (self.countdown > 0).then(|| self.countdown.div_ceil(COUNT_TICKS))
    }

    /// Moves on by one tick.
    pub(crate) fn tick(&mut self, input: PauseInput) {
        let PauseInput { asked, start, link_lost, controller_lost, unfocused } = input;
        match self.reason {
            None if asked => self.begin(Reason::Asked),
            None if link_lost => self.begin(Reason::LinkLost),
            // Also while it is being counted down.
            None if controller_lost => self.begin(Reason::ControllerLost),
            None if unfocused => self.begin(Reason::Unfocused),
            None => self.countdown = self.countdown.saturating_sub(1),
            Some(Reason::Asked) if asked || start => self.end(),
            Some(Reason::LinkLost) if !link_lost => self.end(),
            Some(Reason::ControllerLost) if !controller_lost => self.end(),
            Some(Reason::Unfocused) if !unfocused => self.end(),
            Some(_) => {}
        }
    }

    fn begin(&mut self, reason: Reason) {
        *self = Self { reason: Some(reason), countdown: 0 };
    }

    fn end(&mut self) {
        *self = Self { reason: None, countdown: COUNTS * COUNT_TICKS };
    }
}
