//! The board: everything of a round that a part of the rules may see and change.

mod actions;
mod arena;
mod blip_supply;
mod crashes;
mod ghosts;
mod powers;
mod starts;
mod teams;
mod threats;
mod visits;
mod waves;

use glam::Vec2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    Blip, End, Hazard, Inputs, MAX_PLAYERS, Player, Pose, TICK_S, Teams, Tuning, existing, fnv::Fnv, grid::Grid,
    player::ArenaEdges, random::unit_f32,
};
pub(crate) use threats::Probe;

/// The arena, the players and the things in it, by the numbers of a mode.
///
/// Its methods are the rules that all modes share. [`crate::Game`] runs them in order, and the hooks of the mode's parts
/// between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    tuning: Tuning,
    tick: u64,
    /// Ticks until heads may move.
    countdown: u64,
    players: Vec<Player>,
    blips: Vec<Blip>,
    hazards: Vec<Hazard>,
    blips_appeared: u32,
    hazards_appeared: u32,
    inset: f32,
    /// Ticks for which the edges are still open.
    portal_ticks: u64,
    /// Whether there has been an opponent to outlive.
    contested: bool,
    grid: Grid,
    rng: ChaCha8Rng,
    teams: Option<Teams>,
}

impl Board {
    /// Creates a board with a player for each of `slots`, in an arena that is large enough. Slots that do not exist and
    /// repetitions are left out.
    pub(crate) fn new(mut tuning: Tuning, slots: &[u8], seed: u64, teams: Option<Teams>) -> Self {
        let slots = existing(slots);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        if let Some(party) = tuning.party {
            let fits = |(most, _): &&(usize, Vec2)| slots.len() <= *most;
            tuning.arena = party.arenas.iter().find(fits).map_or(tuning.arena, |&(_, arena)| arena);
            tuning.blips.at_least += (slots.len() as f32 * party.blips_each) as usize;
        }
        let poses = starts::poses(&tuning, slots.len(), &mut rng);
        Self::begin(tuning, slots.into_iter().zip(poses), rng, teams)
    }

    /// Creates a board with custom starts: one for each slot, by slot.
    pub(crate) fn with_starts(tuning: Tuning, starts: &[(u8, Pose)], seed: u64) -> Self {
        let mut starts = starts.to_vec();
        starts.retain(|&(slot, _)| usize::from(slot) < MAX_PLAYERS);
        starts.sort_by_key(|&(slot, _)| slot);
        starts.dedup_by_key(|&mut (slot, _)| slot);
        Self::begin(tuning, starts.into_iter(), ChaCha8Rng::seed_from_u64(seed), None)
    }

    fn begin(
        tuning: Tuning,
        starts: impl Iterator<Item = (u8, Pose)>,
        mut rng: ChaCha8Rng,
        teams: Option<Teams>,
    ) -> Self {
        let players: Vec<Player> = starts.map(|(slot, pose)| Player::new(slot, pose, &tuning, &mut rng)).collect();
        let mut board = Self {
            tick: 0,
            countdown: tuning.party.map_or(0, |party| party.countdown_ticks),
            contested: false,
            players,
            blips: Vec::new(),
            hazards: Vec::new(),
            blips_appeared: 0,
            hazards_appeared: 0,
            inset: 0.0,
            portal_ticks: 0,
            grid: Grid::new(tuning.arena),
            rng,
            tuning,
            teams: None,
        };
        board.join_teams(teams);
        board
    }

    /// Returns the numbers of the mode.
    pub fn tuning(&self) -> &Tuning {
        &self.tuning
    }

    /// Returns the ticks until heads may move; until then they stand and turn, and nothing can happen to them.
    pub fn countdown(&self) -> u64 {
        self.countdown
    }

    /// Returns the ticks since the start.
    pub fn tick(&self) -> u64 {
        self.tick
    }

    /// Returns all players in the round, dead or alive, by slot.
    pub fn players(&self) -> &[Player] {
        &self.players
    }

    /// Returns the player in a slot, dead or alive.
    pub fn player(&self, slot: u8) -> Option<&Player> {
        self.players.iter().find(|player| player.slot == slot)
    }

    /// Returns the blips on the board.
    pub fn blips(&self) -> &[Blip] {
        &self.blips
    }

    /// Returns the hazards, including those that only warn.
    pub fn hazards(&self) -> &[Hazard] {
        &self.hazards
    }

    /// Returns how far the edges have moved inwards, in arena units.
    pub fn inset(&self) -> f32 {
        self.inset
    }

