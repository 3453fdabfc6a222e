//! Ghosts, and their returns.

use super::{Board, Probe};
use crate::{GameEvent, Player, player::SHELTER_TICKS};

/// Length of the path ahead that must be free for a ghost to return, in arena units.
const ROOM_AHEAD: f32 = 70.0;
/// Free distance on all sides, from skin to skin …
const ROOM_AROUND: f32 = 14.0;
/// … and from another head, whose player needs time to see it.
const ROOM_BETWEEN_HEADS: f32 = 90.0;
/// Length of the path ahead that must be free for a sheltered ghost that finds no place with room: several ticks.
const CLEAR_AHEAD: f32 = 14.0;

impl Board {
    /// Lets a ghost return once its time is up and nothing is in its way, or its patience has run out.
    pub(crate) fn let_ghosts_return(&mut self, events: &mut Vec<GameEvent>) {
        for index in 0..self.players.len() {
            let player = &self.players[index];
            if !player.is_on_board() || player.ghost_ticks == 0 {
                continue;
            }
            let goes_on = player.ghost_ticks > 1 || player.patience == 0 || self.may_return(player);
            let player = &mut self.players[index];
            if goes_on {
                player.ghost_ticks -= 1;
            } else {
                player.patience -= 1;
            }
            if player.ghost_ticks == 0 {
                player.effects.is_sheltered = false;
                events.push(GameEvent::Returned { slot: player.slot });
            }
        }
    }

    fn has_room(&self, player: &Player) -> bool {
        let from = player.pose.position;
        let mut others = self.players.iter().filter(|other| other.slot != player.slot && other.is_solid());
        if others.any(|other| other.pose.position.distance(from) < ROOM_BETWEEN_HEADS) {
            return false;
        }
        let to = from + player.pose.direction() * ROOM_AHEAD;
        let path = player.body.path() + ROOM_AHEAD;
        let probe = Probe { slot: player.slot, from, to, path, reach: ROOM_AROUND, ahead_s: 0.0, others: true };
        self.nearest_threat(&probe).is_none()
    }

    fn may_return(&self, player: &Player) -> bool {
        if !player.effects.is_sheltered {
            return self.has_room(player);
        }
        self.is_clear(player) && (player.patience <= SHELTER_TICKS || self.has_room(player))
    }

    /// Whether the head touches nothing, and will not at once. Other than [`Self::has_room`], which judges the player's
    /// own body as it will be further on, it judges it as it is: after a turn on the spot the head is above it.
    fn is_clear(&self, player: &Player) -> bool {
        let from = player.pose.position;
        let to = from + player.pose.direction() * CLEAR_AHEAD;
        let path = player.body.path();
        let probe = Probe { slot: player.slot, from, to, path, reach: 1.0, ahead_s: 0.0, others: true };
        self.nearest_threat(&probe).is_none_or(|(gap, _)| gap > 0.0)
    }
}
