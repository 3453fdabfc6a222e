//! Computer players: they look ahead along a few possible paths and take the best one. Bots of lower skill see less
//! far, react later and miss more; the autopilot, for players who are away, only avoids danger.

mod look;
mod thumb;
mod tremor;

use std::collections::VecDeque;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{Board, Game, HazardKind, TICK_HZ, TICK_S, random::unit_f32};
use look::{Sight, best_blip, homing, safest, towards};
use thumb::Thumb;
use tremor::Tremor;

/// The autopilot decides ten times a second, with this horizon, and keeps this far from everything if it can.
const AUTOPILOT: Abilities = Abilities {
    reaction_ticks: 0,
    period_ticks: TICK_HZ as u64 / 10,
    sight: Sight { horizon_s: 2.0, comfort: 40.0, delay_s: 0.0, until_then: 0.0, avoid: None, fearless: false },
    shake: 0.0,
    tremor: 0.0,
};
/// The turn rate of serpent at the start, in degrees per second. Where turning takes longer, all bots look further
/// ahead.
const USUAL_TURN_RATE: f32 = 160.0;
/// Factor on the horizon of all bots where bodies stay, because a closed path stays closed.
const FORESIGHT: f32 = 1.6;

/// The skill level of a bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skill {
    /// Late, short-sighted and shaky, like a first-time player.
    Beginner,
    /// Has understood the game.
    Casual,
    /// Plays well.
    Skilled,
    /// Hardly ever makes mistakes.
    Expert,
}

impl Skill {
    /// All levels, the weakest first.
    pub const ALL: [Self; 4] = [Self::Beginner, Self::Casual, Self::Skilled, Self::Expert];

    /// Returns the name shown to users.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "beginner",
            Self::Casual => "casual",
            Self::Skilled => "skilled",
            Self::Expert => "expert",
        }
    }

    fn abilities(self) -> Abilities {
        let of = |reaction_ticks, period_ticks, horizon_s, comfort, shake, tremor| Abilities {
            reaction_ticks,
            period_ticks,
            sight: Sight {
                horizon_s,
                comfort,
                delay_s: reaction_ticks as f32 * TICK_S,
                until_then: 0.0,
                avoid: None,
                fearless: false,
            },
            shake,
            tremor,
        };
        match self {
            Self::Beginner => of(40, 30, 0.55, 4.0, 0.55, 0.030),
            Self::Casual => of(26, 20, 0.9, 8.0, 0.35, 0.024),
            Self::Skilled => of(16, 12, 1.5, 14.0, 0.2, 0.018),
            Self::Expert => of(4, 4, 3.0, 30.0, 0.02, 0.012),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Abilities {
    /// Ticks from perception to action.
    reaction_ticks: u64,
    /// Ticks between two decisions.
    period_ticks: u64,
    sight: Sight,
    /// Size of the hand's random error, 0..=1.
    shake: f32,
    /// Median motion of a hand that tries to hold a phone still; see [`crate::Inputs::set_motion`].
    tremor: f32,
}

/// A computer player, or the stand-in for a player who is away. It has its own state, so that bots of one seed always
/// play alike.
#[derive(Debug, Clone)]
pub struct Bot {
    abilities: Abilities,
    /// Whether it goes for targets and blips, or only tries to survive.
    collects: bool,
    rng: ChaCha8Rng,
    /// The decisions, each with the tick at which it takes effect.
    decisions: VecDeque<(u64, f32)>,
    /// The tick of the next decision.
    thinks_at: Option<u64>,
    steer: f32,
    shake: f32,
    tremor: Tremor,
    thumb: Thumb,
}

impl Bot {
    /// Returns a bot of this skill; bots of different seeds make mistakes at different times.
    pub fn new(skill: Skill, seed: u64) -> Self {
        Self::with(skill.abilities(), true, seed)
    }

    /// Returns a bot that only avoids danger, for a player who is away.
    pub fn autopilot() -> Self {
        Self::with(AUTOPILOT, false, 0)
    }

    fn with(abilities: Abilities, collects: bool, seed: u64) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self {
            abilities,
            collects,
            rng,
            decisions: VecDeque::new(),
            thinks_at: None,
            steer: 0.0,
            shake: 0.0,
            tremor: Tremor::new(seed),
            thumb: Thumb::new(seed),
        }
    }

    /// Returns the motion of a hand that holds a phone still, for the coming tick, 0..=1. Call it once per tick. A bot's
    /// steering is the same whether this is called or not.
    pub fn motion(&mut self) -> f32 {
        self.tremor.next(self.abilities.tremor)
    }

    /// Returns whether the thumb acts in the coming tick. Call it once per tick, after [`Bot::steer`]. A bot's steering is
    /// the same whether this is called or not.
    pub fn acts(&mut self, game: &Game, slot: u8) -> bool {
        self.collects && self.thumb.acts(game, slot, self.steer)
    }

    /// Returns the steering of a slot for the coming tick, −1..=1. Call it once per tick.
    pub fn steer(&mut self, game: &Game, slot: u8) -> f32 {
        let (tick, abilities) = (game.tick(), self.abilities);
        // The head that it steers, which is another player's where several steer one.
        let slot = game.head_of(slot);
        let Some(player) = game.player(slot).filter(|player| player.alive) else { return haunt(game.board(), slot) };
        if self.thinks_at.is_none_or(|at| tick >= at || tick + abilities.period_ticks < at) {
            self.thinks_at = Some(tick + abilities.period_ticks);
            let until_then = self.decisions.back().map_or(self.steer, |&(_, steer)| steer);
            let slowness = (USUAL_TURN_RATE / game.tuning().max_turn_rate(player.speed)).clamp(1.0, 3.0);
            let stays = if game.tuning().body.stays { FORESIGHT } else { 1.0 };
            let horizon_s = abilities.sight.horizon_s * slowness * stays;
            let (board, hint) = (game.board(), game.hint(slot));
            let sight = Sight { until_then, horizon_s, avoid: hint.avoid, fearless: hint.fearless, ..abilities.sight };
            let blip = || if game.mode().bots().blips { best_blip(board, player) } else { None };
            let target = if self.collects { hint.target.or_else(blip) } else { None };
            let way = target.and_then(|target| towards(board, player, target, sight));
            let wish = hint.steer.or(way).unwrap_or_else(|| safest(board, player, sight));
            self.shake = 0.6 * self.shake + (unit_f32(&mut self.rng) * 2.0 - 1.0) * abilities.shake;
            self.decisions.push_back((tick + abilities.reaction_ticks, (wish + self.shake).clamp(-1.0, 1.0)));
        }
        while let Some(&(due, steer)) = self.decisions.front() {
            if due > tick {
                break;
            }
            self.steer = steer;
            self.decisions.pop_front();
        }
        self.steer
    }
}

/// Steers the spirit, if there is one, of a player who is out: towards the nearest living opponent.
fn haunt(board: &Board, slot: u8) -> f32 {
    let Some(spirit) = board.hazards().iter().find(|hazard| hazard.kind == HazardKind::Spirit { of: slot }) else {
        return 0.0;
    };
    let foes = board.players().iter().filter(|player| player.is_solid() && !board.are_friends(slot, player.slot));
    let heads = foes.map(|player| player.pose.position);
    let nearest = heads.min_by(|a, b| a.distance(spirit.position).total_cmp(&b.distance(spirit.position)));
    let heading = libm::atan2f(spirit.velocity.y, spirit.velocity.x).to_degrees();
    nearest.map_or(0.0, |head| homing((spirit.position, heading), head))
}
