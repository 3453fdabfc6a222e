//! The phones' transports, and the join links in the codes.

use super::{Table, Told};
use crate::{
    game::{
        addresses::parse_page,
        net::JoinRoutes,
        players::member::InputSource,
        round::{pause::Reason, phase::Phase},
        settings::model::CurrentSettings,
    },
    link::{JoinLinks, LinkEvent, LinkState, Recipient, RouteKind},
    messages::{GameMessage, PhaseName},
    protocol::{DirectOffer, HostMessage},
    sim::TICK_HZ,
};

const PAGE: &str = "https://ada.example/tilt/";

fn offer() -> DirectOffer {
    let addresses = vec!["192.0.2.1:7171".parse().unwrap(), "[fd00::5]:7171".parse().unwrap()];
    DirectOffer { addresses, fingerprint: [7; 32], secret: "s".repeat(24) }
}

/// Returns the first link and the other one, as the screen shows them, with the page elsewhere if it is in use.
fn links(table: &mut Table, page: Option<&str>) -> Option<(String, Option<String>)> {
    let mut settings = table.app.world_mut().resource_mut::<CurrentSettings>();
    (settings.page, settings.use_page) = (page.unwrap_or_default().to_owned(), page.is_some());
    table.app.update();
    let join_routes = &table.app.world().resource::<JoinRoutes>().0;
    join_routes.as_ref().map(|(_, JoinLinks { first, other })| (first.clone(), other.clone()))
}

#[test]
fn the_code_leads_to_the_relay_until_the_direct_path_is_known() {
    let mut table = Table::new(&[]);
    assert_eq!(links(&mut table, Some(PAGE)), Some(("https://192.0.2.1:7171/?room=K7TQ".to_owned(), None)));
    table.hear(LinkEvent::DirectReady(offer()));
    let fragment = offer().to_fragment();
    assert!(fragment.starts_with("h=192.0.2.1:7171,%5Bfd00::5%5D:7171&f="), "{fragment}");
    let own = format!("https://192.0.2.1:7171/?room=K7TQ#{fragment}");
    assert_eq!(links(&mut table, None), Some((own.clone(), None)));
    assert_eq!(links(&mut table, Some(PAGE)), Some((format!("{PAGE}#{fragment}"), Some(own))));
}

#[test]
fn a_page_elsewhere_needs_no_room() {
    let mut table = Table::without_a_room(&[]);
    table.hear(LinkEvent::DirectReady(offer()));
    assert_eq!(links(&mut table, None), None);
    assert_eq!(links(&mut table, Some(PAGE)), Some((format!("{PAGE}#{}", offer().to_fragment()), None)));
}

#[test]
fn the_links_stay_while_the_relay_is_lost() {
    let mut table = Table::new(&[]);
    let before = links(&mut table, None);
    assert!(before.is_some());
    table.hear(LinkEvent::State(LinkState::Retrying { attempt: 1, reason: "nobody there".to_owned() }));
    assert_eq!(links(&mut table, None), before);
}

#[test]
fn a_change_of_transport_changes_nothing_else() {
    let mut table = Table::new(&[]);
    table.join(3, "Ada");
    table.lean(3, 10.0);
    table.hear(LinkEvent::PathChanged { slot: 3, path: RouteKind::Direct });
    let member = table.roster().get(3).unwrap();
    assert_eq!((member.source, member.ready, member.connected), (InputSource::Phone(RouteKind::Direct), true, true));
    assert!(table.roster().is_phone(3));
    table.hear(LinkEvent::PathChanged { slot: 3, path: RouteKind::Relay });
    assert_eq!(table.roster().get(3).unwrap().source, InputSource::Phone(RouteKind::Relay));
}

#[test]
fn a_rerouted_phone_is_greeted_again_immediately_and_once_more_when_settled() {
    let mut table = Table::new(&[]);
    table.join(3, "Ada");
    table.join(4, "Bob");
    table.ticks(2);
    table.told();
    table.hear(LinkEvent::PathChanged { slot: 3, path: RouteKind::Direct });
    let greeted = |table: &mut Table| {
        let told = table.told();
        let is_you =
            |message: &Told| matches!(message, Told::Host(HostMessage::You { slot: 3, name, .. }) if name == "Ada");
        let is_phase =
            |message: &Told| matches!(message, Told::Game(GameMessage::Phase { phase: PhaseName::Lobby, .. }));
        // Votes go to all phones whenever anything has changed.
        let others = told.iter().filter(|(to, message)| {
            *to != Recipient::Slot(3) && !matches!(message, Told::Game(GameMessage::Votes { .. }))
        });
        assert_eq!(others.count(), 0, "{told:?}");
        let any = |wanted: &dyn Fn(&Told) -> bool| told.iter().any(|(_, message)| wanted(message));
        assert_eq!(any(&is_you), any(&is_phase), "{told:?}");
        any(&is_you)
    };
    table.ticks(2);
    assert!(greeted(&mut table));
    table.ticks(TICK_HZ as usize / 2);
    assert!(!greeted(&mut table));
    table.ticks(TICK_HZ as usize / 2);
    assert!(greeted(&mut table));
    table.ticks(TICK_HZ as usize * 2);
    assert!(!greeted(&mut table));
}

#[test]
fn a_lost_relay_pauses_only_rounds_that_depend_on_it() {
    for (path, stops) in [(RouteKind::Relay, true), (RouteKind::Direct, false)] {
        let mut table = Table::new(&["--auto-start"]);
        table.join(0, "Ada");
        table.hear(LinkEvent::PathChanged { slot: 0, path });
        table.until(Phase::Playing);
        table.hear(LinkEvent::State(LinkState::Retrying { attempt: 1, reason: "nobody there".to_owned() }));
        table.lean(0, 0.0);
        let reason = table.round().pause.reason();
        assert_eq!(reason == Some(Reason::LinkLost), stops, "{path:?}: {reason:?}");
    }
}

#[test]
fn a_phone_that_joins_without_a_relay_is_greeted() {
    let mut table = Table::new(&[]);
    table.hear(LinkEvent::State(LinkState::Retrying { attempt: 1, reason: "nobody there".to_owned() }));
    table.hear(LinkEvent::PeerJoined { slot: 14, name: "Ada".to_owned(), resumed: false });
    table.hear(LinkEvent::PathChanged { slot: 14, path: RouteKind::Direct });
    let told = table.told();
    assert!(
        told.iter().any(|(to, message)| *to == Recipient::Slot(14)
            && matches!(message, Told::Host(HostMessage::You { slot: 14, name, .. }) if name == "Ada")),
        "{told:?}"
    );
}

#[test]
fn a_page_is_an_https_address_and_nothing_more() {
    assert_eq!(parse_page("https://ada.example/tilt").unwrap(), "https://ada.example/tilt");
    assert_eq!(parse_page("http://localhost:8080").unwrap(), "http://localhost:8080/");
    for wrong in
        ["ada.example", "http://ada.example/", "https://ada.example/?room=K7TQ", "https://ada.example/#h=1", ""]
    {
        assert!(parse_page(wrong).is_err(), "{wrong}");
    }
}
