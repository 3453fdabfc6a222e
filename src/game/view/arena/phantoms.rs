//! Players who cannot be touched: ghosts, who return in a moment, and players whose phone is silent.

use bevy::{math::Affine2, prelude::*};

use crate::link::Identity;
use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                edges::Edges,
                heads,
                modes::hydra,
            },
            theme::{
                look::{self, Look, bright, swing},
                shapes,
            },
        },
    },
    sim::{Game, Player, TICK_HZ},
};

/// Remaining seconds below which a ghost blinks.
const HURRY_S: f32 = 0.8;
/// Delay of each echo behind the ghost, in seconds.
const ECHO_S: f32 = 0.09;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, draw.in_set(Paint::Ghost));
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game() else { return };
    let look = Look::of(&settings).in_game(game);
    let seconds = (game.tick() as f32 + displayed.alpha()) / TICK_HZ as f32;
    let is_drawn = |player: &&Player| player.alive && !hydra::is_rider(game, player.slot);
    for player in game.players().iter().filter(is_drawn) {
        if player.parked {
            parked(&mut canvas, player, game, look);
        } else if player.ghost_ticks > 0 {
            let hurries = (player.ghost_ticks as f32) < HURRY_S * TICK_HZ as f32 && !settings.reduced_motion;
            let strength = if hurries { 0.35 + 0.65 * swing(seconds, 2.0) } else { 0.8 };
            let at = player.pose_at(displayed.alpha()).position;
            let images = Edges::of(game, displayed.alpha()).images(at, 2.0 * game.tuning().head_radius);
            for image in std::iter::once(Vec2::ZERO).chain(images) {
                let place = Affine2::from_translation(image) * heads::placing(player, game.tuning(), displayed.alpha());
                ghost(&mut canvas, player, game, place, strength, look);
            }
        }
    }
}

/// Paints a transparent outline with echoes behind it, and the remaining time around it.
fn ghost(canvas: &mut Canvas, player: &Player, game: &Game, place: Affine2, strength: f32, look: Look) {
    let colour = look.player(player.slot);
    let outline = shapes::head(Identity::of(player.slot).shape);
    let behind = player.pose.direction() * (player.speed * ECHO_S);
    for echo in (1..=3_u8).rev().map(f32::from) {
        let place =
            Affine2::from_translation(-behind * echo) * place * Affine2::from_scale(Vec2::splat(1.0 - 0.12 * echo));
        canvas.outline(place, &outline, 0.14, colour.with_alpha(strength * (0.34 - 0.09 * echo)));
    }
    if let Some(halo) = look.halo(colour, 0.16 * strength) {
        canvas.glow(place.translation, game.tuning().head_radius * 3.0, halo);
    }
    canvas.shape(place, &outline, colour.with_alpha(0.14 * strength));
    canvas.outline(place, &outline, 0.24, bright(colour, 1.1).with_alpha(strength));
    // Two eyes identify it as a ghost, whatever its shape.
    let round: Vec<Vec2> = shapes::regular(12, 0.15).collect();
    for side in [-0.3, 0.3] {
        let eye = Affine2::from_translation(Vec2::new(0.25, side + 0.12 * player.steer));
        canvas.shape(place * eye, &round, bright(LinearRgba::WHITE, 1.1).with_alpha(strength));
    }
    let whole =
        game.tuning().party.map_or(1, |party| party.crash.map_or(party.protection_ticks, |cost| cost.ghost_ticks));
    let left = (player.ghost_ticks as f32 / whole.max(1) as f32).min(1.0);
    let ring = (game.tuning().head_radius * 2.0, 1.8);
    let up = -std::f32::consts::FRAC_PI_2;
    canvas.arc(place.translation, ring, (up, std::f32::consts::TAU * left), colour.with_alpha(0.6));
}

/// Paints a faint outline and two bars where an absent player is parked.
fn parked(canvas: &mut Canvas, player: &Player, game: &Game, look: Look) {
    let colour = look.player(player.slot);
    let radius = game.tuning().head_radius;
    let outline = shapes::head(Identity::of(player.slot).shape);
    let place = Affine2::from_angle_translation(player.pose.heading.to_radians(), player.pose.position);
    let place = place * Affine2::from_scale(Vec2::splat(1.35 * radius));
    canvas.shape(place, &outline, look::NIGHT.with_alpha(0.6));
    canvas.outline(place, &outline, 0.14, colour.with_alpha(0.5));
    let ink = look.ink(bright(LinearRgba::WHITE, 0.8)).with_alpha(0.85);
    for side in [-0.24, 0.24] {
        let bar = player.pose.position + Vec2::new(side * radius, 0.0);
        let half = Vec2::new(0.0, 0.42 * radius);
        canvas.line([bar - half, bar + half], 0.22 * radius, [ink, ink]);
    }
}
