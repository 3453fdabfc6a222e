//! Late joiners, absent players, and players who leave.

use glam::Vec2;

use super::{Board, blip_supply};
use crate::{GameEvent, HazardKind, MAX_PLAYERS, Player, Pose};

/// Places tried for players who enter later; the one with most room is used.
const TRIES: usize = 16;

impl Board {
    /// Lets a player enter who joined later, or has been away. Returns whether the mode has a role for this player.
    ///
    /// A player who has been away returns as a ghost at the same place. A new player starts as a ghost where there is
    /// room, or, in a mode that ends with a crash, steers a spirit until the next round.
    ///
    /// A new player joins `team`, if it is given, instead of the team that the slot belongs to.
    pub(crate) fn enter(&mut self, slot: u8, team: Option<u8>, events: &mut Vec<GameEvent>) -> bool {
        let Some(party) = self.tuning.party.filter(|_| usize::from(slot) < MAX_PLAYERS) else { return false };
        let is_new = self.player(slot).is_none();
        if is_new {
            if let (Some(team), Some(teams)) = (team, &mut self.teams) {
                teams.assign(slot, team);
            }
            let pose = self.free_pose();
            let mut player = Player::new(slot, pose, &self.tuning, &mut self.rng);
            player.team = self.teams.map(|teams| teams.of(slot));
            player.alive = party.spirit.is_none() || self.countdown > 0;
            self.contested |= player.alive && self.living().any(|other| !self.are_friends(slot, other.slot));
            let index = self.players.partition_point(|other| other.slot < slot);
            self.players.insert(index, player);
        }
        let edges = self.edges();
        let Some(player) = self.players.iter_mut().find(|player| player.slot == slot) else { return false };
        if !is_new && !std::mem::take(&mut player.parked) {
            return true;
        }
        if player.alive {
            player.fade(party.protection_ticks);
            player.pose.position = player.pose.position.clamp(edges.low, edges.high);
        }
        let (is_out, place) = (!player.alive, player.pose.position);
        events.push(GameEvent::Entered { slot });
        if let (true, true, Some(spirit)) = (is_new, is_out, party.spirit) {
            self.raise_spirit(slot, place, spirit, events);
        }
        true
    }

    /// Takes a player off the board until the next [`Board::enter`].
    pub(crate) fn park(&mut self, slot: u8) {
        let (tuning, grid) = (&self.tuning, &mut self.grid);
        for player in self.players.iter_mut().filter(|player| player.slot == slot && player.alive) {
            player.park(tuning, grid);
        }
        self.forget_near(slot);
    }

    /// Removes a player, including the body and the spirit.
    pub(crate) fn leave(&mut self, slot: u8) {
        let grid = &mut self.grid;
        self.players.retain(|player| {
            if player.slot == slot {
                player.body.leave(slot, grid);
            }
            player.slot != slot
        });
        self.hazards.retain(|hazard| hazard.kind != HazardKind::Spirit { of: slot });
        self.forget_near(slot);
    }

    /// Lets two players go on in each other's place, with each other's head and body.
    pub(crate) fn exchange_rides(&mut self, slot: u8, other: u8) {
        let index = |slot| self.players.iter().position(|player| player.slot == slot);
        let (Some(a), Some(b)) = (index(slot), index(other)) else { return };
        if let Ok([a, b]) = self.players.get_disjoint_mut([a, b]) {
            a.exchange_ride(b, &self.tuning, &mut self.grid);
        }
    }

    /// Returns, of several places, the one with most room around it, pointing at the middle.
    fn free_pose(&mut self) -> Pose {
        let mut rng = self.rng.clone();
        let middle = self.tuning.arena / 2.0;
        let room = |place: Vec2| {
            let heads = self.players.iter().filter(|player| player.is_on_board());
            heads.map(|player| player.pose.position.distance(place)).fold(self.body_distance(place, 100.0), f32::min)
        };
        let tries: Vec<Vec2> = (0..TRIES).map(|_| blip_supply::inside(self, 80.0, &mut rng)).collect();
        let best = tries.into_iter().max_by(|a, b| room(*a).total_cmp(&room(*b))).unwrap_or(middle);
        self.rng = rng;
        let way = middle - best;
        Pose { position: best, heading: libm::atan2f(way.y, way.x).to_degrees() }
    }
}
