//! Text over the arena: "Get ready", the news of a wave, the reason for a pause, and the count before play resumes.

use bevy::prelude::*;

use crate::{
    game::{
        input::bindings::Action,
        players::roster::Roster,
        round::{
            pause::Reason,
            phase::Phase,
            state::{Playback, Round, RoundEvent},
        },
        settings::{model::CurrentSettings, pages::Menu},
        view::{
            arena::{
                cameras::SCORE_LINE,
                edges::{Edges, Threat},
            },
            theme::{self, Fonts},
        },
    },
    sim::{Game, GameEvent, HazardKind, Mode, TICK_HZ},
};

/// Seconds for which a wave's text is shown.
const WAVE_S: f32 = 2.0;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<WaveWords>()
        .add_systems(Startup, spawn)
        .add_systems(Update, ((hear_waves, announce).chain(), explain));
}

#[derive(Component)]
struct Heading;

#[derive(Component)]
struct Explanation;

#[derive(Component)]
struct Card;

/// A line under the score that leaves the arena free.
#[derive(Component)]
struct Banner;

/// The text about the newest wave, and the tick until which it is shown.
#[derive(Resource, Default)]
struct WaveWords {
    words: String,
    until: u64,
}

fn spawn(mut commands: Commands, fonts: Res<Fonts>) {
    commands.spawn((
        Name::new("Announcement"),
        theme::middle(),
        children![(
            Card,
            theme::card(),
            BackgroundColor(Color::NONE),
            children![
                (Heading, fonts.bold("", 12.0, theme::ACCENT)),
                (Explanation, fonts.text("", 3.4, theme::TEXT), TextLayout::justify(Justify::Center)),
            ],
        )],
    ));
    let line = Node {
        justify_content: JustifyContent::Center,
        align_items: AlignItems::FlexStart,
        padding: UiRect::top(Val::VMin(SCORE_LINE + 2.0)),
        ..theme::layer()
    };
    let plate = Node {
        padding: UiRect::axes(Val::VMin(2.0), Val::VMin(0.4)),
        border_radius: BorderRadius::all(Val::VMin(1.2)),
        ..default()
    };
    commands.spawn((
        Name::new("Banner"),
        line,
        children![(
            Banner,
            plate,
            BackgroundColor(theme::BACKGROUND.with_alpha(0.75)),
            Visibility::Hidden,
            children![fonts.bold("", 3.6, theme::TEXT)],
        )],
    ));
}

/// Explains the rules to newcomers: before the start, and before the edges close in.
fn explain(
    round: Res<Round>,
    banner: Single<(&Children, &mut Visibility), With<Banner>>,
    mut text: Query<(&mut Text, &mut TextColor)>,
) {
    let (children, mut visibility) = banner.into_inner();
    let words = round.game.as_ref().filter(|_| round.is_running()).and_then(explanation);
    let wanted = if words.is_some() { Visibility::Inherited } else { Visibility::Hidden };
    visibility.set_if_neq(wanted);
    let (Some((words, colour)), Some(&child)) = (words, children.first()) else { return };
    if let Ok((mut text, mut ink)) = text.get_mut(child)
        && text.0 != words
    {
        (text.0, ink.0) = (words, colour);
    }
}

fn explanation(game: &Game) -> Option<(String, Color)> {
    if matches!(Edges::of(game, 0.0).threat, Threat::Soon(_)) {
        return Some(("The edges close in!".to_owned(), theme::WARNING));
    }
    if game.countdown() == 0 {
        return None;
    }
    let words = match game.mode() {
        Mode::Rush => {
            let (party, seconds) = (game.tuning().party?, |ticks: u64| ticks / u64::from(TICK_HZ));
            let (crash, time) = (party.crash?, game.ticks_left().map_or(0, seconds));
            let away = seconds(crash.ghost_ticks);
            format!("{time} seconds. Most points wins. A crash costs {} points and {away} seconds.", crash.points)
        }
        Mode::Survival => "Trails stay, and kill. The last one alive wins.".to_owned(),
        Mode::Classic | Mode::Serpent => return None,
    };
    Some((words, theme::TEXT))
}

