//! All connections of phones that signal, from the offer to the end, and the limits on them. Times are since any fixed
//! event.

use std::{collections::BTreeMap, time::Duration};

use crate::message_budget::{ChannelMessage, MessageBudget, SessionOutput};
use phonepad_protocol::{
    MAX_ATTEMPT_CANDIDATES, MAX_PEERS, Rate, Signal, SignalCandidate, SignalDescription, TokenBucket,
};

/// New attempts of one slot.
const ATTEMPT_RATE: Rate = Rate::per_second(1, 1);
/// Most connections, open or not.
const MAX_CONNECTIONS: usize = 20;
/// Most connections of one slot: an open one, and the one that replaces it.
const MAX_OF_A_SLOT: usize = 2;
/// Longest time from the offer to open channels. Browsers give up after about as long.
const OPEN_WITHIN: Duration = Duration::from_secs(15);
/// An open session that was silent for this long is gone: the game requests each phone's clock many times a second.
const SILENT_AFTER: Duration = Duration::from_secs(10);
/// Time for sending a last text.
const FAREWELL: Duration = Duration::from_millis(500);

/// A step that follows from a signal. The numbers are sessions.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AttemptOutput {
    /// Answer an offer.
    Answer(u64, SignalDescription),
    /// Add a candidate of the phone.
    Candidate(u64, SignalCandidate),
    /// End a connection.
    Close(u64),
}

/// One connection.
#[derive(Debug)]
struct Attempt {
    /// The relay's slot of the phone that signals; `None` once that slot was released.
    slot: Option<u8>,
    number: u32,
    /// When it began, and when its last message arrived.
    heard: Duration,
    is_open: bool,
    /// Candidates of the phone, and of this side.
    candidates: [usize; 2],
    messages: MessageBudget<Duration>,
    ends: Option<Duration>,
}

/// The connections, by session.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    attempts: BTreeMap<u64, Attempt>,
    rates: [TokenBucket<Duration>; MAX_PEERS as usize],
    sessions: u64,
}

impl Attempts {
    /// Handles a signal of the phone in a slot.
    pub(crate) fn handle_signal(&mut self, now: Duration, slot: u8, signal: Signal) -> Vec<AttemptOutput> {
        let Signal { attempt: number, description, candidates } = signal;
        let mut outputs = Vec::new();
        let known = self.attempts.iter().find(|(_, a)| a.slot == Some(slot) && a.number == number);
        let session = match (known.map(|(session, _)| *session), description) {
            (Some(session), None) => session,
            (None, Some(description)) => {
                let Some(session) = self.begin(now, slot, number, &mut outputs) else { return outputs };
                outputs.push(AttemptOutput::Answer(session, description));
                session
            }
            // A second description of an attempt, or candidates of an unknown one.
            _ => return outputs,
        };
        for candidate in candidates {
            if self.count_candidate(session, 0) {
                outputs.push(AttemptOutput::Candidate(session, candidate));
            }
        }
        outputs
    }

    /// Begins an attempt, unless the limits forbid it. One that has not opened is replaced.
    fn begin(&mut self, now: Duration, slot: u8, number: u32, outputs: &mut Vec<AttemptOutput>) -> Option<u64> {
        if !self.rates.get_mut(usize::from(slot))?.take(now, ATTEMPT_RATE) {
            return None;
        }
        let of_slot: Vec<u64> = self.of(slot).map(|(session, _)| session).collect();
        let unopened = self.of(slot).find(|(_, attempt)| !attempt.is_open).map(|(session, _)| session);
        let replaced = unopened.or_else(|| of_slot.first().copied().filter(|_| of_slot.len() >= MAX_OF_A_SLOT));
        if let Some(replaced) = replaced {
            // It is removed once the caller reports its end.
            if let Some(attempt) = self.attempts.get_mut(&replaced) {
                (attempt.slot, attempt.ends) = (None, Some(now));
            }
            outputs.push(AttemptOutput::Close(replaced));
        }
        if self.attempts.len() - usize::from(replaced.is_some()) >= MAX_CONNECTIONS {
            tracing::debug!(slot, "too many direct connections: a phone stays with the relay");
            return None;
        }
        self.sessions += 1;
        let attempt = Attempt {
            slot: Some(slot),
            number,
            heard: now,
            is_open: false,
            candidates: [0; 2],
            messages: MessageBudget::new(),
            ends: None,
        };
        self.attempts.insert(self.sessions, attempt);
        Some(self.sessions)
    }

    /// Returns the slot and the number of the attempt, to which a candidate of this side must be sent; `None` if there
    /// were too many of them.
    pub(crate) fn local_candidate(&mut self, session: u64) -> Option<(u8, u32)> {
        self.count_candidate(session, 1).then(|| self.signals_to(session)).flatten()
    }

    /// Returns the slot and the number of the attempt, to which the answer must be sent.
    pub(crate) fn signals_to(&self, session: u64) -> Option<(u8, u32)> {
        let attempt = self.attempts.get(&session)?;
        attempt.slot.map(|slot| (slot, attempt.number))
    }

