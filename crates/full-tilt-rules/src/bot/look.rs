//! Looks ahead: which of a few paths is safe, and which blip is worth a path.

use glam::Vec2;

use crate::{BlipKind, Board, Player, board::Probe};

/// Step of the look ahead, in seconds.
const STEP_S: f32 = 1.0 / 20.0;
/// The paths considered, the gentlest first: steer like this until the heading has changed by this angle in degrees,
/// then go straight on.
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
/// Nearer than this to something deadly, in arena units, everything must go exactly as predicted.
const TOO_CLOSE: f32 = 3.0;
/// Least advantage for which a bot changes its mind, in seconds of unease from straight on to full steering.
const FICKLENESS: f32 = 0.05;
/// A bot leaves a blip to a player whose distance to it is less than this share of its own.
const CEDES: f32 = 0.8;
/// Unease of a second in the middle of an area to stay out of, in seconds of closeness to something deadly.
const AVOIDANCE: f32 = 2.0;
/// Angle, in degrees, from which a bot homing in on a blip steers fully.
const FULL_STEER_DEG: f32 = 18.0;

/// Parameters of looking ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sight {
    /// Horizon in seconds.
    pub horizon_s: f32,
    /// Preferred distance from deadly things, in arena units.
    pub comfort: f32,
    /// Time until a decision takes effect, in seconds …
    pub delay_s: f32,
    /// … and the steering until then.
    pub until_then: f32,
    /// The middle and the radius of an area to stay out of, in arena units.
    pub avoid: Option<(Vec2, f32)>,
    /// Whether other players are no danger.
    pub fearless: bool,
}

/// Returns the steering towards a place, or `None` if the path to it is not safe.
pub(super) fn towards(board: &Board, player: &Player, target: Vec2, sight: Sight) -> Option<f32> {
    let look = look_ahead(board, player, sight, f32::MAX, |pose, _| homing(pose, target));
    let safe = look.lives && look.unease < sight.horizon_s / 8.0;
    safe.then(|| homing((player.pose.position, player.pose.heading), target))
}

/// Returns the blip that is reached soonest, turning included; a more valuable one may be further away. Blips that
/// another player is about to take are skipped.
pub(super) fn best_blip(board: &Board, player: &Player) -> Option<Vec2> {
    let cost = |player: &Player, place: Vec2| {
        let off = off_course((player.pose.position, player.pose.heading), place).abs();
        let turning = off.to_radians() * player.speed / board.tuning().max_turn_rate(player.speed).to_radians();
        player.pose.position.distance(place) + turning
    };
    let others = || board.players().iter().filter(|other| other.slot != player.slot && other.is_solid());
    let mut best: Option<(f32, Vec2)> = None;
    for blip in board.blips() {
        let way = cost(player, blip.position);
        let wish = way * if blip.kind == BlipKind::Gold { 0.6 } else { 1.0 };
        let is_better = best.is_none_or(|(least, _)| wish < least);
        if is_better && others().all(|other| cost(other, blip.position) > CEDES * way) {
            best = Some((wish, blip.position));
        }
    }
    best.map(|(_, place)| place)
}

/// Returns the steering of the path that is safe for longest; among equally safe ones, of the one that keeps most
/// distance.
pub(super) fn safest(board: &Board, player: &Player, sight: Sight) -> f32 {
    let mut best: Option<(BotView, f32)> = None;
    let turn_rate = board.tuning().max_turn_rate(player.speed);
    for (steer, degrees) in WAYS {
        let turn_s = degrees / (turn_rate * steer.abs().max(0.1));
        // A bot that changes its mind all the time gets nowhere.
        let change = FICKLENESS * (steer - sight.until_then).abs();
        let enough = best.map_or(f32::MAX, |(best, _)| if best.lives { best.unease - change } else { f32::MAX });
        let mut look = look_ahead(board, player, sight, enough, |_, time| if time < turn_s { steer } else { 0.0 });
        look.unease += change;
        if best.is_none_or(|(other, _)| look.is_better_than(other)) {
            best = Some((look, steer));
        }
    }
    best.map_or(0.0, |(_, steer)| steer)
}

/// The outcome of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
struct BotView {
    lives: bool,
    /// Seconds until the crash, or to the horizon.
    time: f32,
    /// Seconds spent closer to something than is comfortable, weighted by closeness.
    unease: f32,
}

impl BotView {
    fn is_better_than(self, other: Self) -> bool {
        if self.lives && other.lives {
            self.unease < other.unease - STEP_S / 2.0
        } else {
            self.time > other.time + STEP_S / 2.0
        }
    }
}

/// Simulates a path: `steer` gives the steering for a position with heading and a time from now. Stops as soon as the
/// unease reaches the limit.
fn look_ahead(
    board: &Board,
    player: &Player,
    sight: Sight,
    too_much: f32,
    steer: impl Fn((Vec2, f32), f32) -> f32,
) -> BotView {
    let turn_rate = board.tuning().max_turn_rate(player.speed);
    let edges = board.edges();
    let (mut position, mut heading) = (player.pose.position, player.pose.heading);
    let mut look = BotView { lives: true, time: 0.0, unease: 0.0 };
    let mut path = player.body.path();
    while look.time < sight.horizon_s + sight.delay_s && look.unease < too_much {
        let since = look.time - sight.delay_s;
        let steer = if since < 0.0 { sight.until_then } else { steer((position, heading), since) };
        let turn = steer * turn_rate * STEP_S;
        let (sin, cos) = libm::sincosf((heading + turn / 2.0).to_radians());
        heading += turn;
        let mut from = position;
        position += Vec2::new(cos, sin) * (player.speed * STEP_S);
        let jump = edges.jump(position);
        (from, position) = (from + jump, position + jump);
        path += player.speed * STEP_S;
        look.time += STEP_S;
        let probe = Probe {
            slot: player.slot,
            from,
            to: position,
            path,
            reach: sight.comfort,
            ahead_s: look.time,
            others: !sight.fearless,
        };
        match board.nearest_threat(&probe) {
            Some((gap, _)) if gap <= 0.0 => return BotView { lives: false, ..look },
            Some((gap, _)) if gap < TOO_CLOSE => look.unease += 4.0 * STEP_S,
            Some((gap, _)) => look.unease += (1.0 - gap / sight.comfort) * STEP_S,
            None => {}
        }
        if let Some((middle, radius)) = sight.avoid {
            look.unease += AVOIDANCE * (1.0 - position.distance(middle) / radius).max(0.0) * STEP_S;
        }
    }
    look
}

pub(super) fn homing(pose: (Vec2, f32), target: Vec2) -> f32 {
    (off_course(pose, target) / FULL_STEER_DEG).clamp(-1.0, 1.0)
}

/// Returns the angle, −180..=180 degrees, from the heading to the target.
fn off_course((position, heading): (Vec2, f32), target: Vec2) -> f32 {
    let wish = target - position;
    let off = libm::atan2f(wish.y, wish.x).to_degrees() - heading;
    off - 360.0 * libm::roundf(off / 360.0)
}
