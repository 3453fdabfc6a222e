//! A round from its first tick to the last crash.

mod actions;
mod arena;
mod blip_supply;
mod hooks;
mod party;
mod starts;
mod teams;
mod threats;
mod waves;

use glam::Vec2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    Blip, End, GameEvent, Hazard, Inputs, MAX_PLAYERS, Mode, Parts, Player, Pose, TICK_S, Teams, Tuning, fnv::Fnv,
    grid::Grid, player::ArenaEdges, setup,
};
pub use party::Place;
pub(super) use threats::Probe;

/// The state of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    mode: Mode,
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
    over: bool,
    /// Whether the end has yet to be reported.
    end_is_news: bool,
    grid: Grid,
    rng: ChaCha8Rng,
    teams: Option<Teams>,
    /// The state of the parts that are on. It is boxed, so that a hook can take it out and pass the rest.
    parts: Option<Box<Parts>>,
}

impl Game {
    /// Creates a round about to start, with a player for each of `slots`. Slots that do not exist and repetitions are
    /// left out.
    pub fn new(mode: Mode, slots: &[u8], seed: u64) -> Self {
        Self::with_tuning(mode, mode.tuning().clone(), slots, seed)
    }

    /// Creates the lobby's playground: players who [`Game::enter`] it steer freely, and no crash ends anything.
    pub fn playground(seed: u64) -> Self {
        Self::with_tuning(Mode::Rush, Tuning::PLAYGROUND, &[], seed)
    }

    /// Creates a round with other numbers, for experiments.
    pub fn with_tuning(mode: Mode, tuning: Tuning, slots: &[u8], seed: u64) -> Self {
        Self::in_teams(mode, tuning, slots, seed, None)
    }

    fn in_teams(mode: Mode, mut tuning: Tuning, slots: &[u8], seed: u64, teams: Option<Teams>) -> Self {
        let slots = setup::existing(slots);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        if let Some(party) = tuning.party {
            let fits = |(most, _): &&(usize, Vec2)| slots.len() <= *most;
            tuning.arena = party.arenas.iter().find(fits).map_or(tuning.arena, |&(_, arena)| arena);
            tuning.blips.at_least += (slots.len() as f32 * party.blips_each) as usize;
        }
        let poses = starts::poses(&tuning, slots.len(), &mut rng);
        Self::begin(mode, tuning, slots.into_iter().zip(poses), rng, teams)
    }

    /// Creates a round with custom starts, to test a particular situation: one start for each slot, by slot.
    pub fn with_starts(mode: Mode, tuning: Tuning, starts: &[(u8, Pose)], seed: u64) -> Self {
        let mut starts = starts.to_vec();
        starts.retain(|&(slot, _)| usize::from(slot) < MAX_PLAYERS);
        starts.sort_by_key(|&(slot, _)| slot);
        starts.dedup_by_key(|&mut (slot, _)| slot);
        Self::begin(mode, tuning, starts.into_iter(), ChaCha8Rng::seed_from_u64(seed), None)
    }

    fn begin(
        mode: Mode,
        tuning: Tuning,
        starts: impl Iterator<Item = (u8, Pose)>,
        mut rng: ChaCha8Rng,
        teams: Option<Teams>,
    ) -> Self {
        let players: Vec<Player> = starts.map(|(slot, pose)| Player::new(slot, pose, &tuning, &mut rng)).collect();
        let mut game = Self {
            mode,
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
            over: false,
            end_is_news: false,
            grid: Grid::new(tuning.arena),
            rng,
            tuning,
            teams: None,
            parts: None,
        };
        game.join_teams(teams);
        game.parts = Parts::begin(&mut game).map(Box::new);
        game.over = game.is_decided();
        game
    }

    /// Advances the round by one tick, and appends its events to `events` in the order in which they happened.
    ///
    /// Before the start heads only turn. Once the round is over nothing moves.
    pub fn step(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        if self.over {
            // A player has left, and that ended the round.
        } else if self.countdown > 0 {
            self.count_down(inputs);
        } else {
            self.play(inputs, events);
            self.conclude();
        }
        if std::mem::take(&mut self.end_is_news) {
            events.push(GameEvent::RoundOver);
        }
    }

    fn play(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        let changed = self.before_movement(inputs);
        let inputs = changed.as_ref().unwrap_or(inputs);
        self.act(inputs, events);
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
        self.after_movement(events);
        self.crash(events);
        self.let_ghosts_return(events);
        self.portal_ticks = self.portal_ticks.saturating_sub(1);
        self.tick += 1;
        self.begin_wave(events);
        self.renew_blips(events);
        self.take_blips(events);
        self.end_tick(events);
    }

    /// Returns the mode.
    pub fn mode(&self) -> Mode {
        self.mode
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

    /// Returns the number of steps so far in which the round went on, including those before the start.
    pub fn steps(&self) -> u64 {
        let before = self.tuning.party.map_or(0, |party| party.countdown_ticks);
        before - self.countdown + self.tick
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

    /// Returns the speed of the fastest living player, as a multiple of the starting speed; 0 if nobody is alive.
    pub fn pace(&self) -> f32 {
        let speeds = self.players.iter().filter(|player| player.alive).map(|player| player.speed);
        let fastest = speeds.fold(0.0, f32::max);
        // In modes without a ride all speeds are 0.
        if fastest > 0.0 { fastest / self.tuning.start_speed } else { 0.0 }
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

    /// Whether the round is decided. Once it is, it stays so, whichever players join or leave.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Returns FNV-1a over all visible state: the same on every platform if and only if everything went the same.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::default();
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
        if let Some(parts) = &self.parts {
            parts.on().for_each(|part| part.fingerprint(&mut add));
        }
        hash.0
    }

    pub(super) fn edges(&self) -> ArenaEdges {
        let low = Vec2::splat(self.inset);
        ArenaEdges { low, high: self.tuning.arena - low, open: self.are_edges_open(0.0) }
    }

    /// Whether the edges will still be open `ahead_s` seconds from now.
    fn are_edges_open(&self, ahead_s: f32) -> bool {
        self.portal_ticks as f32 * TICK_S > ahead_s || self.tuning.party.is_some_and(|party| party.open)
    }
}
