//! Players in the lobby's list: head, name, how they stand, and how old their readings are.

use bevy::prelude::*;

use crate::link::Identity;
use crate::{
    game::{
        players::member::{InputSource, Member, transport_name},
        view::{
            screens::badges::Badges,
            theme::{self, Fonts},
        },
    },
    link::Transport,
};

/// Width of a player in the list, in the same unit: fifteen fit under the playground in three rows, and into a small window.
const CHIP_WIDTH: f32 = 22.5;

/// A player in the list.
#[derive(PartialEq)]
pub(crate) struct Chip {
    slot: u8,
    name: String,
    /// How they stand, in a word or two.
    state: &'static str,
    /// How old their readings are when they are used, in milliseconds.
    lag_ms: Option<u32>,
    /// By which way they come; shown with a phone's readings.
    way: &'static str,
    /// Whether they are ready; who is not is shown dimmed.
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
        // In steps, so that the list does not flicker.
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

    pub(crate) fn bundle(&self, fonts: &Fonts, badges: &Badges, many: bool) -> impl Bundle + use<> {
        let colour = theme::rgb(Identity::of(self.slot).rgb);
        // Columns where there are many, and names cut so that two fit beside each other where there are few.
        let (width, text) = if many {
            (Val::VMin(CHIP_WIDTH), theme::short_name(&self.name, 9))
        } else {
            (Val::Auto, format!("{} · {}", theme::short_name(&self.name, 11), self.state))
        };
        let lag = match self.lag_ms {
            // In a column there is room for the way or for the unit, and the direct way is as it should be.
            Some(ms) if many && self.way != transport_name(Transport::Direct) => format!("{} {ms}", self.way),
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
        // The name gives way: what is cut of it can be guessed, and of a number not.
        let room = Node { min_width: px(0), overflow: Overflow::clip(), ..default() };
        let name = (room, children![(fonts.bold(&text, 2.2, theme::BACKGROUND), TextLayout::no_wrap())]);
        let fixed = Node { flex_shrink: 0.0, margin: UiRect::left(auto()), ..default() };
        let lag = (fixed, fonts.text(&lag, 1.8, theme::BACKGROUND), TextLayout::no_wrap());
        (node, BackgroundColor(colour), children![badges.of(self.slot, 2.8), name, lag])
    }
}
