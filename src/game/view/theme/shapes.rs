//! The outlines of heads, blips and hazards.

use bevy::prelude::*;

use crate::link::Shape;

/// Returns the outline of a head of radius 1, pointing right.
pub(crate) fn head(shape: Shape) -> Vec<Vec2> {
    match shape {
        Shape::Circle => regular(24, 1.0).collect(),
        Shape::Triangle => vec![Vec2::new(1.35, 0.0), Vec2::new(-0.9, 1.1), Vec2::new(-0.9, -1.1)],
        Shape::Square => {
            // The corners are cut off, so that it fits a round body.
            [(1.0, 0.6), (0.6, 0.95), (-0.9, 0.95), (-0.9, -0.95), (0.6, -0.95), (1.0, -0.6)].map(Vec2::from).into()
        }
        Shape::Star => {
            // The leading point is longer than the others.
            let mut star: Vec<Vec2> = star(5, 0.5).into_iter().map(|point| point * 1.22).collect();
            star.first_mut().into_iter().for_each(|tip| tip.x = 1.5);
            star
        }
        Shape::Cross => {
            // The leading arm ends in a point.
            let side =
                [(1.35, 0.0), (1.0, 0.42), (0.42, 0.42), (0.42, 1.1), (-0.42, 1.1), (-0.42, 0.42), (-1.05, 0.42)];
            let other = side.into_iter().skip(1).rev().map(|(x, y)| (x, -y));
            side.into_iter().chain(other).map(Vec2::from).collect()
        }
    }
}

/// Returns a star of outer radius 1.
pub(crate) fn star(points: u8, inner: f32) -> Vec<Vec2> {
    let step = std::f32::consts::PI / f32::from(points);
    (0..2 * points).map(|i| Vec2::from_angle(step * f32::from(i)) * if i % 2 == 0 { 1.0 } else { inner }).collect()
}

/// Returns a saw blade of outer radius 1.
pub(crate) fn saw(teeth: u8, inner: f32) -> Vec<Vec2> {
    let step = std::f32::consts::TAU / f32::from(teeth);
    (0..teeth)
        .flat_map(|i| {
            let at = step * f32::from(i);
            [Vec2::from_angle(at), Vec2::from_angle(at + 0.18 * step) * inner]
        })
        .collect()
}

/// Returns a regular polygon.
pub(crate) fn regular(corners: u8, radius: f32) -> impl Iterator<Item = Vec2> {
    let step = std::f32::consts::TAU / f32::from(corners);
    (0..corners).map(move |i| Vec2::from_angle(step * f32::from(i)) * radius)
}
