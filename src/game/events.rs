//! The event stream: the game reports its events, one JSON object per line; with `--events`, on standard output.

use std::io;

use bevy::{platform::time::Instant, prelude::*};
use bevy_phonepad::HostEvent;
use serde::Serialize;

use crate::{
    game::{
        input::device::InputDevice,
        net::JoinRoutes,
        persistence::scores::ScoreSaved,
        players::roster::{Roster, RosterEvent},
        round::{
            phase::Phase,
            state::{Round, RoundEvent},
        },
        schedule::SimSystems,
    },
    link::LinkEvent,
    messages::PhaseName,
    protocol::RoomCode,
    sim::{GameEvent, TICK_HZ},
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        (report_link, report_roster, report_round, report_saved, report_state).chain().in_set(SimSystems::Publish),
    );
}

/// The configuration of the stream.
#[derive(Resource)]
pub(crate) struct EventStream {
    /// Reports of all players' positions per second.
    pub state_hz: u32,
    /// Whether join links contain the secret of the direct path.
    pub has_secret: bool,
    /// Writes a line immediately. If it fails, nothing reads the stream any more, and the game exits.
    pub write: Box<dyn Fn(&str) -> io::Result<()> + Send + Sync>,
}

/// A line of the stream. Lengths are in arena units, angles in degrees clockwise from "right", with y down.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
    /// Phones can join with this link; sent again when a room opens that was not open before.
    Ready {
        /// Omitted while phones can join only over the direct path.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<RoomCode>,
        join_url: String,
    },
    PlayerJoined {
        slot: u8,
        name: &'a str,
        path: &'static str,
    },
    PlayerLeft {
        slot: u8,
    },
    PathChanged {
        slot: u8,
        path: &'static str,
    },
    Phase {
        phase: PhaseName,
        mode: &'static str,
        tick: u64,
        /// The round's number in its match, and the match's number of rounds; only in modes with matches.
        #[serde(skip_serializing_if = "Option::is_none")]
        round: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        rounds: Option<u32>,
    },
    State {
        tick: u64,
        players: Vec<PlayerState>,
    },
    Blip {
        tick: u64,
        slot: u8,
        kind: &'static str,
        score: u64,
        combo: u32,
    },
    NearMiss {
        tick: u64,
        slot: u8,
        score: u64,
    },
    Wave {
        tick: u64,
        wave: u32,
        score: u64,
    },
    Crash {
        tick: u64,
        slot: u8,
        cause: &'static str,
        /// Slot of the player who caused it, if that is another player.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<u8>,
    },
    /// A player's thumb has acted.
    Acted {
        tick: u64,
        slot: u8,
        action: &'static str,
    },
    Entered {
        tick: u64,
        slot: u8,
    },
    Returned {
        tick: u64,
        slot: u8,
    },
    ScoreSaved {
        mode: &'static str,
        input: InputDevice,
        score: f64,
    },
    RoundOver {
        tick: u64,
        mode: &'static str,
        scores: Vec<Score<'a>>,
    },
}

#[derive(Serialize)]
struct PlayerState {
    slot: u8,
    x: f32,
    y: f32,
    heading: f32,
    speed: f32,
    steer: f32,
    score: f64,
    alive: bool,
    /// Age of the newest reading when it was last used, in milliseconds; omitted for players without readings.
    #[serde(skip_serializing_if = "Option::is_none")]
    age_ms: Option<f64>,
}

#[derive(Serialize)]
struct Score<'a> {
    slot: u8,
    name: &'a str,
    score: f64,
    best: bool,
    place: usize,
    /// Points of the evening or the match so far, in modes with matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<f64>,
    /// Points of this round for the evening.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<u32>,
}

fn report_link(
    mut link: MessageReader<HostEvent>,
    (join_routes, stream): (Res<JoinRoutes>, Res<EventStream>),
    mut exit: MessageWriter<AppExit>,
) {
    if join_routes.is_changed()
        && let Some((room, links)) = &join_routes.0
    {
        let links = if stream.has_secret { links.clone() } else { links.without_secret() };
        stream.print(&Line::Ready { room: *room, join_url: links.first }, &mut exit);
    }
    for HostEvent(event) in link.read() {
        if let LinkEvent::PathChanged { slot, path } = event {
            stream.print(&Line::PathChanged { slot: *slot, path: path.name() }, &mut exit);
        }
    }
}

fn report_roster(
    mut events: MessageReader<RosterEvent>,
    (roster, stream): (Res<Roster>, Res<EventStream>),
    mut exit: MessageWriter<AppExit>,
) {
    for event in events.read() {
        match event {
            RosterEvent::Joined { slot, name, .. } => {
                // A player who has left again in the same frame has no transport.
                let path = roster.get(*slot).map_or("relay", |member| member.source.name());
                stream.print(&Line::PlayerJoined { slot: *slot, name, path }, &mut exit);
            }
            RosterEvent::Left { slot } => stream.print(&Line::PlayerLeft { slot: *slot }, &mut exit),
            RosterEvent::Ready { .. } | RosterEvent::Rerouted { .. } => {}
        }
    }
}

