//! The results of a round: what happened, how the score compares with the best, and how to play again.

use bevy::prelude::*;

use crate::link::Identity;
use crate::{
    game::{
        input::bindings::Action,
        persistence::scores::Scores,
        round::{
            moment::Moment,
            phase::Phase,
            standing::Standing,
            state::{Playback, Round},
        },
        settings::model::CurrentSettings,
        view::{
            screens::{badges::Badges, party_results},
            theme::{self, Fonts},
        },
    },
    sim::{Cause, HazardKind, Player, TICK_HZ},
};

/// Number of board entries shown.
const BOARD_LINES: usize = 5;
/// Delay before the card appears, in seconds, so that players see the crash first.
const STILLNESS_S: f32 = 0.45;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(OnEnter(Phase::Results), spawn)
        .add_systems(Update, (reveal, tell_saved).run_if(in_state(Phase::Results)));
}

#[derive(Component)]
struct ResultsScreen {
    seconds: f32,
}

#[derive(Component)]
struct SavedText;

fn spawn(
    mut commands: Commands,
    round: Res<Round>,
    playback: Res<Playback>,
    scores: Res<Scores>,
    settings: Res<CurrentSettings>,
    fonts: Res<Fonts>,
    badges: Res<Badges>,
) {
    let seconds = if settings.effects.hit_stop { 0.0 } else { STILLNESS_S };
    let screen = (Name::new("Results"), ResultsScreen { seconds }, DespawnOnExit(Phase::Results), Visibility::Hidden);
    commands.spawn((screen, theme::middle())).with_children(|screen| {
        screen.spawn((theme::card(), BackgroundColor(theme::BACKGROUND.with_alpha(0.92)))).with_children(|card| {
            if round.mode.is_party() {
                return party_results::fill(card, &fonts, &badges, &round);
            }
            let heading = if playback.0.is_some() { "REPLAY OVER" } else { "GAME OVER" };
            card.spawn(fonts.bold(heading, 8.0, theme::ACCENT));
            match round.standings.as_slice() {
                [alone] => how_it_went(card, &fonts, &round, &scores, alone),
                several => table(card, &fonts, several),
            }
            let key = |action| settings.bindings.key_name(action);
            let again = if playback.0.is_some() {
                format!("Press {} to watch it again.", key(Action::Start))
            } else {
                format!("Tap your phone or press {} to play again.", key(Action::Start))
            };
            card.spawn(fonts.bold(&again, 3.6, theme::TEXT));
            card.spawn(fonts.text(&format!("{}: title screen", key(Action::Back)), 2.4, theme::QUIET));
        });
    });
}

fn how_it_went(card: &mut ChildSpawnerCommands, fonts: &Fonts, round: &Round, scores: &Scores, standing: &Standing) {
    let score = standing.score.floor();
    card.spawn(fonts.text(standing.cause.map_or("", crash_sentence), 3.4, theme::QUIET));
    card.spawn(fonts.bold(&format!("{score:.0} points"), 8.0, theme::TEXT));
    card.spawn(fonts.bold(&comparison(standing), 3.6, if standing.is_best() { theme::ACCENT } else { theme::TEXT }));
    if let Some(player) = round.game.as_ref().and_then(|game| game.player(standing.slot)) {
        card.spawn(fonts.text(&numbers(player, standing), 2.8, theme::QUIET));
    }
    let Some(device) = standing.device else { return };
    let board = scores.board(round.mode, device);
    if board.len() > 1 {
        card.spawn(theme::stack(FlexDirection::Column, 0.2)).with_children(|list| {
            list.spawn(fonts.text(&format!("{} · {device}", round.mode.name()), 2.4, theme::QUIET));
            for (index, entry) in board.iter().take(BOARD_LINES).enumerate() {
                let here = standing.board_place == Some(index + 1);
                let colour = if here { theme::ACCENT } else { theme::TEXT };
                let name = theme::short_name(&entry.name, 16);
                let line = format!("{}.  {:.0}   {name}   {:.0} s", index + 1, entry.score.floor(), entry.seconds);
                list.spawn(fonts.bold(&line, 2.6, colour));
            }
        });
    }
    card.spawn((SavedText, fonts.text("", 2.4, theme::QUIET)));
}

fn crash_sentence(cause: Cause) -> &'static str {
    match cause {
        Cause::Edge => "You left the arena.",
        Cause::Body { .. } => "You ran into your own tail.",
        Cause::Hazard(HazardKind::Thorn) => "You ran into a thorn.",
        Cause::Hazard(HazardKind::Drifter) => "A drifter got you.",
        Cause::Head { .. } => "You ran into another head.",
        Cause::Hazard(HazardKind::Spirit { .. }) => "A spirit got you.",
        Cause::Rule(_) => "You are out.",
    }
}

fn comparison(standing: &Standing) -> String {
    let (score, best) = (standing.score.floor(), standing.best_before.floor());
    match standing.device {
        None => String::new(),
        Some(_) if standing.is_best() && best > 0.0 => format!("New best, by {:.0}!", (score - best).max(1.0)),
        Some(_) if standing.is_best() => "New best!".to_owned(),
        Some(_) => format!("{:.0} short of your best, {best:.0}.", (best - score).max(1.0)),
    }
}

fn numbers(player: &Player, standing: &Standing) -> String {
    let seconds = player.ticks_alive as f64 / f64::from(TICK_HZ);
    let count = |number: u32, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let mut words = format!("{seconds:.1} s  ·  {}", count(player.blips, "blip", "blips"));
    if player.best_combo > 1 {
        words += &format!("  ·  combo of {}", player.best_combo);
    }
    if player.near_misses > 0 {
        words += &format!("  ·  {}", count(player.near_misses, "near miss", "near misses"));
    }
    if let Some(place @ 2..) = standing.board_place {
        words += &format!("  ·  place {place}");
    }
    words
}

fn table(card: &mut ChildSpawnerCommands, fonts: &Fonts, standings: &[Standing]) {
    // Fifteen lines have to fit under the heading.
    let size = if standings.len() > 8 { 2.6 } else { 3.6 };
    card.spawn(theme::stack(FlexDirection::Column, 0.2)).with_children(|list| {
        for (place, standing) in standings.iter().enumerate() {
            let colour = theme::rgb(Identity::of(standing.slot).rgb);
            let line = format!("{}.  {}   {:.0}", place + 1, standing.name, standing.score.floor());
            list.spawn(fonts.bold(&line, size, colour));
        }
    });
}

fn reveal(time: Res<Time<Real>>, moment: Res<Moment>, screen: Single<(&mut ResultsScreen, &mut Visibility)>) {
    let (mut screen, mut visibility) = screen.into_inner();
    // First what decided the round.
    screen.seconds = if moment.is_on() { 0.0 } else { screen.seconds + time.delta_secs() };
    visibility.set_if_neq(if screen.seconds >= STILLNESS_S { Visibility::Inherited } else { Visibility::Hidden });
}

/// Shows "Saved." only once the score has reached the disk.
fn tell_saved(scores: Res<Scores>, round: Res<Round>, mut text: Single<(&mut Text, &mut TextColor), With<SavedText>>) {
    let on_board = round.standings.iter().any(|standing| standing.board_place.is_some());
    let (words, colour) = match scores.saved() {
        _ if !on_board => (String::new(), theme::QUIET),
        Ok(true) => ("Saved.".to_owned(), theme::QUIET),
        Ok(false) => (String::new(), theme::QUIET),
        Err(why) => (format!("Could not save: {why}"), theme::WARNING),
    };
    text.0.set_if_neq(Text(words));
    text.1.set_if_neq(TextColor(colour));
}