    /// Notes that both channels are open. Returns whether that is news.
    pub(crate) fn opened(&mut self, now: Duration, session: u64) -> bool {
        let attempt = self.attempts.get_mut(&session).filter(|attempt| attempt.ends.is_none() && !attempt.is_open);
        attempt.map(|attempt| (attempt.heard, attempt.is_open) = (now, true)).is_some()
    }

    /// Handles a phone's message.
    pub(crate) fn handle_message(&mut self, now: Duration, session: u64, message: ChannelMessage) -> SessionOutput {
        let attempt = self.attempts.get_mut(&session).filter(|attempt| attempt.is_open && attempt.ends.is_none());
        let Some(attempt) = attempt else { return SessionOutput::Nothing };
        attempt.heard = now;
        attempt.messages.handle_message(now, message)
    }

    /// Whether messages can be sent.
    pub(crate) fn is_open(&self, session: u64) -> bool {
        self.attempts.get(&session).is_some_and(|attempt| attempt.is_open && attempt.ends.is_none())
    }

    /// Ends a connection soon, so that a last text still arrives.
    pub(crate) fn close(&mut self, now: Duration, session: u64) {
        if let Some(attempt) = self.attempts.get_mut(&session) {
            attempt.ends.get_or_insert(now + FAREWELL);
        }
    }

    /// Notes the end of a connection. Returns whether it was open.
    pub(crate) fn ended(&mut self, session: u64) -> bool {
        self.attempts.remove(&session).is_some_and(|attempt| attempt.is_open)
    }

    /// Notes that a slot is free. Returns the connections that end with it; an open one belongs to a seat of the game,
    /// which ends it.
    pub(crate) fn release(&mut self, slot: u8) -> Vec<u64> {
        let mut unopened = Vec::new();
        for (session, attempt) in self.attempts.iter_mut().filter(|(_, attempt)| attempt.slot == Some(slot)) {
            attempt.slot = None;
            unopened.extend((!attempt.is_open).then_some(*session));
        }
        unopened
    }

    /// Returns the connections whose time is over.
    pub(crate) fn overdue(&self, now: Duration) -> Vec<u64> {
        let is_over = |attempt: &Attempt| {
            let patience = if attempt.is_open { SILENT_AFTER } else { OPEN_WITHIN };
            attempt.ends.is_some_and(|ends| ends <= now) || now.saturating_sub(attempt.heard) > patience
        };
        self.attempts.iter().filter(|(_, attempt)| is_over(attempt)).map(|(session, _)| *session).collect()
    }

    fn of(&self, slot: u8) -> impl Iterator<Item = (u64, &Attempt)> {
        self.attempts.iter().map(|(session, attempt)| (*session, attempt)).filter(move |(_, a)| a.slot == Some(slot))
    }

    /// Counts a candidate of the phone (0) or of this side (1). Returns whether it is within the limits.
    fn count_candidate(&mut self, session: u64, side: usize) -> bool {
        let Some(attempt) = self.attempts.get_mut(&session).filter(|attempt| attempt.ends.is_none()) else {
            return false;
        };
        attempt.candidates[side] += 1;
        attempt.candidates[side] <= MAX_ATTEMPT_CANDIDATES
    }
}

#[cfg(test)]
mod tests {
    use phonepad_protocol::Frame;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn description() -> SignalDescription {
        SignalDescription::new("abcd", "p".repeat(22), [7; 32]).unwrap()
    }

    fn candidate() -> SignalCandidate {
        "7 192.0.2.1 50000 host".parse().unwrap()
    }

    fn offer(attempt: u32) -> Signal {
        Signal { attempt, description: Some(description()), candidates: Vec::new() }
    }

    /// Returns the session of an answer, and those that it closes.
    fn answered(outputs: &[AttemptOutput]) -> (Option<u64>, Vec<u64>) {
        let answer = outputs.iter().find_map(|output| match output {
            AttemptOutput::Answer(session, _) => Some(*session),
            _ => None,
        });
        let closed = outputs.iter().filter_map(|output| match output {
            AttemptOutput::Close(session) => Some(*session),
            _ => None,
        });
        (answer, closed.collect())
    }

    #[test]
    fn an_offer_is_answered_with_its_candidates() {
        let mut attempts = Attempts::default();
        let first = Signal { candidates: vec![candidate()], ..offer(7) };
        let outputs = attempts.handle_signal(SECOND, 3, first);
        assert_eq!(outputs, [AttemptOutput::Answer(1, description()), AttemptOutput::Candidate(1, candidate())]);
        assert_eq!(attempts.signals_to(1), Some((3, 7)));
        let later = Signal { attempt: 7, description: None, candidates: vec![candidate(); 8] };
        assert_eq!(attempts.handle_signal(SECOND, 3, later.clone()).len(), 8);
        assert_eq!(attempts.handle_signal(SECOND, 3, later.clone()).len(), 7, "sixteen in all");
        assert!(attempts.handle_signal(SECOND, 4, later.clone()).is_empty(), "another phone's attempt");
        assert!(attempts.handle_signal(2 * SECOND, 3, offer(7)).is_empty(), "an attempt has one description");
        assert!(attempts.handle_signal(SECOND, 3, Signal { attempt: 8, ..later }).is_empty());
    }

