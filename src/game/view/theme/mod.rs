//! Colours, fonts and the few building blocks of all screens.
//!
//! Sizes are percentages of the smaller side of the window, so that a screen looks the same at every size.

pub(crate) mod labels;
pub(crate) mod look;
pub(crate) mod shapes;

use bevy::{prelude::*, text::LineHeight};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::game::players::looks;
use crate::sim::Player;

pub(crate) const BACKGROUND: Color = Color::srgb(0.043, 0.055, 0.078);
pub(crate) const FLOOR: Color = Color::srgb(0.070, 0.090, 0.125);
pub(crate) const LINE: Color = Color::srgb(0.25, 0.32, 0.42);
pub(crate) const TEXT: Color = Color::srgb(0.93, 0.95, 0.97);
pub(crate) const QUIET: Color = Color::srgb(0.62, 0.68, 0.75);
pub(crate) const ACCENT: Color = Color::srgb(0.851, 1.0, 0.259);
pub(crate) const WARNING: Color = Color::srgb(1.0, 0.45, 0.38);

/// Share of a player's colour that remains once they are out.
const DIMMED: f32 = 0.4;

pub(crate) fn plugin(app: &mut App) {
    let mut assets = app.world_mut().resource_mut::<Assets<Font>>();
    let mut add = |bytes: &[u8]| assets.add(Font::from_bytes(bytes.to_vec()));
    // Compiled in, so that the game is one file and starts from any folder.
    let fonts = Fonts {
        medium: add(include_bytes!("../../../../assets/fonts/Exo2-Medium.ttf")),
        bold: add(include_bytes!("../../../../assets/fonts/Exo2-ExtraBold.ttf")),
    };
    app.insert_resource(fonts).insert_resource(ClearColor(BACKGROUND));
}

/// The two faces of Exo 2 that the game uses.
#[derive(Resource, Clone)]
pub(crate) struct Fonts {
    medium: Handle<Font>,
    bold: Handle<Font>,
}

impl Fonts {
    /// Builds body text.
    pub(crate) fn text(&self, text: &str, size: f32, colour: Color) -> impl Bundle + use<> {
        label(self.medium.clone(), text, size, colour)
    }

    /// Returns the face for headings and numbers, for text outside the interface.
    pub(crate) fn bold_face(&self) -> Handle<Font> {
        self.bold.clone()
    }

    /// Builds headings and numbers.
    pub(crate) fn bold(&self, text: &str, size: f32, colour: Color) -> impl Bundle + use<> {
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

/// Returns a column or row with a gap between its children.
pub(crate) fn stack(direction: FlexDirection, gap: f32) -> Node {
    Node { flex_direction: direction, row_gap: Val::VMin(gap), column_gap: Val::VMin(gap), ..default() }
}

/// Returns a layer over the whole window with its content in the middle.
pub(crate) fn middle() -> Node {
    Node { justify_content: JustifyContent::Center, align_items: AlignItems::Center, ..layer() }
}

/// Returns a card for a stack of text.
pub(crate) fn card() -> Node {
    Node {
        align_items: AlignItems::Center,
        padding: UiRect::axes(Val::VMin(6.0), Val::VMin(3.0)),
        border_radius: BorderRadius::all(Val::VMin(2.0)),
        ..stack(FlexDirection::Column, 1.0)
    }
}

/// Returns a layer over the whole window.
pub(crate) fn layer() -> Node {
    Node { position_type: PositionType::Absolute, width: percent(100), height: percent(100), ..default() }
}

/// Converts an sRGB triple to a colour.
pub(crate) fn rgb([r, g, b]: [u8; 3]) -> Color {
    Color::srgb_u8(r, g, b)
}

/// Returns a player's colour, which is that of the team, if there is one.
pub(crate) fn colour(slot: u8, team: Option<u8>) -> Color {
    rgb(looks::player_rgb(slot, team))
}

/// Returns a player's colour, dimmed once they are out.
pub(crate) fn player(player: &Player) -> Color {
    let full = colour(player.slot, player.team());
    if player.alive { full } else { FLOOR.mix(&full, DIMMED) }
}

/// Cuts a name to a number of columns, with an ellipsis at the end if it was cut. A Latin letter is one column wide, a
/// Chinese one two.
pub(crate) fn short_name(name: &str, columns: usize) -> String {
    if name.width() <= columns {
        return name.to_owned();
    }
    let mut left = columns - 1;
    let kept = name.graphemes(true).take_while(|letter| {
        let fits = letter.width() <= left;
        left = left.saturating_sub(letter.width());
        fits
    });
    kept.chain(["…"]).collect()
}

#[cfg(test)]
mod tests {
    use bevy::text::FontCx;
    use fontique::{QueryFamily, QueryStatus, Script};

    use super::*;

    /// The fonts that the tests install are sufficient for these names; other systems have their own fonts.
    #[test]
    fn names_in_ten_scripts_have_letters_and_not_boxes() {
        let mut fonts = FontCx::default();
        let fonts = &mut fonts.context;
        let exo = include_bytes!("../../../../assets/fonts/Exo2-Medium.ttf");
        fonts.collection.register_fonts(exo.to_vec().into(), None);
        let names = [
            (b"Latn", "Zoë"),
            (b"Grek", "Ελένη"),
            (b"Cyrl", "Наташа"),
            (b"Hebr", "דנה"),
            (b"Arab", "سارة"),
            (b"Deva", "प्रिया"),
            (b"Thai", "สมชาย"),
            (b"Hani", "北京"),
            (b"Hira", "さくら"),
            (b"Hang", "지민"),
        ];
        for (script, name) in names {
            for letter in name.chars() {
                let mut query = fonts.collection.query(&mut fonts.source_cache);
                query.set_families([QueryFamily::Named("Exo 2")]);
                query.set_fallbacks(Script::from_bytes(*script));
                let mut is_found = false;
                query.matches_with(|font| {
                    is_found |= font.charmap().and_then(|map| map.map(letter)).is_some_and(|glyph| glyph != 0);
                    if is_found { QueryStatus::Stop } else { QueryStatus::Continue }
                });
                assert!(is_found, "{letter} of {name}");
            }
        }
    }

    #[test]
    fn names_are_cut_between_letters_and_by_their_width() {
        assert_eq!(short_name("Charlotte", 9), "Charlotte");
        assert_eq!(short_name("Bartholomew", 9), "Bartholo…");
        assert_eq!(short_name("北京上海广州", 9), "北京上海…");
        assert_eq!(short_name("e\u{301}e\u{301}e\u{301}e\u{301}", 3), "e\u{301}e\u{301}…");
        assert_eq!(short_name("👨‍👩‍👧👨‍👩‍👧", 3), "👨‍👩‍👧…");
    }
}
