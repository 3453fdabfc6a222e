//! The podium: the winner of the evening, all guests' points, and the awards.

use bevy::prelude::*;

use crate::{
    game::{
        input::bindings::Action,
        round::{phase::Phase, state::Round},
        settings::model::CurrentSettings,
        view::{
            screens::{
                badges::Badges,
                party_results,
                ranking::{self, Cell, Prize, Row},
            },
            theme::{self, Fonts},
        },
    },
    sim::{Evening, EveningAward, EveningPlace},
};

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
            ranking::table(card, &fonts, &badges, rows(&round, &places));
            ranking::awards(card, &fonts, prizes(&round, evening));
            let key = settings.bindings.key_name(Action::Start);
            card.spawn(fonts.bold(&format!("Tap your phone or press {key} to go on."), 3.2, theme::TEXT));
        });
    });
}

fn heading(round: &Round, places: &[EveningPlace]) -> String {
    let winners: Vec<&str> =
        places.iter().filter(|place| place.place == 1).map(|place| name(round, place.slot)).collect();
    match winners.as_slice() {
        [] => "Nobody wins".to_owned(),
        [alone] => format!("{} wins the evening", theme::short_name(alone, 14)),
        [a, b] => format!("{} and {}", theme::short_name(a, 12), theme::short_name(b, 12)),
        several => format!("{} winners", several.len()),
    }
}

fn rows(round: &Round, places: &[EveningPlace]) -> Vec<Row> {
    let row = |place: &EveningPlace| {
        let size = match place.place {
            _ if ranking::is_long(places.len()) => 2.5,
            1 => 4.6,
            2 | 3 => 3.8,
            _ => 3.0,
        };
        let cell = |text, width, colour, justify| Cell { text, width, colour, justify };
        let cells = vec![
            cell(format!("{}.", place.place), 6.0, theme::QUIET, JustifyContent::End),
            cell(
                theme::short_name(name(round, place.slot), 14),
                36.0,
                theme::colour(place.slot, None),
                JustifyContent::Start,
            ),
            cell(place.total.to_string(), 11.0, theme::TEXT, JustifyContent::End),
        ];
        Row { slot: place.slot, team: None, size, cells }
    };
    places.iter().map(row).collect()
}

fn prizes<'a>(round: &'a Round, evening: &Evening) -> impl Iterator<Item = Prize<'a>> {
    evening.awards().into_iter().map(|(award, slot, figure)| Prize {
        text: said(award, figure),
        name: name(round, slot),
        colour: theme::colour(slot, None),
    })
}

fn name(round: &Round, slot: u8) -> &str {
    round.names.get(&slot).map_or("?", String::as_str)
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