    #[test]
    fn one_attempt_a_second_is_accepted_from_a_slot() {
        let mut attempts = Attempts::default();
        assert_eq!(answered(&attempts.handle_signal(SECOND, 3, offer(1))), (Some(1), vec![]));
        assert_eq!(answered(&attempts.handle_signal(SECOND, 3, offer(2))), (None, vec![]));
        assert_eq!(answered(&attempts.handle_signal(SECOND, 4, offer(2))), (Some(2), vec![]));
        assert_eq!(answered(&attempts.handle_signal(2 * SECOND, 3, offer(3))), (Some(3), vec![1]), "replaced");
        assert_eq!(answered(&attempts.handle_signal(2 * SECOND, MAX_PEERS, offer(1))), (None, vec![]), "no slot");
    }

    #[test]
    fn an_open_connection_stays_until_a_newer_one_is_open() {
        let mut attempts = Attempts::default();
        attempts.handle_signal(SECOND, 3, offer(1));
        assert!(attempts.opened(SECOND, 1) && !attempts.opened(SECOND, 1));
        assert_eq!(answered(&attempts.handle_signal(2 * SECOND, 3, offer(2))), (Some(2), vec![]));
        assert!(attempts.is_open(1) && !attempts.is_open(2));
        assert!(attempts.opened(3 * SECOND, 2));
        // The seats end the older one; a phone that never claims its seat gets no third one.
        assert_eq!(answered(&attempts.handle_signal(4 * SECOND, 3, offer(3))), (Some(3), vec![1]));
    }

    #[test]
    fn twenty_connections_are_enough() {
        let mut attempts = Attempts::default();
        for slot in 0..MAX_PEERS {
            let (session, _) = answered(&attempts.handle_signal(SECOND, slot, offer(1)));
            attempts.opened(SECOND, session.unwrap());
        }
        let again: Vec<_> =
            (0..MAX_PEERS).map(|slot| answered(&attempts.handle_signal(3 * SECOND, slot, offer(2))).0).collect();
        assert_eq!(again.iter().flatten().count(), MAX_CONNECTIONS - usize::from(MAX_PEERS));
        assert!(attempts.ended(1) && !attempts.ended(1));
        assert!(answered(&attempts.handle_signal(5 * SECOND, MAX_PEERS - 1, offer(3))).0.is_some());
    }

    #[test]
    fn connections_that_do_not_open_or_fall_silent_end() {
        let mut attempts = Attempts::default();
        attempts.handle_signal(SECOND, 0, offer(1));
        attempts.handle_signal(SECOND, 1, offer(1));
        attempts.opened(SECOND, 2);
        assert!(attempts.overdue(11 * SECOND).is_empty());
        let echo = ChannelMessage { reliable: false, text: false, bytes: Frame::Echo { t: 1 }.encode() };
        assert_eq!(attempts.handle_message(9 * SECOND, 1, echo.clone()), SessionOutput::Nothing, "not open");
        assert!(matches!(attempts.handle_message(9 * SECOND, 2, echo), SessionOutput::Frame(_)));
        assert_eq!(attempts.overdue(17 * SECOND), [1]);
        assert_eq!(attempts.overdue(20 * SECOND), [1, 2]);
        assert!(!attempts.ended(1) && attempts.ended(2));
    }

    #[test]
    fn a_released_slot_ends_what_is_not_open_and_detaches_the_rest() {
        let mut attempts = Attempts::default();
        attempts.handle_signal(SECOND, 3, offer(1));
        attempts.opened(SECOND, 1);
        attempts.handle_signal(3 * SECOND, 3, offer(2));
        assert_eq!(attempts.release(3), [2]);
        assert!(attempts.is_open(1) && attempts.signals_to(1).is_none() && attempts.local_candidate(1).is_none());
        assert_eq!(answered(&attempts.handle_signal(5 * SECOND, 3, offer(3))).1, Vec::<u64>::new());
    }

    #[test]
    fn a_closed_connection_takes_no_messages_and_ends_soon() {
        let mut attempts = Attempts::default();
        attempts.handle_signal(SECOND, 3, offer(1));
        attempts.opened(SECOND, 1);
        attempts.close(SECOND, 1);
        assert!(!attempts.is_open(1) && attempts.overdue(SECOND).is_empty());
        let text = ChannelMessage { reliable: true, text: true, bytes: b"{}".to_vec() };
        assert_eq!(attempts.handle_message(SECOND, 1, text), SessionOutput::Nothing);
        assert_eq!(attempts.overdue(SECOND + FAREWELL), [1]);
    }
}
