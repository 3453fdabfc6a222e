//! Hush: players hold their phones still, as still as the music is slow.

mod dot;
mod tempo;

use super::{Hint, Part};
use crate::{Board, Cause, GameEvent, HazardKind, HushEvent, HushTuning, Inputs, MAX_PLAYERS, Player, Rule};
pub use dot::Dot;

/// Standings: players on the board are before absent ones, and those before players who are out, the later the better.
/// The accumulated motion, which decides among equals, never reaches these steps.
const ON_THE_BOARD: f64 = 1e12;
const ABSENT: f64 = 5e11;
const OUT_PER_TICK: f64 = 1e6;
/// Steering of bots with a dot, per unit of distance and per unit of drift.
const BOT_RETURN: f32 = 2.2;
const BOT_BRAKE: f32 = 0.8;

/// The stillness of a player.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stillness {
    /// The share of the patience that is used up, 0..=1; at 1 the player is out.
    pub strain: f32,
    /// The motion value of the last tick.
    pub motion: f32,
    /// Whether a draught is on the player.
    pub in_draught: bool,
    /// The sum of all motion values.
    moved: f64,
    /// The tick at which the player went out; 0 for those who are in, or never were.
    out_at: u64,
    /// The dot, which matters to players without a sensor only.
    pub dot: Dot,
}

/// The state of hush.
#[derive(Debug, Clone, PartialEq)]
pub struct Hush {
    tuning: HushTuning,
    /// The seed of the tempo.
    seed: u64,
    /// A bit for each slot without a motion sensor.
    without_sensor: u32,
    /// The inputs of the tick that is being played.
    inputs: Inputs,
    players: [Stillness; MAX_PLAYERS],
}

impl Hush {
    pub(super) fn begin(tuning: HushTuning, board: &mut Board) -> Self {
        let seed = u64::from(board.random().to_bits()) << 32 | u64::from(board.random().to_bits());
        let players = [Stillness::default(); MAX_PLAYERS];
        Self { tuning, seed, without_sensor: 0, inputs: Inputs::default(), players }
    }

    /// Returns the tempo of the music at a tick, as a factor on the usual one: 0.6..=1.4.
    pub fn tempo(&self, tick: u64) -> f32 {
        tempo::tempo(self.seed, tick)
    }

    /// Returns the permitted motion at a tick, without draughts.
    pub fn limit(&self, tick: u64) -> f32 {
        let (slow, fast) = self.tuning.limits;
        let share = (self.tempo(tick) - tempo::SLOWEST) / (tempo::FASTEST - tempo::SLOWEST);
        let spent = (tick as f32 / self.tuning.round_ticks.max(1) as f32).min(1.0);
        (slow + (fast - slow) * share) * (1.0 + (self.tuning.end_share - 1.0) * spent)
    }

    /// Returns the stillness of the player in a slot.
    pub fn stillness(&self, slot: u8) -> Stillness {
        self.players.get(usize::from(slot)).copied().unwrap_or_default()
    }

    /// Whether the player in a slot has a motion sensor, and holds the phone still instead of steering a dot.
    pub fn has_sensor(&self, slot: u8) -> bool {
        self.without_sensor.checked_shr(u32::from(slot)).is_none_or(|bits| bits & 1 == 0)
    }

    /// Returns the radius of the ring for a player's dot at a tick: a dot outside moves more than is permitted.
    pub fn ring(&self, slot: u8, tick: u64) -> f32 {
        let dot = &self.tuning.dot;
        let limit = self.limit(tick) * self.draught_on(self.stillness(slot));
        libm::powf(limit / dot.motion.max(f32::MIN_POSITIVE), 1.0 / dot.exponent)
    }

    pub(crate) fn set_without_sensor(&mut self, slots: u32) {
        self.without_sensor = slots;
    }

    fn draught_on(&self, player: Stillness) -> f32 {
        if player.in_draught { self.tuning.draught_share } else { 1.0 }
    }

