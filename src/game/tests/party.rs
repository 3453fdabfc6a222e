//! Several phones: the lobby, matches, late joiners, lost phones, and the messages to phones.

use super::{SECOND, Table, Told};
use crate::{
    game::{
        players::{member::InputSource, roster::StartRequested},
        round::{pause::Reason, phase::Phase, playground::Playground},
        settings::model::CurrentSettings,
    },
    link::{LinkCommand, LinkEvent, LinkState, Recipient, RouteKind},
    messages::{CauseName, GameMessage, NextName, StateName},
    protocol::{PeerLeftReason, PhoneMessage},
    sim::{Game, HazardKind, Player},
};

const NAMES: [&str; 4] = ["Ada", "Eve", "Kim", "Lou"];

/// Creates a room with `count` phones.
pub(super) fn room(arguments: &[&str], count: u8) -> Table {
    let mut table = Table::new(arguments);
    (0..count).for_each(|slot| table.join(slot, NAMES[usize::from(slot)]));
    table
}

/// Creates a party's round in which heads have just begun to move.
fn playing(mode: &str, count: u8) -> Table {
    let mut table = room(&["--mode", mode], count);
    table.app.world_mut().write_message(StartRequested);
    table.until(Phase::Playing);
    table
}

impl Table {
    pub(super) fn tap(&mut self, slots: &[u8]) {
        slots.iter().for_each(|&slot| self.say(slot, PhoneMessage::Tap));
        self.ticks(2);
    }

    fn game(&self) -> &Game {
        self.round().game.as_ref().unwrap()
    }

    fn player(&self, slot: u8) -> &Player {
        self.game().player(slot).unwrap()
    }

    fn lose(&mut self, slot: u8) {
        self.hear(LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Timeout });
    }

    fn come_back(&mut self, slot: u8) {
        self.hear(LinkEvent::PeerJoined { slot, name: NAMES[usize::from(slot)].to_owned(), resumed: true });
    }

    /// Returns the messages to one phone since the last call.
    pub(super) fn told_to(&mut self, wanted: u8) -> Vec<Told> {
        let is_for = |to: Recipient| to == Recipient::All || to == Recipient::Slot(wanted);
        self.told().into_iter().filter(|(to, _)| is_for(*to)).map(|(_, message)| message).collect()
    }
}

#[test]
fn in_the_lobby_every_phone_has_a_head_at_once_and_it_follows_the_phone() {
    let mut table = room(&[], 2);
    let turned = |table: &mut Table, lean: f32| {
        let heading = |table: &Table| {
            let playground = table.app.world().resource::<Playground>();
            playground.game().unwrap().player(1).unwrap().pose.heading
        };
        let before = heading(table);
        (0..20).for_each(|_| table.lean(1, lean));
        (heading(table) - before + 540.0).rem_euclid(360.0) - 180.0
    };
    assert!(turned(&mut table, 20.0) > 5.0);
    // The filter and the tracker need a moment to follow to the other side.
    turned(&mut table, -20.0);
    assert!(turned(&mut table, -20.0) < -5.0);
    table.hear(LinkEvent::SeatReleased { slot: 1 });
    table.ticks(2);
    assert!(table.app.world().resource::<Playground>().game().unwrap().player(1).is_none());
}

#[test]
fn a_round_begins_once_every_phone_has_tapped() {
    let mut table = room(&["--mode", "rush"], 3);
    table.told();
    table.tap(&[2, 1]);
    assert_eq!(table.round().phase(), Phase::Lobby);
    let votes = |mine| Told::Game(GameMessage::Votes { votes: 2, of: 3, mine, vetoes: None });
    assert!(table.told_to(1).contains(&votes(true)));
    table.tap(&[2]);
    assert_eq!(table.round().phase(), Phase::Lobby, "a second tap does not count twice");
    table.tap(&[0]);
    assert_eq!(table.round().phase(), Phase::Countdown);
}

#[test]
fn the_first_phone_can_begin_with_a_second_tap() {
    let mut table = room(&["--mode", "rush"], 3);
    table.tap(&[0]);
    assert_eq!(table.round().phase(), Phase::Lobby);
    table.tap(&[0]);
    assert_eq!(table.round().phase(), Phase::Countdown);
}

#[test]
fn bots_join_a_single_player_of_a_party_until_another_player_joins() {
    let mut table = room(&["--mode", "survival"], 1);
    let bots = |table: &Table| table.roster().members().filter(|(_, member)| member.source == InputSource::Bot).count();
    assert_eq!(bots(&table), 3);
    table.join(1, "Eve");
    table.ticks(2);
    assert_eq!(bots(&table), 0);
}