fn hear_waves(mut events: MessageReader<RoundEvent>, mut wave: ResMut<WaveWords>) {
    for event in events.read() {
        match event {
            RoundEvent::Phase { phase: Phase::Countdown | Phase::Lobby, .. } => *wave = WaveWords::default(),
            RoundEvent::Sim { event: GameEvent::WaveBegan { wave: number, points }, tick } => {
                let news = if number % 3 == 0 { "the arena closes in" } else { "" };
                wave.words = format!("Wave {number}|+{points}   {news}");
                wave.until = tick + (WAVE_S * TICK_HZ as f32) as u64;
            }
            RoundEvent::Sim { event: GameEvent::HazardAppeared(hazard), .. } => {
                let news = match hazard.kind {
                    HazardKind::Thorn => "thorns",
                    HazardKind::Drifter => "a drifter",
                    HazardKind::Spirit { .. } => continue,
                };
                if !wave.words.ends_with(news) {
                    wave.words.push_str(news);
                }
            }
            _ => {}
        }
    }
}

fn announce(
    round: Res<Round>,
    playback: Res<Playback>,
    settings: Res<CurrentSettings>,
    menu: Res<Menu>,
    roster: Res<Roster>,
    wave: Res<WaveWords>,
    mut heading: Single<&mut Text, (With<Heading>, Without<Explanation>)>,
    mut explanation: Single<&mut Text, With<Explanation>>,
    mut card: Single<&mut BackgroundColor, With<Card>>,
) {
    let (words, more, solid) = match round.phase() {
        // Heads are in the middle: the figures are drawn under them.
        Phase::Countdown if round.game.as_ref().is_some_and(|game| game.countdown() > 0) => Default::default(),
        Phase::Countdown if playback.0.is_some() => ("Replay".to_owned(), String::new(), false),
        Phase::Countdown => ("Get ready".to_owned(), String::new(), false),
        _ if menu.open => Default::default(),
        Phase::Playing => match (round.pause.count(), round.pause.reason()) {
            (Some(count), _) => (count.to_string(), String::new(), false),
            (None, Some(reason)) => ("Paused".to_owned(), why(reason, &round, &roster, &settings), true),
            (None, None) if round.tick() < wave.until => {
                let (words, news) = wave.words.split_once('|').unwrap_or((&wave.words, ""));
                (words.to_owned(), news.to_owned(), false)
            }
            (None, None) => Default::default(),
        },
        Phase::Lobby | Phase::Results => Default::default(),
    };
    if heading.0 != words {
        heading.0 = words;
    }
    if explanation.0 != more {
        explanation.0 = more;
    }
    let colour = if solid { theme::BACKGROUND.with_alpha(0.9) } else { Color::NONE };
    if card.0 != colour {
        card.0 = colour;
    }
}

fn why(reason: Reason, round: &Round, roster: &Roster, settings: &CurrentSettings) -> String {
    let key = |action| settings.bindings.key_name(action);
    match reason {
        Reason::Asked => format!(
            "Tap your phone or press {} to resume.\n{} settings  ·  {} title screen",
            key(Action::Start),
            key(Action::Settings),
            key(Action::Back)
        ),
        Reason::LinkLost => "No connection to the phones. Play resumes once it is back.".to_owned(),
        Reason::ControllerLost => {
            let is_phone = round.soloist().is_none_or(|slot| roster.is_phone(slot));
            let what = if is_phone { "Phone not responding" } else { "Gamepad unplugged" };
            format!("{what}. Play resumes once it is back.")
        }
        Reason::Unfocused => "The window is not in front. Play resumes once it is.".to_owned(),
    }
}
