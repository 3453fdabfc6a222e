//! Pauses of the round: their reasons and their ends.

use crate::sim::TICK_HZ;

/// Length of each of the countdown's three counts, in ticks.
const COUNT_TICKS: u64 = TICK_HZ as u64 * 6 / 10;
const COUNTS: u64 = 3;

/// The reason for a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A player requested it.
    Asked,
    /// A single player's phone is silent, or their gamepad is unplugged.
    ControllerLost,
    /// The window is not in front.
    Unfocused,
    /// The relay cannot be reached, and neither can any of the phones, because none uses the direct path.
    LinkLost,
}

/// The state of the pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pause {
    reason: Option<Reason>,
    /// Ticks until the round resumes.
    countdown: u64,
}

/// The inputs of a pause in one tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PauseInput {
    /// A pause, or its end, was requested.
    pub asked: bool,
    /// A start was requested; it ends a pause.
    pub start: bool,
    /// All phones of the round use the relay, which cannot be reached.
    pub link_lost: bool,
    /// A single player cannot steer.
    pub controller_lost: bool,
    /// A single player's window is not in front, or nobody could see it just now.
    pub unfocused: bool,
}

impl Pause {
    /// Returns whether the round is paused.
    pub(crate) fn holds(&self) -> bool {
        self.reason.is_some() || self.countdown > 0
    }

    /// Returns the reason for the pause, or `None` once the countdown has begun, and without a pause.
    pub(crate) fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// Returns 3, 2 or 1 during the countdown before the round resumes, or `None` otherwise.
    pub(crate) fn count(&self) -> Option<u64> {
        (self.countdown > 0).then(|| self.countdown.div_ceil(COUNT_TICKS))
    }

    /// Advances by one tick.
    pub(crate) fn tick(&mut self, input: PauseInput) {
        let PauseInput { asked, start, link_lost, controller_lost, unfocused } = input;
        match self.reason {
            None if asked => self.begin(Reason::Asked),
            None if link_lost => self.begin(Reason::LinkLost),
            // Also during the countdown.
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
