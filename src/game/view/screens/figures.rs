//! The figures by which modes rank: points, land, goals or patience; the clock; and the sides of a round in teams.

use bevy::prelude::*;

use crate::{
    game::{
        players::{looks, roster::Roster},
        round::state::Round,
        view::{arena::modes::knock_out, theme},
    },
    sim::{Bomb, Game, Mode, Parts, Player, TICK_HZ},
};

/// Longest name shown in the line, in columns.
const NAME_COLUMNS: usize = 7;
/// Remaining seconds below which the clock is red.
const HURRY_S: u64 = 10;

/// A column of the score line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Slots and teams of the players whose heads are drawn before the label.
    pub heads: Vec<(u8, Option<u8>)>,
    /// The name of the figure, or of the player.
    pub label: String,
    pub label_colour: Color,
    /// The figure.
    pub value: String,
    pub colour: Color,
    /// Whether the player is out.
    pub is_out: bool,
}

impl Piece {
    pub(super) fn new(label: &str, value: String, colour: Color) -> Self {
        Self { heads: Vec::new(), label: label.to_owned(), label_colour: theme::QUIET, value, colour, is_out: false }
    }
}

/// Returns the clock, or the number of the round, if the mode has either.
pub(super) fn clock(game: &Game, round: &Round) -> Option<Piece> {
    if let Some(heats) = game.parts().and_then(Parts::knock_out).filter(|heats| heats.heat() > 0) {
        let label = if heats.is_final() { "FINAL".to_owned() } else { format!("{}/{}", heats.heat(), heats.heats()) };
        return Some(Piece { label, ..time(heats.ticks_left()) });
    }
    if let Some(hush) = game.tuning().parts.hush {
        return Some(time(hush.round_ticks.saturating_sub(game.tick())));
    }
    match (game.ticks_left(), round.rounds()) {
        (Some(ticks), _) => Some(time(ticks)),
        (None, Some(rounds)) => Some(Piece::new("", format!("ROUND {}/{rounds}", round.number()), theme::ACCENT)),
        (None, None) => None,
    }
}

fn time(ticks: u64) -> Piece {
    let seconds = ticks.div_ceil(u64::from(TICK_HZ));
    let colour = if seconds <= HURRY_S { theme::WARNING } else { theme::ACCENT };
    Piece::new("", format!("{}:{:02}", seconds / 60, seconds % 60), colour)
}

/// Returns a column for each side where players do not rank alone: for each team, or for the one hydra.
pub(super) fn sides(game: &Game) -> Option<Vec<Piece>> {
    let parts = game.parts();
    let hydra = parts.and_then(Parts::hydra);
    let Some(teams) = game.teams() else {
        let hydra = hydra?;
        let heads = game.players().iter().map(|player| (player.slot, None)).collect();
        let score = game.players().first().map_or(0.0, Player::score);
        let label = hydra.target.map_or_else(String::new, |target| format!("of {target}"));
        let colour = if hydra.is_reached() == Some(true) { theme::ACCENT } else { theme::TEXT };
        // The figure comes first: "143 of 270".
        let value = format!("{score:.0} {label}");
        return Some(vec![Piece { heads, ..Piece::new("", value, colour) }]);
    };
    let side = |team: u8| {
        let members: Vec<&Player> = game.players().iter().filter(|player| player.team() == Some(team)).collect();
        let ball = parts.and_then(Parts::ball);
        let label = ball
            .and_then(|ball| ball.goals.get(usize::from(team)))
            .map_or_else(String::new, |&goals| format!("{goals} {}", if goals == 1 { "goal" } else { "goals" }));
        let colour = theme::rgb(looks::team_rgb(team));
        let heads = members.iter().map(|player| (player.slot, Some(team))).collect();
        let value = figure(game.mode(), team_score(game, team), game);
        Piece { heads, label, label_colour: theme::TEXT, value, colour, is_out: false }
    };
    Some((0..teams.count()).map(side).collect())
}

/// Returns the points of a team: common ones, or the sum of its players'.
fn team_score(game: &Game, team: u8) -> f64 {
    let parts = game.parts();
    let mut members = game.players().iter().filter(|player| player.team() == Some(team));
    if let Some(points) = parts.and_then(Parts::ball).and_then(|ball| ball.points.get(usize::from(team))) {
        return f64::from(*points);
    }
    if parts.and_then(Parts::hydra).is_some() {
        return members.next().map_or(0.0, Player::score);
    }
    members.map(Player::score).sum()
}

/// Returns a player's column.
pub(super) fn of(game: &Game, player: &Player, roster: &Roster) -> Piece {
    let name = roster.get(player.slot).map_or("?", |member| member.name.as_str());
    let holder = game.parts().and_then(Parts::bomb).and_then(Bomb::holder);
    let is_threatened = holder == Some(player.slot) || knock_out::in_danger(game).contains(&player.slot);
    Piece {
        heads: vec![(player.slot, player.team())],
        label: theme::short_name(name, NAME_COLUMNS),
        label_colour: theme::player(player),
        value: state(game, player),
        colour: match player.alive {
            _ if is_threatened => theme::WARNING,
            true => theme::TEXT,
            false => theme::QUIET,
        },
        is_out: !player.alive,
    }
}

/// Returns a player's figure during a round.
fn state(game: &Game, player: &Player) -> String {
    let hush = game.parts().and_then(Parts::hush);
    let knocks_out = game.parts().and_then(Parts::knock_out).is_some();
    match hush {
        _ if !player.alive && (hush.is_some() || knocks_out) => "out".to_owned(),
        Some(hush) => format!("{:.0}%", 100.0 * (1.0 - hush.stillness(player.slot).strain).clamp(0.0, 1.0)),
        None => figure(game.mode(), player.score(), game),
    }
}

/// Returns a score as the mode counts it: land is a share of the arena.
pub(super) fn figure(mode: Mode, score: f64, game: &Game) -> String {
    match game.tuning().parts.turf.filter(|_| mode == Mode::Turf) {
        Some(turf) => {
            let percent = 100.0 * score / f64::from(turf.all.max(1));
            if percent < 9.95 { format!("{percent:.1}%") } else { format!("{percent:.0}%") }
        }
        None => format!("{:.0}", score.floor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn land_is_shown_in_per_cent_and_points_as_they_are() {
        let turf = Game::new(Mode::Turf, &[0, 1], 1);
        assert_eq!(figure(Mode::Turf, 54.0, &turf), "5.4%");
        assert_eq!(figure(Mode::Turf, 540.0, &turf), "54%");
        assert_eq!(figure(Mode::Rush, 54.9, &Game::new(Mode::Rush, &[0, 1], 1)), "54");
    }

    #[test]
    fn modes_in_teams_have_a_column_for_each_side() {
        let sides = |mode, count: u8| sides(&Game::new(mode, &(0..count).collect::<Vec<u8>>(), 1));
        assert_eq!(sides(Mode::Crown, 4), None);
        let ball = sides(Mode::Ball, 15).unwrap();
        assert_eq!(ball.iter().map(|side| side.heads.len()).sum::<usize>(), 15);
        assert_eq!((ball.len(), ball[0].label.as_str()), (2, "0 goals"));
        assert_eq!(sides(Mode::Hydra, 2).unwrap()[0].value, "0 of 270");
    }
}
