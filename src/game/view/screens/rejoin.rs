//! A QR code for each lost phone of a party: any phone that scans it takes over the seat.

use bevy::prelude::*;
use bevy_phonepad::PhoneHost;
use bevy_phonepad::qr_image;

use crate::game::{
    net::Connection,
    players::roster::Roster,
    round::state::Round,
    view::{
        screens::badges::Badges,
        theme::{self, Fonts},
    },
};
use crate::link::Identity;

/// Maximum number of codes: more would cover the arena.
const MOST: usize = 3;
/// Side of a code, as a percentage of the window's smaller side.
const SIZE: f32 = 17.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, show);
}

#[derive(Component)]
struct RejoinCodes;

/// The seat's slot, its player's name, and the address in the code.
type Code = (u8, String, String);

fn show(
    mut commands: Commands,
    round: Res<Round>,
    roster: Res<Roster>,
    host: Res<PhoneHost>,
    connection: Res<Connection>,
    fonts: Res<Fonts>,
    badges: Res<Badges>,
    mut images: ResMut<Assets<Image>>,
    screen: Query<Entity, With<RejoinCodes>>,
    mut shown: Local<Vec<Code>>,
) {
    let codes = match connection.room().filter(|_| round.is_running()) {
        Some(code) => {
            let lost =
                roster.members().filter_map(|(slot, member)| Some((slot, member, member.invitation.as_deref()?)));
            lost.map(|(slot, member, seat)| (slot, member.name.clone(), host.rejoin_url(code, seat)))
                .take(MOST)
                .collect()
        }
        None => Vec::new(),
    };
    if codes == *shown {
        return;
    }
    screen.iter().for_each(|screen| commands.entity(screen).despawn());
    if !codes.is_empty() {
        let node = Node {
            align_items: AlignItems::End,
            justify_content: JustifyContent::End,
            padding: UiRect::all(Val::VMin(2.0)),
            column_gap: Val::VMin(2.0),
            ..theme::layer()
        };
        commands.spawn((Name::new("Rejoin codes"), RejoinCodes, node)).with_children(|screen| {
            for code in &codes {
                card(screen, &fonts, &badges, &mut images, code);
            }
        });
    }
    *shown = codes;
}

fn card(
    screen: &mut ChildSpawnerCommands,
    fonts: &Fonts,
    badges: &Badges,
    images: &mut Assets<Image>,
    (slot, name, url): &Code,
) {
    let Some(image) = qr_image(url) else { return };
    let node = Node {
        align_items: AlignItems::Center,
        padding: UiRect::all(Val::VMin(1.0)),
        border_radius: BorderRadius::all(Val::VMin(1.0)),
        ..theme::stack(FlexDirection::Column, 0.4)
    };
    let picture = Node { width: Val::VMin(SIZE), height: Val::VMin(SIZE), ..default() };
    let colour = theme::rgb(Identity::of(*slot).rgb);
    screen.spawn((
        node,
        BackgroundColor(theme::BACKGROUND.with_alpha(0.92)),
        children![
            (
                Node { align_items: AlignItems::Center, ..theme::stack(FlexDirection::Row, 0.8) },
                children![
                    badges.of(*slot, 3.6),
                    (fonts.bold(&theme::short_name(name, 12), 2.8, colour), TextLayout::no_wrap())
                ]
            ),
            (picture, ImageNode::new(images.add(image))),
            fonts.text("Scan to rejoin", 2.0, theme::TEXT),
        ],
    ));
}
