//! Players made of code: they look ahead along a few ways they could go and take the best one. Bots of different skill
//! see less far, react later and miss more; the autopilot, for who is away, only keeps out of harm.

use std::collections::VecDeque;

use glam::Vec2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{BlipKind, Game, HazardKind, Player, TICK_HZ, TICK_S, blips::unit_f32, game::Probe};

/// Step of the look ahead, in seconds.
const STEP_S: f32 = 1.0 / 20.0;
/// The autopilot thinks ten times a second, looks so far, and keeps this far from everything if it can.
const AUTOPILOT: Abilities = Abilities {
    reaction_ticks: 0,
    period_ticks: TICK_HZ as u64 / 10,
    sight: Sight { horizon_s: 2.0, comfort: 40.0, delay_s: 0.0, until_then: 0.0 },
    shake: 0.0,
};
/// Where turning about takes longer than in serpent at the start, at so many degrees per second, all look further.
const USUAL_TURN_RATE: f32 = 160.0;
/// What is considered, the gentlest first: such steering until so many degrees are turned, and then straight on.
const WAYS: [(f32, f32); 15] = [
    (0.0, 0.0),
    (0.5, 45.0),
    (-0.5, 45.0),
    (0.5, 120.0),
    (-0.5, 120.0),
    (1.0, 35.0),
    (-1.0, 35.0),
    (1.0, 80.0),
    (-1.0, 80.0),
    (1.0, 125.0),
    (-1.0, 125.0),
    (1.0, 180.0),
    (-1.0, 180.0),
    (1.0, 270.0),
    (-1.0, 270.0),
];
/// Nearer than this to what kills, in arena units, everything must go exactly as thought.
const TOO_CLOSE: f32 = 3.0;
/// What a change of mind must be worth, in seconds of unease from straight on to full steering.
const FICKLENESS: f32 = 0.05;
/// A bot homing in on a blip steers fully when it is so many degrees off.
const FULL_STEER_DEG: f32 = 18.0;

/// How well a bot plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skill {
    /// Late, short-sighted and shaky, like somebody who plays for the first time.
    Beginner,
    /// Has got the idea.
    Casual,
    /// Plays well.
    Skilled,
    /// Hardly ever errs.
    Expert,
}

impl Skill {
    /// All of them, the weakest first.
    pub const ALL: [Self; 4] = [Self::Beginner, Self::Casual, Self::Skilled, Self::Expert];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "beginner",
            Self::Casual => "casual",
            Self::Skilled => "skilled",
            Self::Expert => "expert",
        }
    }

    fn abilities(self) -> Abilities {
        let of = |reaction_ticks, period_ticks, horizon_s, comfort, shake| Abilities {
            reaction_ticks,
            period_ticks,
            sight: Sight { horizon_s, comfort, delay_s: reaction_ticks as f32 * TICK_S, until_then: 0.0 },
            shake,
        };
        match self {
            Self::Beginner => of(40, 30, 0.55, 4.0, 0.55),
            Self::Casual => of(26, 20, 0.9, 8.0, 0.35),
            Self::Skilled => of(16, 12, 1.5, 14.0, 0.2),
            Self::Expert => of(4, 4, 3.0, 30.0, 0.02),
        }
    }
}

/// How one looks ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sight {
    /// So far, in seconds.
    horizon_s: f32,
    /// One likes to stay this far from what kills, in arena units.
    comfort: f32,
    /// Until what is decided is done, in seconds …
    delay_s: f32,
    /// … and how one steers until then.
    until_then: f32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Abilities {
    /// Ticks from seeing to doing.
    reaction_ticks: u64,
    /// Ticks between two decisions.
    period_ticks: u64,
    sight: Sight,
    /// Size of what the hand adds by itself, 0..=1.
    shake: f32,
}

/// A player made of code, or what stands in for one who is away. It is a state of its own, so that bots of one seed always play alike.
#[derive(Debug, Clone)]
pub struct Bot {
    abilities: Abilities,
    /// Whether it wants blips, or only to live.
    collects: bool,
    rng: ChaCha8Rng,
    /// What has been decided, and when it is done.
    decisions: VecDeque<(u64, f32)>,
    /// The tick of the next decision.
    thinks_at: Option<u64>,
    steer: f32,
    shake: f32,
}

impl Bot {
    /// A bot of this skill; bots of different seeds err at different times.
    pub fn new(skill: Skill, seed: u64) -> Self {
        Self::with(skill.abilities(), true, seed)
    }

    /// Only keeps out of harm: for a player who is away.
    pub fn autopilot() -> Self {
        Self::with(AUTOPILOT, false, 0)
    }

