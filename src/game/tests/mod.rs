//! Tests of the game without a window or a network: channels replace phones, and each update is one tick.

mod evening;
mod files;
mod inputs;
mod party;
mod party_night;
mod phones;
mod solo;
mod thumbs;
mod ways;

use std::{collections::BTreeMap, time::Duration};

use bevy::{
    ecs::schedule::{LogLevel, ScheduleBuildSettings},
    platform::time::Instant,
    prelude::*,
    state::app::StatesPlugin,
    time::TimeUpdateStrategy,
};
use bevy_phonepad::Host;
use clap::Parser as _;
use glam::Vec3;

use crate::{
    game::{
        app::GamePlugin,
        persistence::{progress::KeptProgress, scores::Scores},
        platform::desktop::{disk_folder::DiskFolder, options::Options},
        players::{bots::Bots, roster::Roster},
        round::{
            phase::Phase,
            state::{Playback, Round},
        },
        settings::{
            context::Shown,
            model::CurrentSettings,
            rows::{Row, rows},
        },
    },
    link::{Link, LinkCommand, LinkEvent, LinkScript, LinkState, Reading, Received, Recipient},
    messages::{GameMessage, PhaseName},
    motion::STANDARD_GRAVITY,
    protocol::{HostMessage, InputKind, MotionFrame, MotionSample, NoticeKey, PhoneMessage, TouchFrame},
    sim::TICK_HZ,
};

/// Ticks in a second.
const SECOND: usize = TICK_HZ as usize;

/// A game, and the far end of its link.
struct Table {
    app: App,
    far_end: LinkScript,
    seq: u16,
    /// Each phone's lean, in degrees.
    leans: BTreeMap<u8, f32>,
}

impl Table {
    /// Creates a game with an open room.
    fn new(arguments: &[&str]) -> Self {
        let mut table = Self::without_a_room(arguments);
        let code = "K7TQ".parse().unwrap();
        table.hear(LinkEvent::State(LinkState::Ready { code }));
        table
    }

