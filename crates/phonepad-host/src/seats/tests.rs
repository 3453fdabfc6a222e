//! Seats as values: the events for the game, and the proofs with which phones get seats.

use super::*;
use phonepad_protocol::{DirectPhoneText, clean_name};

fn peer(slot: u8, name: &str, connected: bool) -> PeerInfo {
    PeerInfo { slot, name: name.into(), connected }
}

fn joined(slot: u8, name: &str, resumed: bool) -> SeatOutput {
    SeatOutput::Tell(LinkEvent::PeerJoined { slot, name: name.into(), resumed })
}

fn left(slot: u8) -> SeatOutput {
    SeatOutput::Tell(LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Closed })
}

fn released(slot: u8) -> SeatOutput {
    SeatOutput::Tell(LinkEvent::SeatReleased { slot })
}

fn path(slot: u8, path: RouteKind) -> SeatOutput {
    SeatOutput::Tell(LinkEvent::PathChanged { slot, path })
}

fn terms(token: &str) -> Terms {
    Terms { locked: false, token: token.into() }
}

fn id(number: u64) -> RouteId {
    RouteId { kind: RouteKind::Direct, session: number }
}

fn at_relay(slot: u64) -> RouteId {
    RouteId { kind: RouteKind::Relay, session: slot }
}

/// Returns the seats of a full-sized room, and a time.
fn room() -> (Seats, Instant) {
    (Seats::new(15), Instant::now())
}

/// Opens a session and sends this text in it.
fn says(seats: &mut Seats, now: Instant, session: u64, text: DirectPhoneText, token: &str) -> Vec<SeatOutput> {
    seats.opened(now, id(session));
    seats.said(now, id(session), text, terms(token))
}

