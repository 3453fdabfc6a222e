//! Hydra: a neck with a small head for each rider, which leans as the rider does, and an arrow for the mean of all.
//!
//! The necks are drawings: only the one large head in front of the body can be touched.

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                faces,
            },
            theme::{
                look::{self, Look, bright},
                shapes,
            },
        },
    },
    sim::{Game, Hydra, Parts, Player},
};

/// Length of a neck, in radii of the head, and the widest angle between the outermost ones and the heading, in radians.
const NECK: f32 = 4.6;
const WIDEST: f32 = 1.9;
/// Angle between two necks, in radians, where there is room.
const STEP: f32 = 0.62;
/// Size of a rider's head, in radii of the hydra's: where there is room, and in the largest crew.
const RIDER: (f32, f32) = (1.35, 0.82);
/// Colour of a hydra that belongs to all players.
const COMMON: LinearRgba = LinearRgba::rgb(0.62, 0.68, 0.80);
/// Angle by which a rider's head turns at full steering, in radians, and by which its neck does.
const TURN: f32 = 1.2;
const LEAN: f32 = 0.22;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (necks.in_set(Paint::Bodies), draw.in_set(Paint::Marks)));
}

fn part(game: &Game) -> Option<&Hydra> {
    game.parts().and_then(Parts::hydra)
}

/// Returns whether a player only rides along at another one's head.
pub(crate) fn is_rider(game: &Game, slot: u8) -> bool {
    game.head_of(slot) != slot
}

/// A rider's head at the end of its neck.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Perch {
    pub slot: u8,
    pub at: Vec2,
    /// The angle of its head, in radians.
    angle: f32,
    steer: f32,
    /// Radius of its head, in arena units.
    size: f32,
    /// Whether its tap still counts.
    taps: bool,
}

/// Returns the riders of all hydras that are on the board, the carriers included.
pub(crate) fn perches(game: &Game, alpha: f32) -> Vec<Perch> {
    let Some(hydra) = part(game) else { return Vec::new() };
    let mut perches = Vec::new();
    for carrier in [0, 1].into_iter().filter_map(|number| hydra.carrier(number)) {
        let Some(head) = game.player(carrier) else { continue };
        let rides = |player: &&Player| player.is_on_board() && game.head_of(player.slot) == carrier;
        let crew: Vec<u8> = game.players().iter().filter(rides).map(|player| player.slot).collect();
        let pose = head.pose_at(alpha);
        let heading = pose.heading.to_radians();
        let size = game.tuning().head_radius * size(crew.len());
        for (number, slot) in crew.iter().copied().enumerate() {
            let rider = hydra.rider(slot).copied().unwrap_or_default();
            let angle = spread(number, crew.len());
            let lean = LEAN.min(0.14 * step(crew.len()));
            let out = Vec2::from_angle(heading + angle + lean * rider.steer);
            perches.push(Perch {
                slot,
                at: pose.position + out * NECK * game.tuning().head_radius,
                angle: heading + TURN * rider.steer,
                steer: rider.steer,
                size,
                taps: rider.tap_ticks > 0,
            });
        }
    }
    perches
}

/// Returns the angle between the heading and the neck with this number, in radians: symmetrical, and left to right.
fn spread(number: usize, count: usize) -> f32 {
    (number as f32 - count.saturating_sub(1) as f32 / 2.0) * step(count)
}

/// Returns the angle between two necks, in radians.
fn step(count: usize) -> f32 {
    STEP.min(2.0 * WIDEST / count.saturating_sub(1).max(1) as f32)
}

/// Returns the size of each rider's head, in radii of the hydra's.
fn size(count: usize) -> f32 {
    // Between two heads there is an arc of `NECK` times the angle.
    (0.43 * NECK * step(count)).clamp(RIDER.1, RIDER.0)
}

/// Returns the colour of the hydra that this player carries.
pub(crate) fn skin(game: &Game, slot: u8, look: Look) -> LinearRgba {
    let is_common = part(game).is_some_and(|hydra| !hydra.race);
    if is_common { look.ink(COMMON) } else { look.player(slot) }
}

