//! A QR code for each lost phone of a party: any phone that scans it takes over the seat.

use bevy::prelude::*;
use bevy_phonepad::{PhoneHost, qr_image};

use crate::game::{
    net::Connection,
    players::roster::Roster,
    round::state::Round,
    view::{
        screens::panel::{self, Art, Content},
        theme,
    },
};
use crate::link::Identity;

/// Maximum number of codes: more would cover the arena.
const MOST: usize = 3;
/// Side of a code, as a percentage of the window's smaller side.
const SIZE: f32 = 17.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, |mut commands: Commands| {
        commands.spawn(panel::overlay::<RejoinCodes>("Rejoin codes"));
    })
    .add_systems(Update, rejoin_codes.pipe(panel::show));
}

/// The codes of all lost phones, or of the first few.
#[derive(PartialEq)]
struct RejoinCodes(Vec<RejoinCode>);

#[derive(PartialEq)]
struct RejoinCode {
    slot: u8,
    /// The name of the seat's player.
    name: String,
    /// The address in the code.
    url: String,
}

fn rejoin_codes(
    round: Res<Round>,
    roster: Res<Roster>,
    host: Res<PhoneHost>,
    connection: Res<Connection>,
) -> Option<RejoinCodes> {
    let room = connection.room().filter(|_| round.is_running())?;
    let lost = roster.members().filter_map(|(slot, member)| {
        let url = host.rejoin_url(room, member.invitation.as_deref()?);
        Some(RejoinCode { slot, name: member.name.clone(), url })
    });
    Some(RejoinCodes(lost.take(MOST).collect()))
}

impl Content for RejoinCodes {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let node = Node {
            align_items: AlignItems::End,
            justify_content: JustifyContent::End,
            padding: UiRect::all(Val::VMin(2.0)),
            column_gap: Val::VMin(2.0),
            ..theme::layer()
        };
        panel.spawn(node).with_children(|row| self.0.iter().for_each(|code| card(row, art, code)));
    }
}

fn card(row: &mut ChildSpawnerCommands, art: &mut Art, RejoinCode { slot, name, url }: &RejoinCode) {
    let Some(image) = qr_image(url) else { return };
    let node = Node {
        align_items: AlignItems::Center,
        padding: UiRect::all(Val::VMin(1.0)),
        border_radius: BorderRadius::all(Val::VMin(1.0)),
        ..theme::stack(FlexDirection::Column, 0.4)
    };
    let picture = Node { width: Val::VMin(SIZE), height: Val::VMin(SIZE), ..default() };
    let colour = theme::rgb(Identity::of(*slot).rgb);
    row.spawn((
        node,
        BackgroundColor(theme::BACKGROUND.with_alpha(0.92)),
        children![
            (
                Node { align_items: AlignItems::Center, ..theme::stack(FlexDirection::Row, 0.8) },
                children![
                    art.badges.of(*slot, 3.6),
                    (art.fonts.bold(&theme::short_name(name, 12), 2.8, colour), TextLayout::no_wrap())
                ]
            ),
            (picture, ImageNode::new(art.images.add(image))),
            art.fonts.text("Scan to rejoin", 2.0, theme::TEXT),
        ],
    ));
}