#[test]
fn bots_fill_seats_as_requested_and_make_way_for_phones() {
    let mut table = room(&["--mode", "rush", "--bots", "14"], 2);
    table.ticks(2);
    assert_eq!(table.roster().members().count(), 15);
    assert_eq!(table.roster().get(1).unwrap().source, InputSource::Phone(RouteKind::Relay));
    table.tap(&[0, 1]);
    table.until(Phase::Playing);
    table.ticks(2 * SECOND);
    let turned = table.game().players().iter().filter(|player| player.steer != 0.0).count();
    assert!(turned > 5, "they steer");
}

#[test]
fn before_the_start_heads_turn_on_the_spot_and_phones_see_where_they_are() {
    let mut table = room(&["--mode", "rush"], 2);
    table.tap(&[0, 1]);
    table.told();
    let start = table.player(0).pose;
    (0..SECOND).for_each(|_| table.lean(0, 30.0));
    let now = table.player(0).pose;
    assert_eq!(now.position, start.position);
    let turned = (now.heading - start.heading + 540.0).rem_euclid(360.0) - 180.0;
    assert!((turned - 40.0).abs() < 2.0, "{turned}");
    let arena = table.game().tuning().arena;
    let is_here = |message: &Told| {
        matches!(message, Told::Game(GameMessage::Here { x, y, .. })
            if (*x - now.position.x / arena.x).abs() < 1e-3 && (*y - now.position.y / arena.y).abs() < 1e-3)
    };
    assert!(table.told_to(0).iter().filter(|message| is_here(message)).count() >= 8, "ten a second");
}

#[test]
fn a_player_who_crashes_receives_the_cause_and_their_new_state() {
    let mut table = playing("survival", 3);
    table.told();
    // Without steering, a player reaches the edge.
    let mut ticks = 0;
    let out = loop {
        table.ticks(1);
        ticks += 1;
        assert!(ticks < 20 * SECOND);
        if let Some(player) = table.game().players().iter().find(|player| !player.alive) {
            break player.slot;
        }
    };
    table.ticks(1);
    let told = table.told_to(out);
    assert!(
        told.iter()
            .any(|message| matches!(message, Told::Game(GameMessage::Fate { next: NextName::Spirit, cause, .. })
            if *cause != CauseName::Other)),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|message| matches!(message, Told::Game(GameMessage::Score { state: Some(StateName::Spirit), .. })))
    );
    let heading = |table: &Table| {
        let spirit =
            table.game().hazards().iter().find(|hazard| hazard.kind == HazardKind::Spirit { of: out }).unwrap();
        spirit.velocity.to_angle()
    };
    let before = heading(&table);
    (0..30).for_each(|_| table.lean(out, 30.0));
    assert_ne!(heading(&table), before, "and its player steers it");
}

#[test]
fn late_joiners_enter_immediately() {
    let mut table = playing("rush", 2);
    table.ticks(SECOND);
    table.join(2, "Kim");
    table.ticks(2);
    assert!(table.player(2).alive);
    let mut table = playing("survival", 3);
    table.join(3, "Lou");
    table.ticks(2);
    assert!(!table.player(3).alive);
    assert!(table.game().hazards().iter().any(|hazard| hazard.kind == HazardKind::Spirit { of: 3 }));
}

#[test]
fn a_player_who_takes_another_players_seat_starts_from_zero() {
    let mut table = playing("rush", 2);
    table.hear(LinkEvent::SeatReleased { slot: 1 });
    table.ticks(2);
    assert!(table.player(1).parked);
    table.join(1, "Kim");
    table.ticks(2);
    assert!(!table.player(1).parked && table.player(1).ticks_alive < 10);
    assert_eq!(table.round().names[&1], "Kim");
}

#[test]
fn a_lost_phone_is_piloted_then_parked_and_comes_back_where_it_was() {
    let mut table = playing("rush", 2);
    table.lean(1, 0.0);
    table.lose(1);
    table.ticks(7 * SECOND);
    assert!(!table.player(1).parked, "the autopilot steers");
    table.ticks(2 * SECOND);
    let (parked, place) = (table.player(1).parked, table.player(1).pose.position);
    assert!(parked);
    let score = table.player(1).score();
    table.ticks(5 * SECOND);
    table.come_back(1);
    table.lean(1, 0.0);
    table.ticks(2);
    let player = table.player(1);
    assert!(!player.parked && player.ghost_ticks > 0);
    assert!(player.pose.position.distance(place) < 10.0);
    assert_eq!(player.score(), score);
    assert_eq!(table.roster().get(1).unwrap().name, "Eve");
}

