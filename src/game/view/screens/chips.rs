//! Players in the lobby's list: head, name, state, and the age of their readings.

use bevy::prelude::*;

use crate::link::Identity;
use crate::{
    game::{
        players::member::{InputSource, Member},
        view::{
            screens::{
                badges::Badges,
                panel::{Art, Content},
            },
            theme::{self, Fonts},
        },
    },
    link::RouteKind,
};

/// Width of a player in the list, as a percentage of the window's smaller side: fifteen fit under the playground in
/// three rows, and into a small window.
const CHIP_WIDTH: f32 = 22.5;

/// With more players than this, the list has more columns and omits each player's state.
const FEW_PLAYERS: usize = 6;

/// The list of players.
#[derive(PartialEq)]
pub(crate) struct PlayerList(pub(crate) Vec<Chip>);

impl Content for PlayerList {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let many = self.0.len() > FEW_PLAYERS;
        for chip in &self.0 {
            panel.spawn(chip.bundle(&art.fonts, &art.badges, many));
        }
    }
}

/// A player in the list.
#[derive(PartialEq)]
pub(crate) struct Chip {
    slot: u8,
    name: String,
    /// The player's state in a word or two.
    state: &'static str,
    /// Age of the player's readings when they are used, in milliseconds.
    lag_ms: Option<u32>,
    /// The name of the input source or transport; shown with a phone's readings.
    way: &'static str,
    /// Whether the player is ready; other players are dimmed.
    ready: bool,
}

impl Chip {
    pub(crate) fn of(slot: u8, member: &Member, is_party: bool) -> Self {
        let state = match (member.connected, member.ready, member.source) {
            (false, _, InputSource::Gamepad) => "unplugged",
            (false, ..) => "lost",
            _ if member.away => "asleep",
            (_, false, _) => "tap Play",
            (.., InputSource::Keyboard) => "arrow keys",
            (.., InputSource::Gamepad) => "gamepad",
            (.., InputSource::Bot) => "bot",
            (true, true, InputSource::Phone(_)) if is_party && !member.voted => "not ready",
            (true, true, InputSource::Phone(_)) => "ready",
        };
        let lag_s = member.lag_s().filter(|_| member.is_phone());
        // In steps of 5 ms, so that the list does not flicker.
        let lag_ms = lag_s.map(|lag| ((lag * 200.0).round() * 5.0) as u32);
        Self {
            slot,
            name: member.name.clone(),
            state,
            lag_ms,
            way: member.source.name(),
            ready: member.connected && member.ready && (member.voted || !is_party || !member.is_phone()),
        }
    }

    fn bundle(&self, fonts: &Fonts, badges: &Badges, many: bool) -> impl Bundle + use<> {
        let colour = theme::rgb(Identity::of(self.slot).rgb);
        // With many players in columns; with few, names are cut so that two fit beside each other.
        let (width, text) = if many {
            (Val::VMin(CHIP_WIDTH), theme::short_name(&self.name, 9))
        } else {
            (Val::Auto, format!("{} · {}", theme::short_name(&self.name, 11), self.state))
        };
        let lag = match self.lag_ms {
            // A column has room for either the transport or the unit. The direct path is normal, and not mentioned.
            Some(ms) if many && self.way != RouteKind::Direct.name() => format!("{} {ms}", self.way),
            Some(ms) if many => format!("{ms} ms"),
            Some(ms) => format!("{} {ms} ms", self.way),
            None => String::new(),
        };
        let node = Node {
            width,
            max_width: percent(48),
            padding: UiRect::axes(Val::VMin(1.2), Val::VMin(0.4)),
            border_radius: BorderRadius::all(Val::VMin(1.0)),
            overflow: Overflow::clip(),
            align_items: AlignItems::Center,
            ..theme::stack(FlexDirection::Row, 0.6)
        };
        let colour = if self.ready { colour } else { colour.mix(&theme::BACKGROUND, 0.45) };
        // The name is clipped, not the number: a clipped name can be guessed, a clipped number cannot.
        let room = Node { min_width: px(0), overflow: Overflow::clip(), ..default() };
        let name = (room, children![(fonts.bold(&text, 2.2, theme::BACKGROUND), TextLayout::no_wrap())]);
        let fixed = Node { flex_shrink: 0.0, margin: UiRect::left(auto()), ..default() };
        let lag = (fixed, fonts.text(&lag, 1.8, theme::BACKGROUND), TextLayout::no_wrap());
        (node, BackgroundColor(colour), children![badges.of(self.slot, 2.8), name, lag])
    }
}