    /// Returns the wave, counting from 1.
    pub fn wave(&self) -> u32 {
        self.tuning.waves.as_ref().map_or(1, |waves| waves::wave_at(waves, self.tick))
    }

    /// Returns the ticks until the round is over, or `None` if that is not known.
    pub fn ticks_left(&self) -> Option<u64> {
        match self.tuning.end {
            End::Time(ticks) => Some(ticks.saturating_sub(self.tick)),
            End::LastCrash | End::LastStanding | End::Never => None,
        }
    }

    /// Returns the ticks for which heads that leave the arena still come in again on the other side.
    pub fn portal_ticks(&self) -> u64 {
        self.portal_ticks
    }

    /// Returns all players, by slot, for parts to change them.
    pub(crate) fn players_mut(&mut self) -> &mut [Player] {
        &mut self.players
    }

    /// Draws a number in 0..1.
    pub(crate) fn random(&mut self) -> f32 {
        unit_f32(&mut self.rng)
    }

    /// Draws a place at least `margin` inside the edges.
    pub(crate) fn random_place(&mut self, margin: f32) -> Vec2 {
        let mut rng = self.rng.clone();
        let place = blip_supply::inside(self, margin, &mut rng);
        self.rng = rng;
        place
    }

    /// Lets a tick of the countdown pass, in which heads only turn.
    pub(crate) fn count_down(&mut self, inputs: &Inputs) {
        self.countdown -= 1;
        let pivot = self.tuning.party.map_or(0.0, |party| party.pivot);
        for player in &mut self.players {
            player.pivot(inputs.get(player.slot), pivot);
        }
    }

    /// Moves heads, edges and hazards.
    pub(crate) fn advance(&mut self, inputs: &Inputs) {
        let edges = self.edges();
        for player in &mut self.players {
            if player.is_on_board() {
                player.advance(self.tick, inputs.get(player.slot), &self.tuning, edges, &mut self.grid);
            } else {
                player.previous = player.pose;
            }
        }
        self.move_edges();
        for hazard in &mut self.hazards {
            hazard.advance(self.tick, inputs, &self.tuning, self.inset);
        }
    }

    /// Lets the clock advance.
    pub(crate) fn pass_tick(&mut self) {
        self.portal_ticks = self.portal_ticks.saturating_sub(1);
        self.tick += 1;
    }

    /// Whether the round is decided by [`Tuning::end`].
    pub(crate) fn is_decided(&self) -> bool {
        match self.tuning.end {
            End::LastCrash => !self.players.iter().any(|player| player.alive),
            End::Time(ticks) => self.tick >= ticks,
            End::LastStanding => self.is_last_standing(),
            End::Never => false,
        }
    }

    pub(crate) fn edges(&self) -> ArenaEdges {
        let low = Vec2::splat(self.inset);
        ArenaEdges { low, high: self.tuning.arena - low, open: self.are_edges_open(0.0) }
    }

    /// Whether the edges will still be open `ahead_s` seconds from now.
    fn are_edges_open(&self, ahead_s: f32) -> bool {
        self.portal_ticks as f32 * TICK_S > ahead_s || self.tuning.party.is_some_and(|party| party.open)
    }

    /// Adds all visible state to a fingerprint.
    pub(crate) fn fingerprint(&self, hash: &mut Fnv) {
        let mut add = |bits: u64| hash.add(bits);
        let place = |at: Vec2| u64::from(at.x.to_bits()) << 32 | u64::from(at.y.to_bits());
        add(self.tick);
        for player in &self.players {
            add(u64::from(player.slot) << 32 | u64::from(player.blips));
            add(place(player.pose.position));
            add(u64::from(player.pose.heading.to_bits()) << 32 | u64::from(player.speed.to_bits()));
            add(player.score().to_bits());
            player.body().for_each(|point| add(place(point)));
            if self.tuning.party.is_some() {
                add(player.ghost_ticks << 2 | u64::from(player.parked) << 1 | u64::from(player.alive));
            }
            player.add_actions(&mut add);
            if self.tuning.powers.is_some() {
                player.add_effects(&mut add);
            }
            if let (Some(teams), Some(team)) = (self.teams, player.team) {
                add(u64::from(team) << 1 | u64::from(teams.friends_kill()));
            }
        }
        for blip in &self.blips {
            add(u64::from(blip.id) << 8 | blip.kind.number());
            add(place(blip.position));
        }
        self.hazards.iter().for_each(|hazard| add(place(hazard.position)));
        add(u64::from(self.inset.to_bits()));
        if self.tuning.party.is_some() {
            add(self.countdown << 32 | self.portal_ticks);
        }
    }
}
