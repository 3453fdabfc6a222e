//! Commands that a relay accepts only once a second: they wait here, and newer ones replace obsolete ones. It does no
//! I/O and reads no clock.

use std::{collections::VecDeque, mem::discriminant, time::Duration};

use crate::timer::Instant;
use phonepad_protocol::{Command, Rate, TokenBucket};

/// A relay allows a room ten at once; one is left as a margin for differences in counting.
const ALLOWANCE: Rate = Rate::per_second(1, 9);

/// `kick`, `lock` and `direct` on their way to the relay. The allowance is the room's, so it outlives a connection.
#[derive(Debug)]
pub(super) struct CommandPacer {
    bucket: TokenBucket<Duration>,
    /// The first time that was asked about. The bucket counts from it, because not every platform has the same clock.
    start: Option<Instant>,
    /// At most one `lock`, one `direct`, and one `kick` for each slot.
    waiting: VecDeque<Command>,
}

impl CommandPacer {
    pub(super) fn new() -> Self {
        Self { bucket: TokenBucket::FULL, start: None, waiting: VecDeque::new() }
    }

    /// Whether a relay counts this command against the allowance.
    pub(super) fn is_counted(command: &Command) -> bool {
        matches!(command, Command::Kick { .. } | Command::Lock { .. } | Command::Direct { .. })
    }

    /// Queues a command; it replaces one that it makes obsolete.
    pub(super) fn push(&mut self, command: Command) {
        let is_obsolete = |other: &Command| match (&command, other) {
            (Command::Kick { slot }, Command::Kick { slot: other }) => slot == other,
            _ => discriminant(&command) == discriminant(other),
        };
        self.waiting.retain(|other| !is_obsolete(other));
        self.waiting.push_back(command);
    }

    /// Returns the next command that may be sent now.
    pub(super) fn poll(&mut self, now: Instant) -> Option<Command> {
        let now = now.saturating_duration_since(*self.start.get_or_insert(now));
        if self.waiting.is_empty() || !self.bucket.take(now, ALLOWANCE) {
            return None;
        }
        self.waiting.pop_front()
    }

    /// Whether [`Self::poll`] must be called again soon.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Drops the queued commands: a new connection begins with the state at that time.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pacer: &mut CommandPacer, now: Instant) -> Vec<Command> {
        std::iter::from_fn(|| pacer.poll(now)).collect()
    }

    #[test]
    fn the_last_of_many_changes_arrives() {
        let (mut pacer, start) = (CommandPacer::new(), Instant::now());
        let mut all = Vec::new();
        for n in 0..101 {
            pacer.push(Command::Lock { locked: n % 2 == 0 });
            all.extend(sent(&mut pacer, start));
        }
        assert_eq!(all.len(), 9, "within what a relay allows");
        assert!(pacer.is_waiting());
        all.extend(sent(&mut pacer, start + Duration::from_secs(1)));
        assert_eq!(all.last(), Some(&Command::Lock { locked: true }));
        assert!(!pacer.is_waiting());
    }

    #[test]
    fn every_removed_player_is_kicked() {
        let (mut pacer, start) = (CommandPacer::new(), Instant::now());
        for slot in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 14] {
            pacer.push(Command::Kick { slot });
        }
        assert_eq!(sent(&mut pacer, start).len(), 9);
        let rest = sent(&mut pacer, start + Duration::from_secs(20));
        let slots = [9, 10, 11, 12, 13, 14].map(|slot| Command::Kick { slot });
        assert_eq!(rest, slots);
    }
}
