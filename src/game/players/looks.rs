//! The looks of players: their own, or in teams the hue of the team with their own shape and pattern.

use crate::{
    link::Identity,
    sim::{Game, Teams},
};

/// Returns a team's colour, sRGB: hues of Okabe and Ito that are furthest apart. Red stays reserved for lethal things.
pub(crate) fn team_rgb(team: u8) -> [u8; 3] {
    const HUES: [[u8; 3]; Teams::MOST as usize] = [[255, 176, 0], [86, 180, 233], [0, 200, 140], [230, 120, 180]];
    HUES[usize::from(team) % HUES.len()]
}

/// Returns a player's colour, sRGB: that of the team, if there is one.
pub(crate) fn player_rgb(slot: u8, team: Option<u8>) -> [u8; 3] {
    team.map_or_else(|| Identity::of(slot).rgb, team_rgb)
}

/// Returns the look of a player in this round.
pub(crate) fn look_of(slot: u8, game: Option<&Game>) -> Identity {
    let team = game.and_then(Game::teams).map(|teams| teams.of(slot));
    Identity { rgb: player_rgb(slot, team), ..Identity::of(slot) }
}