fn welcomed(effects: &[SeatOutput]) -> (u8, String, bool) {
    let found = effects.iter().find_map(|effect| match effect {
        SeatOutput::Say(_, DirectGameText::Welcome { slot, seat, resumed, .. }) => {
            Some((*slot, seat.clone(), *resumed))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no welcome in {effects:?}"))
}

#[test]
fn a_first_welcome_announces_the_connected_phones() {
    let (mut seats, now) = room();
    assert_eq!(seats.reconcile(now, &[peer(0, "Ada", true), peer(2, "Eve", false)]), [joined(0, "Ada", false)]);
}

#[test]
fn after_a_gap_only_actual_changes_are_reported() {
    let (mut seats, now) = room();
    for slot in 0..4 {
        seats.joined(slot, "x", false);
    }
    seats.left(now, 3, PeerLeftReason::Closed);
    let peers = [peer(0, "Ada", true), peer(1, "Bob", false), peer(3, "Dan", true), peer(7, "Gil", true)];
    let expected =
        [joined(0, "Ada", true), left(1), left(2), released(2), joined(3, "Dan", true), joined(7, "Gil", false)];
    assert_eq!(seats.reconcile(now, &peers), expected);
}

fn names_told(effects: &[SeatOutput]) -> Vec<(u8, &str)> {
    let named = |effect| match effect {
        &SeatOutput::Tell(LinkEvent::PeerJoined { slot, ref name, .. } | LinkEvent::PeerRenamed { slot, ref name }) => {
            Some((slot, name.as_str()))
        }
        _ => None,
    };
    effects.iter().filter_map(named).collect()
}

#[test]
fn names_are_unique_over_all_transports() {
    let (mut seats, now) = room();
    let hello = |name: &str| DirectPhoneText::hello(name, None);
    assert_eq!(names_told(&says(&mut seats, now, 1, hello("Ada"), "a")), [(14, "Ada")]);
    assert_eq!(names_told(&says(&mut seats, now, 2, hello("A\u{200B}DA"), "b")), [(13, "ADA 2")]);
    assert_eq!(names_told(&says(&mut seats, now, 3, hello("\u{3164}"), "c")), [(12, "Player 13")]);
    // A relay has no knowledge of those seats, and this one allows too much.
    assert_eq!(names_told(&seats.joined(0, "\u{202E}Ada", false)), [(0, "Ada 3")]);
    assert_eq!(names_told(&seats.renamed(0, "\u{3164}")), [(0, "Player 1")]);
    assert_eq!(
        names_told(&seats.reconcile(now, &[peer(0, "ada", true), peer(1, "Ada", true)])),
        [(0, "ada 3"), (1, "Ada 4")]
    );
    let rename = DirectPhoneText::Rename { name: "Ada".into() };
    assert_eq!(names_told(&seats.said(now, id(3), rename, terms(""))), [(12, "Ada 5")]);
}

#[test]
fn a_phone_that_fell_silent_directly_keeps_its_name_at_the_relay() {
    let (mut seats, now) = room();
    says(&mut seats, now, 1, DirectPhoneText::hello("Ada", None), "token");
    seats.tick(now + SILENT_AFTER);
    assert_eq!(names_told(&seats.joined(0, "Ada", false)), [(0, "Ada 2")], "it is still active");
    seats.left(now, 0, PeerLeftReason::Closed);
    seats.released(0);
    seats.tick(now + SILENT_AFTER * 2);
    assert_eq!(names_told(&seats.joined(0, "Ada", false)), [(0, "Ada")]);
    // If it was a different phone after all, that phone has to accept a number.
    let back = DirectPhoneText::hello("Ada", Some("token".into()));
    assert_eq!(names_told(&says(&mut seats, now, 2, back, "other")), [(14, "Ada 2")]);
}

#[test]
fn names_that_changed_places_during_a_gap_get_no_numbers() {
    let (mut seats, now) = room();
    seats.reconcile(now, &[peer(0, "Ada", true), peer(1, "Bob", true), peer(2, "Eve", true)]);
    let peers = [peer(0, "Bob", true), peer(1, "Eve", false), peer(2, "Ada", true)];
    assert_eq!(names_told(&seats.reconcile(now, &peers)), [(0, "Bob"), (2, "Ada")]);
    assert_eq!(names_told(&seats.joined(1, "Eve", true)), [(1, "Eve")]);
}

#[test]
fn a_lost_room_releases_every_seat_once() {
    let (mut seats, now) = room();
    seats.joined(14, "x", false);
    assert_eq!(seats.reconcile(now, &[]), [left(14), released(14)]);
    assert_eq!(seats.reconcile(now, &[]), []);
}

#[test]
fn impossible_slots_are_ignored() {
    let (mut seats, now) = room();
    assert_eq!(seats.reconcile(now, &[peer(15, "x", true)]), []);
    assert_eq!(seats.left(now, 200, PeerLeftReason::Closed), []);
}

#[test]
fn a_phone_without_a_relay_gets_a_seat_and_comes_back_to_it() {
    let (mut seats, now) = room();
    let effects = says(&mut seats, now, 1, DirectPhoneText::hello(" Ada ", None), "token");
    assert_eq!(welcomed(&effects), (14, "token".into(), false));
    assert_eq!(effects[1..], [joined(14, &clean_name(" Ada "), false), path(14, RouteKind::Direct)]);
    assert_eq!(seats.closed(now, id(1)), [path(14, RouteKind::Relay), left(14)]);
    let effects = says(&mut seats, now, 2, DirectPhoneText::hello("Eve", Some("token".into())), "other");
    assert_eq!(welcomed(&effects), (14, "token".into(), true));
    assert_eq!(effects[1..], [joined(14, "Ada", true), path(14, RouteKind::Direct)]);
}

#[test]
fn its_seat_is_kept_for_two_minutes() {
    let (mut seats, now) = room();
    says(&mut seats, now, 1, DirectPhoneText::hello("Ada", None), "token");
    seats.closed(now, id(1));
    assert_eq!(seats.tick(now + SEAT_KEPT), []);
    let later = now + SEAT_KEPT + Duration::from_secs(1);
    assert_eq!(seats.tick(later), [released(14)]);
    let effects = says(&mut seats, later, 2, DirectPhoneText::hello("Ada", Some("token".into())), "other");
    assert_eq!(effects, [SeatOutput::Close(id(2), CloseCode::WrongToken)]);
}

#[test]
fn a_pairing_token_on_both_paths_binds_them_in_either_order() {
    let tie = PairingToken([7; 16]);
    for relay_first in [true, false] {
        let (mut seats, now) = room();
        seats.joined(3, "Ada", false);
        let hello = DirectPhoneText::tied("whatever", tie);
        let effects = if relay_first {
            assert_eq!(seats.tied(now, 3, tie, terms("early")), []);
            says(&mut seats, now, 1, hello, "token")
        } else {
            assert_eq!(says(&mut seats, now, 1, hello, "early"), []);
            seats.tied(now, 3, tie, terms("token"))
        };
        assert_eq!(welcomed(&effects), (3, "token".into(), true));
        assert_eq!(effects[1..], [path(3, RouteKind::Direct)], "the player was announced already");
    }
}

#[test]
fn a_pairing_token_gives_no_seat_to_another_phone() {
    let (mut seats, now) = room();
    seats.joined(3, "Ada", false);
    seats.tied(now, 3, PairingToken([7; 16]), terms("a"));
    assert_eq!(says(&mut seats, now, 1, DirectPhoneText::tied("Eve", PairingToken([8; 16])), "b"), []);
    assert_eq!(seats.heard(now, id(1)), None);
    says(&mut seats, now, 2, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "c");
    assert_eq!(
        says(&mut seats, now, 3, DirectPhoneText::tied("Eve", PairingToken([7; 16])), "d"),
        [],
        "it was good for once"
    );
    let late = now + HELLO_WITHIN * 2;
    let refused = |number| SeatOutput::Close(id(number), CloseCode::NoHello);
    assert_eq!(seats.tick(late), [refused(1), refused(3), path(3, RouteKind::Relay)]);
}

#[test]
fn an_invited_phone_takes_the_seat_from_the_direct_path_too() {
    let (mut seats, now) = room();
    seats.joined(0, "Ada", false);
    seats.tied(now, 0, PairingToken([7; 16]), terms("a"));
    says(&mut seats, now, 1, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "token");
    seats.invited(0, "invitation".into());
    let effects = seats.joined(0, "Ada", true);
    assert_eq!(
        effects,
        [SeatOutput::Close(id(1), CloseCode::WrongToken), joined(0, "Ada", true), path(0, RouteKind::Relay)]
    );
    let effects = says(&mut seats, now, 2, DirectPhoneText::hello("Ada", Some("token".into())), "other");
    assert_eq!(effects, [SeatOutput::Close(id(2), CloseCode::WrongToken)]);
}

#[test]
fn a_player_is_gone_only_when_both_paths_are() {
    let (mut seats, now) = room();
    seats.joined(0, "Ada", false);
    seats.tied(now, 0, PairingToken([7; 16]), terms("a"));
    says(&mut seats, now, 1, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "token");
    assert_eq!(seats.left(now, 0, PeerLeftReason::Closed), []);
    assert_eq!(seats.released(0), []);
    assert_eq!(seats.closed(now, id(1)), [path(0, RouteKind::Relay), left(0)]);
}

#[test]
fn a_direct_path_that_falls_silent_is_not_relied_upon() {
    let (mut seats, now) = room();
    seats.joined(0, "Ada", false);
    seats.tied(now, 0, PairingToken([7; 16]), terms("a"));
    says(&mut seats, now, 1, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "token");
    assert_eq!(seats.tick(now + SILENT_AFTER), []);
    let later = now + SILENT_AFTER * 2;
    assert_eq!(seats.tick(later), [path(0, RouteKind::Relay)]);
    assert_eq!(seats.heard(later, id(1)), Some((0, Some(path(0, RouteKind::Direct)))));
    assert_eq!(seats.heard(later, id(1)), Some((0, None)));
}

#[test]
fn reliable_frames_take_the_route_of_steering() {
    let (mut seats, now) = room();
    seats.joined(0, "Ada", false);
    assert_eq!(seats.route(0, true), Some(FrameRoute::To(at_relay(0))));
    seats.tied(now, 0, PairingToken([7; 16]), terms("a"));
    says(&mut seats, now, 1, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "token");
    assert_eq!(seats.route(0, true), Some(FrameRoute::To(id(1))));
    seats.tick(now + SILENT_AFTER * 2);
    assert_eq!(seats.route(0, true), Some(FrameRoute::To(at_relay(0))), "a silent path is not relied upon");
    assert_eq!(seats.route(0, false), Some(FrameRoute::To(id(1))), "there is nothing else");
    seats.left(now, 0, PeerLeftReason::Closed);
    assert_eq!(seats.route(0, true), Some(FrameRoute::To(id(1))));
    seats.closed(now, id(1));
    assert_eq!(seats.route(0, true), None, "nobody is there");
    assert_eq!(seats.route(5, true), None, "nobody ever was");
}

#[test]
fn a_message_to_all_reaches_each_phone_once() {
    let (mut seats, now) = room();
    assert_eq!(seats.routes(true), [], "there are no receivers");
    seats.joined(0, "Ada", false);
    seats.joined(1, "Bob", false);
    assert_eq!(seats.routes(true), [FrameRoute::RelayToAll]);
    seats.tied(now, 0, PairingToken([7; 16]), terms("a"));
    says(&mut seats, now, 1, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "token");
    assert_eq!(seats.routes(true), [FrameRoute::To(id(1)), FrameRoute::To(at_relay(1))]);
    assert_eq!(seats.routes(false), [FrameRoute::To(id(1))]);
    seats.left(now, 1, PeerLeftReason::Closed);
    assert_eq!(seats.routes(true), [FrameRoute::To(id(1))]);
}

#[test]
fn the_relay_gets_no_frames_while_all_phones_steer_directly() {
    let (mut seats, now) = room();
    assert!(!seats.does_anybody_need_the_relay());
    seats.joined(0, "Ada", false);
    assert!(seats.does_anybody_need_the_relay());
    seats.tied(now, 0, PairingToken([7; 16]), terms("a"));
    says(&mut seats, now, 1, DirectPhoneText::tied("Ada", PairingToken([7; 16])), "token");
    assert!(!seats.does_anybody_need_the_relay());
    seats.tick(now + SILENT_AFTER * 2);
    assert!(seats.does_anybody_need_the_relay());
}

#[test]
fn seats_of_the_relay_and_of_the_game_never_meet() {
    let (mut seats, now) = room();
    for number in 0..14 {
        says(&mut seats, now, number, DirectPhoneText::hello("", None), &number.to_string());
    }
    assert_eq!(seats.joined(0, "Ada", false), [joined(0, "Ada", false)]);
    assert_eq!(seats.joined(1, "Eve", false), [SeatOutput::Command(Command::Kick { slot: 1 })], "fifteen are there");
    seats.kick(9);
    assert_eq!(seats.joined(1, "Eve", false), [joined(9, "Eve", false)]);
    assert_eq!(
        (seats.slot_of(1), seats.relay_slot(9), seats.route(9, true)),
        (Some(9), Some(1), Some(FrameRoute::To(at_relay(1))))
    );
    let effects = says(&mut seats, now, 20, DirectPhoneText::hello("Gil", None), "x");
    assert_eq!(effects, [SeatOutput::Close(id(20), CloseCode::RoomFull)]);
}

#[test]
fn a_locked_room_and_a_lost_token_are_refused() {
    let (mut seats, now) = room();
    seats.opened(now, id(1));
    let locked = Terms { locked: true, token: "token".into() };
    let effects = seats.said(now, id(1), DirectPhoneText::hello("Ada", None), locked);
    assert_eq!(effects, [SeatOutput::Close(id(1), CloseCode::RoomLocked)]);
    let effects = says(&mut seats, now, 2, DirectPhoneText::hello("Ada", Some(String::new())), "x");
    assert_eq!(effects, [SeatOutput::Close(id(2), CloseCode::WrongToken)]);
}

#[test]
fn a_phone_that_was_kicked_or_left_does_not_return() {
    for kick in [true, false] {
        let (mut seats, now) = room();
        says(&mut seats, now, 1, DirectPhoneText::hello("Ada", None), "token");
        let (effects, code) = if kick {
            (seats.kick(14), CloseCode::Kicked)
        } else {
            (seats.said(now, id(1), DirectPhoneText::Leave, terms("x")), CloseCode::Normal)
        };
        assert!(effects.contains(&SeatOutput::Close(id(1), code)) && effects.contains(&released(14)), "{effects:?}");
        let effects = says(&mut seats, now, 2, DirectPhoneText::hello("Ada", Some("token".into())), "other");
        assert_eq!(effects, [SeatOutput::Close(id(2), CloseCode::WrongToken)]);
    }
}
