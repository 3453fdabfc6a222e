//! Rules for several players: turning before the start, ghosts, spirits, late joiners and absent players, and the
//! winner.

use glam::Vec2;

use super::{Game, Probe, blip_supply};
use crate::{
    Cause, CrashTuning, End, GameEvent, Hazard, HazardKind, Inputs, MAX_PLAYERS, Player, Pose, SpiritTuning,
    player::SHELTER_TICKS,
};

/// Length of the path ahead that must be free for a ghost to return, in arena units.
const ROOM_AHEAD: f32 = 70.0;
/// Free distance on all sides, from skin to skin …
const ROOM_AROUND: f32 = 14.0;
/// … and from another head, whose player needs time to see it.
const ROOM_BETWEEN_HEADS: f32 = 90.0;
/// Length of the path ahead that must be free for a sheltered ghost that finds no place with room: several ticks.
const CLEAR_AHEAD: f32 = 14.0;
/// Places tried for players who enter later; the one with most room is used.
const TRIES: usize = 16;

/// A player's place in the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The player's slot.
    pub slot: u8,
    /// The place, counting from 1; players with equal scores share theirs.
    pub place: usize,
}

impl Game {
    /// Lets a player enter who joined later, or has been away. Returns whether the mode has a role for this player.
    ///
    /// A player who has been away returns as a ghost at the same place. A new player starts as a ghost where there is
    /// room, or, in a mode that ends with a crash, steers a spirit until the next round.
    pub fn enter(&mut self, slot: u8, events: &mut Vec<GameEvent>) -> bool {
        let Some(party) = self.tuning.party else { return false };
        if usize::from(slot) >= MAX_PLAYERS || self.is_over() {
            return false;
        }
        let is_new = self.player(slot).is_none();
        if is_new {
            self.choose_team(slot);
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

    /// Takes a player off the board whose steering has stopped arriving: nothing happens to the player until the next
    /// [`Game::enter`].
    pub fn park(&mut self, slot: u8) {
        if self.tuning.party.is_none() {
            return;
        }
        self.before_departure(slot);
        let (tuning, grid) = (&self.tuning, &mut self.grid);
        for player in self.players.iter_mut().filter(|player| player.slot == slot && player.alive) {
            player.park(tuning, grid);
        }
        self.forget_near(slot);
        self.after_departure(slot);
        self.conclude();
    }

    /// Removes a player, including the body.
    pub fn leave(&mut self, slot: u8) {
        self.before_departure(slot);
        let grid = &mut self.grid;
        self.players.retain(|player| {
            if player.slot == slot {
                player.body.leave(slot, grid);
            }
            player.slot != slot
        });
        self.hazards.retain(|hazard| hazard.kind != HazardKind::Spirit { of: slot });
        self.forget_near(slot);
        self.after_departure(slot);
        self.conclude();
    }

    /// Returns the players on the board, including ghosts.
    fn living(&self) -> impl Iterator<Item = &Player> {
        self.players.iter().filter(|player| player.is_on_board())
    }

    pub(super) fn is_decided(&self) -> bool {
        if let Some(decided) = self.decided_by_parts() {
            return decided;
        }
        match self.tuning.end {
            End::LastCrash => !self.players.iter().any(|player| player.alive),
            End::Time(ticks) => self.tick >= ticks,
            End::LastStanding => self.count_sides(self.living()) <= usize::from(self.contested),
            End::Never => false,
        }
    }

    /// Ends the round once it is decided.
    pub(super) fn conclude(&mut self) {
        if !self.over && self.is_decided() {
            (self.over, self.end_is_news) = (true, true);
            self.crown();
        }
    }

    /// Clears pending near misses with this player's body, which no longer exists.
    pub(super) fn forget_near(&mut self, slot: u8) {
        for other in &mut self.players {
            other.near.to = other.near.to.filter(|near| near.by(other.slot) != Some(slot));
        }
    }

    pub(super) fn count_down(&mut self, inputs: &Inputs) {
        self.countdown -= 1;
        let pivot = self.tuning.party.map_or(0.0, |party| party.pivot);
        for player in &mut self.players {
            player.pivot(inputs.get(player.slot), pivot);
        }
    }

    /// Settles the crashes of one tick, for the mode's cost or another one: none of the crashed players has outlived
    /// another, and the costs are deducted before anybody earns points for them.
    pub(super) fn settle(
        &mut self,
        crashed: &[(usize, Cause)],
        cost: Option<CrashTuning>,
        events: &mut Vec<GameEvent>,
    ) {
        let party = self.tuning.party;
        let cost = cost.or(party.and_then(|party| party.crash));
        for &(index, cause) in crashed {
            let player = &mut self.players[index];
            let slot = player.slot;
            events.push(GameEvent::Crashed { slot, cause });
            match cost {
                Some(cost) => player.haunt(&cost, &self.tuning, &mut self.grid),
                None => player.stop(cause, &self.tuning, &mut self.grid),
            }
            let place = player.pose.position;
            if let Some(spirit) = party.and_then(|party| party.spirit) {
                self.raise_spirit(slot, place, spirit, events);
            }
            if !self.tuning.body.stays {
                self.forget_near(slot);
            }
        }
        for &(index, cause) in crashed {
            self.credit(self.players[index].slot, cause);
        }
        let outlived = party.map_or(0, |party| u64::from(party.outlived));
        for index in 0..self.players.len() {
            let player = &self.players[index];
            if outlived > 0 && player.is_on_board() {
                let is_foe = |&&(other, _): &&(usize, Cause)| !self.are_friends(player.slot, self.players[other].slot);
                let foes = crashed.iter().filter(is_foe).count() as u64;
                self.players[index].earn(outlived * foes);
            }
        }
    }

    /// Gives points to the player who caused this crash.
    fn credit(&mut self, victim: u8, cause: Cause) {
        let Some(party) = self.tuning.party else { return };
        let by = cause.by(victim).filter(|&by| !self.are_friends(by, victim));
        let Some(player) = self.players.iter_mut().find(|player| Some(player.slot) == by) else { return };
        match cause {
            Cause::Body { .. } => {
                player.kills += 1;
                player.earn(u64::from(party.wall));
            }
            Cause::Hazard(_) => {
                player.spirit_kills += 1;
                player.earn(party.spirit.map_or(0, |spirit| u64::from(spirit.points)));
            }
            Cause::Head { .. } | Cause::Edge | Cause::Rule(_) => {}
        }
    }

    fn raise_spirit(&mut self, slot: u8, place: Vec2, spirit: SpiritTuning, events: &mut Vec<GameEvent>) {
        let edges = self.edges();
        let (low, high) = (edges.low + spirit.radius, edges.high - spirit.radius);
        let position = place.clamp(low, high.max(low));
        let heading = self.player(slot).map_or(Vec2::X, |player| player.pose.direction());
        let hazard = Hazard {
            id: self.hazards_appeared,
            kind: HazardKind::Spirit { of: slot },
            position,
            previous: position,
            velocity: heading * spirit.speed,
            radius: spirit.radius,
            armed_at: self.tick + spirit.warning_ticks,
        };
        self.hazards_appeared = self.hazards_appeared.saturating_add(1);
        self.hazards.push(hazard);
        events.push(GameEvent::HazardAppeared(hazard));
    }

    /// Lets a ghost return once its time is up and nothing is in its way, or its patience has run out.
    pub(super) fn let_ghosts_return(&mut self, events: &mut Vec<GameEvent>) {
        for index in 0..self.players.len() {
            let player = &self.players[index];
            if !player.alive || player.parked || player.ghost_ticks == 0 {
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

    /// Removes the bodies of all players.
    pub(super) fn sweep(&mut self) {
        for player in &mut self.players {
            player.lose_body(&self.tuning, &mut self.grid);
        }
    }

    /// Gives points to the last remaining player, or to those of the last remaining team.
    fn crown(&mut self) {
        let last = self.tuning.party.map_or(0, |party| u64::from(party.last));
        if self.count_sides(self.living()) == 1 {
            self.players.iter_mut().filter(|player| player.is_on_board()).for_each(|player| {
                player.earn(last);
            });
        }
    }
}
