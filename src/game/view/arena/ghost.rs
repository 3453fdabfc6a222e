//! The ghost of the best run: an outline of a head with a faint, dashed body, under everything that matters.

use bevy::prelude::*;

use crate::game::{
    round::displayed::DisplayedGame,
    settings::model::CurrentSettings,
    view::{
        arena::{
            bodies::{self, Lengths},
            canvas::{Canvas, Paint},
            heads,
        },
        theme::{look::Look, shapes},
    },
};
use crate::link::Identity;

/// Lengths of the dashes and gaps of its body, in arena units.
const DASH: f32 = 9.0;
const GAP: f32 = 9.0;
const PALE: LinearRgba = LinearRgba::rgb(0.55, 0.62, 0.78);

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, draw.in_set(Paint::Ghost));
}

fn draw(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    mut canvas: ResMut<Canvas>,
    mut lengths: Local<Lengths>,
) {
    let Some(game) = displayed.ghost().filter(|_| settings.ghost && !displayed.is_backdrop()) else { return };
    let (tuning, alpha, look) = (game.tuning(), displayed.alpha(), Look::of(&settings));
    let ink = look.ink(PALE);
    for player in game.players().iter().filter(|player| player.alive) {
        if let Some(length) = bodies::drawn_length(&mut lengths, player, tuning) {
            let head = player.pose_at(alpha).position;
            dashed(&mut canvas, std::iter::once(head).chain(player.body()), length, ink.with_alpha(0.22));
        }
        let place = heads::placing(player, tuning, alpha);
        let outline = shapes::head(Identity::of(player.slot).shape);
        canvas.shape(place, &outline, ink.with_alpha(0.10));
        canvas.outline(place, &outline, 0.22, ink.with_alpha(0.55));
    }
}

/// Draws a dashed line. The dashes move with the ghost: fixed dashes would need the ghost's whole distance travelled.
fn dashed(canvas: &mut Canvas, points: impl Iterator<Item = Vec2>, length: f32, ink: LinearRgba) {
    let mut way = 0.0;
    let mut before: Option<Vec2> = None;
    for point in points {
        if way > length {
            break;
        }
        if let Some(from) = before {
            if way % (DASH + GAP) < DASH {
                canvas.line([from, point], 2.2, [ink, ink]);
            }
            way += from.distance(point);
        }
        before = Some(point);
    }
}
