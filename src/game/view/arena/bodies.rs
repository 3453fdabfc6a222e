//! Bodies: ribbons behind heads, in pieces where there are gaps.

use bevy::prelude::*;

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                modes::hydra,
                ribbon::{Slice, ribbon},
                trails::{FRESH, Trails},
            },
            theme::look::{self, Look, bright},
        },
    },
    sim::{Game, MAX_PLAYERS, Player, TICK_S, Tuning},
};

/// The colour over bodies that closing edges have left behind.
const BURIED: LinearRgba = LinearRgba { alpha: 0.78, ..look::NIGHT };
/// How far such bodies may stick out of the arena, and how much of the edge stays uncovered, in arena units.
const STICKS_OUT: f32 = 24.0;
const EDGE: f32 = 3.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, draw.in_set(Paint::Bodies));
}

/// The drawn length of each body. It changes smoothly, although the points of a body are coarse.
pub(crate) type Lengths = [f32; MAX_PLAYERS];

fn draw(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    mut canvas: ResMut<Canvas>,
    mut trails: ResMut<Trails>,
    mut lengths: Local<Lengths>,
) {
    let Some(game) = displayed.game() else { return };
    let (tuning, look) = (game.tuning(), Look::of(&settings).in_game(game));
    trails.follow(game, look);
    bury(&mut canvas, game);
    // Dead players are painted under living ones.
    let mut players: Vec<&Player> = game.players().iter().collect();
    players.sort_by_key(|player| player.alive);
    for player in players {
        let colour = hydra::skin(game, player.slot, look);
        let head = (player.pose_at(displayed.alpha()).position, player.leaves_body());
        let knots = std::iter::once(head).chain(player.joined_body());
        if tuning.body.stays {
            let fresh = trails.settle(player, tuning.body.spacing, |way| staying(colour, tuning, way, look));
            ribbon(&mut canvas, false, knots.take(1 + fresh), f32::INFINITY, |way| staying(colour, tuning, way, look));
        } else if let Some(length) = drawn_length(&mut lengths, player, tuning) {
            ribbon(&mut canvas, false, knots, length, |way| following(player, colour, tuning, (way, length), look));
        }
    }
}

/// Darkens bodies outside the edges that have closed in: they are out of the game.
fn bury(canvas: &mut Canvas, game: &Game) {
    let (arena, depth) = (game.tuning().arena, game.inset() - EDGE);
    if depth <= 0.0 || !game.tuning().body.stays {
        return;
    }
    let width = depth + STICKS_OUT;
    let (near, far) = (depth - width / 2.0, arena - depth + width / 2.0);
    for y in [near, far.y] {
        let ends = [-STICKS_OUT, arena.x + STICKS_OUT].map(|x| Vec2::new(x, y));
        canvas.line(ends, width, [BURIED; 2]);
    }
    for x in [near, far.x] {
        let ends = [depth, arena.y - depth].map(|y| Vec2::new(x, y));
        canvas.line(ends, width, [BURIED; 2]);
    }
}

/// Returns the length to draw: the body's own, minus the possible excess of its last piece, or `None` for no body yet.
pub(crate) fn drawn_length(lengths: &mut Lengths, player: &Player, tuning: &Tuning) -> Option<f32> {
    let drawn = lengths.get_mut(usize::from(player.slot))?;
    let slack = tuning.body.spacing + 2.0 * player.speed * TICK_S;
    *drawn = drawn.clamp((player.length() - slack).max(0.0), player.length());
    (*drawn > 1.0).then_some(*drawn)
}

/// Returns the look of a body that follows its head, at a distance `way` along it: as wide as the area that kills,
/// brightest behind the head.
fn following(player: &Player, colour: LinearRgba, tuning: &Tuning, (way, length): (f32, f32), look: Look) -> Slice {
    let half_width = player.body_radius(way, tuning);
    let fresh = 1.0 - way / length;
    if !player.alive {
        let skin = bright(colour, 0.05);
        return Slice { half_width, skin, core: bright(colour, 0.11) };
    }
    if look.contrast {
        return Slice { half_width, skin: colour, core: colour };
    }
    let core = bright(colour, 0.8 + 0.5 * fresh * fresh) + heat(way);
    Slice { half_width, skin: bright(colour, 0.16 + 0.16 * fresh), core: core.with_alpha(1.0) }
}

/// Returns the look of a body that stays: it kills all round long, so it is never dim. Only its fresh part changes.
fn staying(colour: LinearRgba, tuning: &Tuning, way: f32, look: Look) -> Slice {
    let half_width = tuning.body.radius;
    if look.contrast {
        return Slice { half_width, skin: colour, core: colour };
    }
    let fresh = (1.0 - way / FRESH).max(0.0).powi(2);
    let core = bright(colour, 0.62 + 0.6 * fresh) + heat(way);
    Slice { half_width, skin: bright(colour, 0.2 + 0.14 * fresh), core: core.with_alpha(1.0) }
}

/// Returns the inner light: white-hot just behind the head, the body's own colour further on.
fn heat(way: f32) -> LinearRgba {
    bright(LinearRgba::WHITE, 0.30 * (1.0 - way / 120.0).max(0.0).powi(2))
}
