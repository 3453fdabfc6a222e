//! Teams: friends and opponents, and the sides that are left.

use super::Board;
use crate::{Player, Teams, balanced_teams};

impl Board {
    /// Assigns all players to teams, or to none.
    pub(crate) fn join_teams(&mut self, teams: Option<Teams>) {
        self.teams = teams;
        for player in &mut self.players {
            player.team = teams.map(|teams| teams.of(player.slot));
        }
        self.contested = self.count_sides(self.players.iter()) > 1;
    }

    /// Plays in this number of teams whose players do not harm each other: in those of the setup, if their number is the
    /// same, or in teams drawn for the players at the start.
    pub(crate) fn divide_into(&mut self, count: u8) {
        let teams = self.teams.filter(|teams| teams.count() == count).map(|teams| teams.with_friends_kill(false));
        let teams = teams.or_else(|| {
            let points: Vec<(u8, f64)> = self.players.iter().map(|player| (player.slot, 0.0)).collect();
            let seed = u64::from(self.random().to_bits());
            balanced_teams(&points, count, seed)
        });
        self.join_teams(teams);
    }

    /// Returns the team with the fewest players on the board, of several the one with the fewest players at all; `None`
    /// without teams.
    pub(crate) fn smallest_team(&self) -> Option<u8> {
        let of = |team: u8| self.players.iter().filter(move |player| player.team == Some(team));
        (0..self.teams?.count())
            .min_by_key(|&team| (of(team).filter(|player| !player.parked).count(), of(team).count()))
    }

    /// Returns the teams; `None` if all players play for themselves.
    pub fn teams(&self) -> Option<Teams> {
        self.teams
    }

    /// Whether two different slots are in one team.
    pub(crate) fn are_friends(&self, slot: u8, other: u8) -> bool {
        self.teams.is_some_and(|teams| slot != other && teams.of(slot) == teams.of(other))
    }

    /// Whether two different slots cannot harm each other.
    pub(super) fn spares(&self, slot: u8, other: u8) -> bool {
        self.teams.is_some_and(|teams| !teams.friends_kill()) && self.are_friends(slot, other)
    }

    /// Returns the number of different teams of these players, or of players where there are no teams.
    pub(crate) fn count_sides<'a>(&self, players: impl Iterator<Item = &'a Player>) -> usize {
        if self.teams.is_none() {
            return players.count();
        }
        let teams = players.filter_map(|player| player.team).fold(0_u8, |teams, team| teams | 1 << team);
        teams.count_ones() as usize
    }

    /// Returns the players on the board, including ghosts.
    pub(super) fn living(&self) -> impl Iterator<Item = &Player> {
        self.players.iter().filter(|player| player.is_on_board())
    }

    /// Whether no more than one side is left, of several that there were; or none at all.
    pub(super) fn is_last_standing(&self) -> bool {
        self.count_sides(self.living()) <= usize::from(self.contested)
    }

    /// Gives points to the last remaining player, or to those of the last remaining team.
    pub(crate) fn reward_last_standing(&mut self) {
        let last = self.tuning.party.map_or(0, |party| u64::from(party.last));
        if self.count_sides(self.living()) == 1 {
            self.players.iter_mut().filter(|player| player.is_on_board()).for_each(|player| {
                player.earn(last);
            });
        }
    }
}
