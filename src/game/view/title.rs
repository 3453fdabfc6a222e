//! The title screen: how to join, who has joined, and how to start.

use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

use super::{
    badges::Badges,
    chips::Chip,
    theme::{self, Fonts},
};
use crate::{
    game::{
        bindings::Action,
        net::{Connection, Network},
        playground::Playground,
        qr,
        roster::Roster,
        round::Round,
        scores::{Hand, Scores},
        settings::CurrentSettings,
        votes::Votes,
    },
    link::LinkState,
    protocol::PhaseName,
    sim::Mode,
};

/// More players than this are listed in more columns, without saying how each one stands.
const FEW_PLAYERS: usize = 6;
/// Side of the QR code, as a percentage of the window's smaller side.
const QR_SIZE: f32 = 54.0;
/// The same once somebody is there and the playground needs the room.
const SMALL_QR_SIZE: f32 = 42.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(OnEnter(PhaseName::Lobby), spawn)
        .add_systems(Update, (show_link, show_players, show_mode, make_room).run_if(in_state(PhaseName::Lobby)));
}

#[derive(Component)]
struct QrPicture;
#[derive(Component)]
struct CodeText;
#[derive(Component)]
struct UrlText;
#[derive(Component)]
struct LinkText;
#[derive(Component)]
struct PlayerList;
#[derive(Component)]
struct StartText;
#[derive(Component)]
struct ModeText;
/// Words for the first one who comes, which make way for the playground once there is somebody.
#[derive(Component)]
struct RoomPermitting;
/// Words for the others.
#[derive(Component)]
struct BesidePlayground;
/// The half with the words.
#[derive(Component)]
struct Words;

fn spawn(mut commands: Commands, fonts: Res<Fonts>, network: Res<Network>, settings: Res<CurrentSettings>) {
    let screen = Node {
        align_items: AlignItems::Center,
        column_gap: Val::VMin(5.0),
        padding: UiRect::all(Val::VMin(4.0)),
        ..theme::layer()
    };
    commands.spawn((
        Name::new("Title screen"),
        DespawnOnExit(PhaseName::Lobby),
        screen,
        children![left_half(&fonts, network.has_own_relay(), &settings), right_half(&fonts)],
    ));
    let corner = Node { padding: UiRect::axes(Val::VMin(4.0), Val::VMin(2.0)), ..theme::layer() };
    commands.spawn((
        Name::new("Title"),
        DespawnOnExit(PhaseName::Lobby),
        BesidePlayground,
        corner,
        children![fonts.bold("FULL TILT", 5.0, theme::ACCENT)],
    ));
}

fn left_half(fonts: &Fonts, own_certificate: bool, settings: &CurrentSettings) -> impl Bundle + use<> {
    let node = Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), ..theme::stack(FlexDirection::Column, 2.2) };
    let warning = if own_certificate {
        "Your browser warns of an unknown certificate: it is this game's own. Go on to the page."
    } else {
        "The page opens in your browser. There is nothing to install."
    };
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
            (RoomPermitting, step(fonts, "1", "Scan the code with your phone.")),
            (RoomPermitting, step(fonts, "2", warning)),
            (RoomPermitting, step(fonts, "3", "Tap Play, then tilt to steer.")),
            (PlayerList, theme::stack(FlexDirection::Row, 1.0).wrapping()),
            (StartText, fonts.bold("", 3.8, theme::TEXT)),
            (ModeText, fonts.text("", 3.0, theme::TEXT)),
            (RoomPermitting, fonts.text(&keys, 2.4, theme::QUIET)),
        ],
    )
}

fn step(fonts: &Fonts, number: &str, text: &str) -> impl Bundle + use<> {
    (
        theme::stack(FlexDirection::Row, 2.0),
        children![
            (
                Node { width: Val::VMin(3.0), flex_shrink: 0.0, ..default() },
                children![fonts.bold(number, 4.0, theme::ACCENT)]
            ),
            (Node { flex_shrink: 1.0, ..default() }, children![fonts.text(text, 3.6, theme::TEXT)]),
        ],
    )
}

fn right_half(fonts: &Fonts) -> impl Bundle + use<> {
    let hint = "Scan, go on past the warning, tap Play.";
    let node = Node {
        align_items: AlignItems::Center,
        flex_shrink: 0.0,
        max_width: percent(52),
        ..theme::stack(FlexDirection::Column, 0.8)
    };
    let picture = Node { width: Val::VMin(QR_SIZE), height: Val::VMin(QR_SIZE), ..default() };
    (
        node,
        children![
            (QrPicture, picture, BackgroundColor(theme::FLOOR)),
            (BesidePlayground, fonts.text(hint, 2.4, theme::QUIET)),
            (CodeText, fonts.bold("", 15.0, theme::TEXT)),
            (UrlText, fonts.text("", 2.7, theme::TEXT), TextLayout::justify(Justify::Center)),
            (LinkText, fonts.text("", 2.7, theme::QUIET), TextLayout::justify(Justify::Center)),
        ],
    )
}

