//! Knock-out: the players who would be out now, and the last seconds of a heat.

use bevy::prelude::*;

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                cameras::Framing,
                canvas::{Canvas, Paint},
                modes::words::Words,
            },
            theme::look::{self, Look, swing},
        },
    },
    sim::{Game, KnockOut, Parts, TICK_HZ},
};

/// Remaining seconds of a heat from which they are counted on the floor.
const COUNTED_S: u64 = 5;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (count.in_set(Paint::Ground), mark.in_set(Paint::Marks)));
}

fn part(game: &Game) -> Option<&KnockOut> {
    game.parts().and_then(Parts::knock_out)
}

/// Returns the slots of players in danger: those with the fewest points, unless all have equally many. In the final there
/// are none, because a crash decides it.
pub(crate) fn in_danger(game: &Game) -> Vec<u8> {
    let Some(heats) = part(game).filter(|heats| heats.heat() > 0 && !heats.is_final()) else { return Vec::new() };
    let lowest: Vec<u8> = heats.lowest(game.board()).collect();
    let present = game.players().iter().filter(|player| player.is_on_board()).count();
    if lowest.len() < present { lowest } else { Vec::new() }
}

fn seconds_left(heats: &KnockOut) -> u64 {
    heats.ticks_left().div_ceil(u64::from(TICK_HZ))
}

/// Counts the last seconds on the floor.
fn count(displayed: DisplayedGame, settings: Res<CurrentSettings>, framing: Res<Framing>, mut words: ResMut<Words>) {
    let Some((game, heats)) = displayed.with(Parts::knock_out) else { return };
    let left = seconds_left(heats);
    if game.is_over() || heats.heat() == 0 || !(1..=COUNTED_S).contains(&left) {
        return;
    }
    let share = (heats.ticks_left() % u64::from(TICK_HZ)) as f32 / TICK_HZ as f32;
    let ink = Look::of(&settings).ink(look::DANGER).with_alpha(0.06 + 0.18 * share);
    words.on_floor(left.to_string(), framing.heart, 0.6 * game.tuning().arena.y, ink);
}

/// Points at the players in danger.
fn mark(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some((game, heats)) = displayed.with(Parts::knock_out) else { return };
    let look = Look::of(&settings);
    let seconds = (game.tick() as f32 + displayed.alpha()) / TICK_HZ as f32;
    let is_close = seconds_left(heats) <= COUNTED_S;
    let swing = if settings.reduced_motion { 0.5 } else { swing(seconds, if is_close { 2.0 } else { 0.8 }) };
    let radius = game.tuning().head_radius;
    for slot in in_danger(game) {
        let Some(player) = game.player(slot) else { continue };
        let at = player.pose_at(displayed.alpha()).position;
        let ink = look.ink(look::DANGER).with_alpha(if is_close { 1.0 } else { 0.75 });
        // An arrow that pushes the head down.
        let up = if at.y > 5.0 * radius { -1.0 } else { 1.0 };
        let tip = at + Vec2::new(0.0, up * radius * (1.9 + 0.5 * swing));
        let radius = 1.35 * radius;
        let corner = |size: f32| {
            [(0.0, 0.0), (-0.95, 1.3), (0.95, 1.3)].map(|(x, y)| {
                let middle = Vec2::new(0.0, 0.8);
                tip + (middle + (Vec2::new(x, y) - middle) * size) * Vec2::new(1.0, up) * radius
            })
        };
        let middle = tip + Vec2::new(0.0, 0.8 * up) * radius;
        canvas.fan(middle, look::NIGHT, corner(1.45), look::NIGHT);
        canvas.fan(middle, ink, corner(1.0), ink);
        if is_close {
            canvas.dashes(at, 1.75 * radius, 2.4, (10, seconds * f32::from(u8::from(!settings.reduced_motion))), ink);
        }
    }
}
