//! The settings screen: the rows of `game::settings`, large enough to read and click.

use bevy::prelude::*;

use crate::game::{
    settings::{
        context::MenuContext,
        pages::{Menu, MenuInput, Page},
        rows::{Control, Row, rows},
    },
    view::{
        screens::panel::{self, Art, Content},
        theme::{self, Fonts},
    },
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn).add_systems(Update, (open_menu.pipe(panel::show), click).chain());
}

fn spawn(mut commands: Commands, mut menu: ResMut<Menu>) {
    menu.on_screen = true;
    commands.spawn((panel::overlay::<OpenMenu>("Settings"), GlobalZIndex(10)));
}

/// The open menu.
#[derive(PartialEq)]
struct OpenMenu {
    page: Page,
    lines: Vec<MenuLine>,
    /// Index of the selected line.
    selected: usize,
}

/// A row as the screen shows it.
#[derive(PartialEq)]
struct MenuLine {
    label: &'static str,
    value: String,
    is_clickable: bool,
}

/// The input that a click on this node sends.
#[derive(Component, Clone, Copy)]
struct Clickable(MenuInput);

fn open_menu(menu: Res<Menu>, context: MenuContext) -> Option<OpenMenu> {
    let line = |row: Row| {
        let is_clickable = !matches!(row.control, Control::Inert);
        MenuLine { label: row.label, value: row.value, is_clickable }
    };
    let lines = || rows(&menu, context.shown()).into_iter().map(line).collect();
    menu.open.then(|| OpenMenu { page: menu.page, lines: lines(), selected: menu.row })
}

impl Content for OpenMenu {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let card = Node {
            width: Val::VMin(124.0),
            max_width: percent(96),
            min_height: Val::VMin(70.0),
            padding: UiRect::axes(Val::VMin(4.0), Val::VMin(3.0)),
            border_radius: BorderRadius::all(Val::VMin(2.0)),
            ..theme::stack(FlexDirection::Column, 0.4)
        };
        let help =
            "Up, Down: select  ·  Left, Right: change  ·  Enter  ·  Esc: back  ·  phone: tap = next, tilt = change";
        let fonts = &art.fonts;
        let mut screen = panel.spawn((theme::middle(), BackgroundColor(theme::BACKGROUND.with_alpha(0.9))));
        screen.with_children(|screen| {
            screen.spawn((card, BackgroundColor(theme::BACKGROUND))).with_children(|card| {
                card.spawn(fonts.bold("SETTINGS", 6.0, theme::ACCENT));
                tabs(card, fonts, self.page, self.selected == 0);
                for (index, line) in self.lines.iter().enumerate().skip(1) {
                    spawn_line(card, fonts, line, index, index == self.selected);
                }
                card.spawn(Node { flex_grow: 1.0, ..default() });
                card.spawn(fonts.text(help, 2.3, theme::QUIET));
            });
        });
    }
}

fn tabs(card: &mut ChildSpawnerCommands, fonts: &Fonts, page: Page, selected: bool) {
    let bar = Node { margin: UiRect::vertical(Val::VMin(1.0)), ..theme::stack(FlexDirection::Row, 1.0) };
    card.spawn(bar).with_children(|bar| {
        for other in Page::ALL {
            let here = other == page;
            let (text, back) = match (here, selected) {
                (true, true) => (theme::BACKGROUND, theme::ACCENT),
                (true, false) => (theme::TEXT, theme::LINE),
                _ => (theme::QUIET, theme::FLOOR),
            };
            let tab = Node {
                padding: UiRect::axes(Val::VMin(1.6), Val::VMin(0.5)),
                border_radius: BorderRadius::all(Val::VMin(1.0)),
                ..default()
            };
            let name = fonts.bold(&format!("{other:?}"), 2.8, text);
            bar.spawn((tab, BackgroundColor(back), Button, Clickable(MenuInput::Turn(other)), children![name]));
        }
    });
}

fn spawn_line(card: &mut ChildSpawnerCommands, fonts: &Fonts, line: &MenuLine, index: usize, is_selected: bool) {
    let node = Node {
        justify_content: JustifyContent::SpaceBetween,
        column_gap: Val::VMin(2.0),
        padding: UiRect::axes(Val::VMin(1.6), Val::VMin(0.5)),
        border_radius: BorderRadius::all(Val::VMin(1.0)),
        ..default()
    };
    let (text, back) = if is_selected { (theme::BACKGROUND, theme::ACCENT) } else { (theme::TEXT, Color::NONE) };
    let quiet = if is_selected { theme::BACKGROUND } else { theme::ACCENT };
    let label = fonts.text(line.label, 3.0, text);
    let value = (fonts.bold(&line.value, 3.0, quiet), TextLayout::no_wrap());
    let mut node = card.spawn((node, BackgroundColor(back), children![label, value]));
    if line.is_clickable {
        node.insert((Button, Clickable(MenuInput::Pick(index))));
    }
}

/// Sends the input of a node that is clicked. This is the only place that polls: observers of clicks would need Bevy's
/// feature `ui_picking`, which nothing else here uses.
fn click(clicked: Query<(&Interaction, &Clickable), Changed<Interaction>>, mut inputs: MessageWriter<MenuInput>) {
    for (interaction, clickable) in &clicked {
        if *interaction == Interaction::Pressed {
            inputs.write(clickable.0);
        }
    }
}
