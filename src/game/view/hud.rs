//! The line over the arena: score, best and speed; or everybody's score where several play.

use bevy::prelude::*;

use super::{
    cameras::SCORE_LINE,
    theme::{self, Fonts},
};
use crate::{
    game::{
        roster::Roster,
        round::Round,
        scores::{Hand, Scores},
    },
    protocol::PhaseName,
    sim::{Game, Player},
};

/// Longest name shown in the line, in characters.
const NAME_CHARS: usize = 7;
/// Columns of the line: fixed, so that nothing moves when a number gets another digit.
const COLUMNS_ALONE: f32 = 3.0;
/// Fifteen players take two rows.
const COLUMNS_TOGETHER: f32 = 8.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn).add_systems(Update, (fill, announce));
}

#[derive(Component)]
struct ScoreLine;

#[derive(Component)]
struct Announcement;

fn spawn(mut commands: Commands, fonts: Res<Fonts>) {
    let line = Node {
        width: percent(100),
        height: Val::VMin(SCORE_LINE),
        padding: UiRect::horizontal(Val::VMin(4.0)),
        align_items: AlignItems::Center,
        align_content: AlignContent::Center,
        flex_wrap: FlexWrap::Wrap,
        ..theme::layer()
    };
    commands.spawn((Name::new("Score line"), ScoreLine, line));
    let middle = Node { justify_content: JustifyContent::Center, align_items: AlignItems::Center, ..theme::layer() };
    commands.spawn((Name::new("Announcement"), middle, children![(Announcement, fonts.bold("", 12.0, theme::ACCENT))]));
}

/// What the line says: a colour and a text for each piece.
type Pieces = Vec<(Color, String)>;

fn fill(
    mut commands: Commands,
    round: Res<Round>,
    roster: Res<Roster>,
    scores: Res<Scores>,
    fonts: Res<Fonts>,
    line: Single<Entity, With<ScoreLine>>,
    mut shown: Local<Pieces>,
) {
    let players = round.game.as_ref().map(Game::players).unwrap_or_default();
    let hand = round.soloist().and_then(|slot| roster.get(slot)).map_or(Hand::Tilt, |member| member.hand());
    let best = scores.best(round.mode, hand);
    let pieces = match players {
        [] => Vec::new(),
        [player] => alone(player, best),
        several => together(several, &roster),
    };
    // Text is laid out anew only when a digit changes.
    if pieces == *shown {
        return;
    }
    let (size, columns) = if players.len() > 1 { (2.4, COLUMNS_TOGETHER) } else { (4.6, COLUMNS_ALONE) };
    commands.entity(*line).despawn_children().with_children(|line| {
        for (colour, text) in &pieces {
            let column = Node { width: percent(100.0 / columns), ..default() };
            line.spawn((column, children![(fonts.bold(text, size, *colour), TextLayout::no_wrap())]));
        }
    });
    *shown = pieces;
}

fn alone(player: &Player, best: f64) -> Pieces {
    vec![
        (theme::ACCENT, format!("SCORE {:.0}", player.score().floor())),
        (theme::TEXT, format!("BEST {:.0}", best.max(player.score()).floor())),
        (theme::TEXT, format!("SPEED {:.0}", player.speed)),
    ]
}

fn together(players: &[Player], roster: &Roster) -> Pieces {
    players
        .iter()
        .map(|player| {
            let name = roster.get(player.slot).map_or("?", |member| member.name.as_str());
            let short = theme::short_name(name, NAME_CHARS);
            (theme::player(player), format!("{short} {:.0}", player.score().floor()))
        })
        .collect()
}

fn announce(round: Res<Round>, mut text: Single<&mut Text, With<Announcement>>) {
    let words = match round.phase {
        PhaseName::Countdown => "Get ready",
        PhaseName::Playing if round.pause.holds() => "Paused",
        _ => "",
    };
    if text.0 != words {
        words.clone_into(&mut text.0);
    }
}
