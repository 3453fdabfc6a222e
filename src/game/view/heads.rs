//! The players: a head that points where it goes and looks where it steers, and the body that trails it.

use bevy::{math::Affine2, prelude::*};

use super::{
    canvas::{Canvas, Paint},
    look::{self, Look, bright},
    shapes::{self, Slice},
};
use crate::{
    game::{
        identity::{Identity, Shape},
        settings::CurrentSettings,
        stage::Stage,
    },
    sim::{Game, MAX_PLAYERS, Player, TICK_S, Tuning},
};

/// How far a head leans at full steering, in radians.
const BANK: f32 = 0.30;
/// How far it is stretched at full speed.
const STRETCH: f32 = 0.14;
/// At this speed it is stretched in full, in units per second.
const FAST: f32 = 420.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (draw_bodies.in_set(Paint::Bodies), draw_heads.in_set(Paint::Heads)));
}

/// How long each body was drawn; it changes smoothly, however coarse the points are that the body is made of.
pub(super) type Lengths = [f32; MAX_PLAYERS];

fn draw_bodies(stage: Stage, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>, mut lengths: Local<Lengths>) {
    let Some(game) = stage.game() else { return };
    let look = Look::of(&settings);
    // The dead lie under the living.
    let mut players: Vec<&Player> = game.players().iter().collect();
    players.sort_by_key(|player| player.alive);
    for player in players {
        let Some(length) = drawn_length(&mut lengths, player, game.tuning()) else { continue };
        let points = std::iter::once(player.pose_at(stage.alpha()).position).chain(player.body());
        shapes::ribbon(&mut canvas, points, length, |share| slice(player, game.tuning(), length, share, look));
    }
}

/// The length to draw: the body's own, less what its last piece may be too long; `None` where there is none yet.
pub(super) fn drawn_length(lengths: &mut Lengths, player: &Player, tuning: &Tuning) -> Option<f32> {
    let drawn = lengths.get_mut(usize::from(player.slot))?;
    let slack = tuning.body.spacing + 2.0 * player.speed * TICK_S;
    *drawn = drawn.clamp((player.length() - slack).max(0.0), player.length());
    (*drawn > 1.0).then_some(*drawn)
}

/// A body's looks: as wide as it kills, brightest behind the head.
fn slice(player: &Player, tuning: &Tuning, length: f32, share: f32, look: Look) -> Slice {
    let colour = look::player(player.slot);
    let half_width = player.body_radius(share * length, tuning);
    let fresh = 1.0 - share;
    if !player.alive {
        let skin = bright(colour, 0.05);
        return Slice { half_width, skin, core: bright(colour, 0.11) };
    }
    if look.contrast {
        return Slice { half_width, skin: colour, core: colour };
    }
    // Light within: white-hot just behind the head, its own colour further on.
    let hot = (1.0 - share * length / 120.0).max(0.0).powi(2);
    let core = bright(colour, 0.8 + 0.5 * fresh * fresh) + bright(LinearRgba::WHITE, 0.30 * hot);
    Slice { half_width, skin: bright(colour, 0.16 + 0.16 * fresh), core: core.with_alpha(1.0) }
}

fn draw_heads(stage: Stage, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = stage.game() else { return };
    let look = Look::of(&settings);
    for player in game.players().iter().filter(|player| player.alive) {
        draw_combo(&mut canvas, player, game, stage.alpha(), look);
        draw_head(&mut canvas, player, game.tuning(), stage.alpha(), look);
    }
}

/// Where a head is, and how it leans and stretches.
pub(super) fn placing(player: &Player, tuning: &Tuning, alpha: f32) -> Affine2 {
    let pose = player.pose_at(alpha);
    let stretch = STRETCH * (player.speed / FAST).min(1.0);
    let size = tuning.head_radius * Vec2::new(1.0 + stretch, 1.0 - stretch * 0.7 - 0.10 * player.steer.abs());
    let lean = Affine2::from_mat2(Mat2::from_cols(Vec2::X, Vec2::new(-0.22 * player.steer, 1.0)));
    let turned = pose.heading.to_radians() + BANK * player.steer;
    Affine2::from_angle_translation(turned, pose.position) * lean * Affine2::from_scale(size)
}

fn draw_head(canvas: &mut Canvas, player: &Player, tuning: &Tuning, alpha: f32, look: Look) {
    let colour = look::player(player.slot);
    let place = placing(player, tuning, alpha);
    let identity = Identity::of(player.slot);
    let outline = shapes::head(identity.shape);
    if let Some(halo) = look.halo(colour, 0.5) {
        canvas.glow(place.translation, tuning.head_radius * 3.4, halo);
    }
    let (skin, rim) = if look.contrast {
        (colour, LinearRgba::WHITE)
    } else {
        (bright(colour, 1.0), (bright(colour, 1.2) + bright(LinearRgba::WHITE, 0.35)).with_alpha(1.0))
    };
    // Darkness around it sets it off from its own body.
    canvas.shape(place * Affine2::from_scale(Vec2::splat(1.2)), &outline, look::NIGHT);
    canvas.shape(place, &outline, skin);
    canvas.outline(place, &outline, 0.2, rim);
    // A dark visor, and in it an eye that is where one steers to.
    let face = match identity.shape {
        // A triangle has most room behind its middle.
        Shape::Triangle => place * Affine2::from_scale_angle_translation(Vec2::splat(0.85), 0.0, Vec2::new(-0.2, 0.0)),
        Shape::Circle | Shape::Square => place,
    };
    let visor = face * Affine2::from_scale_angle_translation(Vec2::new(0.46, 0.66), 0.0, Vec2::new(0.22, 0.0));
    let round: Vec<Vec2> = shapes::regular(18, 1.0).collect();
    canvas.shape(visor, &round, look::NIGHT);
    let eye = Vec2::new(0.32 - 0.10 * player.steer.abs(), 0.34 * player.steer);
    let eye = face * Affine2::from_scale_angle_translation(Vec2::splat(0.27), 0.0, eye);
    canvas.shape(eye, &round, bright(LinearRgba::WHITE, if look.contrast { 1.0 } else { 1.6 }));
}

/// A ring around the head: what is left of the time for the next blip of a combo, and, in blue, of calm.
fn draw_combo(canvas: &mut Canvas, player: &Player, game: &Game, alpha: f32, look: Look) {
    let tuning = game.tuning();
    let middle = player.pose_at(alpha).position;
    let radius = tuning.head_radius;
    let up = -std::f32::consts::FRAC_PI_2;
    let mut ring = |left: f32, size: f32, width: f32, colour: LinearRgba| {
        let colour = look.ink(colour);
        canvas.ring(middle, radius * size, width * 0.5, bright(colour, 0.6).with_alpha(0.25));
        canvas.arc(middle, (radius * size, width), (up, std::f32::consts::TAU * left.min(1.0)), colour);
    };
    if let (Some(combo), 2..) = (tuning.combo, player.combo) {
        let left = player.combo_ticks as f32 / combo.window_ticks.max(1) as f32;
        // The longer the combo, the bolder.
        let width = 1.8 + 0.35 * player.factor(tuning) as f32;
        ring(left, 2.1, width, bright(look::player(player.slot), 1.2));
    }
    if player.calm_ticks > 0 {
        ring(player.calm_ticks as f32 / tuning.blips.calm.1.max(1) as f32, 2.7, 1.8, look::CALM);
    }
}
