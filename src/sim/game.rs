//! A round from its first tick to the last crash.

mod threats;

use glam::Vec2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    Blip, Hazard, HazardKind, Inputs, MAX_PLAYERS, Player, TICK_S, Tuning, blips, fnv::Fnv, grid::Grid, hazards,
};
pub(super) use threats::Probe;

/// Which rules are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mode {
    /// The original's rules; see [`Tuning::CLASSIC`].
    Classic,
    /// Ours: the tail grows and kills; see [`Tuning::SERPENT`].
    #[default]
    Serpent,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Serpent, Self::Classic];

    /// The mode's name on the command line, in events, in files and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Serpent => "serpent",
        }
    }

    /// The one after it, round and round.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|&mode| mode == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// Its numbers.
    pub fn tuning(self) -> &'static Tuning {
        match self {
            Self::Classic => &Tuning::CLASSIC,
            Self::Serpent => &Tuning::SERPENT,
        }
    }
}

/// What ended a player's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Left the arena.
    Edge,
    /// Touched a body.
    Body {
        /// Whose.
        of: u8,
    },
    /// Touched a hazard.
    Hazard(HazardKind),
}

impl Cause {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Body { .. } => "tail",
            Self::Hazard(HazardKind::Thorn) => "thorn",
            Self::Hazard(HazardKind::Drifter) => "drifter",
        }
    }
}

/// Something that happened in a tick.
#[derive(Debug, Clone, PartialEq)]
pub enum GameEvent {
    /// A blip is there to be taken.
    BlipAppeared(Blip),
    /// Nobody took it in time, or the edge has passed over it.
    BlipGone(Blip),
    /// A player took a blip.
    BlipTaken {
        /// Whose.
        slot: u8,
        /// Which.
        blip: Blip,
        /// What it was worth.
        points: u64,
        /// How many in quick succession, with this one; 1 where the mode has no combos.
        combo: u32,
    },
    /// A player came close to something that kills, and got away.
    NearMiss {
        /// Who.
        slot: u8,
        /// What it was worth.
        points: u64,
    },
    /// The next wave has begun, and everybody alive has got points for it.
    WaveBegan {
        /// Counting from 1; the first one begins with the round and is not told.
        wave: u32,
        /// The points.
        points: u64,
    },
    /// A hazard is there; it only warns at first.
    HazardAppeared(Hazard),
    /// A player's run is over.
    Crashed {
        /// Whose.
        slot: u8,
        /// Why.
        cause: Cause,
    },
    /// Nobody is left.
    RoundOver,
}

/// The state of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    mode: Mode,
    tuning: Tuning,
    tick: u64,
    players: Vec<Player>,
    blips: Vec<Blip>,
    hazards: Vec<Hazard>,
    blips_appeared: u32,
    hazards_appeared: u32,
    inset: f32,
    grid: Grid,
    rng: ChaCha8Rng,
}

impl Game {
    /// A round about to start, with a player for each of `slots`. Slots that do not exist and repetitions are left out.
    pub fn new(mode: Mode, slots: &[u8], seed: u64) -> Self {
        Self::with_tuning(mode, mode.tuning().clone(), slots, seed)
    }

    /// The same with other numbers, for trying them.
    pub fn with_tuning(mode: Mode, tuning: Tuning, slots: &[u8], seed: u64) -> Self {
        let mut slots: Vec<u8> = slots.iter().copied().filter(|&slot| usize::from(slot) < MAX_PLAYERS).collect();
        slots.sort_unstable();
        slots.dedup();
        let lane = tuning.arena.y / (slots.len() + 1) as f32;
        let start = |i: usize| Vec2::new(tuning.start.x, lane * (i + 1) as f32);
        let players = slots.iter().enumerate().map(|(i, &slot)| Player::new(slot, start(i), &tuning)).collect();
        Self {
            mode,
            tick: 0,
            players,
            blips: Vec::new(),
            hazards: Vec::new(),
            blips_appeared: 0,
            hazards_appeared: 0,
            inset: 0.0,
            grid: Grid::new(tuning.arena),
            rng: ChaCha8Rng::seed_from_u64(seed),
            tuning,
        }
    }

    /// Moves the round on by one tick, and appends what happened to `events` in the order in which it did.
    ///
    /// Nothing moves any more once the round is over.
    pub fn step(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        if self.is_over() {
            return;
        }
        for player in self.players.iter_mut().filter(|player| player.alive) {
            player.advance(self.tick, inputs.get(player.slot), &self.tuning, &mut self.grid);
        }
        self.move_hazards();
        self.crash(events);
        self.tick += 1;
        self.begin_wave(events);
        self.renew_blips(events);
        self.take_blips(events);
        if self.is_over() {
            events.push(GameEvent::RoundOver);
        }
    }

    /// The mode played.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Its numbers.
    pub fn tuning(&self) -> &Tuning {
        &self.tuning
    }

