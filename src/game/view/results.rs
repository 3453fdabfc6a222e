//! Game over: how it went, and how to go again.

use bevy::prelude::*;

use super::theme::{self, Fonts};
use crate::{
    game::{
        identity::Identity,
        round::{Round, Standing},
    },
    protocol::PhaseName,
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(OnEnter(PhaseName::Results), spawn);
}

fn spawn(mut commands: Commands, round: Res<Round>, fonts: Res<Fonts>) {
    let middle = Node { justify_content: JustifyContent::Center, align_items: AlignItems::Center, ..theme::layer() };
    let card = Node {
        align_items: AlignItems::Center,
        padding: UiRect::axes(Val::VMin(6.0), Val::VMin(4.0)),
        border_radius: BorderRadius::all(Val::VMin(2.0)),
        ..theme::stack(FlexDirection::Column, 1.2)
    };
    commands.spawn((Name::new("Results"), DespawnOnExit(PhaseName::Results), middle)).with_children(|screen| {
        screen.spawn((card, BackgroundColor(theme::BACKGROUND.with_alpha(0.92)))).with_children(|card| {
            card.spawn(fonts.bold("GAME OVER", 9.0, theme::ACCENT));
            match round.standings.as_slice() {
                [alone] => how_it_went(card, &fonts, alone),
                several => table(card, &fonts, several),
            }
            card.spawn(fonts.bold("Tap your phone or press Space to play again.", 3.6, theme::TEXT));
            card.spawn(fonts.text("Esc: title screen", 2.4, theme::QUIET));
        });
    });
}

fn how_it_went(card: &mut ChildSpawnerCommands, fonts: &Fonts, standing: &Standing) {
    let score = standing.score.floor();
    card.spawn(fonts.text("You left the arena.", 3.6, theme::QUIET));
    card.spawn(fonts.bold(&format!("{score:.0} points"), 7.0, theme::TEXT));
    let comparison = if standing.is_best() {
        "Your best so far!".to_owned()
    } else {
        format!(
            "{:.0} short of your best, {:.0}.",
            (standing.best_before.floor() - score).max(1.0),
            standing.best_before.floor()
        )
    };
    card.spawn(fonts.text(&comparison, 3.6, theme::TEXT));
}

fn table(card: &mut ChildSpawnerCommands, fonts: &Fonts, standings: &[Standing]) {
    // Fifteen lines must fit under the heading.
    let size = if standings.len() > 8 { 2.6 } else { 3.6 };
    card.spawn(theme::stack(FlexDirection::Column, 0.2)).with_children(|list| {
        for (place, standing) in standings.iter().enumerate() {
            let colour = theme::rgb(Identity::of(standing.slot).rgb);
            let record = if standing.is_best() { "  best ever!" } else { "" };
            let line = format!("{}.  {}   {:.0}{record}", place + 1, standing.name, standing.score.floor());
            list.spawn(fonts.bold(&line, size, colour));
        }
    });
}
