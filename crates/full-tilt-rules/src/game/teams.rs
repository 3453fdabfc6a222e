//! Teams: friends and opponents, and the sides that are left.

use super::{Game, Place};
use crate::{Player, RoundSetup, Teams};

impl Game {
    /// Creates the round of a setup, about to start.
    pub fn from_setup(setup: &RoundSetup) -> Self {
        let tuning = setup.mode.tuning().clone();
        Self::in_teams(setup.mode, tuning, &setup.slots, setup.seed, setup.teams)
    }

    /// Returns the same round in teams, before its first tick, to test a particular situation.
    #[must_use]
    pub fn with_teams(mut self, teams: Option<Teams>) -> Self {
        self.join_teams(teams);
        self
    }

    pub(super) fn join_teams(&mut self, teams: Option<Teams>) {
        self.teams = teams;
        for player in &mut self.players {
            player.team = teams.map(|teams| teams.of(player.slot));
        }
        self.contested = self.count_sides(self.players.iter()) > 1;
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
    pub(super) fn count_sides<'a>(&self, players: impl Iterator<Item = &'a Player>) -> usize {
        if self.teams.is_none() {
            return players.count();
        }
        let teams = players.filter_map(|player| player.team).fold(0_u8, |teams, team| teams | 1 << team);
        teams.count_ones() as usize
    }

    /// Returns all players' current places by score, the best first; equals by slot. In teams a place is that of the
    /// team, whose figure is the sum of its players'.
    pub fn places(&self) -> Vec<Place> {
        let figure = |player: &Player| player.team.map_or_else(|| self.standing(player), |team| self.sum_of(team));
        let mut order: Vec<(&Player, f64)> = self.players.iter().map(|player| (player, figure(player))).collect();
        order.sort_by(|(a, of_a), (b, of_b)| {
            let own = || self.standing(b).total_cmp(&self.standing(a));
            of_b.total_cmp(of_a).then(a.team.cmp(&b.team)).then_with(own).then(a.slot.cmp(&b.slot))
        });
        // A place is one more than the number of better teams, or of better players where there are no teams.
        let better = |than: f64| self.count_sides(order.iter().filter(|other| other.1 > than).map(|other| other.0));
        order.iter().map(|&(player, figure)| Place { slot: player.slot, place: 1 + better(figure) }).collect()
    }

    fn sum_of(&self, team: u8) -> f64 {
        let members = self.players.iter().filter(|player| player.team == Some(team));
        self.team_standing(team).unwrap_or_else(|| members.map(|player| self.standing(player)).sum())
    }
}