    fn without_a_room(arguments: &[&str]) -> Self {
        let (link, far_end) = Link::scripted();
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, StatesPlugin))
            .insert_resource(TimeUpdateStrategy::FixedTimesteps(1))
            .edit_schedule(FixedUpdate, |schedule| {
                schedule
                    .set_build_settings(ScheduleBuildSettings { ambiguity_detection: LogLevel::Error, ..default() });
            });
        let options = Options::parse_from([&["full-tilt", "--seed", "1"], arguments].concat());
        GamePlugin {
            host: Host::from_link(link, "https://192.0.2.1:7171"),
            scores: Scores::load(None),
            progress: KeptProgress::default(),
            settings: CurrentSettings::load(None),
            round: options.round(),
            bots: Bots(options.bots),
            events: options.event_stream(),
            playback: Playback::default(),
        }
        .build(&mut app);
        app.finish();
        app.cleanup();
        // The first update only starts the clock.
        app.update();
        Self { app, far_end, seq: 0, leans: BTreeMap::new() }
    }

    fn hear(&mut self, event: LinkEvent) {
        self.far_end.events.try_send(event).unwrap();
        self.app.update();
    }

    fn join(&mut self, slot: u8, name: &str) {
        self.hear(LinkEvent::PeerJoined { slot, name: name.to_owned(), resumed: false });
        self.say(slot, PhoneMessage::Ready { input: InputKind::Tilt });
    }

    fn say(&mut self, slot: u8, message: PhoneMessage) {
        self.hear(LinkEvent::Message { slot, message });
    }

    /// Holds a phone at a lean, in degrees, for one tick.
    fn lean(&mut self, slot: u8, degrees: f32) {
        const INTERVAL_MS: u32 = 8;
        const MAX_STEP: f32 = 10.0;
        // A hand turns the phone gradually; gravity does not jump.
        let before = *self.leans.entry(slot).or_insert(degrees);
        let lean = before + (degrees - before).clamp(-MAX_STEP, MAX_STEP);
        self.leans.insert(slot, lean);
        let (sin, cos) = lean.to_radians().sin_cos();
        let rate = Vec3::Y * (lean - before) * 1000.0 / INTERVAL_MS as f32;
        self.moved(slot, Vec3::new(-sin, 0.0, cos) * STANDARD_GRAVITY, rate, INTERVAL_MS);
    }

    /// Sends a reading of a phone's sensors, `interval_ms` milliseconds after the previous one.
    fn moved(&mut self, slot: u8, acceleration: Vec3, rotation_rate: Vec3, interval_ms: u32) {
        self.seq += 1;
        let frame = MotionFrame {
            screen_angle: 0,
            gyroscope: true,
            sign_verified: true,
            taps: 0,
            seq: self.seq,
            t: u32::from(self.seq) * interval_ms,
            samples: vec![MotionSample { age_ms: 0, acceleration, rotation_rate }],
        };
        self.received(Received { slot, at: Instant::now(), reading: Reading::Motion(frame) });
    }

    fn received(&mut self, received: Received) {
        self.far_end.readings.try_send(received).unwrap();
        self.app.update();
    }

    /// Sends a touch with this steering that arrived `ago` before now.
    fn touched(&mut self, slot: u8, steer: i16, ago: Duration) {
        self.seq += 1;
        let at = Instant::now().checked_sub(ago).unwrap();
        let reading = Reading::Touch(TouchFrame { taps: 0, seq: self.seq, t: 0, steer });
        self.received(Received { slot, at, reading });
    }

    fn ticks(&mut self, count: usize) {
        (0..count).for_each(|_| self.app.update());
    }

    /// Runs until the game has entered a phase.
    fn until(&mut self, phase: Phase) {
        let limit = 60 * 120;
        for _ in 0..limit {
            if self.round().phase() == phase {
                return;
            }
            self.app.update();
        }
        panic!("still in {:?} after a minute", self.round().phase());
    }

    fn roster(&self) -> &Roster {
        self.app.world().resource::<Roster>()
    }

    fn menu_rows(&self) -> Vec<Row> {
        let world = self.app.world();
        let shown = Shown {
            settings: world.resource::<CurrentSettings>(),
            roster: world.resource(),
            plan: self.round().plan,
            bots: 0,
            locked: false,
            abilities: *world.resource(),
        };
        rows(world.resource(), shown)
    }

    fn round(&self) -> &Round {
        self.app.world().resource::<Round>()
    }

    fn told(&mut self) -> Vec<(Recipient, Told)> {
        std::iter::from_fn(|| match self.far_end.commands.try_recv() {
            Ok(LinkCommand::Send { to, message }) => Some((to, message.into())),
            _ => None,
        })
        .collect()
    }
}

/// A message to phones.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    /// One that any controller understands.
    Host(HostMessage),
    /// One of the game's own.
    Game(GameMessage),
}

impl From<HostMessage> for Told {
    fn from(message: HostMessage) -> Self {
        match message.game_data() {
            Some(message) => Self::Game(message),
            None => Self::Host(message),
        }
    }
}

#[test]
fn a_phone_joins_taps_plays_crashes_and_plays_again() {
    let mut table = Table::new(&["--mode", "classic"]);
    table.join(0, "Ada");
    table.ticks(50);
    assert_eq!(table.round().phase(), Phase::Lobby, "no round has been requested");
    table.say(0, PhoneMessage::Tap);
    table.until(Phase::Countdown);
    table.until(Phase::Playing);
    table.until(Phase::Results);
    assert_eq!(table.round().tick(), 626, "straight ahead, into the edge");
    assert!(table.round().standings[0].is_best());

    table.say(0, PhoneMessage::Tap);
    table.ticks(5);
    assert_eq!(table.round().phase(), Phase::Results, "the tap came too soon after the crash");
    table.ticks(60);
    table.say(0, PhoneMessage::Tap);
    table.until(Phase::Playing);
    assert!(table.round().tick() < 5, "a fresh round");
}

