//! A head at rest: its shape, its pattern, and an eye that points where the player steers.
//!
//! The phone draws the same in `web-controller/page/party/badge.js`; a test below compares the numbers.

use bevy::{math::Affine2, prelude::*};

use crate::game::view::{
    arena::canvas::Canvas,
    theme::{
        look::{self, Look, bright},
        shapes,
    },
};
use crate::link::{Identity, Pattern, Shape};

/// Width of the bright rim, and the scale of the dark surround, in radii of the head.
const RIM: f32 = 0.2;
const SURROUND: f32 = 1.2;

/// The free area on a head of radius 1 that points right.
struct FaceArea {
    /// The distance of its middle from the head's middle, and its size.
    at: f32,
    size: f32,
    /// The band: its start and end along the head's direction, and half its length at either.
    band: [f32; 4],
}

fn face_area(shape: Shape) -> FaceArea {
    let (at, size, band) = match shape {
        Shape::Circle => (0.0, 1.0, [-0.04, 0.4, 0.9, 0.84]),
        Shape::Triangle => (-0.25, 0.82, [-0.5, -0.1, 0.82, 0.64]),
        Shape::Square => (0.0, 1.0, [-0.04, 0.4, 0.93, 0.93]),
        Shape::Star => (0.0, 0.82, [-0.15, 0.21, 0.58, 0.72]),
        Shape::Cross => (0.0, 0.72, [-0.21, 0.21, 0.84, 0.84]),
    };
    FaceArea { at, size, band }
}

/// Draws the head of a slot: of radius 1, pointing right, transformed by `place`.
pub(crate) fn head(canvas: &mut Canvas, place: Affine2, slot: u8, steer: f32, look: Look) {
    let colour = look.player(slot);
    let identity = Identity::of(slot);
    let outline = shapes::head(identity.shape);
    let (skin, rim) = if look.contrast {
        (colour, LinearRgba::WHITE)
    } else {
        (bright(colour, 1.0), (bright(colour, 1.2) + bright(LinearRgba::WHITE, 0.35)).with_alpha(1.0))
    };
    // The dark surround separates it from its own body.
    canvas.shape(place * Affine2::from_scale(Vec2::splat(SURROUND)), &outline, look::NIGHT);
    canvas.shape(place, &outline, skin);
    canvas.outline(place, &outline, RIM, rim);
    let eye = bright(LinearRgba::WHITE, if look.contrast { 1.0 } else { 1.6 });
    face(canvas, place, identity, steer, [eye, rim]);
}

/// Draws the pattern, and the eye in it.
fn face(
    canvas: &mut Canvas,
    place: Affine2,
    Identity { shape, pattern, .. }: Identity,
    steer: f32,
    inks: [LinearRgba; 2],
) {
    let FaceArea { at, size, band } = face_area(shape);
    let face = place * Affine2::from_scale_angle_translation(Vec2::splat(size), 0.0, Vec2::new(at, 0.0));
    let [white, core] = inks;
    match pattern {
        Pattern::Plain => {
            oval(canvas, face, Vec2::new(0.38, 0.0), Vec2::new(0.3, 0.46), look::NIGHT);
            let eye = Vec2::new(0.44 - 0.08 * steer.abs(), 0.26 * steer);
            oval(canvas, face, eye, Vec2::splat(0.2), white);
        }
        Pattern::Ring => {
            oval(canvas, face, Vec2::ZERO, Vec2::splat(0.66), look::NIGHT);
            let eye = Vec2::new(0.08 - 0.04 * steer.abs(), 0.18 * steer);
            oval(canvas, face, eye, Vec2::splat(0.36), core);
        }
        Pattern::Band => {
            let [from, to, back, front] = band;
            let (middle, half) = (Vec2::new((from + to) / 2.0, 0.0), (to - from) / 2.0);
            let stripe = [(-half, back), (half, front), (half, -front), (-half, -back)].map(Vec2::from);
            canvas.shape(place * Affine2::from_translation(middle), &stripe, look::NIGHT);
            let eye = middle + Vec2::new(0.03, 0.45 * steer * front);
            oval(canvas, place, eye, Vec2::splat(0.19), white);
        }
    }
}

fn oval(canvas: &mut Canvas, place: Affine2, middle: Vec2, radii: Vec2, colour: LinearRgba) {
    let round: Vec<Vec2> = shapes::regular(18, 1.0).collect();
    canvas.shape(place * Affine2::from_scale_angle_translation(radii, 0.0, middle), &round, colour);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = include_str!("../../../../web-controller/page/party/badge.js");

    /// Formats numbers as the phone's page writes them: to the hundredth, without superfluous digits.
    fn written(numbers: impl IntoIterator<Item = f32>) -> String {
        let one = |number: f32| format!("{}", (number * 100.0).round() / 100.0 + 0.0);
        numbers.into_iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_phone_draws_the_same_heads() {
        for shape in Shape::ALL {
            let FaceArea { at, size, band } = face_area(shape);
            let outline = shapes::head(shape);
            let outline =
                if shape == Shape::Circle { String::new() } else { written(outline.iter().flat_map(|p| [p.x, p.y])) };
            let line = format!(
                "  {}: {{ outline: '{outline}', at: {at}, size: {size}, band: [{}] }},",
                shape.name(),
                written(band).replace(' ', ", ")
            );
            assert!(PHONE.lines().any(|known| known == line), "badge.js has no line\n{line}");
        }
        for number in [RIM, SURROUND] {
            assert!(PHONE.contains(&format!(" = {number};")), "badge.js has no {number}");
        }
    }

    #[test]
    fn the_pattern_stays_on_the_head() {
        for shape in Shape::ALL {
            let outline = shapes::head(shape);
            let FaceArea { at, size, band: [from, to, back, front] } = face_area(shape);
            let ring = shapes::regular(18, 0.66 * size).map(|point| point + Vec2::new(at, 0.0));
            let band = [(from, back), (to, front), (to, -front), (from, -back)].map(Vec2::from);
            for point in ring.chain(band) {
                assert!(holds(&outline, point), "{point} lies outside of the {}", shape.name());
            }
        }
    }

    /// Returns whether a polygon around the origin contains a point.
    fn holds(outline: &[Vec2], point: Vec2) -> bool {
        let sides = outline.iter().zip(outline.iter().cycle().skip(1));
        let crossings = sides.filter(|(a, b)| {
            (a.y > point.y) != (b.y > point.y) && point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y)
        });
        crossings.count() % 2 == 1
    }
}
