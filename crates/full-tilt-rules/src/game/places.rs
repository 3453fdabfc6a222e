//! The players' places, by the figures of the parts or by score.

use super::Game;
use crate::Player;

/// A player's place in the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The player's slot.
    pub slot: u8,
    /// The place, counting from 1; players with equal scores share theirs.
    pub place: usize,
}

impl Game {
    /// Returns all players' current places by score, the best first; equals by slot. In teams a place is that of the
    /// team, whose figure is the sum of its players'.
    pub fn places(&self) -> Vec<Place> {
        let figure = |player: &Player| player.team.map_or_else(|| self.standing(player), |team| self.sum_of(team));
        let mut order: Vec<(&Player, f64)> = self.players().iter().map(|player| (player, figure(player))).collect();
        order.sort_by(|(a, of_a), (b, of_b)| {
            let own = || self.standing(b).total_cmp(&self.standing(a));
            of_b.total_cmp(of_a).then(a.team.cmp(&b.team)).then_with(own).then(a.slot.cmp(&b.slot))
        });
        // A place is one more than the number of better teams, or of better players where there are no teams.
        let better =
            |than: f64| self.board.count_sides(order.iter().filter(|other| other.1 > than).map(|other| other.0));
        order.iter().map(|&(player, figure)| Place { slot: player.slot, place: 1 + better(figure) }).collect()
    }

    fn sum_of(&self, team: u8) -> f64 {
        let members = self.players().iter().filter(|player| player.team == Some(team));
        self.team_standing(team).unwrap_or_else(|| members.map(|player| self.standing(player)).sum())
    }
}
