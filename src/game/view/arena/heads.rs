//! The players' heads, which point in their direction of travel, with an eye that points where they steer.

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                edges::Edges,
                faces,
                modes::hydra,
                returns::Returns,
            },
            theme::look::{self, Look, bright},
        },
    },
    sim::{Game, Player, Tuning},
};

/// Lean of a head at full steering, in radians.
const BANK: f32 = 0.30;
/// Stretch at full speed, as a share of the head's length.
const STRETCH: f32 = 0.14;
/// Speed of full stretch, in units per second.
const FAST: f32 = 420.0;
/// Size of heads that stand, in radii.
const STANDING: f32 = 1.5;
/// Duration of the burst of a returning head, in seconds.
const POP_S: f32 = 0.4;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, draw_heads.in_set(Paint::Heads));
}

fn draw_heads(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    returns: Res<Returns>,
    mut canvas: ResMut<Canvas>,
) {
    let Some(game) = displayed.game() else { return };
    let (tuning, alpha, look) = (game.tuning(), displayed.alpha(), Look::of(&settings).in_game(game));
    let edges = Edges::of(game, alpha);
    for player in game.players().iter().filter(|player| player.is_solid()) {
        draw_combo(&mut canvas, player, game, alpha, look);
        let fresh = returns.seconds(player.slot).map_or(0.0, |seconds| (1.0 - seconds / POP_S).max(0.0));
        let fresh = if settings.reduced_motion { 0.0 } else { fresh };
        draw_pop(&mut canvas, player, tuning, (alpha, fresh), look);
        let place = placing(player, tuning, alpha) * Affine2::from_scale(Vec2::splat(1.0 + 0.6 * fresh * fresh));
        // While it passes through an open edge, it is visible on both sides.
        for image in std::iter::once(Vec2::ZERO).chain(edges.images(place.translation, 1.5 * tuning.head_radius)) {
            let place = Affine2::from_translation(image) * place;
            if !hydra::head(&mut canvas, place, game, player.slot, look) {
                draw_head(&mut canvas, place, player, tuning, look);
            }
        }
    }
}

/// Draws a ring that bursts from a head that has just returned.
fn draw_pop(canvas: &mut Canvas, player: &Player, tuning: &Tuning, (alpha, fresh): (f32, f32), look: Look) {
    if fresh > 0.0 {
        let radius = tuning.head_radius * (1.5 + 3.5 * (1.0 - fresh * fresh));
        let ink = look.ink(bright(look.player(player.slot), 1.4)).with_alpha(fresh);
        canvas.ring(player.pose_at(alpha).position, radius, 1.0 + 3.5 * fresh, ink);
    }
}

/// Returns the transform of a head: its position, lean and stretch.
pub(crate) fn placing(player: &Player, tuning: &Tuning, alpha: f32) -> Affine2 {
    let pose = player.pose_at(alpha);
    let stretch = STRETCH * (player.speed / FAST).min(1.0);
    // Where nobody rides, nothing can touch a head, and it may be larger than the rules have it.
    let large = if tuning.max_speed > 0.0 { 1.0 } else { STANDING };
    let size = large * tuning.head_radius * Vec2::new(1.0 + stretch, 1.0 - stretch * 0.7 - 0.10 * player.steer.abs());
    let lean = Affine2::from_mat2(Mat2::from_cols(Vec2::X, Vec2::new(-0.22 * player.steer, 1.0)));
    let turned = pose.heading.to_radians() + BANK * player.steer;
    Affine2::from_angle_translation(turned, pose.position) * lean * Affine2::from_scale(size)
}

fn draw_head(canvas: &mut Canvas, place: Affine2, player: &Player, tuning: &Tuning, look: Look) {
    let colour = look.player(player.slot);
    if let Some(halo) = look.halo(colour, 0.5) {
        canvas.glow(place.translation, tuning.head_radius * 3.4, halo);
    }
    faces::head(canvas, place, player.slot, player.steer, look);
}

/// Draws rings around the head: the time left for the next blip of a combo and, in blue, the time left of calm.
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
        // Longer combos have bolder rings.
        let width = 1.8 + 0.35 * player.factor(tuning) as f32;
        ring(left, 2.1, width, bright(look.player(player.slot), 1.2));
    }
    if player.calm_ticks > 0 {
        // A blip makes its player calm, an opponent's power slows a player.
        let whole = tuning.powers.map_or(tuning.blips.calm.1, |powers| powers.slow_ticks);
        ring(player.calm_ticks as f32 / whole.max(1) as f32, 2.7, 1.8, look::CALM);
    }
}
