//! The podium: the winner of the evening, all guests' points, and the awards.

use bevy::prelude::*;

use crate::link::Identity;
use crate::{
    game::{
        input::bindings::Action,
        round::{phase::Phase, state::Round},
        settings::model::CurrentSettings,
        view::{
            screens::{badges::Badges, party_results},
            theme::{self, Fonts},
        },
    },
    sim::{Evening, EveningAward, EveningPlace},
};

/// With more guests than this, the text is smaller and the table has two columns.
const FEW: usize = 8;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(OnEnter(Phase::Podium), spawn);
}

fn spawn(
    mut commands: Commands,
    round: Res<Round>,
    settings: Res<CurrentSettings>,
    fonts: Res<Fonts>,
    badges: Res<Badges>,
) {
    let Some(evening) = &round.evening else { return };
    let places = evening.places();
    commands.spawn((Name::new("Podium"), DespawnOnExit(Phase::Podium), theme::middle())).with_children(|screen| {
        screen.spawn((theme::card(), BackgroundColor(theme::BACKGROUND.with_alpha(0.92)))).with_children(|card| {
            let rounds = evening.rounds().len();
            card.spawn(fonts.text(&format!("The evening is over after {rounds} rounds"), 3.0, theme::QUIET));
            card.spawn(fonts.bold(&heading(&round, &places), 8.0, theme::ACCENT));
            table(card, &fonts, &badges, &round, &places);
            awards(card, &fonts, &round, evening);
            let key = settings.bindings.key_name(Action::Start);
            card.spawn(fonts.bold(&format!("Tap your phone or press {key} to go on."), 3.2, theme::TEXT));
        });
    });
}

fn heading(round: &Round, places: &[EveningPlace]) -> String {
    let name = |place: &EveningPlace| round.names.get(&place.slot).map_or("?", String::as_str);
    let winners: Vec<&str> = places.iter().filter(|place| place.place == 1).map(name).collect();
    match winners.as_slice() {
        [] => "Nobody wins".to_owned(),
        [alone] => format!("{} wins the evening", theme::short_name(alone, 14)),
        [a, b] => format!("{} and {}", theme::short_name(a, 12), theme::short_name(b, 12)),
        several => format!("{} winners", several.len()),
    }
}

fn table(card: &mut ChildSpawnerCommands, fonts: &Fonts, badges: &Badges, round: &Round, places: &[EveningPlace]) {
    let many = places.len() > FEW;
    let rows = if many { places.len().div_ceil(2) } else { places.len().max(1) };
    card.spawn(theme::stack(FlexDirection::Row, 6.0)).with_children(|columns| {
        for part in places.chunks(rows) {
            columns.spawn(theme::stack(FlexDirection::Column, 0.3)).with_children(|list| {
                for place in part {
                    let size = match place.place {
                        _ if many => 2.5,
                        1 => 4.6,
                        2 | 3 => 3.8,
                        _ => 3.0,
                    };
                    let row = Node { align_items: AlignItems::Center, ..theme::stack(FlexDirection::Row, 1.2) };
                    list.spawn(row).with_children(|row| {
                        row.spawn(badges.of(place.slot, 1.3 * size));
                        let name = round.names.get(&place.slot).map_or("?", String::as_str);
                        let colour = theme::rgb(Identity::of(place.slot).rgb);
                        let mut cell = |text: String, width: f32, colour: Color, right: bool| {
                            let justify_content = if right { JustifyContent::End } else { JustifyContent::Start };
                            let node = Node { width: Val::VMin(width), justify_content, ..default() };
                            row.spawn((node, children![(fonts.bold(&text, size, colour), TextLayout::no_wrap())]));
                        };
                        cell(format!("{}.", place.place), 6.0, theme::QUIET, true);
                        cell(theme::short_name(name, 14), 36.0, colour, false);
                        cell(place.total.to_string(), 11.0, theme::TEXT, true);
                    });
                }
            });
        }
    });
}

fn awards(card: &mut ChildSpawnerCommands, fonts: &Fonts, round: &Round, evening: &Evening) {
    let node = Node {
        max_width: Val::VMin(110.0),
        flex_wrap: FlexWrap::Wrap,
        justify_content: JustifyContent::Center,
        ..theme::stack(FlexDirection::Row, 1.6)
    };
    card.spawn(node).with_children(|list| {
        for (award, slot, figure) in evening.awards() {
            let name = round.names.get(&slot).map_or("?", String::as_str);
            let colour = theme::rgb(Identity::of(slot).rgb);
            list.spawn(theme::stack(FlexDirection::Row, 0.8)).with_children(|one| {
                one.spawn((fonts.text(&said(award, figure), 2.4, theme::QUIET), TextLayout::no_wrap()));
                one.spawn((fonts.bold(&theme::short_name(name, 12), 2.4, colour), TextLayout::no_wrap()));
            });
        }
    });
}

/// Returns the text of an award, to be followed by its holder's name.
fn said(award: EveningAward, figure: u64) -> String {
    match award {
        EveningAward::MostWins => format!("{figure} rounds won:"),
        EveningAward::BiggestComeback => format!("up {figure} places:"),
        EveningAward::RunnerUp => format!("{figure} times second:"),
        EveningAward::Rounds(award) => party_results::said(award, figure),
    }
}