    /// Ticks since the start.
    pub fn tick(&self) -> u64 {
        self.tick
    }

    /// Everybody in the round, dead or alive, by slot.
    pub fn players(&self) -> &[Player] {
        &self.players
    }

    /// The player in a slot, dead or alive.
    pub fn player(&self, slot: u8) -> Option<&Player> {
        self.players.iter().find(|player| player.slot == slot)
    }

    /// Blips lying about.
    pub fn blips(&self) -> &[Blip] {
        &self.blips
    }

    /// Hazards, those that only warn included.
    pub fn hazards(&self) -> &[Hazard] {
        &self.hazards
    }

    /// How far in the edges are, in arena units.
    pub fn inset(&self) -> f32 {
        self.inset
    }

    /// The wave, counting from 1.
    pub fn wave(&self) -> u32 {
        self.tuning.waves.as_ref().map_or(1, |waves| hazards::wave_at(waves, self.tick))
    }

    /// Speed of the fastest living player, as a multiple of the starting speed; 0 when nobody lives.
    pub fn pace(&self) -> f32 {
        let speeds = self.players.iter().filter(|player| player.alive).map(|player| player.speed);
        speeds.fold(0.0, f32::max) / self.tuning.start_speed
    }

    /// Whether nobody is left to play.
    pub fn is_over(&self) -> bool {
        !self.players.iter().any(|player| player.alive)
    }

    /// FNV-1a over everything that can be seen of the state: the same on every platform if and only if all went the same.
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
        }
        for blip in &self.blips {
            add(u64::from(blip.id) << 8 | blip.kind as u64);
            add(place(blip.position));
        }
        self.hazards.iter().for_each(|hazard| add(place(hazard.position)));
        add(u64::from(self.inset.to_bits()));
        hash.0
    }

    fn move_hazards(&mut self) {
        let Some(waves) = &self.tuning.waves else { return };
        let wanted = hazards::inset_wanted(waves, hazards::wave_at(waves, self.tick));
        self.inset += (wanted - self.inset).clamp(0.0, waves.inset_speed * TICK_S);
        for hazard in &mut self.hazards {
            hazard.advance(self.tick, &self.tuning, self.inset);
        }
    }

    fn begin_wave(&mut self, events: &mut Vec<GameEvent>) {
        let Some(waves) = self.tuning.waves else { return };
        if !self.tick.is_multiple_of(waves.interval_ticks.max(1)) {
            return;
        }
        let wave = self.wave();
        let points = u64::from(waves.points) * u64::from(wave.saturating_sub(1));
        for player in self.players.iter_mut().filter(|player| player.alive) {
            player.earn(points);
        }
        events.push(GameEvent::WaveBegan { wave, points });
        let mut rng = self.rng.clone();
        for hazard in hazards::arrivals(self, &waves, &mut rng, self.hazards_appeared) {
            self.hazards_appeared = hazard.id.saturating_add(1);
            self.hazards.push(hazard);
            events.push(GameEvent::HazardAppeared(hazard));
        }
        self.rng = rng;
    }

    fn renew_blips(&mut self, events: &mut Vec<GameEvent>) {
        let (tick, arena) = (self.tick, self.tuning.arena);
        // Always wholly inside, also while the edge moves.
        let margin = self.inset + self.tuning.blips.radius;
        self.blips.retain(|&blip| {
            let covered = blip.position.cmplt(Vec2::splat(margin)).any() || blip.position.cmpgt(arena - margin).any();
            let stays = !covered && blip.expires_at.is_none_or(|end| tick < end);
            if !stays {
                events.push(GameEvent::BlipGone(blip));
            }
            stays
        });
        if blips::is_due(&self.tuning.blips, tick, self.blips.len()) {
            let mut rng = self.rng.clone();
            let blip = blips::next(self, &mut rng, self.blips_appeared);
            self.rng = rng;
            self.blips_appeared = self.blips_appeared.saturating_add(1);
            self.blips.push(blip);
            events.push(GameEvent::BlipAppeared(blip));
        }
    }

    /// Gives each blip to the nearest living head that touches it; the lower slot where two are equally near.
    fn take_blips(&mut self, events: &mut Vec<GameEvent>) {
        let reach = self.tuning.head_radius + self.tuning.blips.radius + self.tuning.blips.magnet;
        let (players, tuning) = (&mut self.players, &self.tuning);
        self.blips.retain(|&blip| {
            let distance = |player: &Player| player.pose.position.distance(blip.position);
            let nearest = players
                .iter_mut()
                .filter(|player| player.alive && distance(player) <= reach)
                .min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let Some(player) = nearest else { return true };
            let points = player.take(blip.kind, tuning);
            events.push(GameEvent::BlipTaken { slot: player.slot, blip, points, combo: player.combo.max(1) });
            false
        });
    }
}
