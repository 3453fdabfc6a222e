//! Ball: the ball, the two goals in their teams' colours, and the points of both teams on the floor.

use std::f32::consts::TAU;

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                modes::words::Words,
            },
            theme::{
                look::{self, Look, bright},
                shapes,
            },
        },
    },
    sim::{Parts, TICK_HZ},
};

/// Depth of a goal behind the edge, and the distance between the lines of its net, in arena units.
const DEPTH: f32 = 17.0;
const MESH: f32 = 22.0;
/// Width of the coloured ground before a goal, in arena units.
const BOX: f32 = 150.0;
/// Length of the ball's tail, in seconds.
const TAIL_S: f32 = 0.16;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Roll>()
        .add_systems(Update, (ground.in_set(Paint::Ground), roll.in_set(Paint::Hazards), draw.in_set(Paint::Marks)));
}

/// The angle by which the ball has rolled, in radians.
#[derive(Resource, Default)]
struct Roll(f32);

/// Draws both halves: each goal has the colour of the team that defends it.
fn ground(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    mut canvas: ResMut<Canvas>,
    mut words: ResMut<Words>,
) {
    let Some((game, ball)) = displayed.with(Parts::ball) else { return };
    let (look, arena) = (Look::of(&settings), game.tuning().arena);
    let (top, bottom) = ball.goal_mouth(game.board());
    let line = look.ink(LinearRgba::rgb(0.30, 0.42, 0.62)).with_alpha(0.35);
    canvas.line([Vec2::new(arena.x / 2.0, 0.0), Vec2::new(arena.x / 2.0, arena.y)], 2.5, [line; 2]);
    canvas.ring(arena / 2.0, 0.13 * arena.y, 2.5, line);
    for (team, edge, inwards) in [(0_u8, 0.0, 1.0), (1, arena.x, -1.0)] {
        let colour = look::team(team);
        let at = |depth: f32, y: f32| Vec2::new(edge + inwards * depth, y);
        // Light on the ground before the goal, and a net behind it.
        if !look.contrast {
            let middle = (top + bottom) / 2.0;
            canvas.line(
                [at(0.0, middle), at(BOX, middle)],
                bottom - top,
                [colour.with_alpha(0.22), colour.with_alpha(0.0)],
            );
        }
        let net = colour.with_alpha(0.5);
        canvas.line([at(-DEPTH, top), at(-DEPTH, bottom)], 3.0, [net; 2]);
        let strings = ((bottom - top) / MESH).round().max(1.0) as u16;
        for string in 0..=strings {
            let y = top + (bottom - top) * f32::from(string) / f32::from(strings);
            canvas.line([at(0.0, y), at(-DEPTH, y)], 1.5, [net; 2]);
        }
        let post = bright(colour, 1.25);
        canvas.line([at(0.0, top), at(0.0, bottom)], 8.0, [post; 2]);
        for y in [top, bottom] {
            canvas.disc(at(0.0, y), 9.0, post);
        }
        if game.tick() < u64::from(TICK_HZ) {
            // The countdown stands there.
            continue;
        }
        // A team's points stand in its own half.
        let points = ball.points.get(usize::from(team)).copied().unwrap_or_default();
        let place = at(0.27 * arena.x, arena.y / 2.0);
        let strength = if look.contrast { 0.45 } else { 0.26 };
        words.on_floor(points.to_string(), place, 0.40 * arena.y, colour.with_alpha(strength));
    }
}

/// Turns the ball as far as it has rolled.
fn roll(displayed: DisplayedGame, settings: Res<CurrentSettings>, time: Res<Time>, mut roll: ResMut<Roll>) {
    let Some((game, ball)) = displayed.with(Parts::ball) else { return };
    if displayed.alpha() < 1.0 && ball.kick_off == 0 && !game.is_over() && !settings.reduced_motion {
        let way = ball.velocity.length() * time.delta_secs() / ball.tuning().radius;
        roll.0 = (roll.0 + way * ball.velocity.x.signum()) % TAU;
    }
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, roll: Res<Roll>, mut canvas: ResMut<Canvas>) {
    let Some((game, ball)) = displayed.with(Parts::ball) else { return };
    let look = Look::of(&settings).in_game(game);
    let (at, radius) = (ball.previous.lerp(ball.position, displayed.alpha()), ball.tuning().radius);
    let last = ball.last_touch.map_or(LinearRgba::rgb(0.75, 0.8, 0.9), |slot| look.player(slot));
    if ball.kick_off > 0 {
        // A ring that contracts to the ball until the kick-off.
        let left = ball.kick_off as f32 / ball.tuning().kick_off_ticks.max(1) as f32;
        canvas.dashes(at, radius * (1.4 + 3.0 * left), 3.0, (12, left), look.ink(LinearRgba::WHITE).with_alpha(0.8));
    }
    let tail = ball.velocity * TAIL_S;
    if tail.length() > radius && ball.kick_off == 0 {
        canvas.line([at, at - tail], 1.5 * radius, [last.with_alpha(0.55), last.with_alpha(0.0)]);
    }
    if let Some(halo) = look.halo(LinearRgba::WHITE, 0.35) {
        canvas.glow(at, 2.2 * radius, halo);
    }
    let size = if ball.lifted && ball.kick_off == 0 { 1.18 } else { 1.0 };
    canvas.disc(at, radius * size + 5.5, look::NIGHT);
    canvas.ring(at, radius * size + 2.5, 4.0, bright(last, 1.2));
    canvas.disc(at, radius * size, LinearRgba::rgb(0.92, 0.94, 0.97));
    // A pentagon, and the edges of the five around it.
    let pentagon: Vec<Vec2> = shapes::regular(5, 1.0).collect();
    let place = Affine2::from_scale_angle_translation(Vec2::splat(0.42 * radius * size), roll.0, at);
    canvas.shape(place, &pentagon, look::NIGHT);
    for corner in pentagon {
        let out = Vec2::from_angle(roll.0).rotate(corner) * radius * size;
        canvas.line([at + out * 0.4, at + out * 0.78], 2.2, [look::NIGHT; 2]);
        canvas.line([at + out * 0.76, at + out * 0.98], 7.0, [look::NIGHT; 2]);
    }
}