    fn with(abilities: Abilities, collects: bool, seed: u64) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self { abilities, collects, rng, decisions: VecDeque::new(), thinks_at: None, steer: 0.0, shake: 0.0 }
    }

    /// Steering of a slot for the coming tick, −1..=1. To be asked once a tick.
    pub fn steer(&mut self, game: &Game, slot: u8) -> f32 {
        let (tick, abilities) = (game.tick(), self.abilities);
        let Some(player) = game.player(slot).filter(|player| player.alive) else { return haunt(game, slot) };
        if self.thinks_at.is_none_or(|at| tick >= at || tick + abilities.period_ticks < at) {
            self.thinks_at = Some(tick + abilities.period_ticks);
            let until_then = self.decisions.back().map_or(self.steer, |&(_, steer)| steer);
            let slowness = (USUAL_TURN_RATE / game.tuning().max_turn_rate(player.speed)).clamp(1.0, 3.0);
            let horizon_s = abilities.sight.horizon_s * slowness;
            let sight = Sight { until_then, horizon_s, ..abilities.sight };
            let blip = if self.collects { towards_blip(game, player, sight) } else { None };
            let wish = blip.unwrap_or_else(|| safest(game, player, sight));
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

/// What a player who is out does with their spirit, if they have one: after the nearest one alive.
fn haunt(game: &Game, slot: u8) -> f32 {
    let Some(spirit) = game.hazards().iter().find(|hazard| hazard.kind == HazardKind::Spirit { of: slot }) else {
        return 0.0;
    };
    let heads = game.players().iter().filter(|player| player.is_solid()).map(|player| player.pose.position);
    let nearest = heads.min_by(|a, b| a.distance(spirit.position).total_cmp(&b.distance(spirit.position)));
    let heading = libm::atan2f(spirit.velocity.y, spirit.velocity.x).to_degrees();
    nearest.map_or(0.0, |head| homing((spirit.position, heading), head))
}

/// Towards the best blip, if there is one and the way there is safe.
fn towards_blip(game: &Game, player: &Player, sight: Sight) -> Option<f32> {
    let target = best_blip(game, player)?;
    let look = look_ahead(game, player, sight, f32::MAX, |pose, _| homing(pose, target));
    let safe = look.lives && look.unease < sight.horizon_s / 8.0;
    safe.then(|| homing((player.pose.position, player.pose.heading), target))
}

/// The blip that is reached soonest, turning included; the more it is worth the further it may be.
fn best_blip(game: &Game, player: &Player) -> Option<Vec2> {
    let cost = |place: Vec2, kind: BlipKind| {
        let off = off_course((player.pose.position, player.pose.heading), place).abs();
        let turning = off.to_radians() * player.speed / game.tuning().max_turn_rate(player.speed).to_radians();
        let worth = if kind == BlipKind::Gold { 0.6 } else { 1.0 };
        (player.pose.position.distance(place) + turning) * worth
    };
    let blips = game.blips().iter();
    blips
        .map(|blip| (cost(blip.position, blip.kind), blip.position))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, at)| at)
}

/// Of a few ways the one that is safe for longest; of equally safe ones the one that keeps most distance.
fn safest(game: &Game, player: &Player, sight: Sight) -> f32 {
    let mut best: Option<(Look, f32)> = None;
    let turn_rate = game.tuning().max_turn_rate(player.speed);
    for (steer, degrees) in WAYS {
        let turn_s = degrees / (turn_rate * steer.abs().max(0.1));
        // Who changes their mind all the time gets nowhere.
        let change = FICKLENESS * (steer - sight.until_then).abs();
        let enough = best.map_or(f32::MAX, |(best, _)| if best.lives { best.unease - change } else { f32::MAX });
        let mut look = look_ahead(game, player, sight, enough, |_, time| if time < turn_s { steer } else { 0.0 });
        look.unease += change;
        if best.is_none_or(|(other, _)| look.is_better_than(other)) {
            best = Some((look, steer));
        }
    }
    best.map_or(0.0, |(_, steer)| steer)
}

/// What comes of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    lives: bool,
    /// Seconds until the crash, or to the horizon.
    time: f32,
    /// Seconds spent nearer to something than is comfortable, the nearer the more.
    unease: f32,
}

impl Look {
    fn is_better_than(self, other: Self) -> bool {
        if self.lives && other.lives {
            self.unease < other.unease - STEP_S / 2.0
        } else {
            self.time > other.time + STEP_S / 2.0
        }
    }
}

/// Goes ahead in thought, steering as `steer` says for a position with heading and a time from now, for as long as there is
/// less unease than would be too much.
fn look_ahead(
    game: &Game,
    player: &Player,
    sight: Sight,
    too_much: f32,
    steer: impl Fn((Vec2, f32), f32) -> f32,
) -> Look {
    let turn_rate = game.tuning().max_turn_rate(player.speed);
    let (mut position, mut heading) = (player.pose.position, player.pose.heading);
    let mut look = Look { lives: true, time: 0.0, unease: 0.0 };
    let mut path = player.body.path();
    while look.time < sight.horizon_s + sight.delay_s && look.unease < too_much {
        let since = look.time - sight.delay_s;
        let steer = if since < 0.0 { sight.until_then } else { steer((position, heading), since) };
        let turn = steer * turn_rate * STEP_S;
        let (sin, cos) = libm::sincosf((heading + turn / 2.0).to_radians());
        heading += turn;
        let from = position;
        position += Vec2::new(cos, sin) * (player.speed * STEP_S);
        path += player.speed * STEP_S;
        look.time += STEP_S;
        let probe = Probe { slot: player.slot, from, to: position, path, reach: sight.comfort, ahead_s: look.time };
        match game.nearest_threat(&probe) {
            Some((gap, _)) if gap <= 0.0 => return Look { lives: false, ..look },
            Some((gap, _)) if gap < TOO_CLOSE => look.unease += 4.0 * STEP_S,
            Some((gap, _)) => look.unease += (1.0 - gap / sight.comfort) * STEP_S,
            None => {}
        }
    }
    look
}

fn homing(pose: (Vec2, f32), target: Vec2) -> f32 {
    (off_course(pose, target) / FULL_STEER_DEG).clamp(-1.0, 1.0)
}

/// Degrees, −180..=180, from where one is heading to where the target is.
fn off_course((position, heading): (Vec2, f32), target: Vec2) -> f32 {
    let wish = target - position;
    let off = libm::atan2f(wish.y, wish.x).to_degrees() - heading;
    off - 360.0 * libm::roundf(off / 360.0)
}
