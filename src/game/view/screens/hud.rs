//! The score line above the arena: score, best, combo and wave, or all players' scores in a party.

use bevy::prelude::*;

use crate::{
    game::{
        persistence::scores::Scores,
        players::roster::Roster,
        round::state::{Playback, Round},
        view::{
            arena::cameras::SCORE_LINE,
            screens::panel::{self, Art, Content},
            theme,
        },
    },
    sim::{Game, Player, TICK_HZ},
};

/// Longest name shown in the line, in columns.
const NAME_COLUMNS: usize = 7;
/// Remaining seconds below which the clock is red.
const HURRY_S: u64 = 10;
/// Columns per row in a party: the clock and fifteen players take two rows.
const COLUMNS_TOGETHER: f32 = 8.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, |mut commands: Commands| {
        commands.spawn(panel::overlay::<ScoreLine>("Score line"));
    })
    .add_systems(Update, score_line.pipe(panel::show));
}

/// The whole line.
#[derive(PartialEq)]
struct ScoreLine {
    pieces: Vec<Piece>,
    is_shared: bool,
}

/// A column of the line.
#[derive(PartialEq)]
struct Piece {
    /// Slot of the player whose head is drawn before the label.
    head: Option<u8>,
    /// The name of the figure, or of the player.
    label: String,
    label_colour: Color,
    /// The figure.
    value: String,
    colour: Color,
}

impl Piece {
    fn new(label: &str, value: String, colour: Color) -> Self {
        Self { head: None, label: label.to_owned(), label_colour: theme::QUIET, value, colour }
    }
}

fn score_line(
    round: Res<Round>,
    playback: Res<Playback>,
    roster: Res<Roster>,
    scores: Res<Scores>,
) -> Option<ScoreLine> {
    let game = round.game.as_ref()?;
    Some(match game.players() {
        [player] => {
            let device = roster.device(player.slot);
            let best = playback.0.as_ref().map_or_else(|| scores.best(round.mode, device), |run| run.score());
            let pieces = alone(game, player, best, round.ghost.as_ref().map(|ghost| &ghost.game));
            ScoreLine { pieces, is_shared: false }
        }
        several => ScoreLine { pieces: together(game, several, &round, &roster), is_shared: true },
    })
}

impl Content for ScoreLine {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let (wrap, columns) = if self.is_shared {
            (FlexWrap::Wrap, COLUMNS_TOGETHER)
        } else {
            (FlexWrap::NoWrap, self.pieces.len().max(1) as f32)
        };
        let line = Node {
            width: percent(100),
            height: Val::VMin(SCORE_LINE),
            padding: UiRect::horizontal(Val::VMin(4.0)),
            align_items: AlignItems::Center,
            align_content: AlignContent::Center,
            flex_wrap: wrap,
            ..default()
        };
        panel.spawn(line).with_children(|line| {
            for Piece { head, label, label_colour, value, colour } in &self.pieces {
                // Fixed columns, so that nothing moves when a number gets another digit.
                let column = Node {
                    width: percent(100.0 / columns),
                    align_items: if head.is_some() { AlignItems::Center } else { AlignItems::Baseline },
                    ..theme::stack(FlexDirection::Row, if head.is_some() { 0.6 } else { 1.2 })
                };
                line.spawn(column).with_children(|column| {
                    if let Some(slot) = head {
                        column.spawn(art.badges.of(*slot, 3.6));
                    }
                    if !label.is_empty() {
                        column.spawn((art.fonts.text(label, 2.4, *label_colour), TextLayout::no_wrap()));
                    }
                    let size = if self.is_shared { 2.4 } else { 5.2 };
                    column.spawn((art.fonts.bold(value, size, *colour), TextLayout::no_wrap()));
                });
            }
        });
    }
}

fn alone(game: &Game, player: &Player, best: f64, ghost: Option<&Game>) -> Vec<Piece> {
    let score = player.score();
    let mut pieces = vec![
        Piece::new("SCORE", format!("{:.0}", score.floor()), theme::ACCENT),
        Piece::new("BEST", format!("{:.0}", best.max(score).floor()), theme::TEXT),
    ];
    if let Some(ghost) = ghost.and_then(|ghost| ghost.players().first()) {
        let ahead = score.floor() - ghost.score().floor();
        let colour = if ahead < 0.0 { theme::WARNING } else { theme::TEXT };
        pieces.push(Piece::new("GHOST", format!("{ahead:+.0}"), colour));
    }
    if game.tuning().combo.is_some() {
        let factor = player.factor(game.tuning());
        let text = if factor > 1 { format!("×{factor}") } else { "–".to_owned() };
        pieces.push(Piece::new("COMBO", text, if factor > 1 { theme::ACCENT } else { theme::QUIET }));
    }
    if game.tuning().waves.is_some() {
        pieces.push(Piece::new("WAVE", game.wave().to_string(), theme::TEXT));
    } else {
        pieces.push(Piece::new("SPEED", format!("{:.0}", player.speed), theme::TEXT));
    }
    pieces
}

/// The clock or the round, then all players by slot, so that players always find their column in the same order.
fn together(game: &Game, players: &[Player], round: &Round, roster: &Roster) -> Vec<Piece> {
    let clock = match (game.ticks_left(), round.rounds()) {
        (Some(ticks), _) => {
            let seconds = ticks.div_ceil(u64::from(TICK_HZ));
            let colour = if seconds <= HURRY_S { theme::WARNING } else { theme::ACCENT };
            Some(Piece::new("", format!("{}:{:02}", seconds / 60, seconds % 60), colour))
        }
        (None, Some(rounds)) => Some(Piece::new("", format!("ROUND {}/{rounds}", round.number()), theme::ACCENT)),
        (None, None) => None,
    };
    let of = |player: &Player| {
        let name = roster.get(player.slot).map_or("?", |member| member.name.as_str());
        Piece {
            head: Some(player.slot),
            label: theme::short_name(name, NAME_COLUMNS),
            label_colour: theme::player(player),
            value: format!("{:.0}", player.score().floor()),
            colour: theme::TEXT,
        }
    };
    clock.into_iter().chain(players.iter().map(of)).collect()
}
