//! Sound: commands to the mixer of `crate::sound`, which the platform plays.

use bevy::prelude::*;

use crate::{
    game::{
        players::roster::RosterEvent,
        round::{
            phase::Phase,
            state::{Round, RoundEvent},
        },
        settings::{list::Volumes, model::CurrentSettings, pages::MenuInput},
        view::arena::edges::{Edges, Threat},
    },
    sim::{BlipKind, BombEvent, Game, GameEvent, HazardKind, TICK_HZ},
    sound::{Effect, MixerCommand, Scene},
};

/// Speed at which the music reaches its maximum pace, as a share of the starting speed.
const FULL_PACE: f32 = 2.4;
/// The last seconds of a round, which are counted audibly.
const LAST_S: u64 = 5;
/// With more players than this, near misses make no sound.
const FEW: usize = 4;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (set_volumes, follow_round, follow_events));
}

/// The way to the mixer.
#[derive(Resource)]
pub(crate) struct Speaker(pub Box<dyn Fn(MixerCommand) + Send + Sync>);

impl Speaker {
    fn say(&self, command: MixerCommand) {
        (self.0)(command);
    }
}

fn set_volumes(settings: Res<CurrentSettings>, speaker: Res<Speaker>, mut said: Local<Option<Volumes>>) {
    if *said != Some(settings.volumes) {
        let Volumes { master, music, effects } = settings.volumes;
        speaker.say(MixerCommand::Volumes { master, music, effects });
        *said = Some(settings.volumes);
    }
}

/// Adapts the music to the screen and the pace, and makes it quieter while the round is paused.
fn follow_round(
    round: Res<Round>,
    speaker: Res<Speaker>,
    mut scene: Local<Option<Scene>>,
    mut hushed: Local<bool>,
    mut pace: Local<u32>,
    mut count: Local<Option<u64>>,
    mut warned: Local<bool>,
) {
    let wanted = match round.phase() {
        Phase::Lobby | Phase::Podium => Scene::Title,
        Phase::Introduction | Phase::Countdown | Phase::Playing => Scene::Play,
        // The music of the round continues, quietly.
        Phase::Results => scene.unwrap_or(Scene::Play),
    };
    if *scene != Some(wanted) {
        *scene = Some(wanted);
        speaker.say(MixerCommand::Scene(wanted));
    }
    let hush = round.pause.holds() || round.phase() == Phase::Results;
    if std::mem::replace(&mut *hushed, hush) != hush {
        speaker.say(MixerCommand::Hush(hush));
    }
    let now = round.game.as_ref().map_or(0.0, pace_of);
    // In hundredths, so that it is not sent sixty times a second.
    let hundredths = (now * 100.0) as u32;
    if std::mem::replace(&mut *pace, hundredths) != hundredths {
        speaker.say(MixerCommand::Pace(now));
    }
    let board = || round.game.as_ref().and_then(|game| counted(game).or(last_seconds(game)));
    let counted = round.pause.count().or_else(board);
    if std::mem::replace(&mut *count, counted) != counted && counted.is_some() {
        speaker.say(MixerCommand::Play(if counted == Some(0) { Effect::Start } else { Effect::Count }));
    }
    let warns = round.game.as_ref().is_some_and(|game| matches!(Edges::of(game, 0.0).threat, Threat::Soon(_)));
    if warns && !std::mem::replace(&mut *warned, warns) {
        speaker.say(MixerCommand::Play(Effect::Wave));
    }
    *warned = warns;
}

/// Returns 3, 2 or 1 before a party's round, 0 when heads begin to move, and `None` at other times.
fn counted(game: &Game) -> Option<u64> {
    let waits = game.tuning().party.is_some_and(|party| party.countdown_ticks > 0);
    (waits && game.tick() < u64::from(TICK_HZ)).then(|| game.countdown().div_ceil(u64::from(TICK_HZ)))
}

/// Returns the remaining seconds of a round against the clock, 5 to 1, and `None` at other times.
fn last_seconds(game: &Game) -> Option<u64> {
    let seconds = game.ticks_left()?.div_ceil(u64::from(TICK_HZ));
    (1..=LAST_S).contains(&seconds).then_some(seconds)
}