fn show_link(
    mut commands: Commands,
    connection: Res<Connection>,
    network: Res<Network>,
    picture: Single<(Entity, Ref<QrPicture>)>,
    mut code: Single<&mut Text, (With<CodeText>, Without<UrlText>, Without<LinkText>)>,
    mut url: Single<&mut Text, (With<UrlText>, Without<LinkText>)>,
    link: Single<(&mut Text, &mut TextColor), With<LinkText>>,
    mut images: ResMut<Assets<Image>>,
) {
    let (picture, fresh) = (picture.0, picture.1.is_added());
    if !connection.is_changed() && !fresh {
        return;
    }
    let (mut link_text, mut link_colour) = link.into_inner();
    let (words, colour) = match (connection.trouble(), &connection.0, &network.advice) {
        (Some(trouble), ..) => (trouble, theme::WARNING),
        (None, LinkState::Ready { .. }, Some(advice)) => (advice.clone(), theme::WARNING),
        (None, LinkState::Ready { .. }, None) => ("The room is open.".to_owned(), theme::QUIET),
        (None, ..) => ("Opening a room …".to_owned(), theme::QUIET),
    };
    link_text.0 = words;
    link_colour.0 = colour;
    if let LinkState::Ready { code: room } = connection.0 {
        let address = network.join_url(room);
        code.0 = room.to_string();
        url.0.clone_from(&address);
        if let Some(image) = qr_image(&address) {
            commands.entity(picture).insert(ImageNode::new(images.add(image)));
        }
    }
}

/// One pixel a module; the sampler keeps its edges sharp at any size.
pub(super) fn qr_image(text: &str) -> Option<Image> {
    let modules = qr::modules(text)?;
    let side = modules.width as u32;
    let pixels = modules.dark.iter().map(|&dark| if dark { 0 } else { 255 }).flat_map(|grey| [grey, grey, grey, 255]);
    let mut image = Image::new(
        Extent3d { width: side, height: side, depth_or_array_layers: 1 },
        TextureDimension::D2,
        pixels.collect(),
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.sampler = ImageSampler::nearest();
    Some(image)
}

fn show_players(
    mut commands: Commands,
    roster: Res<Roster>,
    settings: Res<CurrentSettings>,
    fonts: Res<Fonts>,
    badges: Res<Badges>,
    list: Single<Entity, With<PlayerList>>,
    mut start: Single<&mut Text, With<StartText>>,
    mut shown: Local<Vec<Chip>>,
    fresh: Query<(), Added<PlayerList>>,
) {
    let is_party = Votes::of(&roster).of > 1;
    let chips: Vec<Chip> = roster.members().map(|(slot, member)| Chip::of(slot, member, is_party)).collect();
    if chips == *shown && fresh.is_empty() {
        return;
    }
    let key = settings.bindings.key_name(Action::Start);
    start.0 = match (Votes::of(&roster), roster.has_people()) {
        (_, false) => format!("No phone at hand? Press {key}."),
        (Votes { votes, of: of @ 2.. }, _) => format!("Tap when you are ready: {votes} of {of} are. {key} starts now."),
        _ => format!("Tap your phone or press {key} to start."),
    };
    let many = chips.len() > FEW_PLAYERS;
    commands.entity(*list).despawn_children().with_children(|list| {
        for chip in &chips {
            list.spawn(chip.bundle(&fonts, &badges, many));
        }
    });
    *shown = chips;
}

/// Once somebody is there their heads are what one looks at: the long words make way. Only what changes is touched, as the
/// screen is laid out anew then.
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
        (QR_SIZE, JustifyContent::Start, Val::Auto)
    };
    words.reborrow().map_unchanged(|node| &mut node.justify_content).set_if_neq(at);
    words.reborrow().map_unchanged(|node| &mut node.height).set_if_neq(height);
    picture.reborrow().map_unchanged(|node| &mut node.width).set_if_neq(Val::VMin(size));
    picture.reborrow().map_unchanged(|node| &mut node.height).set_if_neq(Val::VMin(size));
}

/// Which rules are played, the best there was by them, and how to play by the others.
fn show_mode(
    round: Res<Round>,
    scores: Res<Scores>,
    roster: Res<Roster>,
    settings: Res<CurrentSettings>,
    mut text: Single<&mut Text, With<ModeText>>,
) {
    let name = title(round.mode).to_uppercase();
    let other = title(round.mode.next());
    let hand = roster.ready_slots().first().map_or(Hand::Tilt, |slot| roster.hand(*slot));
    let best = match scores.best(round.mode, hand) {
        best if best > 0.0 => format!("  ·  best {:.0} ({hand})", best.floor()),
        _ => String::new(),
    };
    let words = format!("{name}{best}  ·  {}: {other}", settings.bindings.key_name(Action::Mode));
    if text.0 != words {
        text.0 = words;
    }
}

fn title(mode: Mode) -> &'static str {
    match mode {
        Mode::Serpent => "Serpent",
        Mode::Classic => "Classic",
        Mode::Rush => "Rush",
        Mode::Survival => "Survival",
    }
}

/// Lets a row go on in the next line.
trait Wrapping {
    fn wrapping(self) -> Self;
}

impl Wrapping for Node {
    fn wrapping(self) -> Self {
        Self { flex_wrap: FlexWrap::Wrap, ..self }
    }
}