#[test]
fn leaning_right_turns_clockwise() {
    let mut table = Table::new(&["--auto-start", "--mode", "classic"]);
    table.join(0, "Ada");
    table.until(Phase::Playing);
    for _ in 0..120 {
        table.lean(0, 25.0);
    }
    let heading = table.round().game.as_ref().unwrap().players()[0].pose.heading;
    assert!((55.0..=61.0).contains(&heading), "full lock for a second: {heading}");
}

#[test]
fn a_tap_before_play_starts_nothing() {
    let mut table = Table::new(&[]);
    table.hear(LinkEvent::PeerJoined { slot: 0, name: "Ada".to_owned(), resumed: false });
    table.say(0, PhoneMessage::Tap);
    table.ticks(50);
    assert_eq!(table.round().phase(), Phase::Lobby);
}

#[test]
fn each_phone_receives_its_identity_and_the_phase() {
    let mut table = Table::new(&[]);
    table.join(3, "Eve");
    table.ticks(2);
    let told = table.told();
    assert!(
        told.iter().any(|(to, message)| *to == Recipient::Slot(3)
            && matches!(message, Told::Host(HostMessage::You { slot: 3, name, pattern: Some(_), .. }) if name == "Eve")),
        "{told:?}"
    );
    table.say(3, PhoneMessage::Tap);
    table.until(Phase::Results);
    table.ticks(2);
    let told = table.told();
    for phase in [Phase::Countdown, Phase::Playing, Phase::Results] {
        let is_it = |message: &Told| matches!(message, Told::Game(GameMessage::Phase { phase: told, .. }) if *told == PhaseName::from(phase));
        assert!(told.iter().any(|(to, message)| *to == Recipient::All && is_it(message)), "{phase:?} in {told:?}");
    }
    assert!(
        told.iter().any(|(_, message)| matches!(message, Told::Host(HostMessage::Haptic { .. }))),
        "a crash is felt"
    );
    assert!(told.iter().any(|(_, message)| matches!(message, Told::Game(GameMessage::Score { alive: false, .. }))));
}

#[test]
fn a_paused_round_does_not_move_until_a_player_taps() {
    let mut table = Table::new(&["--auto-start"]);
    table.join(0, "Ada");
    table.until(Phase::Playing);
    table.ticks(100);
    table.say(0, PhoneMessage::Pause);
    table.ticks(2);
    let tick = table.round().tick();
    table.ticks(200);
    assert_eq!(table.round().tick(), tick);
    assert!(table.told().iter().any(|(to, message)| *to == Recipient::All
        && matches!(message, Told::Host(HostMessage::Notice { text, .. }) if text.contains("Paused"))));
    table.say(0, PhoneMessage::Tap);
    table.ticks(200);
    assert_eq!(table.round().tick(), tick, "three, two, one …");
    table.ticks(60);
    assert!(table.round().tick() > tick);
}

#[test]
fn when_all_players_have_left_the_title_screen_returns() {
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    table.say(0, PhoneMessage::Tap);
    table.until(Phase::Playing);
    table.hear(LinkEvent::SeatReleased { slot: 0 });
    table.until(Phase::Results);
    table.until(Phase::Lobby);
    assert!(table.round().game.is_none(), "without any remains of the round");
}

#[test]
fn rounds_end_the_program_when_asked_to() {
    let mut table = Table::new(&["--auto-start", "--rounds", "2"]);
    table.join(0, "Ada");
    table.until(Phase::Results);
    assert!(table.app.should_exit().is_none());
    table.until(Phase::Playing);
    table.until(Phase::Results);
    table.ticks(2);
    assert_eq!(table.app.should_exit(), Some(AppExit::Success));
}