#[test]
fn another_phone_is_invited_to_a_seat_whose_phone_is_lost() {
    let mut table = playing("rush", 2);
    let mut orders = Vec::new();
    table.lose(1);
    for _ in 0..5 * SECOND {
        table.ticks(1);
        orders.extend(std::iter::from_fn(|| table.far_end.commands.try_recv().ok()));
    }
    let invites = orders.iter().filter(|order| **order == LinkCommand::Invite { slot: 1 }).count();
    assert_eq!(invites, 1);
    table.hear(LinkEvent::Invitation { slot: 1, seat: "token".to_owned() });
    assert_eq!(table.roster().get(1).unwrap().invitation.as_deref(), Some("token"));
    table.come_back(1);
    table.ticks(2);
    assert_eq!(table.roster().get(1).unwrap().invitation, None, "it has been used");
}

#[test]
fn a_lost_relay_pauses_the_round_until_a_countdown_resumes_it() {
    let mut table = playing("rush", 2);
    let retrying = LinkState::Retrying { attempt: 1, reason: "the relay went away".to_owned() };
    table.hear(LinkEvent::State(retrying));
    table.ticks(5);
    let tick = table.round().tick();
    table.ticks(100);
    assert_eq!((table.round().tick(), table.round().pause.reason()), (tick, Some(Reason::LinkLost)));
    table.hear(LinkEvent::State(LinkState::Ready { code: "K7TQ".parse().unwrap() }));
    table.ticks(10);
    assert!(table.round().pause.count().is_some());
    table.ticks(3 * SECOND);
    assert!(table.round().tick() > tick);
}

#[test]
fn a_rush_ends_after_75_s_and_every_phone_receives_its_result() {
    let mut table = playing("rush", 3);
    for _ in 0..75 {
        assert_eq!(table.round().phase(), Phase::Playing);
        table.told();
        table.ticks(SECOND);
    }
    table.ticks(2);
    assert_eq!(table.round().phase(), Phase::Results);
    for slot in 0..3 {
        let told = table.round().standings.iter().find(|standing| standing.slot == slot).unwrap().clone();
        assert!(told.place >= 1 && told.total == told.score);
    }
    let places: Vec<usize> = table.round().standings.iter().map(|standing| standing.place).collect();
    assert!(places.is_sorted());
    let told = table.told();
    for slot in 0..3 {
        let is_result = |message: &Told| matches!(message, Told::Game(GameMessage::Result { of: 3, last: true, .. }));
        assert!(told.iter().any(|(to, message)| *to == Recipient::Slot(slot) && is_result(message)), "{slot}");
    }
}

#[test]
fn the_next_round_begins_after_10_s_or_once_more_than_half_have_tapped() {
    let mut table = playing("rush", 3);
    table.until_results();
    table.ticks(9 * SECOND);
    assert_eq!(table.round().phase(), Phase::Results);
    table.ticks(2 * SECOND);
    assert_eq!(table.round().phase(), Phase::Countdown);
    table.until_results();
    table.ticks(SECOND);
    table.tap(&[1]);
    assert_eq!(table.round().phase(), Phase::Results, "one of three");
    table.tap(&[2]);
    assert_eq!(table.round().phase(), Phase::Countdown, "two of three");
}

#[test]
fn a_match_of_survival_is_five_rounds_and_points_add_up() {
    let mut table = playing("survival", 3);
    let mut totals = [0.0; 3];
    for number in 1..=5 {
        assert_eq!(table.round().number(), number);
        table.until_results();
        for standing in &table.round().standings {
            totals[usize::from(standing.slot)] += standing.score;
            assert_eq!(standing.total, totals[usize::from(standing.slot)]);
        }
        assert_eq!(table.round().is_last(), number == 5);
        table.until(Phase::Playing);
    }
    assert_eq!(table.round().number(), 1, "and then a new match begins");
}

#[test]
fn with_fairness_on_faster_phones_wait() {
    let mut table = room(&["--mode", "rush", "--bots", "1"], 2);
    table.app.world_mut().resource_mut::<CurrentSettings>().fair = true;
    table.tap(&[0, 1]);
    table.until(Phase::Playing);
    // One phone's readings are always 50 ms old when they arrive.
    let ago = std::time::Duration::from_millis(50);
    for _ in 0..3 * SECOND {
        table.touched(1, 0, ago);
    }
    table.touched(0, i16::MAX, std::time::Duration::ZERO);
    table.ticks(1);
    assert_eq!(table.player(0).steer, 0.0, "not yet");
    table.ticks(8);
    assert!(table.player(0).steer > 0.9);
}

impl Table {
    fn until_results(&mut self) {
        for _ in 0..100 * SECOND {
            if self.round().phase() == Phase::Results {
                return;
            }
            self.app.update();
        }
        panic!("no results after 100 s");
    }
}
