//! The effects of powers: what protects, pulls or drives a head, and the power that it holds.

use std::f32::consts::TAU;

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::{
        round::displayed::{DisplayedEvent, DisplayedGame},
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                powers::icons,
            },
            theme::{
                look::{self, Look, bright},
                shapes,
            },
        },
    },
    sim::{Action, Game, GameEvent, Player, Power, TICK_HZ},
};

/// Offset of a held power from its head, and its radius, in radii of the head.
const HELD_AT: Vec2 = Vec2::new(1.9, -1.9);
const HELD: f32 = 1.15;
/// Length of the streaks of a dash, in seconds of the way travelled.
const STREAK_S: f32 = 0.16;
/// Seconds for which a ring shows who has used a power on others.
const CAST_S: f32 = 0.6;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (dashes.in_set(Paint::Ground), draw.in_set(Paint::Marks), casts.in_set(Paint::Marks)));
}

/// Draws streaks behind heads that dash.
fn dashes(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game() else { return };
    let look = Look::of(&settings).in_game(game);
    for player in game.players().iter().filter(|player| player.is_solid() && player.is_dashing()) {
        let pose = player.pose_at(displayed.alpha());
        let (along, radius) = (pose.direction(), game.tuning().head_radius);
        let ink = bright(look.player(player.slot), 1.2).with_alpha(0.85);
        for (side, length) in [(-1.25, 0.7), (-0.65, 1.0), (0.65, 1.0), (1.25, 0.7)] {
            let from = pose.position + along.perp() * (side * radius);
            let to = from - along * (player.speed * STREAK_S * length);
            canvas.line([from, to], 0.34 * radius, [ink, ink.with_alpha(0.0)]);
        }
    }
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game().filter(|game| game.tuning().powers.is_some()) else { return };
    let look = Look::of(&settings).in_game(game);
    let seconds = (game.tick() as f32 + displayed.alpha()) / TICK_HZ as f32;
    let seconds = if settings.reduced_motion { 0.0 } else { seconds };
    for player in game.players().iter().filter(|player| player.is_on_board()) {
        let at = player.pose_at(displayed.alpha()).position;
        let radius = game.tuning().head_radius;
        if player.is_shielded() {
            shield(&mut canvas, at, 2.1 * radius, seconds, look);
        }
        if player.is_magnetic() {
            magnet(&mut canvas, at, game, seconds, look);
        }
        if let Some(power) = player.held {
            icons::badge(&mut canvas, power, held_at(player, at, radius), HELD * radius, look);
        }
    }
}

/// Returns where a held power is shown: above the head, or below it at the upper edge.
fn held_at(player: &Player, at: Vec2, radius: f32) -> Vec2 {
    let down = player.pose.position.y < 4.0 * radius;
    at + HELD_AT * radius * Vec2::new(1.0, if down { -1.0 } else { 1.0 })
}

/// Paints a bubble with eight corners around a head.
fn shield(canvas: &mut Canvas, at: Vec2, radius: f32, seconds: f32, look: Look) {
    let ink = look.ink(look::HELP);
    let corners: Vec<Vec2> = shapes::regular(8, 1.0).collect();
    let place = Affine2::from_scale_angle_translation(Vec2::splat(radius), 0.4 * seconds, at);
    canvas.shape(place, &corners, ink.with_alpha(0.13));
    canvas.outline(place, &corners, 0.13, ink);
}

/// Paints arcs that contract towards a head, from the distance from which it takes blips.
fn magnet(canvas: &mut Canvas, at: Vec2, game: &Game, seconds: f32, look: Look) {
    let Some(powers) = game.tuning().powers else { return };
    let ink = look.ink(look::HELP);
    let (near, far) = (1.6 * game.tuning().head_radius, game.tuning().head_radius + powers.magnet.0);
    for ring in 0..3_u8 {
        let share = (f32::from(ring) / 3.0 + 0.5 * seconds).fract();
        let (radius, ink) = (far + (near - far) * share, ink.with_alpha(0.75 * share));
        for quarter in 0..4_u8 {
            let from = TAU * (f32::from(quarter) + 0.25) / 4.0;
            canvas.arc(at, (radius, 2.4), (from, TAU / 8.0), ink);
        }
    }
}

/// Draws a ring around players who have just used a power on their opponents.
fn casts(
    mut events: MessageReader<DisplayedEvent>,
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    time: Res<Time>,
    mut casts: Local<Vec<(u8, Power, f32)>>,
    mut canvas: ResMut<Canvas>,
) {
    let Some(game) = displayed.game() else {
        casts.clear();
        events.clear();
        return;
    };
    for DisplayedEvent(event) in events.read() {
        if let GameEvent::Acted { slot, action: Action::Power(power @ (Power::Slow | Power::Fat | Power::Swap)) } =
            event
        {
            casts.push((*slot, *power, 0.0));
        }
    }
    let look = Look::of(&settings);
    casts.retain_mut(|(slot, power, age)| {
        *age += time.delta_secs();
        let share = *age / CAST_S;
        if let Some(player) = game.player(*slot).filter(|_| share < 1.0) {
            let radius = if settings.reduced_motion { 40.0 } else { 14.0 + 150.0 * share * (2.0 - share) };
            let ink = look.ink(look::power(*power)).with_alpha(1.0 - share);
            canvas.ring(player.pose_at(displayed.alpha()).position, radius, 2.0 + 5.0 * (1.0 - share), ink);
        }
        share < 1.0
    });
}
