//! How to join: the QR code on the title screen, the code to type, and a second QR code where phones need another one.

use bevy::prelude::*;
use bevy_phonepad::PhoneHost;
use bevy_phonepad::qr_image;

use crate::{
    game::{
        net::{Connection, JoinRoutes},
        round::phase::Phase,
        settings::model::CurrentSettings,
        view::theme::{self, Fonts},
    },
    link::{JoinLinks, LinkState},
};

/// Side of the QR code, as a percentage of the window's smaller side.
pub(crate) const QR_SIZE: f32 = 54.0;
/// Side of the second QR code, as a percentage of the window's smaller side.
const OTHER_SIZE: f32 = 19.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (show_link, show_codes).run_if(in_state(Phase::Lobby)));
}

/// Shown only while the playground is: text for players who join after the first one.
#[derive(Component)]
pub(crate) struct BesidePlayground;
/// The QR code.
#[derive(Component)]
pub(crate) struct QrPicture;
/// A sentence about the steps after scanning.
#[derive(Component)]
pub(crate) struct HowText;
/// A line of instructions under the code.
#[derive(Component)]
struct HintText;
#[derive(Component)]
struct CodeText;
#[derive(Component)]
struct UrlText;
#[derive(Component)]
struct LinkText;
/// The second code with its text; hidden while there is only one code.
#[derive(Component)]
struct OtherCode;
#[derive(Component)]
struct OtherPicture;
#[derive(Component)]
struct OtherText;

/// Builds the right half: QR code, code to type, and the room's state.
pub(crate) fn right_half(fonts: &Fonts) -> impl Bundle + use<> {
    let node = Node {
        align_items: AlignItems::Center,
        flex_shrink: 0.0,
        max_width: percent(52),
        ..theme::stack(FlexDirection::Column, 0.8)
    };
    let picture = Node { width: Val::VMin(QR_SIZE), height: Val::VMin(QR_SIZE), ..default() };
    let centred = TextLayout::justify(Justify::Center);
    (
        node,
        children![
            (QrPicture, picture, BackgroundColor(theme::FLOOR)),
            (BesidePlayground, HintText, fonts.text("", 2.4, theme::QUIET)),
            (CodeText, fonts.bold("", 15.0, theme::TEXT)),
            (UrlText, fonts.text("", 2.7, theme::TEXT), centred),
            (LinkText, fonts.text("", 2.7, theme::QUIET), centred),
        ],
    )
}

/// Builds the second code with a line about each of the two codes; shown only while there are two.
pub(crate) fn other_code(fonts: &Fonts) -> impl Bundle + use<> {
    let node =
        Node { align_items: AlignItems::Center, display: Display::None, ..theme::stack(FlexDirection::Row, 2.0) };
    let picture = Node { width: Val::VMin(OTHER_SIZE), height: Val::VMin(OTHER_SIZE), flex_shrink: 0.0, ..default() };
    let words = Node { flex_shrink: 1.0, ..theme::stack(FlexDirection::Column, 1.0) };
    let large = "Large code: for phones on the same network as this machine. No warning.";
    (
        OtherCode,
        node,
        children![
            (OtherPicture, picture, BackgroundColor(theme::FLOOR)),
            (words, children![fonts.text(large, 2.4, theme::TEXT), (OtherText, fonts.text("", 2.4, theme::TEXT))]),
        ],
    )
}

/// Shows the room's state.
fn show_link(
    connection: Res<Connection>,
    host: Res<PhoneHost>,
    text: Single<(&mut Text, &mut TextColor, Ref<LinkText>), Without<CodeText>>,
    mut code: Single<&mut Text, (With<CodeText>, Without<UrlText>, Without<LinkText>)>,
    mut url: Single<&mut Text, (With<UrlText>, Without<LinkText>, Without<CodeText>)>,
) {
    let (mut text, mut text_colour, mark) = text.into_inner();
    if !connection.is_changed() && !mark.is_added() {
        return;
    }
    let (words, colour) = match (connection.trouble(), &connection.0, host.warning()) {
        (Some(trouble), ..) => (trouble, theme::WARNING),
        (None, LinkState::Ready { .. }, Some(warning)) => (warning.to_owned(), theme::WARNING),
        (None, LinkState::Ready { .. }, None) if host.is_direct() => ("The room is open.".to_owned(), theme::QUIET),
        (None, LinkState::Ready { .. }, None) => {
            ("The room is open. Direct connection unavailable: no UDP port.".to_owned(), theme::QUIET)
        }
        (None, ..) => ("Opening a room …".to_owned(), theme::QUIET),
    };
    text.0 = words;
    text_colour.0 = colour;
    if let Some(room) = connection.room() {
        code.0 = room.to_string();
        url.0 = host.short_url(room);
    }
}

/// Shows the codes, and the steps after scanning them.
fn show_codes(
    mut commands: Commands,
    (join_routes, host, settings): (Res<JoinRoutes>, Res<PhoneHost>, Res<CurrentSettings>),
    picture: Single<(Entity, Ref<QrPicture>)>,
    other_picture: Single<Entity, With<OtherPicture>>,
    mut card: Single<&mut Node, With<OtherCode>>,
    mut texts: ParamSet<(
        Single<&mut Text, With<HowText>>,
        Single<&mut Text, With<HintText>>,
        Single<&mut Text, With<OtherText>>,
    )>,
    mut images: ResMut<Assets<Image>>,
) {
    let (picture, fresh) = (picture.0, picture.1.is_added());
    let Some((_, JoinLinks { first, other })) = &join_routes.0 else { return };
    if !join_routes.is_changed() && !fresh {
        return;
    }
    let warns = host.has_own_relay();
    let (how, hint) = if warns && settings.page().is_none() {
        (
            "Your browser will warn about this game's certificate. Continue to the page.",
            "Scan, accept the warning, tap Play.",
        )
    } else {
        ("The page opens in your browser. Nothing to install.", "Scan, tap Play.")
    };
    let beside = if warns {
        "Small code: if that page does not open. Accept the warning."
    } else {
        "Small code: for all other phones."
    };
    texts.p0().0 = how.to_owned();
    texts.p1().0 = hint.to_owned();
    texts.p2().0 = beside.to_owned();
    let mut draw = |entity, link: &str| {
        if let Some(image) = qr_image(link) {
            commands.entity(entity).insert(ImageNode::new(images.add(image)));
        }
    };
    draw(picture, first);
    card.display = if other.is_some() { Display::Flex } else { Display::None };
    if let Some(other) = other {
        draw(*other_picture, other);
    }
}
