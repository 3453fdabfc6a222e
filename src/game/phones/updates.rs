//! Messages to phones: identity, phase and score.

use std::collections::{BTreeMap, BTreeSet};

use bevy::prelude::*;
use bevy_phonepad::HostCommand;

use crate::{
    game::{
        persistence::scores::Scores,
        players::{
            looks::look_of,
            roster::{Roster, RosterEvent},
        },
        round::state::{Round, RoundEvent},
        schedule::SimSystems,
    },
    messages::{GameMessage, StateName},
    protocol::{HostMessage, NoticeKey},
    sim::{Game, GameEvent, HazardKind, Player, TICK_HZ, Teams},
};

/// Ticks between two reports of the score while playing.
const SCORE_EVERY_TICKS: u64 = TICK_HZ as u64 / 2;
/// Ticks after which no message over the previous transport can still arrive.
const SETTLED_AFTER_TICKS: u32 = TICK_HZ;
/// Vibration patterns, in milliseconds on, off, on, that a hand can tell apart: one short for a blip, …
const BLIP_BUZZ: &[u16] = &[30];
/// … two very short for a near miss, …
const NEAR_MISS_BUZZ: &[u16] = &[15, 45, 15];
/// … two long for a wave, …
const WAVE_BUZZ: &[u16] = &[70, 70, 70];
/// … and one long for a crash.
const CRASH_BUZZ: &[u16] = &[180];

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        (greet, follow_round, tell_latecomers, tell_pause).chain().in_set(SimSystems::Publish),
    );
}

/// Sends a phone everything it needs to draw its screen after it has joined, come back, or changed its transport.
fn greet(
    mut events: MessageReader<RosterEvent>,
    mut unsettled: Local<BTreeMap<u8, u32>>,
    round: Res<Round>,
    roster: Res<Roster>,
    scores: Res<Scores>,
    mut phones: MessageWriter<HostCommand>,
) {
    let mut due = BTreeSet::new();
    unsettled.retain(|slot, ticks| {
        *ticks -= 1;
        *ticks > 0 || !due.insert(*slot)
    });
    for event in events.read() {
        match event {
            RosterEvent::Joined { slot, .. } => _ = due.insert(*slot),
            RosterEvent::Rerouted { slot } => {
                due.insert(*slot);
                unsettled.insert(*slot, SETTLED_AFTER_TICKS);
            }
            RosterEvent::Ready { .. } | RosterEvent::Left { .. } => {}
        }
    }
    for (slot, member) in due.iter().filter_map(|slot| Some((slot, roster.get(*slot)?))) {
        if !roster.is_phone(*slot) {
            continue;
        }
        phones.write(HostCommand::to_phone(
            *slot,
            look_of(*slot, round.game.as_ref()).introduce(*slot, member.name.clone()),
        ));
        phones.write(HostCommand::to_phone(*slot, phase(&round)));
        tell_score(&round, &roster, &scores, *slot, &mut phones);
    }
}

fn follow_round(
    mut events: MessageReader<RoundEvent>,
    round: Res<Round>,
    roster: Res<Roster>,
    scores: Res<Scores>,
    (mut teams, mut phones): (Local<Option<Teams>>, MessageWriter<HostCommand>),
) {
    show_teams(&round, &roster, &mut teams, &mut phones);
    let mut everyone = round.is_running() && round.tick() > 0 && round.tick().is_multiple_of(SCORE_EVERY_TICKS);
    for event in events.read() {
        match event {
            RoundEvent::Phase { .. } => {
                phones.write(HostCommand::to_all(phase(&round)));
                everyone = true;
            }
            RoundEvent::Sim { event: GameEvent::BlipTaken { slot, .. }, .. } => {
                buzz(&roster, *slot, BLIP_BUZZ, &mut phones);
                tell_score(&round, &roster, &scores, *slot, &mut phones);
            }
            RoundEvent::Sim { event: GameEvent::Crashed { slot, .. }, .. } => {
                buzz(&roster, *slot, CRASH_BUZZ, &mut phones);
                tell_score(&round, &roster, &scores, *slot, &mut phones);
            }
            RoundEvent::Sim { event: GameEvent::NearMiss { slot, .. }, .. } => {
                buzz(&roster, *slot, NEAR_MISS_BUZZ, &mut phones);
            }
            RoundEvent::Sim { event: GameEvent::WaveBegan { .. }, .. } => {
                let living = round.game.as_ref().map(Game::players).unwrap_or_default().iter();
                living
                    .filter(|player| player.alive)
                    .for_each(|player| buzz(&roster, player.slot, WAVE_BUZZ, &mut phones));
            }
            RoundEvent::Practice { event: GameEvent::BlipTaken { slot, .. }, .. } => {
                buzz(&roster, *slot, BLIP_BUZZ, &mut phones);
            }
            RoundEvent::Sim { .. } | RoundEvent::Practice { .. } | RoundEvent::Over { .. } => {}
        }
    }
    if everyone {
        for (slot, _) in roster.members() {
            tell_score(&round, &roster, &scores, slot, &mut phones);
        }
    }
}