fn report_round(
    mut events: MessageReader<RoundEvent>,
    (round, stream): (Res<Round>, Res<EventStream>),
    mut exit: MessageWriter<AppExit>,
) {
    let mode = round.mode.name();
    for event in events.read() {
        let line = match event {
            RoundEvent::Phase { phase, tick } => {
                let (number, rounds) = (round.rounds().map(|_| round.number()), round.rounds());
                Line::Phase { phase: (*phase).into(), mode, tick: *tick, round: number, rounds }
            }
            RoundEvent::Sim { event: GameEvent::BlipTaken { slot, blip, points, combo }, tick } => {
                Line::Blip { tick: *tick, slot: *slot, kind: blip.kind.name(), score: *points, combo: *combo }
            }
            RoundEvent::Sim { event: GameEvent::NearMiss { slot, points }, tick } => {
                Line::NearMiss { tick: *tick, slot: *slot, score: *points }
            }
            RoundEvent::Sim { event: GameEvent::WaveBegan { wave, points }, tick } => {
                Line::Wave { tick: *tick, wave: *wave, score: *points }
            }
            RoundEvent::Sim { event: GameEvent::Crashed { slot, cause }, tick } => {
                Line::Crash { tick: *tick, slot: *slot, cause: cause.name(), by: cause.by(*slot) }
            }
            RoundEvent::Sim { event: GameEvent::Acted { slot, action }, tick } => {
                Line::Acted { tick: *tick, slot: *slot, action: action.name() }
            }
            RoundEvent::Sim { event: GameEvent::Entered { slot }, tick } => Line::Entered { tick: *tick, slot: *slot },
            RoundEvent::Sim { event: GameEvent::Returned { slot }, tick } => {
                Line::Returned { tick: *tick, slot: *slot }
            }
            RoundEvent::Over { standings, tick } => Line::RoundOver {
                tick: *tick,
                mode,
                scores: standings
                    .iter()
                    .map(|place| Score {
                        slot: place.slot,
                        name: &place.name,
                        score: thousandths(place.score),
                        best: place.is_best(),
                        place: place.place,
                        total: round.mode.is_party().then(|| thousandths(place.total)),
                        points: place.points,
                    })
                    .collect(),
            },
            RoundEvent::Sim { .. } | RoundEvent::Practice { .. } => continue,
        };
        stream.print(&line, &mut exit);
    }
}

fn report_saved(mut saved: MessageReader<ScoreSaved>, stream: Res<EventStream>, mut exit: MessageWriter<AppExit>) {
    for ScoreSaved { mode, device, score } in saved.read() {
        stream.print(&Line::ScoreSaved { mode: mode.name(), input: *device, score: thousandths(*score) }, &mut exit);
    }
}

fn report_state(round: Res<Round>, roster: Res<Roster>, stream: Res<EventStream>, mut exit: MessageWriter<AppExit>) {
    if stream.state_hz == 0 || round.phase() != Phase::Playing {
        return;
    }
    let Some(game) = &round.game else { return };
    // The first tick of every interval of 1/state_hz seconds, whether or not that divides the tick rate.
    let (tick, hz) = (game.tick(), u64::from(stream.state_hz));
    if tick == 0 || tick * hz / u64::from(TICK_HZ) == (tick - 1) * hz / u64::from(TICK_HZ) {
        return;
    }
    let now = Instant::now();
    let players = game
        .players()
        .iter()
        .map(|player| PlayerState {
            slot: player.slot,
            x: player.pose.position.x,
            y: player.pose.position.y,
            heading: player.pose.heading,
            speed: player.speed,
            steer: player.steer,
            score: thousandths(player.score()),
            alive: player.alive,
            age_ms: roster
                .get(player.slot)
                .and_then(|member| member.age(now))
                .map(|age| (age.as_secs_f64() * 10_000.0).round() / 10.0),
        })
        .collect();
    stream.print(&Line::State { tick, players }, &mut exit);
}

/// Rounds a score to thousandths. A tick is worth 0.005 points; digits beyond the third decimal are rounding noise of
/// binary fractions.
fn thousandths(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

impl EventStream {
    /// Writes a line. If nothing reads the stream any more, the game exits.
    fn print(&self, line: &Line, exit: &mut MessageWriter<AppExit>) {
        let written = serde_json::to_string(line).map_err(io::Error::from).and_then(|json| (self.write)(&json));
        if written.is_err() {
            exit.write(AppExit::Success);
        }
    }
}