/// Returns the pace of the game, 0..=1.
fn pace_of(game: &Game) -> f32 {
    ((game.pace() - 1.0) / (FULL_PACE - 1.0)).clamp(0.0, 1.0)
}

fn follow_events(
    mut rounds: MessageReader<RoundEvent>,
    mut roster: MessageReader<RosterEvent>,
    mut menu: MessageReader<MenuInput>,
    round: Res<Round>,
    speaker: Res<Speaker>,
) {
    for event in rounds.read() {
        let effect = match event {
            // Where there is a countdown, the start comes at its end.
            RoundEvent::Phase { phase: Phase::Countdown, .. } if counts(&round) => continue,
            RoundEvent::Phase { phase: Phase::Countdown, .. } => Effect::Start,
            RoundEvent::Sim { event, .. } => match effect_of(event, round.game.as_ref()) {
                Some(effect) => effect,
                None => continue,
            },
            RoundEvent::Over { standings, .. } if standings.iter().any(|standing| standing.is_best()) => Effect::Best,
            RoundEvent::Phase { .. } | RoundEvent::Over { .. } | RoundEvent::Practice { .. } => continue,
        };
        speaker.say(MixerCommand::Play(effect));
    }
    if roster.read().any(|event| matches!(event, RosterEvent::Joined { .. })) {
        speaker.say(MixerCommand::Play(Effect::Join));
    }
    if menu.read().count() > 0 {
        speaker.say(MixerCommand::Play(Effect::Click));
    }
}

fn counts(round: &Round) -> bool {
    round.game.as_ref().is_some_and(|game| counted(game).is_some())
}

fn effect_of(event: &GameEvent, game: Option<&Game>) -> Option<Effect> {
    match event {
        GameEvent::BlipTaken { blip, combo, slot, .. } => {
            // The first blip of a combo is the lowest note; without combos each player has a note of their own.
            let has_combos = game.is_none_or(|game| game.tuning().combo.is_some());
            let combo = if has_combos { u8::try_from(combo.saturating_sub(1)).unwrap_or(u8::MAX) } else { slot % 10 };
            Some(match blip.kind {
                BlipKind::Plain => Effect::Blip { combo },
                BlipKind::Gold | BlipKind::Power(_) => Effect::Gold { combo },
                BlipKind::Scissors => Effect::Trim,
                BlipKind::Calm => Effect::Calm,
                BlipKind::Sweep => Effect::Sweep,
                BlipKind::Portal => Effect::Portal,
            })
        }
        // Among many players, near misses are too frequent.
        GameEvent::NearMiss { .. } if game.is_some_and(|game| game.players().len() > FEW) => None,
        GameEvent::NearMiss { .. } => Some(Effect::NearMiss),
        GameEvent::WaveBegan { .. } => Some(Effect::Wave),
        GameEvent::Crashed { .. } => Some(Effect::Crash),
        GameEvent::Returned { .. } => Some(Effect::Return),
        GameEvent::HazardAppeared(hazard) if matches!(hazard.kind, HazardKind::Spirit { .. }) => Some(Effect::Spirit),
        GameEvent::LandTaken { .. } => Some(Effect::Gold { combo: 0 }),
        GameEvent::Goal { .. } => Some(Effect::Best),
        GameEvent::Kicked { .. } | GameEvent::Bomb(BombEvent::Passed { .. }) => Some(Effect::NearMiss),
        GameEvent::Bomb(BombEvent::Lit { .. }) | GameEvent::KnockOut(_) => Some(Effect::Wave),
        GameEvent::Saved { .. } => Some(Effect::Return),
        GameEvent::BlipAppeared(_)
        | GameEvent::BlipGone(_)
        | GameEvent::HazardAppeared(_)
        | GameEvent::Acted { .. }
        | GameEvent::Entered { .. }
        | GameEvent::Bomb(BombEvent::Blew { .. })
        | GameEvent::Hush(_)
        | GameEvent::RoundOver => None,
    }
}
