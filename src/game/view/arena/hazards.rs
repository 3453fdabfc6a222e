//! Hazards: red and white spikes that stand or move, and dashed outlines while they only warn.

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
                look::{self, Look, bright, swing},
                shapes,
            },
        },
    },
    sim::{Hazard, HazardKind, TICK_HZ},
};

/// Seconds in which a newly armed hazard settles: it starts larger than the area that kills, and is never smaller.
const SETTLE_S: f32 = 0.2;
/// Number of a spirit's spikes, and the angle that puts its flames between them, in radians.
const SPIKES: u8 = 9;
const FLAME_TURN: f32 = std::f32::consts::PI / SPIKES as f32;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, draw.in_set(Paint::Hazards));
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game() else { return };
    let look = Look::of(&settings).in_game(game);
    let now = game.tick() as f32 + displayed.alpha();
    let seconds = if settings.reduced_motion { 0.0 } else { now / TICK_HZ as f32 };
    for hazard in game.hazards() {
        let at = hazard.previous.lerp(hazard.position, displayed.alpha());
        if hazard.is_armed(game.tick()) {
            let age = (now - hazard.armed_at as f32).max(0.0) / TICK_HZ as f32;
            armed(&mut canvas, hazard, at, (1.0 - age / SETTLE_S).max(0.0), seconds, look);
        } else {
            warning(&mut canvas, hazard, at, seconds, look);
        }
    }
}

fn outline(hazard: &Hazard) -> Vec<Vec2> {
    match hazard.kind {
        HazardKind::Thorn => shapes::star(8, 0.58),
        HazardKind::Spirit { .. } => shapes::star(SPIKES, 0.66),
        HazardKind::Drifter => shapes::saw(7, 0.66),
    }
}

/// Paints an armed hazard: its spikes end where the area that kills ends.
fn armed(canvas: &mut Canvas, hazard: &Hazard, at: Vec2, fresh: f32, seconds: f32, look: Look) {
    let ink = look.ink(look::DANGER);
    if let Some(halo) = look.halo(ink, 0.36) {
        canvas.glow(at, hazard.radius * 2.1, halo);
    }
    let turn = match hazard.kind {
        HazardKind::Thorn => 0.0,
        HazardKind::Drifter => seconds * 2.4,
        HazardKind::Spirit { .. } => seconds * 1.3,
    };
    let turn = turn + hazard.id as f32;
    let size = Vec2::splat(hazard.radius * (1.0 + 0.3 * fresh));
    let place = Affine2::from_scale_angle_translation(size, turn, at);
    let shape = outline(hazard);
    if matches!(hazard.kind, HazardKind::Spirit { .. }) && !look.contrast {
        // Flames between its spikes, because it is small but must be noticed immediately.
        for (size, alpha) in [(2.2, 0.10), (1.65, 0.28)] {
            let flames = place * Affine2::from_scale_angle_translation(Vec2::splat(size), FLAME_TURN, Vec2::ZERO);
            canvas.shape(flames, &shape, ink.with_alpha(alpha));
        }
    }
    let inside = if look.contrast { LinearRgba::WHITE } else { bright(look::DANGER, 0.42) };
    // A dark surround separates it from everything under it.
    canvas.shape(place * Affine2::from_scale(Vec2::splat(1.22)), &shape, look::NIGHT);
    canvas.shape(place, &shape, inside);
    canvas.outline(place, &shape, 0.16, ink);
    if hazard.kind == HazardKind::Thorn {
        canvas.disc(at, hazard.radius * 0.42, look::NIGHT);
    }
    let white = if look.contrast { LinearRgba::BLACK } else { bright(LinearRgba::WHITE, 1.2) };
    match hazard.kind {
        HazardKind::Thorn => canvas.disc(at, hazard.radius * 0.24, white),
        HazardKind::Drifter => {
            canvas.ring(at, hazard.radius * 0.30, 2.4, white);
            arrow(canvas, hazard, at, ink);
        }
        HazardKind::Spirit { of } => {
            owner(canvas, hazard, of, at, look);
            arrow(canvas, hazard, at, ink);
        }
    }
}

/// Paints the head of a spirit's owner in the middle of the spikes, as large as the space allows.
fn owner(canvas: &mut Canvas, hazard: &Hazard, slot: u8, at: Vec2, look: Look) {
    let way = hazard.velocity.try_normalize().unwrap_or(Vec2::X);
    canvas.disc(at, hazard.radius * 0.8, look::NIGHT);
    let size = Affine2::from_scale(Vec2::splat(hazard.radius * 0.58));
    faces::head(canvas, Affine2::from_angle_translation(way.to_angle(), at) * size, slot, 0.0, look);
}

/// Paints the direction of a drifter.
fn arrow(canvas: &mut Canvas, hazard: &Hazard, at: Vec2, ink: LinearRgba) {
    let Some(along) = hazard.velocity.try_normalize() else { return };
    for (i, alpha) in [0.55, 0.35, 0.18].into_iter().enumerate() {
        let tip = at + along * hazard.radius * (1.75 + 0.5 * i as f32);
        let ink = ink.with_alpha(alpha);
        for side in [-1.0, 1.0] {
            let wing = tip - along * 4.5 + along.perp() * (5.5 * side);
            canvas.line([tip, wing], 1.8, [ink, ink]);
        }
    }
}

/// Paints the outline of a future hazard.
fn warning(canvas: &mut Canvas, hazard: &Hazard, at: Vec2, seconds: f32, look: Look) {
    let pulse = swing(seconds, 1.6);
    let ink = look.ink(look::DANGER).with_alpha(0.35 + 0.5 * pulse);
    canvas.dashes(at, hazard.radius, 1.8, (8, 0.5 * seconds), ink);
    let place = Affine2::from_scale_angle_translation(Vec2::splat(hazard.radius * 0.62), hazard.id as f32, at);
    canvas.outline(place, &outline(hazard), 0.16, ink.with_alpha(0.2 + 0.3 * pulse));
    match hazard.kind {
        HazardKind::Thorn => {}
        HazardKind::Drifter => arrow(canvas, hazard, at, ink),
        HazardKind::Spirit { of } => {
            // Its owner already steers it and has to find it.
            canvas.dashes(at, hazard.radius * 1.5, 1.6, (12, -0.5 * seconds), ink);
            owner(canvas, hazard, of, at, look);
            arrow(canvas, hazard, at, ink);
        }
    }
}
