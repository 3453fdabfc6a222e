//! The score line above the arena: score, best, combo and wave, or all players' scores in a party.

use bevy::prelude::*;

use crate::{
    game::{
        persistence::scores::Scores,
        players::roster::Roster,
        round::state::{Playback, Round},
        view::{
            arena::cameras::SCORE_LINE,
            screens::{
                figures::{self, Piece},
                panel::{self, Art, Content},
            },
            theme,
        },
    },
    sim::{Game, Player},
};

/// With more players than this, the line has two rows.
const FEW: usize = 5;
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
    layout: Layout,
}

/// The layout of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// The figures of a single player.
    Alone,
    /// A column for each of a few players.
    Few,
    /// A column for each player, in two rows.
    Many,
    /// A column for each team.
    Sides,
}

impl Layout {
    /// Returns the size of the heads, of the labels and of the figures, as percentages of the window's smaller side.
    fn sizes(self) -> [f32; 3] {
        match self {
            Self::Alone => [0.0, 2.4, 5.2],
            Self::Few => [4.4, 2.9, 3.6],
            Self::Many => [3.6, 2.4, 2.4],
            Self::Sides => [3.4, 2.6, 5.2],
        }
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
            ScoreLine { pieces, layout: Layout::Alone }
        }
        several => {
            let mut pieces: Vec<Piece> = figures::clock(game, &round).into_iter().collect();
            let sides = figures::sides(game);
            let layout = match &sides {
                Some(_) => Layout::Sides,
                None if several.len() <= FEW => Layout::Few,
                None => Layout::Many,
            };
            let players = || several.iter().map(|player| figures::of(game, player, &roster)).collect();
            pieces.extend(sides.unwrap_or_else(players));
            ScoreLine { pieces, layout }
        }
    })
}

impl Content for ScoreLine {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let (wrap, columns) = match self.layout {
            Layout::Many => (FlexWrap::Wrap, COLUMNS_TOGETHER),
            _ => (FlexWrap::NoWrap, self.pieces.len().max(1) as f32),
        };
        let [head, label_size, size] = self.layout.sizes();
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
            for Piece { heads, label, label_colour, value, colour, is_out } in &self.pieces {
                // Fixed columns, so that nothing moves when a number gets another digit.
                let column = Node {
                    width: percent(100.0 / columns),
                    align_items: if heads.is_empty() { AlignItems::Baseline } else { AlignItems::Center },
                    ..theme::stack(FlexDirection::Row, if heads.is_empty() { 1.2 } else { 0.6 })
                };
                line.spawn(column).with_children(|column| {
                    for &(slot, team) in heads {
                        if *is_out {
                            column.spawn(art.badges.faded(slot, team, head));
                        } else {
                            column.spawn(art.badges.in_team(slot, team, head));
                        }
                    }
                    let label = (!label.is_empty()).then(|| art.fonts.text(label, label_size, *label_colour));
                    let label = label.map(|label| (label, TextLayout::no_wrap()));
                    let value = (art.fonts.bold(value, size, *colour), TextLayout::no_wrap());
                    // A team's figure comes first: "15, 1 goal".
                    match label {
                        None => _ = column.spawn(value),
                        Some(label) if self.layout == Layout::Sides && !heads.is_empty() => {
                            column.spawn(value);
                            column.spawn(label);
                        }
                        Some(label) => {
                            column.spawn(label);
                            column.spawn(value);
                        }
                    }
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
