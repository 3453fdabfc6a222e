//! The results of a party's round: the winner, all players' places, the awards, and the time until the next round.

use bevy::prelude::*;

use crate::{
    game::{
        players::{roster::Roster, votes::Votes},
        round::{phase::Phase, standing::Standing, state::Round},
        view::{
            screens::{
                badges::Badges,
                figures,
                ranking::{self, Cell, Prize, Row},
            },
            theme::{self, Fonts, look},
        },
    },
    sim::{Award, Game, Parts, Player, TICK_HZ},
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, count_down.run_if(in_state(Phase::Results)));
}

/// The time until the next round, and the votes for starting it sooner.
#[derive(Component)]
pub(crate) struct NextText;

/// Fills the results card.
pub(crate) fn fill(card: &mut ChildSpawnerCommands, fonts: &Fonts, badges: &Badges, round: &Round) {
    let (over, heading) = headings(round);
    card.spawn(fonts.text(&over, 3.0, theme::QUIET));
    card.spawn(fonts.bold(&heading, 7.0, theme::ACCENT));
    ranking::table(card, fonts, badges, rows(round));
    if round.is_last() {
        ranking::awards(card, fonts, prizes(round));
    }
    card.spawn((NextText, fonts.bold("", 3.2, theme::TEXT)));
}

/// Returns two headings: what is over, and its winner.
fn headings(round: &Round) -> (String, String) {
    let is_match = round.rounds().is_some_and(|rounds| rounds > 1);
    let places: Vec<(u8, usize)> = if is_match && round.is_last() {
        round.contest.places().iter().map(|place| (place.slot, place.place)).collect()
    } else {
        round.standings.iter().map(|standing| (standing.slot, standing.place)).collect()
    };
    let over = match round.rounds() {
        Some(rounds) if is_match && round.is_last() => format!("The match is over after {rounds} rounds"),
        Some(rounds) if is_match => format!("Round {} of {rounds}", round.number()),
        _ if round.game.as_ref().is_some_and(|game| game.ticks_left() == Some(0)) => "Time is up".to_owned(),
        _ => format!("{} is over", round.mode.title()),
    };
    if let Some(heading) = round.game.as_ref().filter(|_| !is_match).and_then(|game| side(game, &places)) {
        return (over, heading);
    }
    let winners: Vec<&str> = places
        .iter()
        .filter(|(_, place)| *place == 1)
        .filter_map(|(slot, _)| round.names.get(slot))
        .map(String::as_str)
        .collect();
    let heading = match winners.as_slice() {
        [alone] => format!("{} wins", theme::short_name(alone, 16)),
        [a, b] => format!("{} and {}", theme::short_name(a, 12), theme::short_name(b, 12)),
        _ => "Nobody wins".to_owned(),
    };
    (over, heading)
}

/// Returns the heading for players who do not win alone: of teams, or of the one hydra.
fn side(game: &Game, places: &[(u8, usize)]) -> Option<String> {
    if let Some(hydra) = game.parts().and_then(Parts::hydra)
        && let (Some(target), Some(is_reached)) = (hydra.target, hydra.is_reached())
    {
        return Some(if is_reached { format!("{target} points reached!") } else { format!("{target} points missed") });
    }
    game.teams()?;
    let team = |slot: u8| game.player(slot).and_then(Player::team);
    let mut winners: Vec<u8> = places.iter().filter(|place| place.1 == 1).filter_map(|place| team(place.0)).collect();
    winners.sort_unstable();
    winners.dedup();
    Some(match winners.as_slice() {
        [alone] => format!("{} wins", look::team_name(*alone)),
        _ => "A draw".to_owned(),
    })
}

/// Returns the table: place, name, points of the round and of the match.
fn rows(round: &Round) -> Vec<Row> {
    let is_match = round.rounds().is_some_and(|rounds| rounds > 1);
    let mut standings = round.standings.clone();
    if is_match && round.is_last() {
        standings.sort_by(|a, b| b.total.total_cmp(&a.total));
    }
    let size = if ranking::is_long(standings.len()) { 2.5 } else { 3.4 };
    standings.iter().map(|standing| row(standing, round, size)).collect()
}

/// Returns the team of a player in the round that is over.
fn team(round: &Round, slot: u8) -> Option<u8> {
    round.game.as_ref()?.player(slot)?.team()
}

fn row(standing: &Standing, round: &Round, size: f32) -> Row {
    let is_match = round.rounds().is_some_and(|rounds| rounds > 1);
    let place = if is_match && round.is_last() {
        round.contest.places().iter().find(|place| place.slot == standing.slot).map_or(0, |place| place.place)
    } else {
        standing.place
    };
    let cell = |text: String, width: f32, colour: Color, justify| Cell { text, width: width * size, colour, justify };
    let team = team(round, standing.slot);
    let score = round.game.as_ref().map(|game| figures::figure(round.mode, standing.score, game));
    let mut cells = vec![
        cell(format!("{place}."), 1.5, theme::QUIET, JustifyContent::End),
        cell(theme::short_name(&standing.name, 14), 9.0, theme::colour(standing.slot, team), JustifyContent::Start),
        cell(score.unwrap_or_default(), 2.6, theme::TEXT, JustifyContent::End),
    ];
    cells.extend(standing.points.map(|points| cell(format!("+{points}"), 2.2, theme::TEXT, JustifyContent::End)));
    if is_match {
        cells.push(cell(format!("{:.0}", standing.total), 3.0, theme::ACCENT, JustifyContent::End));
    }
    Row { slot: standing.slot, team, size, cells }
}

fn prizes(round: &Round) -> impl Iterator<Item = Prize<'_>> {
    round.contest.awards().into_iter().map(|(award, slot, figure)| Prize {
        text: said(award, figure),
        name: round.names.get(&slot).map_or("?", String::as_str),
        colour: theme::colour(slot, team(round, slot)),
    })
}

/// Returns the text of an award, to be followed by its holder's name.
pub(crate) fn said(award: Award, figure: u64) -> String {
    match award {
        Award::LongestLife => format!("longest life, {figure} s:"),
        Award::MostNearMisses => format!("{figure} near misses:"),
        Award::Greediest => format!("greediest, {figure} blips:"),
        Award::MostKills => format!("{figure} ran into the tail of"),
        Award::BestSpirit => format!("{figure} haunted down by"),
        Award::MostCrashes => format!("{figure} crashes:"),
    }
}

fn count_down(round: Res<Round>, roster: Res<Roster>, mut text: Single<&mut Text, With<NextText>>) {
    let seconds = round.ticks_left().unwrap_or(0).div_ceil(u64::from(TICK_HZ));
    let what = match &round.evening {
        Some(evening) if evening.rounds().len() as u32 >= evening.setup().rounds => "podium",
        None if round.is_last() => "next match",
        _ => "next round",
    };
    let Votes { votes, of, .. } = Votes::of(&roster);
    let tapped = if of > 1 { format!("   {votes} of {of} ready") } else { String::new() };
    text.set_if_neq(Text(format!("The {what} starts in {seconds} s. Tap to start sooner.{tapped}")));
}
