//! Evenings: introductions, votes, points that add up, guests who come and go, and the podium.

use std::collections::BTreeMap;

use super::{SECOND, Table, Told, party::room};
use crate::{
    game::round::{phase::Phase, state::BackToLobby},
    link::{LinkEvent, Recipient},
    messages::{GameMessage, PhaseName},
    protocol::PhoneMessage,
    sim::Mode,
};

/// No round lasts longer.
const LONGEST_ROUND_S: usize = 100;

/// Creates an evening of six rounds whose first round is introduced.
fn evening(count: u8) -> Table {
    let mut table = room(&["--evening", "6"], count);
    table.tap(&(0..count).collect::<Vec<u8>>());
    assert_eq!(table.round().phase(), Phase::Introduction);
    table
}

impl Table {
    /// Lets all phones agree to go on, and plays the round to its end.
    fn play_round(&mut self, slots: &[u8]) {
        self.tap(slots);
        self.until(Phase::Playing);
        for _ in 0..LONGEST_ROUND_S * SECOND {
            if self.round().phase() == Phase::Results {
                return;
            }
            // Nobody else takes the messages, and the link holds a few hundred.
            self.told();
            self.ticks(1);
        }
        panic!("{:?} is still in {:?}", self.round().mode, self.round().phase());
    }

    fn veto(&mut self, slot: u8) {
        self.say(slot, PhoneMessage::Game { data: serde_json::json!({ "type": "veto" }) });
        self.ticks(2);
    }

    fn introduced(&self) -> Mode {
        assert_eq!(self.round().phase(), Phase::Introduction);
        self.round().mode
    }
}

#[test]
fn bots_show_the_mode_until_most_players_have_tapped_or_five_seconds_are_over() {
    let mut table = evening(3);
    let told = table.told_to(1);
    let is_first_of_six = |message: &Told| match message {
        Told::Game(GameMessage::Phase { phase, round, rounds, .. }) => {
            (*phase, *round, *rounds) == (PhaseName::Introduction, Some(1), Some(6))
        }
        _ => false,
    };
    assert!(told.iter().any(is_first_of_six), "{told:?}");
    let shown = table.round().introduction.as_ref().unwrap().game();
    assert_eq!((shown.mode(), shown.players().len()), (table.introduced(), 3));
    table.tap(&[1]);
    assert_eq!(table.round().phase(), Phase::Introduction, "one of three");
    table.tap(&[2]);
    assert_eq!(table.round().phase(), Phase::Countdown);

    let mut table = evening(2);
    table.ticks(5 * SECOND);
    assert_eq!(table.round().phase(), Phase::Countdown, "by itself");
}

#[test]
fn most_players_can_ask_for_another_game() {
    let mut table = evening(3);
    let first = table.introduced();
    table.told();
    table.veto(0);
    table.veto(0);
    assert_eq!(table.introduced(), first, "one phone has one vote");
    let told = table.told_to(1);
    let counts = |message: &Told| matches!(message, Told::Game(GameMessage::Votes { vetoes: Some(1), of: 3, .. }));
    assert!(told.iter().any(counts), "{told:?}");
    table.veto(2);
    assert_ne!(table.introduced(), first);
    assert!(table.round().ticks_left().is_some_and(|ticks| ticks > 4 * SECOND as u64), "the introduction begins again");
}

#[test]
fn an_evening_adds_up_its_rounds_and_ends_on_the_podium() {
    let mut table = evening(3);
    let mut totals = BTreeMap::<u8, f32>::new();
    let mut modes = Vec::new();
    for round in 1..=6 {
        modes.push(table.introduced());
        table.told();
        table.play_round(&[0, 1, 2]);
        table.ticks(2);
        let told = table.told();
        for slot in 0..3 {
            let result = told.iter().find_map(|(to, message)| match message {
                Told::Game(GameMessage::Result { points, total, last: false, .. }) if *to == Recipient::Slot(slot) => {
                    Some((*points, *total))
                }
                _ => None,
            });
            let (points, total) = result.unwrap_or_else(|| panic!("round {round}, slot {slot}: {told:?}"));
            let sum = totals.entry(slot).or_default();
            *sum += points;
            assert!((*sum - total).abs() < 0.01, "round {round}, slot {slot}: {sum} is not {total}");
        }
        assert_eq!(table.round().number(), round);
        table.ticks(SECOND);
        table.told();
        table.tap(&[0, 1, 2]);
    }
    modes.sort_unstable();
    modes.dedup();
    assert_eq!(modes.len(), 6, "a different mode in every round");
    // Equal points at the top are decided by a round of hush.
    for _ in 0..2 * LONGEST_ROUND_S * SECOND {
        if table.round().phase() == Phase::Podium {
            break;
        }
        table.ticks(1);
    }
    table.ticks(2);
    let told = table.told_to(1);
    let final_total = told.iter().find_map(|message| match message {
        Told::Game(GameMessage::Result { total, last: true, of: 3, .. }) => Some(*total),
        _ => None,
    });
    assert_eq!(final_total, totals.get(&1).copied(), "{told:?}");
    table.ticks(SECOND);
    table.tap(&[0, 1]);
    assert_eq!(table.round().phase(), Phase::Lobby);
    assert!(table.round().evening.is_none());
}

#[test]
fn a_host_who_leaves_early_gets_to_the_podium() {
    let mut table = evening(2);
    table.play_round(&[0, 1]);
    table.app.world_mut().write_message(BackToLobby);
    table.ticks(2);
    assert_eq!(table.round().phase(), Phase::Podium);
    assert_eq!(table.round().evening.as_ref().unwrap().places().len(), 2);
    table.app.world_mut().write_message(BackToLobby);
    table.ticks(2);
    assert_eq!(table.round().phase(), Phase::Lobby);

    let mut table = evening(2);
    table.app.world_mut().write_message(BackToLobby);
    table.ticks(2);
    assert_eq!(table.round().phase(), Phase::Lobby, "nothing has been played");
}

#[test]
fn late_joiners_have_a_place_in_the_evening_and_those_who_leave_keep_theirs() {
    let mut table = evening(3);
    table.play_round(&[0, 1, 2]);
    table.hear(LinkEvent::SeatReleased { slot: 1 });
    table.join(3, "Lou");
    table.ticks(9 * SECOND);
    let evening = table.round().evening.as_ref().unwrap();
    assert_eq!(evening.present(), [0, 2, 3]);
    let slots: Vec<u8> = evening.places().iter().map(|place| place.slot).collect();
    assert!([0, 1, 2, 3].iter().all(|slot| slots.contains(slot)), "{slots:?}");
    assert!(evening.total(3) <= [0, 1, 2].map(|slot| evening.total(slot)).into_iter().min().unwrap());
}
