//! A single player: pauses, boards, modes and settings.

use std::time::Duration;

use super::{Table, Told};
use crate::{
    game::{
        input::device::InputDevice,
        persistence::scores::Scores,
        platform::desktop::disk_folder::DiskFolder,
        round::{pause::Reason, pausing::Focus, phase::Phase, plan::Plan, state::PlanRequested},
        settings::{
            list::Settings,
            model::CurrentSettings,
            pages::{Menu, MenuInput, Page},
        },
    },
    link::{LinkEvent, Recipient},
    protocol::{HostMessage, NoticeKey, PhoneMessage},
    sim::Mode,
};

#[test]
fn a_single_players_round_pauses_when_their_phone_is_lost() {
    let mut table = Table::new(&["--auto-start"]);
    table.join(0, "Ada");
    table.until(Phase::Playing);
    table.hear(LinkEvent::PeerLeft { slot: 0, reason: crate::protocol::PeerLeftReason::Timeout });
    table.ticks(5);
    let tick = table.round().tick();
    table.ticks(1200);
    assert_eq!(table.round().tick(), tick, "nothing moves without the player");
    assert_eq!(table.round().pause.reason(), Some(Reason::ControllerLost));
    table.hear(LinkEvent::PeerJoined { slot: 0, name: "Ada".to_owned(), resumed: true });
    table.ticks(100);
    assert_eq!((table.round().tick(), table.round().pause.count()), (tick, Some(2)), "a countdown first");
    table.ticks(200);
    assert!(table.round().tick() > tick, "and the round resumes");
}

#[test]
fn a_player_who_joins_during_a_single_players_round_is_told_to_wait_for_the_next_one() {
    let mut table = Table::new(&["--auto-start"]);
    table.join(0, "Ada");
    table.until(Phase::Playing);
    table.told();
    table.join(1, "Eve");
    table.ticks(5);
    let is_late =
        |message: &Told| matches!(message, Told::Host(HostMessage::Notice { key: Some(NoticeKey::Late), .. }));
    let told: Vec<Recipient> = table.told().iter().filter(|(_, message)| is_late(message)).map(|(to, _)| *to).collect();
    assert_eq!(told, [Recipient::Slot(1)]);
    assert!(table.round().game.as_ref().unwrap().player(1).is_none());
}

#[test]
fn a_single_players_round_pauses_while_the_window_is_not_in_front() {
    let mut table = Table::new(&["--auto-start"]);
    table.join(0, "Ada");
    table.until(Phase::Playing);
    table.app.world_mut().resource_mut::<Focus>().in_front = false;
    table.ticks(5);
    let tick = table.round().tick();
    table.say(0, PhoneMessage::Tap);
    table.ticks(600);
    assert_eq!(table.round().tick(), tick);
    table.app.world_mut().resource_mut::<Focus>().in_front = true;
    table.ticks(300);
    assert!(table.round().tick() > tick);
}

#[test]
fn a_round_that_nobody_could_see_for_a_while_resumes_with_a_countdown() {
    for players in [&["Ada"][..], &["Ada", "Eve", "Kim"][..]] {
        let mut table = Table::new(&["--auto-start", "--mode", "rush"]);
        for (slot, name) in (0..).zip(players) {
            table.join(slot, name);
        }
        table.until(Phase::Playing);
        let tick = table.round().tick();
        table.app.world_mut().resource_mut::<Focus>().was_hidden = true;
        table.ticks(5);
        assert!(table.round().pause.count().is_some(), "{} players", players.len());
        table.ticks(100);
        assert!(table.round().tick() <= tick + 1, "nothing moves during the countdown");
        table.ticks(200);
        assert!(table.round().pause.reason().is_none() && table.round().tick() > tick + 1, "and the round resumes");
    }
}

#[test]
fn automatic_pauses_can_be_switched_off_and_do_not_exist_with_several_players() {
    let lost = |table: &mut Table| {
        table.until(Phase::Playing);
        table.hear(LinkEvent::PeerLeft { slot: 0, reason: crate::protocol::PeerLeftReason::Timeout });
        let tick = table.round().tick();
        table.ticks(100);
        table.round().tick() > tick
    };
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    table.join(1, "Eve");
    [0, 1].into_iter().for_each(|slot| table.say(slot, PhoneMessage::Tap));
    assert!(lost(&mut table));
    let mut table = Table::new(&["--auto-start"]);
    table.app.world_mut().resource_mut::<CurrentSettings>().auto_pause = false;
    table.join(0, "Ada");
    assert!(lost(&mut table));
}

#[test]
fn a_wave_vibrates_the_phones_of_living_players() {
    let mut table = Table::new(&["--auto-start"]);
    table.join(0, "Ada");
    table.until(Phase::Playing);
    table.told();
    let felt = |table: &mut Table, pattern: &[u16]| {
        let is_it =
            |message: &Told| matches!(message, Told::Host(HostMessage::Haptic { pattern: felt }) if felt == pattern);
        table.told().iter().any(|(to, message)| *to == Recipient::Slot(0) && is_it(message))
    };
    // Ride in circles.
    while table.round().tick() < 20 * 120 {
        assert_eq!(table.round().phase(), Phase::Playing);
        assert!(!felt(&mut table, &[70, 70, 70]), "tick {}", table.round().tick());
        table.lean(0, 40.0);
    }
    table.ticks(2);
    assert!(felt(&mut table, &[70, 70, 70]));
}

