//! A whole evening: twenty rounds with phones that join, leave and come back at random.

use std::collections::BTreeMap;

use super::Table;
use crate::{
    game::round::phase::Phase,
    link::LinkEvent,
    protocol::{InputKind, MAX_PEERS, PeerLeftReason, PhoneMessage},
    sim::TICK_HZ,
};

const PHONES: u8 = 14;
const ROUNDS: u32 = 20;
/// Maximum length of a phase, in ticks: twice what the slowest one should need.
const STUCK_TICKS: u64 = 180 * TICK_HZ as u64;

/// Pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// The state of a seat, as its phone sees it.
#[derive(Clone, Copy, PartialEq)]
enum SeatState {
    Free,
    Here,
    Away,
}

/// The evening as the phones see it.
struct Evening {
    table: Table,
    dice: Dice,
    seats: [SeatState; PHONES as usize],
    /// Points of each seat's owner in the match, added up from the results of each round.
    totals: BTreeMap<u8, f64>,
}

impl Evening {
    fn new(mode: &str, seed: u64) -> Self {
        let table = Table::new(&["--auto-start", "--mode", mode]);
        Self { table, dice: Dice(seed), seats: [SeatState::Free; PHONES as usize], totals: BTreeMap::new() }
    }

    /// Lets a random player join, leave, come back, give up their seat, or steer.
    fn something_happens(&mut self) {
        let slot = self.dice.below(u64::from(PHONES)) as u8;
        let seat = self.seats[usize::from(slot)];
        let what = self.dice.below(100);
        let next = match (seat, what) {
            (SeatState::Free, 0..60) => {
                self.table.hear(LinkEvent::PeerJoined { slot, name: format!("P{slot}"), resumed: false });
                self.table.say(slot, PhoneMessage::Ready { input: InputKind::Touch });
                // Another player than the previous owner of this seat.
                self.totals.remove(&slot);
                SeatState::Here
            }
            (SeatState::Here, 0..4) => {
                self.table.hear(LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Timeout });
                SeatState::Away
            }
            (SeatState::Away, 0..30) => {
                self.table.hear(LinkEvent::PeerJoined { slot, name: format!("P{slot}"), resumed: true });
                SeatState::Here
            }
            (SeatState::Away, 30..32) => {
                self.table.hear(LinkEvent::SeatReleased { slot });
                SeatState::Free
            }
            (SeatState::Here, 10..90) => {
                let steer = self.dice.below(65_535) as i64 - 32_767;
                self.table.touched(slot, steer as i16, std::time::Duration::ZERO);
                seat
            }
            _ => seat,
        };
        self.seats[usize::from(slot)] = next;
    }

    /// Checks that the totals are the sums of the results so far.
    fn check_results(&mut self) {
        let round = self.table.round();
        if round.number() == 1 {
            self.totals.clear();
        }
        // A free seat may be a bot's, or that of a player who has left.
        let seats = self.seats;
        let is_ours = |slot: u8| seats.get(usize::from(slot)).is_some_and(|seat| *seat != SeatState::Free);
        for standing in round.standings.iter().filter(|standing| is_ours(standing.slot)) {
            let total = self.totals.entry(standing.slot).or_insert(0.0);
            *total += standing.score;
            assert_eq!(standing.total, *total, "slot {} in round {}", standing.slot, round.number());
            assert!(standing.slot < MAX_PEERS && standing.score >= 0.0);
        }
        let scores: Vec<f64> = round.standings.iter().map(|standing| standing.score).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    }
}

fn play(mode: &str, seed: u64) {
    let mut evening = Evening::new(mode, seed);
    let (mut phase, mut since, mut rounds, mut ticks) = (Phase::Lobby, 0, 0, 0_u64);
    while rounds < ROUNDS {
        evening.table.ticks(1);
        ticks += 1;
        if ticks.is_multiple_of(5) {
            evening.something_happens();
        }
        if ticks.is_multiple_of(60) {
            // Phones read their messages.
            evening.table.told();
        }
        let now = evening.table.round().phase();
        if now != phase {
            (phase, since) = (now, ticks);
            if now == Phase::Results {
                rounds += 1;
                evening.check_results();
            }
        }
        assert!(ticks - since < STUCK_TICKS, "stuck in {phase:?} in round {rounds}");
    }
}

#[test]
fn twenty_rounds_of_survival_with_phones_that_join_and_leave() {
    play("survival", 2);
}

#[test]
fn twenty_rounds_of_rush_with_phones_that_join_and_leave() {
    play("rush", 3);
}
