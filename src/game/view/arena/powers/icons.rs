//! An icon for each power, on a dark hexagon: no other thing in the arena is one. The hue tells whether a power helps its
//! player or troubles the opponents.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::view::{
        arena::canvas::Canvas,
        theme::{
            look::{self, Look, bright},
            shapes,
        },
    },
    sim::Power,
};

/// Size of an icon, as a share of its hexagon's.
const INSIDE: f32 = 0.74;

/// Paints a power's icon on its hexagon.
pub(crate) fn badge(canvas: &mut Canvas, power: Power, at: Vec2, radius: f32, look: Look) {
    let ink = look.ink(look::power(power));
    let corners: Vec<Vec2> = shapes::regular(6, 1.0).collect();
    let place = |size: f32| Affine2::from_scale_angle_translation(Vec2::splat(size), PI / 6.0, at);
    canvas.shape(place(radius * 1.14), &corners, look::NIGHT);
    canvas.shape(place(radius), &corners, bright(ink, 0.16).with_alpha(1.0));
    canvas.outline(place(radius), &corners, 0.17, ink);
    let pale = if look.contrast { LinearRgba::WHITE } else { ink + bright(LinearRgba::WHITE, 0.45) };
    let mut pen = Pen { canvas, at, size: radius * INSIDE, ink: pale.with_alpha(1.0) };
    pen.icon(power);
}

/// Paints shapes in coordinates from −1 to 1 around a place.
struct Pen<'a> {
    canvas: &'a mut Canvas,
    at: Vec2,
    size: f32,
    ink: LinearRgba,
}