#[test]
fn a_tap_plays_again_within_a_second() {
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    table.say(0, PhoneMessage::Tap);
    table.until(Phase::Results);
    table.ticks(60);
    table.say(0, PhoneMessage::Tap);
    let mut ticks = 1;
    while table.round().phase() != Phase::Playing {
        table.ticks(1);
        ticks += 1;
    }
    assert!(ticks <= 120, "{ticks} ticks");
}

#[test]
fn each_mode_and_input_device_has_its_own_board() {
    let mut table = Table::new(&["--auto-start"]);
    table.join(0, "Ada");
    table.until(Phase::Results);
    let scores = |table: &Table, mode, device| table.app.world().resource::<Scores>().best(mode, device);
    assert!(scores(&table, Mode::Serpent, InputDevice::Tilt) > 1.0);
    assert_eq!(scores(&table, Mode::Serpent, InputDevice::Touch), 0.0);
    assert_eq!(scores(&table, Mode::Classic, InputDevice::Tilt), 0.0);
    table.until(Phase::Playing);
    for _ in 0..60 * 12 {
        // The round would wait for a silent phone.
        table.touched(0, 0, Duration::ZERO);
        table.ticks(9);
        if table.round().phase() == Phase::Results {
            break;
        }
    }
    assert!(scores(&table, Mode::Serpent, InputDevice::Touch) > 1.0, "and this one was steered by touch");
}

#[test]
fn the_mode_changes_in_the_lobby_and_only_there() {
    let mut table = Table::new(&[]);
    assert_eq!(table.round().mode, Mode::Serpent, "the default");
    table.app.world_mut().write_message(PlanRequested(Plan::Mode(Mode::Classic)));
    table.ticks(1);
    assert_eq!(table.round().mode, Mode::Classic);
    table.join(0, "Ada");
    table.say(0, PhoneMessage::Tap);
    table.until(Phase::Playing);
    table.app.world_mut().write_message(PlanRequested(Plan::Mode(Mode::Serpent)));
    table.ticks(5);
    assert_eq!(table.round().game.as_ref().unwrap().mode(), Mode::Classic);
    assert_eq!(table.round().mode, Mode::Classic);
}

#[test]
fn a_phone_walks_through_the_settings_by_taps_and_tilt() {
    let mut table = Table::new(&[]);
    table.app.world_mut().resource_mut::<Menu>().on_screen = true;
    table.join(0, "Ada");
    table.say(0, PhoneMessage::Pause);
    table.ticks(1);
    assert!(table.app.world().resource::<Menu>().open, "outside a round the pause button opens the settings");
    table.app.world_mut().write_message(MenuInput::Turn(Page::Sound));
    table.ticks(1);
    table.say(0, PhoneMessage::Tap);
    table.ticks(1);
    let loudness = |table: &Table| table.app.world().resource::<CurrentSettings>().volumes.master;
    let before = loudness(&table);
    for _ in 0..60 {
        table.lean(0, -25.0);
    }
    assert!((before - loudness(&table) - 0.1).abs() < 1e-3, "one step, however long it is held: {}", loudness(&table));
    assert_eq!(table.round().phase(), Phase::Lobby, "that tap started nothing");
    table.say(0, PhoneMessage::Pause);
    table.ticks(1);
    assert!(!table.app.world().resource::<Menu>().open);
}

#[test]
fn every_setting_can_be_reached_and_changed_and_is_kept() {
    let folder = std::env::temp_dir().join(format!("full-tilt-settings-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let mut table = Table::new(&[]);
    table.app.insert_resource(CurrentSettings::load(Some(DiskFolder::at(&folder))));
    table.join(0, "Ada");
    table.app.world_mut().write_message(MenuInput::Toggle);
    table.ticks(1);
    let mut changed = 0;
    for page in Page::ALL {
        table.app.world_mut().write_message(MenuInput::Turn(page));
        table.ticks(1);
        let count = table.menu_rows().len();
        for _ in 1..count {
            table.app.world_mut().write_message(MenuInput::Next);
            table.ticks(1);
            let before = Settings::clone(table.app.world().resource::<CurrentSettings>());
            for input in [MenuInput::More, MenuInput::Less, MenuInput::Less] {
                table.app.world_mut().write_message(input);
                table.ticks(1);
            }
            changed += usize::from(before != **table.app.world().resource::<CurrentSettings>());
        }
    }
    assert!(changed >= 20, "{changed} settings were changed");
    let now = Settings::clone(table.app.world().resource::<CurrentSettings>());
    drop(table);
    assert_eq!(*CurrentSettings::load(Some(DiskFolder::at(&folder))), now, "read back as it was");
    let _ = std::fs::remove_dir_all(&folder);
}
