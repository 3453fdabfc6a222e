//! Player names, made fit for a screen that everyone sees.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup},
};
use unicode_segmentation::UnicodeSegmentation;

/// Longest name, in Unicode scalar values.
pub const MAX_NAME_CHARS: usize = 24;

/// Characters that are not white space, but that fonts draw as nothing: a Braille pattern without dots, the object
/// replacement character, a note without a head, and the two blanks of Egyptian hieroglyphs.
const BLANKS: [char; 5] = ['\u{2800}', '\u{FFFC}', '\u{1D159}', '\u{13441}', '\u{13442}'];
/// Characters that join or separate their two neighbours: letters of Persian and Sinhala, and the persons of an emoji
/// family.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];
/// Characters that choose between the text and the emoji form of the character before.
const FORMS: [char; 2] = ['\u{FE0E}', '\u{FE0F}'];
/// The character that begins the flags of England, Scotland and Wales, whose letters are invisible tags.
const BLACK_FLAG: char = '\u{1F3F4}';
const TAG_LETTERS: std::ops::RangeInclusive<char> = '\u{E0061}'..='\u{E007A}';
const END_OF_TAGS: char = '\u{E007F}';

/// Makes a name harmless. The result contains only visible characters, each with its marks, and single spaces between
/// them: at most 24 characters, cut between grapheme clusters. It may be empty; see [`default_name`].
///
/// ```
/// use phonepad_protocol::clean_name;
///
/// assert_eq!(clean_name("  Ada\u{200B}\u{3164} \u{3000}Lovelace "), "Ada Lovelace");
/// assert_eq!(clean_name("\u{200B}\u{2800}\u{3164}"), "");
/// ```
pub fn clean_name(raw: &str) -> String {
    let mut kept = String::new();
    let mut rest = raw.chars().peekable();
    while let Some(c) = rest.next() {
        match Class::of(c) {
            Class::Space if !kept.is_empty() && !kept.ends_with(' ') => kept.push(' '),
            Class::Visible => {
                kept.push(c);
                if let Some(tags) = Some(rest.clone()).filter(|_| c == BLACK_FLAG).and_then(flag_tags) {
                    kept.push_str(&tags);
                    rest.nth(tags.chars().count() - 1);
                    continue;
                }
                kept.extend(rest.next_if(|next| FORMS.contains(next)));
                while let Some(mark) = rest.next_if(|next| Class::of(*next) == Class::Mark) {
                    kept.push(mark);
                }
                let mut ahead = rest.clone();
                let joiner = ahead.next().filter(|next| JOINERS.contains(next));
                if let Some(joiner) = joiner.filter(|_| ahead.next().is_some_and(|c| Class::of(c) == Class::Visible)) {
                    kept.push(joiner);
                    rest.next();
                }
            }
            // A mark without a base character counts as nothing.
            Class::Space | Class::Mark | Class::Dropped => {}
        }
    }
    cut(&kept, MAX_NAME_CHARS).to_owned()
}

/// Returns the name of a player without one: `Player 1` in slot 0.
pub fn default_name(slot: u8) -> String {
    format!("Player {}", u16::from(slot) + 1)
}

/// Returns the name of the player in `slot` who requests the name `wish`, given the names of all other players:
/// cleaned, and followed by the lowest number that makes it unlike all of those. Names that differ only in case, in
/// width or in how accents are encoded count as alike.
///
/// ```
/// use phonepad_protocol::seat_name;
///
/// assert_eq!(seat_name("Ada", 2, ["Ada", "Eve"]), "Ada 2");
/// assert_eq!(seat_name("ada", 3, ["Ada", "Ada 2"]), "ada 3");
/// ```
pub fn seat_name<'a>(wish: &str, slot: u8, others: impl IntoIterator<Item = &'a str>) -> String {
    let cleaned = clean_name(wish);
    let wish = if cleaned.is_empty() { default_name(slot) } else { cleaned };
    let taken: Vec<String> = others.into_iter().map(likeness).collect();
    let mut name = wish.clone();
    let mut number = 1;
    while taken.contains(&likeness(&name)) {
        number += 1;
        let number = format!(" {number}");
        // A single grapheme cluster may be nearly as long as a name.
        let stem = Some(cut(&wish, MAX_NAME_CHARS - number.len())).filter(|stem| !stem.is_empty());
        name = stem.map_or_else(|| default_name(slot), str::to_owned) + &number;
    }
    name
}

/// Returns the beginning of a name, without trailing white space and joiners.
fn cut(name: &str, max_chars: usize) -> &str {
    let mut chars = 0;
    let fitting = name.graphemes(true).take_while(|grapheme| {
        chars += grapheme.chars().count();
        chars <= max_chars
    });
    let length = fitting.map(str::len).sum();
    name[..length].trim_end_matches(|c| c == ' ' || JOINERS.contains(&c))
}

/// Returns the same text for names that are alike. Upper case comes first because it unifies more letters, such as ß
/// and ss.
fn likeness(name: &str) -> String {
    let visible: String = name.chars().filter(|c| !JOINERS.contains(c) && !FORMS.contains(c)).collect();
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let folded = nfkc.normalize(&visible).to_uppercase().to_lowercase();
    nfkc.normalize(&folded).into_owned()
}

/// Returns the tags of a flag, or `None` if these characters do not begin with any.
fn flag_tags(rest: impl Iterator<Item = char>) -> Option<String> {
    let mut tags = String::new();
    for c in rest {
        tags.push(c);
        if !TAG_LETTERS.contains(&c) {
            return (c == END_OF_TAGS && tags.chars().count() > 1).then_some(tags);
        }
    }
    None
}

/// The role of a character in a name.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    /// A letter, digit, punctuation or symbol.
    Visible,
    /// Belongs to the character before.
    Mark,
    /// White space of any width.
    Space,
    /// Control and format characters, bidirectional ones among them, fillers, blanks, private use, noncharacters and
    /// unassigned code points.
    Dropped,
}

impl Class {
    fn of(c: char) -> Self {
        const VISIBLE: GeneralCategoryGroup = GeneralCategoryGroup::Letter
            .union(GeneralCategoryGroup::Number)
            .union(GeneralCategoryGroup::Punctuation)
            .union(GeneralCategoryGroup::Symbol);
        let category = CodePointMapData::<GeneralCategory>::new().get(c);
        if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) || BLANKS.contains(&c) {
            Self::Dropped
        } else if VISIBLE.contains(category) {
            Self::Visible
        } else if GeneralCategoryGroup::Mark.contains(category) {
            Self::Mark
        } else if GeneralCategoryGroup::Separator.contains(category) {
            Self::Space
        } else {
            Self::Dropped
        }
    }
}
