//! Messages to the phones of a party: positions, causes of crashes, votes and results.

use bevy::prelude::*;
use bevy_phonepad::HostCommand;

use crate::{
    game::{
        players::{
            looks::look_of,
            roster::{Roster, RosterEvent},
            votes::Votes,
        },
        round::{
            phase::Phase,
            standing::Standing,
            state::{Round, RoundEvent},
        },
        schedule::SimSystems,
    },
    messages::{AwardName, CauseName, GameMessage, NextName},
    sim::{Award, Cause, Evening, EveningAward, Game, GameEvent, HazardKind, Mode, Rule, TICK_HZ},
};

/// Ticks between two reports of a head's position, before the start.
const HERE_EVERY_TICKS: u64 = TICK_HZ as u64 / 10;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        (tell_places, tell_fates, tell_votes, tell_results, tell_podium)
            .chain()
            .in_set(SimSystems::Publish)
            .after(crate::game::phones::updates::tell_pause),
    );
}

/// Sends each phone the position of its head on the screen, before the start.
fn tell_places(round: Res<Round>, roster: Res<Roster>, mut phones: MessageWriter<HostCommand>) {
    let Some(game) = round.game.as_ref() else { return };
    if round.phase() != Phase::Countdown || !game.countdown().is_multiple_of(HERE_EVERY_TICKS) {
        return;
    }
    for player in game.players().iter().filter(|player| roster.is_phone(player.slot)) {
        let pose = game.player(game.head_of(player.slot)).map_or(player.pose, |head| head.pose);
        let share = pose.position / game.tuning().arena;
        let here = GameMessage::Here { x: share.x, y: share.y, heading: pose.heading };
        phones.write(HostCommand::to_phone(player.slot, here));
    }
}

fn tell_fates(
    mut events: MessageReader<RoundEvent>,
    round: Res<Round>,
    roster: Res<Roster>,
    mut phones: MessageWriter<HostCommand>,
) {
    let Some(game) = round.game.as_ref().filter(|game| game.players().len() > 1) else { return events.clear() };
    for event in events.read() {
        let RoundEvent::Sim { event: GameEvent::Crashed { slot, cause }, .. } = event else { continue };
        if !roster.is_phone(*slot) {
            continue;
        }
        let by = cause.by(*slot);
        phones.write(HostCommand::to_phone(
            *slot,
            GameMessage::Fate {
                cause: cause_name(*cause),
                by: by.and_then(|by| round.names.get(&by).cloned()),
                colour: by.map(|by| look_of(by, Some(game)).colour_name()),
                next: state_after_crash(game),
            },
        ));
    }
}

fn cause_name(cause: Cause) -> CauseName {
    match cause {
        Cause::Edge => CauseName::Edge,
        Cause::Body { .. } => CauseName::Tail,
        Cause::Head { .. } => CauseName::Head,
        Cause::Hazard(HazardKind::Thorn) => CauseName::Thorn,
        Cause::Hazard(HazardKind::Drifter) => CauseName::Drifter,
        Cause::Hazard(HazardKind::Spirit { .. }) => CauseName::Spirit,
        Cause::Rule(Rule::Bomb) => CauseName::Bomb,
        Cause::Rule(Rule::Lowest) => CauseName::Lowest,
        Cause::Rule(Rule::Motion) => CauseName::Motion,
    }
}

/// Returns what a crash makes of a player.
fn state_after_crash(game: &Game) -> NextName {
    match game.tuning().party {
        _ if game.is_over() => NextName::Over,
        Some(party) if party.crash.is_some() => NextName::Ghost,
        Some(party) if party.spirit.is_some() => NextName::Spirit,
        _ => NextName::Wait,
    }
}

/// Sends the votes for the next round whenever they change or a phone joins.
fn tell_votes(
    round: Res<Round>,
    roster: Res<Roster>,
    mut joins: MessageReader<RosterEvent>,
    mut told: Local<Option<(Phase, Mode, Votes)>>,
    mut phones: MessageWriter<HostCommand>,
) {
    let votes = Votes::of(&roster);
    let now = (!round.is_running()).then_some((round.phase(), round.mode, votes));
    let somebody_came = joins.read().count() > 0;
    if *told == now && !somebody_came {
        return;
    }
    *told = now;
    // A single player waits for no other votes.
    if now.is_none() || votes.of < 2 {
        return;
    }
    for (slot, member) in roster.playing_phones() {
        let can_veto = round.phase() == Phase::Introduction && round.evening.as_ref().is_some_and(Evening::can_veto);
        let vetoes = can_veto.then_some(votes.vetoes);
        let message = GameMessage::Votes { votes: votes.votes, of: votes.of, mine: member.voted, vetoes };
        phones.write(HostCommand::to_phone(slot, message));
    }
}

