//! A round from its first tick to the last crash.

use glam::Vec2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{MAX_PLAYERS, Player, classic};

/// Which rules are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The original's rules; see [`classic`].
    #[default]
    Classic,
}

impl Mode {
    /// The mode's name on the command line, in events and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
        }
    }
}

/// How everybody steers in one tick.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    steer: [f32; MAX_PLAYERS],
}

impl Inputs {
    /// Sets a slot's steering: −1 full left … 1 full right. Anything beyond is brought into range, NaN is straight, and
    /// a slot that does not exist is nobody's.
    pub fn set(&mut self, slot: u8, steer: f32) {
        if let Some(entry) = self.steer.get_mut(usize::from(slot)) {
            *entry = if steer.is_nan() { 0.0 } else { steer.clamp(-1.0, 1.0) };
        }
    }

    /// A slot's steering, −1..=1.
    pub fn get(&self, slot: u8) -> f32 {
        self.steer.get(usize::from(slot)).copied().unwrap_or(0.0)
    }
}

/// Something to collect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blip {
    /// Counts from 0 in the order of appearance.
    pub id: u32,
    /// In arena units.
    pub position: Vec2,
    /// The tick it appeared at.
    pub appeared_at: u64,
}

/// What ended a player's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Left the arena.
    Edge,
}

/// Something that happened in a tick.
#[derive(Debug, Clone, PartialEq)]
pub enum GameEvent {
    /// A blip is there to be taken.
    BlipAppeared(Blip),
    /// A player took a blip.
    BlipTaken {
        /// Whose.
        slot: u8,
        /// Which.
        blip: Blip,
    },
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
    tick: u64,
    players: Vec<Player>,
    blips: Vec<Blip>,
    blips_appeared: u32,
    rng: ChaCha8Rng,
}

impl Game {
    /// A round about to start, with a player for each of `slots`. Slots that do not exist and repetitions are left out.
    pub fn new(mode: Mode, slots: &[u8], seed: u64) -> Self {
        let mut slots: Vec<u8> = slots.iter().copied().filter(|&slot| usize::from(slot) < MAX_PLAYERS).collect();
        slots.sort_unstable();
        slots.dedup();
        let lane = classic::ARENA.y / (slots.len() + 1) as f32;
        let start = |i: usize| Vec2::new(classic::START.x, lane * (i + 1) as f32);
        let players = slots.iter().enumerate().map(|(i, &slot)| Player::new(slot, start(i))).collect();
        Self { mode, tick: 0, players, blips: Vec::new(), blips_appeared: 0, rng: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// Moves the round on by one tick, and appends what happened to `events` in the order in which it did.
    ///
    /// Nothing moves any more once the round is over.
    pub fn step(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        if self.is_over() {
            return;
        }
        for player in self.players.iter_mut().filter(|player| player.alive) {
            player.advance(self.tick, inputs.get(player.slot));
            if is_out(player.pose.position) {
                player.stop();
                events.push(GameEvent::Crashed { slot: player.slot, cause: Cause::Edge });
            }
        }
        self.tick += 1;
        if self.tick.is_multiple_of(classic::BLIP_INTERVAL_TICKS) && self.blips.len() < classic::MAX_BLIPS {
            let blip = self.next_blip();
            self.blips.push(blip);
            events.push(GameEvent::BlipAppeared(blip));
        }
        self.take_blips(events);
        if self.is_over() {
            events.push(GameEvent::RoundOver);
        }
    }

    /// The mode played.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Ticks since the start.
    pub fn tick(&self) -> u64 {
        self.tick
    }

    /// Everybody in the round, dead or alive, by slot.
    pub fn players(&self) -> &[Player] {
        &self.players
    }

    /// Blips lying about.
    pub fn blips(&self) -> &[Blip] {
        &self.blips
    }

    /// Whether nobody is left to play.
    pub fn is_over(&self) -> bool {
        !self.players.iter().any(|player| player.alive)
    }

    fn next_blip(&mut self) -> Blip {
        let room = classic::ARENA - 2.0 * classic::BLIP_RADIUS;
        let share = Vec2::new(unit_f32(&mut self.rng), unit_f32(&mut self.rng));
        let id = self.blips_appeared;
        self.blips_appeared += 1;
        Blip { id, position: Vec2::splat(classic::BLIP_RADIUS) + share * room, appeared_at: self.tick }
    }

    /// Gives each blip to the nearest living head that touches it; the lower slot where two are equally near.
    fn take_blips(&mut self, events: &mut Vec<GameEvent>) {
        const REACH: f32 = classic::HEAD_RADIUS + classic::BLIP_RADIUS;
        let players = &mut self.players;
        self.blips.retain(|&blip| {
            let distance = |player: &Player| player.pose.position.distance(blip.position);
            let nearest = players
                .iter_mut()
                .filter(|player| player.alive && distance(player) <= REACH)
                .min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let Some(player) = nearest else { return true };
            player.blips += 1;
            events.push(GameEvent::BlipTaken { slot: player.slot, blip });
            false
        });
    }
}

fn is_out(position: Vec2) -> bool {
    let margin = Vec2::splat(classic::EDGE_MARGIN);
    position.cmplt(-margin).any() || position.cmpgt(classic::ARENA + margin).any()
}

/// A number in 0..1 from the top 24 bits, so that it does not depend on how a library's version draws floats.
fn unit_f32(rng: &mut impl Rng) -> f32 {
    (rng.next_u32() >> 8) as f32 / (1u32 << 24) as f32
}
