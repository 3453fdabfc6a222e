//! Words and figures in the arena: systems ask for them in every frame, as they paint shapes.

use bevy::prelude::*;

use crate::game::view::{
    arena::{
        cameras::{Framing, to_world},
        canvas::Paint,
    },
    theme::Fonts,
};

/// Z coordinates: on the floor, over trails and under the canvas; and over the canvas.
const FLOOR: f32 = 0.85;
const OVER: f32 = 3.4;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Words>().add_systems(Update, show.in_set(Paint::Done));
}

/// The words of this frame.
#[derive(Resource, Default)]
pub(crate) struct Words(Vec<Word>);

/// A word in the arena.
#[derive(Debug, Clone, PartialEq)]
struct Word {
    text: String,
    at: Vec2,
    z: f32,
    /// Height of the letters, in arena units.
    height: f32,
    colour: LinearRgba,
}

impl Words {
    /// Writes on the floor, around a place; `height` is that of the letters, in arena units.
    pub(crate) fn on_floor(&mut self, text: impl Into<String>, at: Vec2, height: f32, colour: LinearRgba) {
        self.0.push(Word { text: text.into(), at, z: FLOOR, height, colour });
    }

    /// Writes over everything, around a place.
    pub(crate) fn over(&mut self, text: impl Into<String>, at: Vec2, height: f32, colour: LinearRgba) {
        self.0.push(Word { text: text.into(), at, z: OVER, height, colour });
    }
}

/// An entity that shows the word with this number.
#[derive(Component)]
struct WordView(usize);

fn show(
    mut commands: Commands,
    mut words: ResMut<Words>,
    framing: Res<Framing>,
    fonts: Res<Fonts>,
    mut views: Query<(&WordView, &mut Text2d, &mut TextFont, &mut TextColor, &mut Transform)>,
) {
    let shown = views.iter().count();
    for (view, mut text, mut font, mut colour, mut transform) in &mut views {
        let Some(word) = words.0.get(view.0) else {
            if !text.0.is_empty() {
                text.0.clear();
            }
            continue;
        };
        let (size, place) = placed(word, &framing);
        // Setting a text lays it out again.
        if text.0 != word.text {
            text.0.clone_from(&word.text);
        }
        if font.font_size != size {
            font.font_size = size;
        }
        colour.set_if_neq(TextColor(word.colour.into()));
        *transform = place;
    }
    for (number, word) in words.0.iter().enumerate().skip(shown) {
        let (size, place) = placed(word, &framing);
        commands.spawn((
            Name::new("Word"),
            WordView(number),
            Text2d::new(&word.text),
            TextFont { font: fonts.bold_face().into(), font_size: size, ..default() },
            TextColor(word.colour.into()),
            place,
        ));
    }
    words.0.clear();
}

/// Returns the font size at which a word is sharp on this screen, and its transform.
fn placed(word: &Word, framing: &Framing) -> (FontSize, Transform) {
    let size = FontSize::Px((word.height * framing.scale).max(1.0).round());
    let transform = Transform::from_translation(to_world(word.at, word.z));
    (size, transform.with_scale(Vec3::splat(1.0 / framing.scale.max(f32::MIN_POSITIVE))))
}
