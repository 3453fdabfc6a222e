//! The countdown 3, 2, 1 before a party's round: large, and under the heads, which all players are looking for.

use bevy::prelude::*;

use crate::{
    game::{
        round::displayed::DisplayedGame,
        view::{
            arena::{
                cameras::{Framing, to_world},
                canvas::Paint,
            },
            theme::{self, Fonts},
        },
    },
    sim::{Game, TICK_HZ},
};

/// Z coordinate of the figure: over floor and trails, under everything else.
const Z: f32 = 0.8;
/// Maximum number of players in one ring of heads, which leaves more room in its middle.
const ONE_RING: usize = 8;
/// Font size as a share of the arena's height: with one ring of heads, and with two.
const SIZE: f32 = 0.62;
const SIZE_SMALL: f32 = 0.24;
/// Seconds for which the last word is shown.
const GO_S: f32 = 0.7;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn).add_systems(Update, count.after(Paint::Frame));
}

#[derive(Component)]
struct Figure;

fn spawn(mut commands: Commands, fonts: Res<Fonts>) {
    commands.spawn((
        Name::new("Countdown"),
        Figure,
        Text2d::new(""),
        TextFont { font: fonts.bold_face().into(), ..default() },
        TextColor(Color::NONE),
        Transform::default(),
    ));
}

/// Returns the figure and the remaining share of its time, 0..=1, or `None` outside the countdown.
fn figure(game: &Game) -> Option<(String, f32)> {
    let second = u64::from(TICK_HZ);
    let party = game.tuning().party.filter(|party| party.countdown_ticks > 0)?;
    let left = game.countdown();
    if left == 0 {
        let left = 1.0 - game.tick() as f32 / (GO_S * TICK_HZ as f32);
        return (left > 0.0).then(|| ("GO!".to_owned(), left));
    }
    // The first of the 3.0 s shows a 3.
    let share = ((left - 1) % second + 1) as f32 / second as f32;
    (left <= party.countdown_ticks).then(|| (left.div_ceil(second).to_string(), share))
}

fn count(
    displayed: DisplayedGame,
    framing: Res<Framing>,
    text: Single<(&mut Text2d, &mut TextFont, &mut TextColor, &mut Transform), With<Figure>>,
) {
    let (mut text, mut font, mut colour, mut transform) = text.into_inner();
    let shown = displayed.game().filter(|_| !displayed.is_backdrop()).and_then(|game| Some((game, figure(game)?)));
    let Some((game, (words, left))) = shown else {
        if !text.0.is_empty() {
            text.0.clear();
        }
        return;
    };
    let share = if game.players().len() > ONE_RING { SIZE_SMALL } else { SIZE };
    let size = FontSize::Px((share * game.tuning().arena.y * framing.scale).max(1.0));
    if text.0 != words || font.font_size != size {
        (text.0, font.font_size) = (words, size);
    }
    colour.0 = theme::ACCENT.with_alpha(0.12 + 0.6 * left);
    *transform = Transform::from_translation(to_world(framing.heart, Z)).with_scale(Vec3::splat(1.0 / framing.scale));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Inputs, Mode};

    #[test]
    fn three_two_and_one_are_each_shown_for_a_second_before_go() {
        let mut game = Game::new(Mode::Survival, &[0, 1], 1);
        let mut seen: Vec<(String, usize)> = Vec::new();
        for _ in 0..600 {
            if let Some((words, left)) = figure(&game) {
                assert!((0.0..=1.0).contains(&left), "{left}");
                match seen.last_mut().filter(|(last, _)| *last == words) {
                    Some((_, ticks)) => *ticks += 1,
                    None => seen.push((words, 1)),
                }
            }
            game.step(&Inputs::default(), &mut Vec::new());
        }
        let seen: Vec<(&str, usize)> = seen.iter().map(|(words, ticks)| (words.as_str(), *ticks)).collect();
        assert_eq!(seen, [("3", 120), ("2", 120), ("1", 120), ("GO!", 84)]);
    }

    #[test]
    fn there_is_no_countdown_in_single_player_modes_and_playgrounds() {
        assert_eq!(figure(&Game::new(Mode::Serpent, &[0], 1)), None);
        assert_eq!(figure(&Game::playground(1)), None);
    }
}
