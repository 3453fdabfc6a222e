//! The settings screen: the rows of `game::settings`, large enough to read and click.

use bevy::prelude::*;

use crate::game::{
    settings::{
        pages::{Menu, MenuInput, Page},
        rows::{Item, MenuContext, Row, rows},
    },
    view::theme::{self, Fonts},
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, |mut menu: ResMut<Menu>| menu.on_screen = true).add_systems(Update, (show, click).chain());
}

#[derive(Component)]
struct MenuScreen;

/// The input that a click on this node sends.
#[derive(Component, Clone, Copy)]
struct Clickable(MenuInput);

fn show(
    mut commands: Commands,
    menu: Res<Menu>,
    context: MenuContext,
    fonts: Res<Fonts>,
    screen: Query<Entity, With<MenuScreen>>,
    mut shown: Local<Option<(Vec<Row>, usize)>>,
) {
    let wanted = menu.open.then(|| (rows(&menu, context.shown()), menu.row));
    if wanted == *shown {
        return;
    }
    screen.iter().for_each(|screen| commands.entity(screen).despawn());
    if let Some((rows, row)) = &wanted {
        spawn(&mut commands, &fonts, menu.page, rows, *row);
    }
    *shown = wanted;
}

fn spawn(commands: &mut Commands, fonts: &Fonts, page: Page, rows: &[Row], selected: usize) {
    let card = Node {
        width: Val::VMin(124.0),
        max_width: percent(96),
        min_height: Val::VMin(70.0),
        padding: UiRect::axes(Val::VMin(4.0), Val::VMin(3.0)),
        border_radius: BorderRadius::all(Val::VMin(2.0)),
        ..theme::stack(FlexDirection::Column, 0.4)
    };
    commands
        .spawn((
            Name::new("Settings"),
            MenuScreen,
            theme::middle(),
            GlobalZIndex(10),
            BackgroundColor(theme::BACKGROUND.with_alpha(0.9)),
        ))
        .with_children(|screen| {
            screen.spawn((card, BackgroundColor(theme::BACKGROUND))).with_children(|card| {
            card.spawn(fonts.bold("SETTINGS", 6.0, theme::ACCENT));
            tabs(card, fonts, page, selected == 0);
            for (index, row) in rows.iter().enumerate().skip(1) {
                line(card, fonts, row, index, index == selected);
            }
            card.spawn(Node { flex_grow: 1.0, ..default() });
            let help =
                "Up, Down: select  ·  Left, Right: change  ·  Enter  ·  Esc: back  ·  phone: tap = next, tilt = change";
            card.spawn(fonts.text(help, 2.3, theme::QUIET));
        });
        });
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

fn line(card: &mut ChildSpawnerCommands, fonts: &Fonts, row: &Row, index: usize, selected: bool) {
    let node = Node {
        justify_content: JustifyContent::SpaceBetween,
        column_gap: Val::VMin(2.0),
        padding: UiRect::axes(Val::VMin(1.6), Val::VMin(0.5)),
        border_radius: BorderRadius::all(Val::VMin(1.0)),
        ..default()
    };
    let (text, back) = if selected { (theme::BACKGROUND, theme::ACCENT) } else { (theme::TEXT, Color::NONE) };
    let quiet = if selected { theme::BACKGROUND } else { theme::ACCENT };
    let mut line = card.spawn((node, BackgroundColor(back)));
    line.with_children(|line| {
        line.spawn(fonts.text(&row.label, 3.0, text));
        line.spawn((fonts.bold(&row.value, 3.0, quiet), TextLayout::no_wrap()));
    });
    if row.item != Item::Nothing {
        line.insert((Button, Clickable(MenuInput::Pick(index))));
    }
}

fn click(clicked: Query<(&Interaction, &Clickable), Changed<Interaction>>, mut inputs: MessageWriter<MenuInput>) {
    for (interaction, clickable) in &clicked {
        if *interaction == Interaction::Pressed {
            inputs.write(clickable.0);
        }
    }
}