impl Pen<'_> {
    fn icon(&mut self, power: Power) {
        match power {
            Power::Dash => {
                for x in [-0.55, 0.0, 0.55] {
                    self.path(&[(x - 0.28, -0.55), (x + 0.24, 0.0), (x - 0.28, 0.55)], 0.24);
                }
            }
            Power::Shield => {
                // As the bubble that it becomes, around a head.
                let corners: Vec<Vec2> = shapes::regular(8, 1.0).collect();
                let bubble = Affine2::from_scale_angle_translation(Vec2::splat(0.95 * self.size), PI / 8.0, self.at);
                self.canvas.outline(bubble, &corners, 0.26, self.ink);
                self.canvas.disc(self.at, 0.36 * self.size, self.ink);
            }
            Power::Magnet => {
                self.arc((0.0, -0.2), 0.48, (PI, PI));
                for x in [-0.48, 0.48] {
                    self.path(&[(x, -0.22), (x, 0.3)], 0.32);
                    self.path(&[(x, 0.46), (x, 0.72)], 0.32);
                }
            }
            Power::Ghost => {
                let dome = (0..=8_u8).map(|i| {
                    let out = Vec2::from_angle(PI + PI * f32::from(i) / 8.0) * 0.58;
                    (out.x, out.y - 0.15)
                });
                let hem = [(0.58, 0.75), (0.3, 0.5), (0.0, 0.75), (-0.3, 0.5), (-0.58, 0.75)];
                let shape: Vec<(f32, f32)> = dome.chain(hem).collect();
                self.fill(&shape, self.ink);
                for x in [-0.22, 0.22] {
                    self.canvas.disc(self.at + Vec2::new(x, -0.12) * self.size, 0.14 * self.size, look::NIGHT);
                }
            }
            Power::Reverse => {
                self.path(&[(-0.6, -0.42), (0.1, -0.42)], 0.24);
                self.arc((0.1, 0.0), 0.42, (-FRAC_PI_2, PI));
                self.path(&[(0.1, 0.42), (-0.3, 0.42)], 0.24);
                self.fill_around((-0.5, 0.42), &[(-0.36, 0.0), (0.2, -0.38), (0.2, 0.38)]);
            }
            Power::Slow => {
                for side in [-1.0, 1.0] {
                    self.path(&[(-0.52, 0.76 * side), (0.52, 0.76 * side)], 0.2);
                    self.fill_around(
                        (0.0, 0.36 * side),
                        &[(0.44, 0.3 * side), (0.0, -0.36 * side), (-0.44, 0.3 * side)],
                    );
                }
            }
            Power::Fat => {
                self.path(&[(-0.7, 0.0), (0.7, 0.0)], 0.42);
                for side in [-1.0, 1.0] {
                    self.fill_around(
                        (0.0, 0.62 * side),
                        &[(0.0, 0.32 * side), (0.4, -0.16 * side), (-0.4, -0.16 * side)],
                    );
                }
            }
            // Upright, because the other icon with two bars is that of turning round.
            Power::Swap => {
                for side in [-1.0, 1.0] {
                    self.path(&[(0.4 * side, -0.68 * side), (0.4 * side, 0.2 * side)], 0.24);
                    let (tip, wing) = (0.38 * side, -0.2 * side);
                    self.fill_around((0.4 * side, 0.42 * side), &[(0.0, tip), (0.38, wing), (-0.38, wing)]);
                }
            }
        }
    }

    fn path(&mut self, points: &[(f32, f32)], width: f32) {
        let place = |&(x, y): &(f32, f32)| self.at + Vec2::new(x, y) * self.size;
        let places: Vec<Vec2> = points.iter().map(place).collect();
        for way in places.windows(2) {
            self.canvas.line([way[0], way[1]], width * self.size, [self.ink; 2]);
        }
        // Rounds off the corners between two lines.
        for &corner in places.iter().skip(1).take(places.len().saturating_sub(2)) {
            self.canvas.disc(corner, 0.5 * width * self.size, self.ink);
        }
    }

    fn arc(&mut self, (x, y): (f32, f32), radius: f32, extent: (f32, f32)) {
        let width = if extent.1 < TAU { 0.24_f32.max(0.32 * f32::from(u8::from(y < 0.0))) } else { 0.24 };
        let middle = self.at + Vec2::new(x, y) * self.size;
        self.canvas.arc(middle, (radius * self.size, width * self.size), extent, self.ink);
    }

    /// Fills a shape that is visible from the middle of the icon.
    fn fill(&mut self, points: &[(f32, f32)], ink: LinearRgba) {
        let points: Vec<Vec2> = points.iter().copied().map(Vec2::from).collect();
        let place = Affine2::from_scale_angle_translation(Vec2::splat(self.size), 0.0, self.at);
        self.canvas.shape(place, &points, ink);
    }

    /// Fills a shape around another point.
    fn fill_around(&mut self, (x, y): (f32, f32), points: &[(f32, f32)]) {
        let points: Vec<Vec2> = points.iter().copied().map(Vec2::from).collect();
        let middle = self.at + Vec2::new(x, y) * self.size;
        let place = Affine2::from_scale_angle_translation(Vec2::splat(self.size), 0.0, middle);
        self.canvas.shape(place, &points, self.ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_power_has_its_own_icon() {
        let look = Look { contrast: true, low: false, teams: None };
        let picture = |power| {
            let mut canvas = Canvas::default();
            badge(&mut canvas, power, Vec2::ZERO, 10.0, look);
            canvas.pixels(24, 12.0)
        };
        let pictures: Vec<Vec<u8>> = Power::ALL.into_iter().map(picture).collect();
        for (i, one) in pictures.iter().enumerate() {
            for (j, other) in pictures.iter().enumerate().skip(i + 1) {
                // Even in black and white, by at least a thirtieth of the pixels, the surroundings included.
                let different = one.chunks(4).zip(other.chunks(4)).filter(|(a, b)| a[0].abs_diff(b[0]) > 90).count();
                assert!(different > 24 * 24 / 30, "{} and {}: {different}", Power::ALL[i].name(), Power::ALL[j].name());
            }
        }
    }
}
