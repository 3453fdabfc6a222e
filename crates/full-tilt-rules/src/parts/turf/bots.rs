//! Bots in turf: where to leave home, how far to go, when to come back, and whose trail to cut.

use glam::Vec2;

use super::{Land, Turf, land::Slots};
use crate::{Board, Player, TICK_HZ, parts::Hint};

/// Cells that a bot looks ahead for land that is not its own.
const SEARCH: i32 = 28;
/// Trail lengths in cells between which bots choose for each trip …
const TRIP: (u32, u32) = (20, 64);
/// … and the shares of it after which they turn sideways, and home.
const TURNS: (f32, f32) = (0.36, 0.66);
/// Cells within which a bot attacks an open trail.
const ATTACK: i32 = 6;
/// Distance of an opponent at which a bot with an open trail goes home, and that it keeps, in arena units.
const DANGER: f32 = 120.0;
/// Cells of way that land of an opponent, or of the one with most land, is worth: it is won and lost at once.
const OPPONENT: f32 = 4.0;
const LEADER: f32 = 10.0;
/// Seconds before the end at which an open trail must come home.
const LAST_S: f32 = 5.0;
/// Distance of a place that only gives a direction, in arena units.
const FAR: f32 = 160.0;
/// Distance from the arena's edges that bots keep, in arena units.
const MARGIN: f32 = 40.0;

/// An excursion from a player's land.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Trip {
    /// The place where it began, and its direction.
    from: Vec2,
    out: Vec2,
    /// The direction of the turn: −1 left, 1 right.
    side: f32,
    /// Planned length of the trail, in cells.
    length: u32,
}

impl Trip {
    pub(super) fn begin(player: &Player, tick: u64) -> Self {
        // Any mixture does that differs from trip to trip and from player to player, and is the same everywhere.
        let mixed = (tick ^ u64::from(player.slot) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        Self {
            from: player.pose.position,
            out: player.pose.direction(),
            side: if mixed & 1 == 0 { -1.0 } else { 1.0 },
            length: TRIP.0 + (mixed >> 1) as u32 % (TRIP.1 - TRIP.0),
        }
    }
}

/// Returns a bot's suggestion.
pub(super) fn hint(turf: &Turf, board: &Board, slot: u8, friends: Slots) -> Hint {
    let Some(player) = board.player(slot).filter(|player| player.is_solid()) else { return Hint::default() };
    let (land, here) = (&turf.land, player.pose.position);
    let open = land.open(slot);
    let threat = board
        .players()
        .iter()
        .filter(|other| friends & 1 << other.slot == 0 && other.is_solid())
        .map(|other| other.pose.position)
        .min_by(|a, b| a.distance_squared(here).total_cmp(&b.distance_squared(here)));
    let near = threat.filter(|threat| threat.distance(here) < DANGER);
    let own = || land.nearest(here, SEARCH * 3, |cell| land.is_of(cell, friends)).map(|cell| land.middle(cell));
    let prey = || land.nearest(here, ATTACK, |cell| land.trails_at(cell) & !friends != 0).map(|cell| land.middle(cell));
    let target = if let Some(prey) = prey() {
        Some(prey)
    } else if open == 0 {
        frontier(land, board, player, friends)
    } else {
        let trip = turf.trips[usize::from(slot)];
        let done = open as f32 / trip.length.max(1) as f32;
        let ends = board.ticks_left().is_some_and(|ticks| (ticks as f32) < LAST_S * TICK_HZ as f32);
        let aside = trip.out.perp() * trip.side;
        let inside = |place: Vec2| inside(board, place);
        if ends || done > TURNS.1 || near.is_some() && open > 3 {
            own()
        } else if done < TURNS.0 {
            Some(inside(here + trip.out * FAR))
        } else {
            Some(inside(here + aside * FAR))
        }
    };
    let avoid = near.filter(|_| open > 0).map(|threat| (threat, DANGER));
    Hint { target, avoid, ..Hint::default() }
}

/// Returns a place just beyond a player's own land, where the way out is short and the land worth it.
fn frontier(land: &Land, board: &Board, player: &Player, friends: Slots) -> Option<Vec2> {
    let here = player.pose.position;
    let ahead = player.pose.direction();
    let step = land.cell_size().min_element();
    let rivals = board.players().iter().map(|other| other.slot).filter(|&other| friends & 1 << other == 0);
    let leader = rivals.max_by_key(|&rival| land.owned(rival));
    let mut best: Option<(f32, Vec2)> = None;
    for turn in 0..12_u8 {
        let (sin, cos) = libm::sincosf(f32::from(turn) * std::f32::consts::TAU / 12.0);
        let way = Vec2::new(cos, sin).rotate(ahead);
        let out = (1..SEARCH).map(|cells| (cells, here + way * (step * cells as f32))).find(|&(_, place)| {
            let cell = land.cell_of(place);
            !land.is_of(cell, friends)
        });
        let Some((cells, place)) = out else { continue };
        let beyond = place + way * (8.0 * step);
        let room = (inside(board, beyond) - beyond).length() / step;
        // Turning costs about three cells of way for a quarter.
        let prize = match land.owner_of(land.cell_of(beyond)) {
            Some(owner) if leader == Some(owner) => LEADER,
            Some(owner) if friends & 1 << owner == 0 => OPPONENT,
            _ => 0.0,
        };
        let cost = cells as f32 + 3.0 * (1.0 - way.dot(ahead)) + 2.0 * room - prize;
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, place + way * (2.0 * step)));
        }
    }
    best.map(|(_, place)| inside(board, place))
}

fn inside(board: &Board, place: Vec2) -> Vec2 {
    place.clamp(Vec2::splat(MARGIN), board.tuning().arena - MARGIN)
}
