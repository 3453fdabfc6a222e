//! Colours, type and the few pieces every screen is made of.
//!
//! Sizes are percentages of the smaller side of the window, so that a screen is the same picture at every size.

use bevy::{prelude::*, text::LineHeight};

use crate::{game::identity::Identity, sim::Player};

pub(super) const BACKGROUND: Color = Color::srgb(0.043, 0.055, 0.078);
pub(super) const FLOOR: Color = Color::srgb(0.070, 0.090, 0.125);
pub(super) const LINE: Color = Color::srgb(0.25, 0.32, 0.42);
pub(super) const TEXT: Color = Color::srgb(0.93, 0.95, 0.97);
pub(super) const QUIET: Color = Color::srgb(0.62, 0.68, 0.75);
pub(super) const ACCENT: Color = Color::srgb(0.851, 1.0, 0.259);
pub(super) const WARNING: Color = Color::srgb(1.0, 0.45, 0.38);

/// How much of a player's colour is left once they are out.
const DIMMED: f32 = 0.4;

pub(super) fn plugin(app: &mut App) {
    let mut assets = app.world_mut().resource_mut::<Assets<Font>>();
    let mut add = |bytes: &[u8]| assets.add(Font::from_bytes(bytes.to_vec()));
    // Compiled in: the game is one file, and starts from any folder.
    let fonts = Fonts {
        medium: add(include_bytes!("../../../assets/fonts/Exo2-Medium.ttf")),
        bold: add(include_bytes!("../../../assets/fonts/Exo2-ExtraBold.ttf")),
    };
    app.insert_resource(fonts).insert_resource(ClearColor(BACKGROUND));
}

/// The two faces of Exo 2 that the game uses.
#[derive(Resource, Clone)]
pub(super) struct Fonts {
    medium: Handle<Font>,
    bold: Handle<Font>,
}

impl Fonts {
    /// Running text.
    pub(super) fn text(&self, text: &str, size: f32, colour: Color) -> impl Bundle + use<> {
        label(self.medium.clone(), text, size, colour)
    }

    /// The face for headings and numbers, for text that is not part of the interface.
    pub(super) fn bold_face(&self) -> Handle<Font> {
        self.bold.clone()
    }

    /// Headings and numbers.
    pub(super) fn bold(&self, text: &str, size: f32, colour: Color) -> impl Bundle + use<> {
        label(self.bold.clone(), text, size, colour)
    }
}

fn label(font: Handle<Font>, text: &str, size: f32, colour: Color) -> impl Bundle + use<> {
    (
        Text::new(text),
        TextFont { font: font.into(), font_size: FontSize::VMin(size), ..default() },
        LineHeight::RelativeToFont(1.2),
        TextColor(colour),
    )
}

/// A column or row of things with a gap between them.
pub(super) fn stack(direction: FlexDirection, gap: f32) -> Node {
    Node { flex_direction: direction, row_gap: Val::VMin(gap), column_gap: Val::VMin(gap), ..default() }
}

/// A layer over the whole window whose content stands in the middle.
pub(super) fn middle() -> Node {
    Node { justify_content: JustifyContent::Center, align_items: AlignItems::Center, ..layer() }
}

/// A card that words are stacked on.
pub(super) fn card() -> Node {
    Node {
        align_items: AlignItems::Center,
        padding: UiRect::axes(Val::VMin(6.0), Val::VMin(3.0)),
        border_radius: BorderRadius::all(Val::VMin(2.0)),
        ..stack(FlexDirection::Column, 1.0)
    }
}

/// A layer over the whole window.
pub(super) fn layer() -> Node {
    Node { position_type: PositionType::Absolute, width: percent(100), height: percent(100), ..default() }
}

/// An sRGB triple as a colour.
pub(super) fn rgb([r, g, b]: [u8; 3]) -> Color {
    Color::srgb_u8(r, g, b)
}

/// A player's colour, dimmed once they are out.
pub(super) fn player(player: &Player) -> Color {
    let full = rgb(Identity::of(player.slot).rgb);
    if player.alive { full } else { FLOOR.mix(&full, DIMMED) }
}

/// A name cut to so many characters, with a sign that it was.
pub(super) fn short_name(name: &str, max_chars: usize) -> String {
    if name.chars().count() <= max_chars {
        return name.to_owned();
    }
    name.chars().take(max_chars - 1).chain(['…']).collect()
}
