//! Rankings on cards: a table of players, and their awards.

use bevy::prelude::*;

use crate::game::view::{
    screens::badges::Badges,
    theme::{self, Fonts},
};

/// With more players than this, the text is smaller and the table has two columns.
const FEW: usize = 8;

/// A player's row of the table.
pub(super) struct Row {
    pub slot: u8,
    pub team: Option<u8>,
    /// Height of the letters, as a percentage of the window's smaller side.
    pub size: f32,
    pub cells: Vec<Cell>,
}

/// A text of fixed width, so that the columns of all rows are aligned.
pub(super) struct Cell {
    pub text: String,
    /// Width as a percentage of the window's smaller side.
    pub width: f32,
    pub colour: Color,
    pub justify: JustifyContent,
}

/// An award: what it is for, and its holder.
pub(super) struct Prize<'a> {
    pub text: String,
    pub name: &'a str,
    pub colour: Color,
}

/// Returns whether a table of this many rows needs two columns and small letters.
pub(super) fn is_long(rows: usize) -> bool {
    rows > FEW
}

/// Builds the table.
pub(super) fn table(card: &mut ChildSpawnerCommands, fonts: &Fonts, badges: &Badges, rows: Vec<Row>) {
    let per_column = if is_long(rows.len()) { rows.len().div_ceil(2) } else { rows.len().max(1) };
    card.spawn(theme::stack(FlexDirection::Row, 6.0)).with_children(|columns| {
        for part in rows.chunks(per_column) {
            columns.spawn(theme::stack(FlexDirection::Column, 0.3)).with_children(|list| {
                for Row { slot, team, size, cells } in part {
                    let node = Node { align_items: AlignItems::Center, ..theme::stack(FlexDirection::Row, 1.2) };
                    list.spawn(node).with_children(|row| {
                        row.spawn(badges.in_team(*slot, *team, 1.3 * size));
                        for Cell { text, width, colour, justify } in cells {
                            let node = Node { width: Val::VMin(*width), justify_content: *justify, ..default() };
                            row.spawn((node, children![(fonts.bold(text, *size, *colour), TextLayout::no_wrap())]));
                        }
                    });
                }
            });
        }
    });
}

/// Builds the line of awards.
pub(super) fn awards<'a>(card: &mut ChildSpawnerCommands, fonts: &Fonts, prizes: impl Iterator<Item = Prize<'a>>) {
    let node = Node {
        max_width: Val::VMin(110.0),
        flex_wrap: FlexWrap::Wrap,
        justify_content: JustifyContent::Center,
        ..theme::stack(FlexDirection::Row, 1.6)
    };
    card.spawn(node).with_children(|list| {
        for Prize { text, name, colour } in prizes {
            list.spawn(theme::stack(FlexDirection::Row, 0.8)).with_children(|one| {
                one.spawn((fonts.text(&text, 2.4, theme::QUIET), TextLayout::no_wrap()));
                one.spawn((fonts.bold(&theme::short_name(name, 12), 2.4, colour), TextLayout::no_wrap()));
            });
        }
    });
}