/// Tells players who become ready during a round without late joiners when they will play. A party lets them in.
fn tell_latecomers(mut events: MessageReader<RosterEvent>, round: Res<Round>, mut phones: MessageWriter<HostCommand>) {
    let game = round.game.as_ref().filter(|_| round.is_running() && !round.mode.is_party());
    let Some(game) = game else { return events.clear() };
    for event in events.read() {
        if let RosterEvent::Ready { slot } = event
            && game.player(*slot).is_none()
        {
            let text = "You are in the next round.".to_owned();
            phones.write(HostCommand::to_phone(*slot, HostMessage::Notice { text, key: Some(NoticeKey::Late) }));
        }
    }
}

/// Shows the phones their colours again when a round in teams begins, and when it has gone.
fn show_teams(round: &Round, roster: &Roster, told: &mut Option<Teams>, phones: &mut MessageWriter<HostCommand>) {
    let game = round.game.as_ref();
    let teams = game.and_then(Game::teams);
    if std::mem::replace(told, teams) != teams {
        for (slot, member) in roster.phones() {
            let look = look_of(slot, game);
            phones.write(HostCommand::to_phone(slot, look.introduce(slot, member.name.clone())));
        }
    }
}

/// Reports a pause to all phones, because it concerns all players.
pub(crate) fn tell_pause(round: Res<Round>, mut paused: Local<bool>, mut phones: MessageWriter<HostCommand>) {
    if round.pause.holds() != *paused {
        *paused = round.pause.holds();
        phones.write(pause_notice(*paused));
    }
}

/// Returns the message to all phones about a pause, or about its end.
pub(crate) fn pause_notice(is_paused: bool) -> HostCommand {
    let (key, text) =
        if is_paused { (NoticeKey::Paused, "Paused. Tap to resume.") } else { (NoticeKey::Resumed, "On you go.") };
    HostCommand::to_all(HostMessage::Notice { text: text.to_owned(), key: Some(key) })
}

fn phase(round: &Round) -> GameMessage {
    let narrow = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    GameMessage::Phase {
        phase: round.phase().into(),
        mode: round.mode.name().to_owned(),
        round: round.rounds().map(|_| narrow(round.number())),
        rounds: round.rounds().map(narrow),
        seconds: round.ticks_left().map(|ticks| ticks as f32 / TICK_HZ as f32),
    }
}

fn tell_score(round: &Round, roster: &Roster, scores: &Scores, slot: u8, phones: &mut MessageWriter<HostCommand>) {
    let Some(game) = round.game.as_ref() else { return };
    let Some(player) = game.player(slot).filter(|_| roster.is_phone(slot)) else { return };
    let count = game.players().len();
    let place = game.places().into_iter().find(|place| place.slot == slot).filter(|_| count > 1);
    phones.write(HostCommand::to_phone(
        slot,
        GameMessage::Score {
            score: player.score() as f32,
            best: scores.best(round.mode, roster.device(slot)) as f32,
            alive: player.alive,
            place: place.map(|place| place.place as u8),
            of: place.map(|_| count as u8),
            state: round.mode.is_party().then(|| state_of(game, player)),
        },
    ));
}

/// Returns a player's current state; that of the head which the player steers, where several steer one.
fn state_of(game: &Game, player: &Player) -> StateName {
    let player = game.player(game.head_of(player.slot)).unwrap_or(player);
    let has_spirit = || game.hazards().iter().any(|hazard| hazard.kind == HazardKind::Spirit { of: player.slot });
    match player {
        Player { parked: true, .. } => StateName::Parked,
        Player { alive: true, ghost_ticks: 1.., .. } => StateName::Ghost,
        Player { alive: true, .. } => StateName::Alive,
        _ if has_spirit() => StateName::Spirit,
        _ => StateName::Out,
    }
}

fn buzz(roster: &Roster, slot: u8, pattern: &[u16], phones: &mut MessageWriter<HostCommand>) {
    if roster.is_phone(slot) {
        phones.write(HostCommand::to_phone(slot, HostMessage::Haptic { pattern: pattern.to_vec() }));
    }
}
