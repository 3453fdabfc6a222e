//! The title screen: how to join, who has joined, and how to start.

use bevy::prelude::*;

use crate::game::{
    input::{bindings::Action, device::InputDevice},
    persistence::scores::Scores,
    players::{roster::Roster, votes::Votes},
    round::{phase::Phase, plan::Plan, playground::Playground, state::Round},
    settings::model::CurrentSettings,
    view::{
        screens::{
            chips::{Chip, PlayerList},
            codes::{self, BesidePlayground, HowText, OtherCode, QrPicture},
            panel::{self, Panel},
        },
        theme::{self, Fonts},
    },
};

/// Side of the QR code while the playground needs the room, as a percentage of the window's smaller side.
const SMALL_QR_SIZE: f32 = 42.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(OnEnter(Phase::Lobby), spawn).add_systems(
        Update,
        (players.pipe(panel::show), show_start, show_mode, make_room).run_if(in_state(Phase::Lobby)),
    );
}

#[derive(Component)]
struct StartText;
#[derive(Component)]
struct ModeText;
/// Instructions for the first player, hidden while the playground is open.
#[derive(Component)]
struct RoomPermitting;
/// The half of the screen with the text.
#[derive(Component)]
struct Words;

fn spawn(mut commands: Commands, fonts: Res<Fonts>, settings: Res<CurrentSettings>) {
    let screen = Node {
        align_items: AlignItems::Center,
        column_gap: Val::VMin(5.0),
        padding: UiRect::all(Val::VMin(4.0)),
        ..theme::layer()
    };
    commands.spawn((
        Name::new("Title screen"),
        DespawnOnExit(Phase::Lobby),
        screen,
        children![left_half(&fonts, &settings), codes::right_half(&fonts)],
    ));
    let corner = Node { padding: UiRect::axes(Val::VMin(4.0), Val::VMin(2.0)), ..theme::layer() };
    commands.spawn((
        Name::new("Title"),
        DespawnOnExit(Phase::Lobby),
        BesidePlayground,
        corner,
        children![fonts.bold("FULL TILT", 5.0, theme::ACCENT)],
    ));
}

fn left_half(fonts: &Fonts, settings: &CurrentSettings) -> impl Bundle + use<> {
    let node = Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), ..theme::stack(FlexDirection::Column, 2.2) };
    let key = |action| settings.bindings.key_name(action);
    let keys = format!(
        "{}, {}  ·  {} pause  ·  {} settings  ·  {} full screen",
        key(Action::Left),
        key(Action::Right),
        key(Action::Pause),
        key(Action::Settings),
        key(Action::FullScreen)
    );
    (
        Words,
        node,
        children![
            (RoomPermitting, fonts.bold("FULL TILT", 12.0, theme::ACCENT)),
            (RoomPermitting, fonts.text("Your phone is the controller.", 3.8, theme::QUIET)),
            (RoomPermitting, step(fonts, "1", fonts.text("Scan the code with your phone.", 3.6, theme::TEXT))),
            (RoomPermitting, step(fonts, "2", (HowText, fonts.text("", 3.6, theme::TEXT)))),
            (RoomPermitting, step(fonts, "3", fonts.text("Tap Play, then tilt to steer.", 3.6, theme::TEXT))),
            (RoomPermitting, Panel::<OtherCode>::default()),
            (
                Panel::<PlayerList>::default(),
                Node { flex_wrap: FlexWrap::Wrap, ..theme::stack(FlexDirection::Row, 1.0) }
            ),
            (StartText, fonts.bold("", 3.8, theme::TEXT)),
            (ModeText, fonts.text("", 3.0, theme::TEXT)),
            (RoomPermitting, fonts.text(&keys, 2.4, theme::QUIET)),
        ],
    )
}

fn step<B: Bundle>(fonts: &Fonts, number: &str, text: B) -> impl Bundle + use<B> {
    (
        theme::stack(FlexDirection::Row, 2.0),
        children![
            (
                Node { width: Val::VMin(3.0), flex_shrink: 0.0, ..default() },
                children![fonts.bold(number, 4.0, theme::ACCENT)]
            ),
            (Node { flex_shrink: 1.0, ..default() }, children![text]),
        ],
    )
}

fn players(roster: Res<Roster>) -> Option<PlayerList> {
    let is_party = Votes::of(&roster).of > 1;
    Some(PlayerList(roster.members().map(|(slot, member)| Chip::of(slot, member, is_party)).collect()))
}

/// Shows how to start the game.
fn show_start(roster: Res<Roster>, settings: Res<CurrentSettings>, mut text: Single<&mut Text, With<StartText>>) {
    let key = settings.bindings.key_name(Action::Start);
    text.set_if_neq(Text(match (Votes::of(&roster), roster.has_people()) {
        (_, false) => format!("No phone? Press {key}."),
        (Votes { votes, of: of @ 2.., .. }, _) => format!("Tap when ready: {votes} of {of} ready. {key} starts now."),
        _ => format!("Tap your phone or press {key} to start."),
    }));
}

/// Hides the long text while the playground is open, because players then look at their heads. Only nodes that change
/// are touched, because each change causes a new layout of the screen.
fn make_room(
    playground: Res<Playground>,
    mut long: Query<&mut Node, (With<RoomPermitting>, Without<BesidePlayground>, Without<Words>, Without<QrPicture>)>,
    mut short: Query<&mut Node, (With<BesidePlayground>, Without<Words>, Without<QrPicture>)>,
    mut words: Single<&mut Node, (With<Words>, Without<QrPicture>)>,
    mut picture: Single<&mut Node, With<QrPicture>>,
) {
    let is_open = playground.game().is_some();
    let shown = |is_shown| if is_shown { Display::Flex } else { Display::None };
    for node in &mut long {
        node.map_unchanged(|node| &mut node.display).set_if_neq(shown(!is_open));
    }
    for node in &mut short {
        node.map_unchanged(|node| &mut node.display).set_if_neq(shown(is_open));
    }
    let (size, at, height) = if is_open {
        (SMALL_QR_SIZE, JustifyContent::End, percent(100))
    } else {
        (codes::QR_SIZE, JustifyContent::Start, Val::Auto)
    };
    words.reborrow().map_unchanged(|node| &mut node.justify_content).set_if_neq(at);
    words.reborrow().map_unchanged(|node| &mut node.height).set_if_neq(height);
    picture.reborrow().map_unchanged(|node| &mut node.width).set_if_neq(Val::VMin(size));
    picture.reborrow().map_unchanged(|node| &mut node.height).set_if_neq(Val::VMin(size));
}

/// Shows the mode with its rules and its best score, and how to change to the next one.
fn show_mode(
    round: Res<Round>,
    scores: Res<Scores>,
    roster: Res<Roster>,
    settings: Res<CurrentSettings>,
    mut text: Single<&mut Text, With<ModeText>>,
) {
    let name = round.plan.title().to_uppercase();
    let other = round.plan.next().title();
    let device = roster.ready_slots().first().map_or(InputDevice::Tilt, |slot| roster.device(*slot));
    let best = match (&round.evening, scores.best(round.mode, device)) {
        (Some(evening), _) => {
            let (next, rounds) = (evening.rounds().len() + 1, evening.setup().rounds);
            format!("  ·  goes on with round {next} of {rounds}")
        }
        (None, best) if best > 0.0 && round.plan != Plan::Evening => {
            format!("  ·  best {:.0} ({device})", best.floor())
        }
        _ => String::new(),
    };
    let key = settings.bindings.key_name(Action::Mode);
    text.set_if_neq(Text(format!("{name}{best}  ·  {key}: {other}\n{}", round.plan.summary())));
}
