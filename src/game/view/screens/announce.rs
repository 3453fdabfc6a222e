//! Text over the arena: "Get ready", the news of a wave, the reason for a pause, and the count before play resumes.

use bevy::prelude::*;

use crate::{
    game::{
        input::bindings::Action,
        players::roster::Roster,
        round::{
            moment::Moment,
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
            screens::{
                news::News,
                panel::{self, Art, Content},
            },
            theme::{self, look},
        },
    },
    sim::{Game, GameEvent, HazardKind, Mode, Parts, TICK_HZ},
};

/// Seconds for which the text of a wave is shown, and that of a goal: until the kick-off, which is a second later.
const WAVE_S: f32 = 2.0;
const GOAL_S: f32 = 1.3;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<WaveWords>()
        .add_systems(Startup, spawn)
        .add_systems(Update, ((hear_waves, announcement.pipe(panel::show)).chain(), banner.pipe(panel::show)));
}

fn spawn(mut commands: Commands) {
    commands.spawn(panel::overlay::<Announcement>("Announcement"));
    commands.spawn(panel::overlay::<Banner>("Banner"));
}

/// Text in the middle of the arena.
#[derive(PartialEq, Default)]
struct Announcement {
    heading: String,
    explanation: String,
    /// Whether the arena behind the text is covered.
    is_solid: bool,
}

/// A line under the score that leaves the arena free.
#[derive(PartialEq)]
struct Banner {
    words: String,
    colour: Color,
}

/// The text about the newest wave or goal, and the tick until which it is shown.
#[derive(Resource, Default)]
struct WaveWords {
    words: String,
    until: u64,
}

impl Content for Announcement {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let fonts = &art.fonts;
        let back = if self.is_solid { theme::BACKGROUND.with_alpha(0.9) } else { Color::NONE };
        let heading = fonts.bold(&self.heading, 12.0, theme::ACCENT);
        let explanation = (fonts.text(&self.explanation, 3.4, theme::TEXT), TextLayout::justify(Justify::Center));
        let card = (theme::card(), BackgroundColor(back), children![heading, explanation]);
        panel.spawn((theme::middle(), children![card]));
    }
}

impl Content for Banner {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
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
        let back = BackgroundColor(theme::BACKGROUND.with_alpha(0.75));
        panel.spawn((line, children![(plate, back, children![art.fonts.bold(&self.words, 3.6, self.colour)])]));
    }
}

/// Explains the rules to newcomers before the start, and tells the news of the round after it.
fn banner(round: Res<Round>, news: Res<News>, moment: Res<Moment>) -> Option<Banner> {
    if moment.is_on() {
        return Some(Banner { words: "Once more, slowly".to_owned(), colour: theme::TEXT });
    }
    let game = round.game.as_ref().filter(|_| round.is_running())?;
    if matches!(Edges::of(game, 0.0).threat, Threat::Soon(_)) {
        return Some(Banner { words: "The edges close in!".to_owned(), colour: theme::WARNING });
    }
    if game.countdown() == 0 {
        let (words, colour) = news.at(game.tick())?.clone();
        return Some(Banner { words, colour });
    }
    Some(Banner { words: rule(game)?, colour: theme::TEXT })
}

/// Returns the line with the rule that is shown before the start.
fn rule(game: &Game) -> Option<String> {
    let seconds = |ticks: u64| ticks / u64::from(TICK_HZ);
    let time = game.ticks_left().map_or(0, seconds);
    Some(match game.mode() {
        Mode::Rush => {
            let crash = game.tuning().party?.crash?;
            let away = seconds(crash.ghost_ticks);
            format!("{time} seconds. Most points wins. A crash costs {} points and {away} seconds.", crash.points)
        }
        Mode::Survival => "Trails stay, and kill. The last one alive wins.".to_owned(),
        Mode::Crown => "Stay inside the golden circle. A crash costs a third of your points.".to_owned(),
        Mode::Bomb => "Do not hold the bomb when it blows: touch somebody to pass it on.".to_owned(),
        Mode::Turf => "Ride a loop and come home: what you circled is yours. Cut open trails.".to_owned(),
        Mode::Ball => "Push the ball into the other team's goal. Your own goal has your colour.".to_owned(),
        Mode::Hydra if game.teams().is_some() => {
            "Your team steers one snake: it goes where most of you lean.".to_owned()
        }
        Mode::Hydra => {
            let target = game.parts().and_then(Parts::hydra).and_then(|hydra| hydra.target)?;
            format!("You all steer one snake. Reach {target} points in {time} seconds.")
        }
        Mode::KnockOut => "Crash, or be last when the time is up, and you are out.".to_owned(),
        Mode::Hush => "Hold your phone still. Slow music demands more. The last one still wins.".to_owned(),
        Mode::Serpent | Mode::Classic | Mode::Zen => return None,
    })
}

fn hear_waves(mut events: MessageReader<RoundEvent>, round: Res<Round>, mut wave: ResMut<WaveWords>) {
    for event in events.read() {
        match event {
            RoundEvent::Phase { phase: Phase::Countdown | Phase::Lobby, .. } => *wave = WaveWords::default(),
            RoundEvent::Sim { event: GameEvent::WaveBegan { wave: number, points }, tick } => {
                let news = if number % 3 == 0 { "the arena closes in" } else { "" };
                wave.words = format!("Wave {number}|+{points}   {news}");
                wave.until = tick + (WAVE_S * TICK_HZ as f32) as u64;
            }
            RoundEvent::Sim { event: GameEvent::Goal { team, scorer }, tick } => {
                let scorer = scorer.and_then(|slot| round.names.get(&slot));
                let scorer = scorer.map_or_else(String::new, |name| format!(": {}", theme::short_name(name, 14)));
                wave.words = format!("GOAL!|{}{scorer}", look::team_name(*team));
                wave.until = tick + (GOAL_S * TICK_HZ as f32) as u64;
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

fn announcement(
    round: Res<Round>,
    playback: Res<Playback>,
    settings: Res<CurrentSettings>,
    menu: Res<Menu>,
    roster: Res<Roster>,
    wave: Res<WaveWords>,
) -> Option<Announcement> {
    let heading = |words: &str| Some(Announcement { heading: words.to_owned(), ..default() });
    match round.phase() {
        // Heads are in the middle: the figures are drawn under them.
        Phase::Countdown if round.game.as_ref().is_some_and(|game| game.countdown() > 0) => None,
        Phase::Countdown if playback.0.is_some() => heading("Replay"),
        Phase::Countdown => heading("Get ready"),
        _ if menu.open => None,
        Phase::Playing => match (round.pause.count(), round.pause.reason()) {
            (Some(count), _) => heading(&count.to_string()),
            (None, Some(reason)) => {
                let explanation = why(reason, &round, &roster, &settings);
                Some(Announcement { heading: "Paused".to_owned(), explanation, is_solid: true })
            }
            (None, None) if round.tick() < wave.until => {
                let (words, news) = wave.words.split_once('|').unwrap_or((&wave.words, ""));
                Some(Announcement { heading: words.to_owned(), explanation: news.to_owned(), is_solid: false })
            }
            (None, None) => None,
        },
        Phase::Lobby | Phase::Introduction | Phase::Results | Phase::Podium => None,
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