/// Paints the head of a hydra, of radius 1 and transformed by `place`, if the game has hydras; returns whether it does. It
/// has no rider's face, because it belongs to all of them.
pub(crate) fn head(canvas: &mut Canvas, place: Affine2, game: &Game, slot: u8, look: Look) -> bool {
    if part(game).is_none() {
        return false;
    }
    let ink = skin(game, slot, look);
    let round: Vec<Vec2> = shapes::regular(24, 1.0).collect();
    canvas.shape(place * Affine2::from_scale(Vec2::splat(1.25)), &round, look::NIGHT);
    canvas.shape(place, &round, bright(ink, 0.9).with_alpha(1.0));
    canvas.outline(place, &round, 0.2, (ink + bright(LinearRgba::WHITE, 0.35)).with_alpha(1.0));
    for side in [-0.42, 0.42] {
        let eye = place * Affine2::from_scale_angle_translation(Vec2::splat(0.24), 0.0, Vec2::new(0.35, side));
        canvas.shape(eye, &round, look::NIGHT);
    }
    true
}

/// Draws the necks, under the head.
fn necks(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game() else { return };
    let look = Look::of(&settings).in_game(game);
    for Perch { slot, at, .. } in perches(game, displayed.alpha()) {
        let Some(head) = game.player(game.head_of(slot)) else { continue };
        let strength = if head.is_solid() { 0.75 } else { 0.35 };
        let ink = look.player(slot);
        let ends = [ink.with_alpha(0.25 * strength), ink.with_alpha(strength)];
        canvas.line([head.pose_at(displayed.alpha()).position, at], 3.0, ends);
    }
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some((game, hydra)) = displayed.with(Parts::hydra) else { return };
    let look = Look::of(&settings).in_game(game);
    let radius = game.tuning().head_radius;
    for Perch { slot, at, angle, steer, size, taps } in perches(game, displayed.alpha()) {
        if taps {
            canvas.ring(at, 1.5 * size, 3.0, look.ink(LinearRgba::WHITE));
        }
        let place = Affine2::from_scale_angle_translation(Vec2::splat(size), angle, at);
        faces::head(&mut canvas, place, slot, steer, look);
    }
    for number in [0, 1] {
        let Some(head) = hydra.carrier(number).and_then(|slot| game.player(slot)) else { continue };
        if head.is_on_board() && game.countdown() == 0 {
            mean(&mut canvas, head, hydra.mean(number), radius, displayed.alpha(), look);
        }
    }
}

/// Paints the common steering: a bent arrow beyond the riders' heads.
fn mean(canvas: &mut Canvas, head: &Player, steer: f32, radius: f32, alpha: f32, look: Look) {
    let pose = head.pose_at(alpha);
    let ink = look.ink(bright(LinearRgba::WHITE, 1.1)).with_alpha(0.9);
    let (from, by) = (pose.heading.to_radians(), 0.9 * steer);
    let way = 7.0 * radius;
    canvas.arc(pose.position, (way, 0.16 * radius), (from, by), ink.with_alpha(0.5));
    let out = Vec2::from_angle(from + by);
    let tip = pose.position + out * (way + 1.1 * radius);
    let base = pose.position + out * (way - 0.5 * radius);
    let wing = out.perp() * 0.75 * radius;
    let middle = tip.lerp(base, 0.6);
    canvas.fan(
        middle,
        look::NIGHT,
        [tip + out * 3.0, base + wing * 1.5 - out * 3.0, base - wing * 1.5 - out * 3.0],
        look::NIGHT,
    );
    canvas.fan(middle, ink, [tip, base + wing, base - wing], ink);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Inputs, Mode};

    #[test]
    fn heads_of_riders_do_not_cover_each_other() {
        for count in 2..=15_u8 {
            let slots: Vec<u8> = (0..count).collect();
            let mut game = Game::new(Mode::Hydra, &slots, 3);
            game.step(&Inputs::default(), &mut Vec::new());
            let perches = perches(&game, 1.0);
            assert_eq!(perches.len(), slots.len(), "every player rides");
            let size = 2.0 * perches[0].size;
            for (i, one) in perches.iter().enumerate() {
                let near = perches[..i].iter().find(|other| other.at.distance(one.at) < size);
                assert!(near.is_none(), "{count} players: {one:?} and {near:?}");
            }
        }
    }

    #[test]
    fn necks_are_symmetrical() {
        for count in 1..=15 {
            let sum: f32 = (0..count).map(|number| spread(number, count)).sum();
            assert!(sum.abs() < 1e-3 && spread(count - 1, count) <= WIDEST + 1e-3);
        }
    }
}
