//! Crown: the wandering circle of light, and a crown over each player whom it pays.

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
            theme::look::{self, Look, bright, swing},
        },
    },
    sim::{Crown, Game, Parts, Player, TICK_HZ},
};

/// The outline of a crown of about radius 1.
const OUTLINE: [(f32, f32); 7] =
    [(-0.72, 0.6), (0.72, 0.6), (0.9, -0.55), (0.38, -0.28), (0.0, -0.85), (-0.38, -0.28), (-0.9, -0.55)];
/// Height of a crown over its head, in radii of the head.
const ABOVE: f32 = 2.1;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (ground.in_set(Paint::Ground), mark.in_set(Paint::Marks)));
}

/// Returns the players whom the circle pays now.
fn inside<'a>(game: &'a Game, crown: &'a Crown) -> impl Iterator<Item = &'a Player> {
    let pays = |player: &&Player| player.is_solid() && crown.contains(player.pose.position);
    game.players().iter().filter(pays)
}

fn ground(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    mut canvas: ResMut<Canvas>,
    mut words: ResMut<Words>,
) {
    let Some((game, crown)) = displayed.with(Parts::crown) else { return };
    let look = Look::of(&settings).in_game(game);
    let (at, radius) = (crown.previous.lerp(crown.position, displayed.alpha()), crown.radius());
    let seconds = (game.tick() as f32 + displayed.alpha()) / TICK_HZ as f32;
    let (ink, factor) = (look.ink(look::GOLD), crown.factor(game.board()));
    let is_finale = factor > 1;
    let swell = if is_finale && !settings.reduced_motion { swing(seconds, 1.0) } else { 0.5 };
    let rim = (0..64_u8).map(|i| at + Vec2::from_angle(TAU * f32::from(i) / 64.0) * radius);
    let light = if look.contrast { 0.0 } else { 0.06 + if is_finale { 0.06 * swell } else { 0.0 } };
    canvas.fan(at, ink.with_alpha(light), rim, ink.with_alpha(1.4 * light));
    crown_at(&mut canvas, at, 0.24 * radius, ink.with_alpha(0.30), None);
    if is_finale {
        words.on_floor(format!("×{factor}"), at + Vec2::new(0.0, 0.42 * radius), 0.42 * radius, ink.with_alpha(0.8));
        canvas.ring(at, radius + 9.0, 2.0 + 2.0 * swell, ink.with_alpha(0.75));
    }
    // The rim belongs to those who are inside, in equal shares.
    let owners: Vec<LinearRgba> = inside(game, crown).map(|player| look.player(player.slot)).collect();
    if owners.is_empty() {
        canvas.ring(at, radius, 3.2, ink);
    }
    let share = TAU / owners.len().max(1) as f32;
    let turn = if settings.reduced_motion { 0.0 } else { 0.3 * seconds };
    for (number, colour) in owners.into_iter().enumerate() {
        canvas.arc(at, (radius, 6.5), (turn + share * number as f32, share), bright(colour, 1.2));
    }
}

/// Puts a crown over each head inside.
fn mark(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some((game, crown)) = displayed.with(Parts::crown) else { return };
    let (ink, radius) = (Look::of(&settings).ink(look::GOLD), game.tuning().head_radius);
    for player in inside(game, crown) {
        let at = player.pose_at(displayed.alpha()).position - Vec2::new(0.0, ABOVE * radius);
        crown_at(&mut canvas, at, 0.8 * radius, ink, Some(look::NIGHT));
    }
}

fn crown_at(canvas: &mut Canvas, at: Vec2, size: f32, ink: LinearRgba, surround: Option<LinearRgba>) {
    let points = OUTLINE.map(Vec2::from);
    let place = |size: f32| Affine2::from_scale_angle_translation(Vec2::splat(size), 0.0, at);
    if let Some(night) = surround {
        canvas.shape(place(1.35 * size), &points, night);
    }
    canvas.shape(place(size), &points, ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crown_is_visible_from_its_middle() {
        // Otherwise its triangles would cover each other.
        let turns = OUTLINE.iter().zip(OUTLINE.iter().cycle().skip(1)).map(|(&a, &b)| Vec2::from(a).perp_dot(b.into()));
        assert!(turns.into_iter().all(|turn| turn < 0.0));
    }
}
