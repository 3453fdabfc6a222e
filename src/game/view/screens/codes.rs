//! How to join: the QR code on the title screen, the code to type, and a second QR code where phones need another one.

use bevy::prelude::*;
use bevy_phonepad::{PhoneHost, qr_image};

use crate::{
    game::{
        net::{Connection, JoinRoutes},
        round::phase::Phase,
        settings::model::CurrentSettings,
        view::{
            screens::panel::{self, Art, Content, Panel},
            theme::{self, Fonts},
        },
    },
    link::LinkState,
};

/// Side of the QR code, as a percentage of the window's smaller side.
pub(crate) const QR_SIZE: f32 = 54.0;
/// Side of the second QR code, as a percentage of the window's smaller side.
const OTHER_SIZE: f32 = 19.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (join_code.pipe(panel::show), other_code.pipe(panel::show), explain, show_link).run_if(in_state(Phase::Lobby)),
    );
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
/// The address in the QR code.
#[derive(PartialEq)]
struct JoinCode(String);

/// The address in the second code, and a sentence about it.
#[derive(PartialEq)]
pub(crate) struct OtherCode {
    url: String,
    words: &'static str,
}

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
            (QrPicture, Panel::<JoinCode>::default(), picture, BackgroundColor(theme::FLOOR)),
            (BesidePlayground, HintText, fonts.text("", 2.4, theme::QUIET)),
            (CodeText, fonts.bold("", 15.0, theme::TEXT)),
            (UrlText, fonts.text("", 2.7, theme::TEXT), centred),
            (LinkText, fonts.text("", 2.7, theme::QUIET), centred),
        ],
    )
}

impl Content for JoinCode {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        if let Some(image) = qr_image(&self.0) {
            let whole = Node { width: percent(100), height: percent(100), ..default() };
            panel.spawn((whole, ImageNode::new(art.images.add(image))));
        }
    }
}

/// The second code, with a line about each of the two codes.
impl Content for OtherCode {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let Some(image) = qr_image(&self.url) else { return };
        let node = Node { align_items: AlignItems::Center, ..theme::stack(FlexDirection::Row, 2.0) };
        let size = Val::VMin(OTHER_SIZE);
        let picture = Node { width: size, height: size, flex_shrink: 0.0, ..default() };
        let words = Node { flex_shrink: 1.0, ..theme::stack(FlexDirection::Column, 1.0) };
        let line = |text| art.fonts.text(text, 2.4, theme::TEXT);
        let large = "Large code: for phones on the same network as this machine. No warning.";
        panel.spawn((
            node,
            children![
                (picture, ImageNode::new(art.images.add(image))),
                (words, children![line(large), line(self.words)]),
            ],
        ));
    }
}

fn join_code(join_routes: Res<JoinRoutes>) -> Option<JoinCode> {
    join_routes.0.as_ref().map(|(_, links)| JoinCode(links.first.clone()))
}

fn other_code(join_routes: Res<JoinRoutes>, host: Res<PhoneHost>) -> Option<OtherCode> {
    let (_, links) = join_routes.0.as_ref()?;
    let words = if host.has_own_relay() {
        "Small code: if that page does not open. Accept the warning."
    } else {
        "Small code: for all other phones."
    };
    Some(OtherCode { url: links.other.clone()?, words })
}

/// Shows the steps after scanning.
fn explain(
    (join_routes, host, settings): (Res<JoinRoutes>, Res<PhoneHost>, Res<CurrentSettings>),
    mut how: Single<&mut Text, (With<HowText>, Without<HintText>)>,
    mut hint: Single<&mut Text, With<HintText>>,
) {
    if join_routes.0.is_none() {
        return;
    }
    let (long, short) = if host.has_own_relay() && settings.page().is_none() {
        (
            "Your browser will warn about this game's certificate. Continue to the page.",
            "Scan, accept the warning, tap Play.",
        )
    } else {
        ("The page opens in your browser. Nothing to install.", "Scan, tap Play.")
    };
    how.set_if_neq(Text::new(long));
    hint.set_if_neq(Text::new(short));
}

/// Shows the room's state.
fn show_link(
    connection: Res<Connection>,
    host: Res<PhoneHost>,
    state: Single<(&mut Text, &mut TextColor), With<LinkText>>,
    mut code: Single<&mut Text, (With<CodeText>, Without<UrlText>, Without<LinkText>)>,
    mut url: Single<&mut Text, (With<UrlText>, Without<LinkText>)>,
) {
    let (words, colour) = match (connection.trouble(), &connection.0, host.warning()) {
        (Some(trouble), ..) => (trouble, theme::WARNING),
        (None, LinkState::Ready { .. }, Some(warning)) => (warning.to_owned(), theme::WARNING),
        (None, LinkState::Ready { .. }, None) if host.is_direct() => ("The room is open.".to_owned(), theme::QUIET),
        (None, LinkState::Ready { .. }, None) => {
            ("The room is open. Direct connection unavailable: no UDP port.".to_owned(), theme::QUIET)
        }
        (None, ..) => ("Opening a room …".to_owned(), theme::QUIET),
    };
    let (mut text, mut text_colour) = state.into_inner();
    text.set_if_neq(Text(words));
    text_colour.set_if_neq(TextColor(colour));
    // While the room is away, its code stays: the room usually comes back.
    if let Some(room) = connection.room() {
        code.set_if_neq(Text(room.to_string()));
        url.set_if_neq(Text(host.short_url(room)));
    }
}