    /// Judges the motion of a player on the board. Returns whether the player is out.
    fn judge(&mut self, board: &mut Board, index: usize, limit: f32, events: &mut Vec<GameEvent>) -> bool {
        let player = &board.players()[index];
        let (slot, place, is_solid) = (player.slot, player.pose.position, player.is_solid());
        let reach = self.tuning.draught_reach;
        let in_draught = board.hazards().iter().any(|hazard| {
            let is_armed = matches!(hazard.kind, HazardKind::Spirit { .. }) && hazard.is_armed(board.tick());
            is_armed && hazard.position.distance(place) <= reach
        });
        let mut still = self.stillness(slot);
        still.in_draught = in_draught;
        still.motion = if self.has_sensor(slot) {
            self.inputs.motion(slot)
        } else {
            still.dot.advance(self.inputs.get(slot), &self.tuning.dot, board);
            still.dot.motion(&self.tuning.dot)
        };
        still.moved += f64::from(still.motion);
        let limit = limit * self.draught_on(still);
        let excess = (still.motion / limit.max(f32::MIN_POSITIVE) - 1.0).min(self.tuning.most_excess);
        let before = still.strain;
        if is_solid {
            still.strain = (before + excess / self.tuning.patience_ticks.max(1) as f32).max(0.0);
        }
        if before < WARNING && still.strain >= WARNING {
            events.push(GameEvent::Hush(HushEvent::Uneasy { slot }));
        }
        self.players[usize::from(slot)] = still;
        still.strain >= 1.0
    }
}

/// The strain from which a player is warned.
const WARNING: f32 = 0.5;

impl Part for Hush {
    fn before_movement(&mut self, _: &Board, inputs: &mut Inputs) {
        self.inputs = inputs.clone();
    }

    fn judge(&self, _: &Board, _: u8, _: Option<Cause>) -> Option<Cause> {
        // Heads only stand there: a draught harms nobody by touch.
        None
    }

    fn on_tick(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        // The tick that has just been played.
        let tick = board.tick().saturating_sub(1);
        let phase = tempo::phase(self.seed, tick);
        if phase.from == tick {
            events.push(GameEvent::Hush(HushEvent::Tempo { tempo: phase.tempo, ticks: tempo::CHANGE_TICKS }));
        }
        let limit = self.limit(tick);
        let mut out = [0_u8; MAX_PLAYERS];
        let mut count = 0;
        for index in 0..board.players().len() {
            let player = &board.players()[index];
            if player.is_on_board() && self.judge(board, index, limit, events) {
                out[count] = board.players()[index].slot;
                count += 1;
            } else if board.players()[index].parked {
                // Nobody becomes still by being away.
                let slot = usize::from(board.players()[index].slot);
                self.players[slot].moved += f64::from(limit);
                self.players[slot].strain = 0.0;
            }
        }
        if count > 0 {
            for &slot in &out[..count] {
                self.players[usize::from(slot)].out_at = board.tick();
            }
            board.strike(&out[..count], Rule::Motion, None, events);
        }
        self.inputs = Inputs::default();
    }

    fn is_decided(&self, board: &Board) -> Option<bool> {
        // Otherwise the last one left on the board wins.
        (board.tick() >= self.tuning.round_ticks).then_some(true)
    }

    fn standing(&self, board: &Board, slot: u8) -> Option<f64> {
        let player = board.player(slot)?;
        let still = self.stillness(slot);
        let before = match player {
            player if player.is_on_board() => ON_THE_BOARD,
            player if player.alive => ABSENT,
            _ => still.out_at as f64 * OUT_PER_TICK,
        };
        Some(before - still.moved)
    }

    fn on_gone(&mut self, board: &mut Board, slot: u8) {
        let is_away: Option<&Player> = board.player(slot);
        if let (None, Some(still)) = (is_away, self.players.get_mut(usize::from(slot))) {
            // The next player in this slot begins without a past.
            *still = Stillness::default();
        }
    }

    fn hint(&self, _: &Board, slot: u8) -> Hint {
        let dot = self.stillness(slot).dot;
        // Nothing else is to be steered, and so nothing to be looked ahead at.
        let steer = if self.has_sensor(slot) { 0.0 } else { -(dot.place * BOT_RETURN + dot.drift * BOT_BRAKE) };
        let steer = Some(steer);
        Hint { steer, ..Hint::default() }
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        add(self.seed);
        add(u64::from(self.without_sensor));
        for still in &self.players {
            add(u64::from(still.strain.to_bits()) << 32 | u64::from(still.dot.place.to_bits()));
            add(still.moved.to_bits());
            add(still.out_at << 1 | u64::from(still.in_draught));
        }
    }
}
