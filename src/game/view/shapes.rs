//! The outlines that heads, bodies, blips and hazards are painted with.

use bevy::prelude::*;

use super::canvas::Canvas;
use crate::game::identity::Shape;

/// Points of a body nearer to one another than this are left out, in arena units.
const FINEST: f32 = 1.5;

/// The outline of a head of radius 1, pointing right.
pub(super) fn head(shape: Shape) -> Vec<Vec2> {
    match shape {
        Shape::Circle => regular(24, 1.0).collect(),
        Shape::Triangle => vec![Vec2::new(1.35, 0.0), Vec2::new(-0.9, 1.1), Vec2::new(-0.9, -1.1)],
        Shape::Square => {
            // A corner is cut off each, so that it sits well on a round body.
            [(1.0, 0.6), (0.6, 0.95), (-0.9, 0.95), (-0.9, -0.95), (0.6, -0.95), (1.0, -0.6)].map(Vec2::from).into()
        }
    }
}

/// A star of outer radius 1.
pub(super) fn star(points: u8, inner: f32) -> Vec<Vec2> {
    let step = std::f32::consts::PI / f32::from(points);
    (0..2 * points).map(|i| Vec2::from_angle(step * f32::from(i)) * if i % 2 == 0 { 1.0 } else { inner }).collect()
}

/// A saw blade of outer radius 1.
pub(super) fn saw(teeth: u8, inner: f32) -> Vec<Vec2> {
    let step = std::f32::consts::TAU / f32::from(teeth);
    (0..teeth)
        .flat_map(|i| {
            let at = step * f32::from(i);
            [Vec2::from_angle(at), Vec2::from_angle(at + 0.18 * step) * inner]
        })
        .collect()
}

/// A regular polygon.
pub(super) fn regular(corners: u8, radius: f32) -> impl Iterator<Item = Vec2> {
    let step = std::f32::consts::TAU / f32::from(corners);
    (0..corners).map(move |i| Vec2::from_angle(step * f32::from(i)) * radius)
}

/// How a body looks at a share of its length: half its width, the colour of its skin, and of its core.
pub(super) struct Slice {
    pub half_width: f32,
    pub skin: LinearRgba,
    pub core: LinearRgba,
}

/// A ribbon along a line, no longer than `length`, with a round ends.
pub(super) fn ribbon(
    canvas: &mut Canvas,
    points: impl Iterator<Item = Vec2>,
    length: f32,
    slice: impl Fn(f32) -> Slice,
) {
    let mut points = points.skip_while(|point| !point.is_finite());
    let Some(mut here) = points.next() else { return };
    let (mut way, mut along, mut row) = (0.0_f32, Vec2::ZERO, None);
    for point in points {
        let step = point - here;
        let distance = step.length();
        if distance < FINEST && way + distance < length {
            continue;
        }
        let direction = step / distance.max(f32::MIN_POSITIVE);
        // Across the corner between the piece before and this one.
        let across = (along + direction).normalize_or(direction);
        let here_slice = slice(way / length);
        if row.is_none() {
            cap(canvas, here, -across, &here_slice);
        }
        row = Some(cut(canvas, here, across, &here_slice, row));
        // The end lies somewhere on the last piece, so that it moves smoothly.
        let part = (length - way).min(distance);
        (here, along, way) = (here + direction * part, direction, way + part);
        if way >= length {
            break;
        }
    }
    if row.is_some() {
        let end = slice((way / length).min(1.0));
        cut(canvas, here, along, &end, row);
        cap(canvas, here, along, &end);
    }
}

/// Half a disc that rounds off an end.
fn cap(canvas: &mut Canvas, at: Vec2, along: Vec2, slice: &Slice) {
    let half = (0..=6_u8).map(|i| Vec2::from_angle(std::f32::consts::PI * (f32::from(i) / 6.0 - 0.5)));
    canvas.fan(at, slice.core, half.map(|out| at + along.rotate(out) * slice.half_width), slice.skin);
}

/// A row of corners across the body, joined to the row before.
fn cut(canvas: &mut Canvas, at: Vec2, along: Vec2, slice: &Slice, before: Option<u32>) -> u32 {
    let side = along.perp() * slice.half_width;
    let row = canvas.corners([at + side, at, at - side], [slice.skin, slice.core, slice.skin]);
    if let Some(from) = before {
        canvas.triangles([
            [from, from + 1, row],
            [row, from + 1, row + 1],
            [from + 1, from + 2, row + 1],
            [row + 1, from + 2, row + 2],
        ]);
    }
    row
}
