//! Words over the arena: get ready, what a wave brings, why it stands still, and the count before it goes on.

use bevy::prelude::*;

use super::theme::{self, Fonts};
use crate::{
    game::{
        bindings::Action,
        menu::Menu,
        pause::Reason,
        round::{Playback, Round, RoundEvent},
        settings::CurrentSettings,
    },
    protocol::PhaseName,
    sim::{GameEvent, HazardKind, TICK_HZ},
};

/// Seconds a wave's words stand.
const WAVE_S: f32 = 2.0;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<WaveWords>().add_systems(Startup, spawn).add_systems(Update, (hear_waves, announce).chain());
}

#[derive(Component)]
struct Heading;

#[derive(Component)]
struct Explanation;

#[derive(Component)]
struct Card;

/// What the newest wave brings, and until which tick it is said.
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
}

fn hear_waves(mut events: MessageReader<RoundEvent>, mut wave: ResMut<WaveWords>) {
    for event in events.read() {
        match event {
            RoundEvent::Phase { phase: PhaseName::Countdown | PhaseName::Lobby, .. } => *wave = WaveWords::default(),
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
    wave: Res<WaveWords>,
    mut heading: Single<&mut Text, (With<Heading>, Without<Explanation>)>,
    mut explanation: Single<&mut Text, With<Explanation>>,
    mut card: Single<&mut BackgroundColor, With<Card>>,
) {
    let (words, more, solid) = match round.phase {
        PhaseName::Countdown if playback.0.is_some() => ("Replay".to_owned(), String::new(), false),
        PhaseName::Countdown => ("Get ready".to_owned(), String::new(), false),
        _ if menu.open => Default::default(),
        PhaseName::Playing => match (round.pause.count(), round.pause.reason()) {
            (Some(count), _) => (count.to_string(), String::new(), false),
            (None, Some(reason)) => ("Paused".to_owned(), why(reason, &settings), true),
            (None, None) if round.tick() < wave.until => {
                let (words, news) = wave.words.split_once('|').unwrap_or((&wave.words, ""));
                (words.to_owned(), news.to_owned(), false)
            }
            (None, None) => Default::default(),
        },
        PhaseName::Lobby | PhaseName::Results => Default::default(),
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

fn why(reason: Reason, settings: &CurrentSettings) -> String {
    let key = |action| settings.bindings.key_name(action);
    match reason {
        Reason::Asked => format!(
            "Tap your phone or press {} to go on.\n{} settings  ·  {} title screen",
            key(Action::Start),
            key(Action::Settings),
            key(Action::Back)
        ),
        Reason::PhoneLost => "The phone is silent. It goes on by itself once it is back.".to_owned(),
        Reason::Unfocused => "The window is not in front. It goes on once it is.".to_owned(),
    }
}