fn tell_results(
    mut events: MessageReader<RoundEvent>,
    round: Res<Round>,
    roster: Res<Roster>,
    mut phones: MessageWriter<HostCommand>,
) {
    for event in events.read() {
        let RoundEvent::Over { standings, .. } = event else { continue };
        if standings.len() < 2 {
            continue;
        }
        let last = round.is_last();
        let winner = winner(&round, standings, last);
        for standing in standings.iter().filter(|standing| roster.is_phone(standing.slot)) {
            let awards = if last { awards_of(&round, standing.slot) } else { Vec::new() };
            phones.write(HostCommand::to_phone(
                standing.slot,
                GameMessage::Result {
                    place: standing.place as u8,
                    of: standings.len() as u8,
                    points: standing.points.map_or(standing.score as f32, |points| points as f32),
                    total: standing.total as f32,
                    winner: winner.clone(),
                    last,
                    awards,
                },
            ));
        }
    }
}

/// Tells the guests of an evening how it went.
pub(crate) fn tell_podium(
    mut events: MessageReader<RoundEvent>,
    round: Res<Round>,
    roster: Res<Roster>,
    mut phones: MessageWriter<HostCommand>,
) {
    let is_podium = |event: &RoundEvent| matches!(event, RoundEvent::Phase { phase: Phase::Podium, .. });
    // All of them are read, so that none is left for later.
    if events.read().filter(|event| is_podium(event)).count() == 0 {
        return;
    }
    let Some(evening) = &round.evening else { return };
    let places = evening.places();
    let winner = joined_names(&round, places.iter().filter(|place| place.place == 1).map(|place| place.slot));
    let awards = evening.awards();
    for place in places.iter().filter(|place| roster.is_phone(place.slot)) {
        let own = awards.iter().filter(|(_, slot, _)| *slot == place.slot);
        let last = evening.rounds().last().and_then(|round| round.points(place.slot));
        phones.write(HostCommand::to_phone(
            place.slot,
            GameMessage::Result {
                place: place.place as u8,
                of: places.len() as u8,
                points: last.unwrap_or(0) as f32,
                total: place.total as f32,
                winner: winner.clone(),
                last: true,
                awards: own.map(|(award, ..)| evening_award_name(*award)).collect(),
            },
        ));
    }
}

/// Returns the names of the winners of the round or, at its end, of the match.
fn winner(round: &Round, standings: &[Standing], last: bool) -> String {
    let first: Vec<u8> = if last && round.mode.is_party() {
        round.contest.places().iter().filter(|place| place.place == 1).map(|place| place.slot).collect()
    } else {
        standings.iter().filter(|standing| standing.place == 1).map(|standing| standing.slot).collect()
    };
    joined_names(round, first.into_iter())
}

fn joined_names(round: &Round, slots: impl Iterator<Item = u8>) -> String {
    let names: Vec<&str> = slots.filter_map(|slot| round.names.get(&slot)).map(String::as_str).collect();
    names.join(" & ")
}

fn awards_of(round: &Round, slot: u8) -> Vec<AwardName> {
    let awards = round.contest.awards().into_iter().filter(|(_, holder, _)| *holder == slot);
    awards.map(|(award, ..)| award_name(award)).collect()
}

fn evening_award_name(award: EveningAward) -> AwardName {
    match award {
        EveningAward::MostWins => AwardName::MostWins,
        EveningAward::BiggestComeback => AwardName::BiggestComeback,
        EveningAward::RunnerUp => AwardName::RunnerUp,
        EveningAward::Rounds(award) => award_name(award),
    }
}

fn award_name(award: Award) -> AwardName {
    match award {
        Award::LongestLife => AwardName::LongestLife,
        Award::MostNearMisses => AwardName::MostNearMisses,
        Award::Greediest => AwardName::Greediest,
        Award::MostKills => AwardName::MostKills,
        Award::BestSpirit => AwardName::BestSpirit,
        Award::MostCrashes => AwardName::MostCrashes,
    }
}
