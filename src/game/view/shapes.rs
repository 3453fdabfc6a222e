//! The outlines that heads and bodies are drawn with.

use bevy::{
    asset::RenderAssetUsages,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
};

use crate::{game::identity::Shape, sim::Tuning};

/// Share of a body's width that is left at the tail's end.
const TAIL_SHARE: f32 = 0.15;

/// The mesh of a head, pointing right.
pub(super) fn head(shape: Shape) -> Mesh {
    let r = Tuning::SERPENT.head_radius;
    match shape {
        Shape::Circle => Circle::new(r).into(),
        Shape::Triangle => {
            Triangle2d::new(Vec2::new(1.35 * r, 0.0), Vec2::new(-0.9 * r, 1.1 * r), Vec2::new(-0.9 * r, -1.1 * r))
                .into()
        }
        Shape::Square => Rectangle::from_length(1.8 * r).into(),
    }
}

/// A ribbon along a line, from the head's width down to a thin end. Fewer than two points give an empty mesh.
pub(super) fn ribbon(points: &[Vec2]) -> Mesh {
    let mut positions: Vec<[f32; 3]> = Vec::with_capacity(points.len() * 2);
    for (i, point) in points.iter().enumerate() {
        let (before, after) = (points[i.saturating_sub(1)], points[(i + 1).min(points.len() - 1)]);
        let along = (before - after).normalize_or(Vec2::X);
        let share = i as f32 / (points.len() - 1).max(1) as f32;
        let half_width = 0.75 * Tuning::SERPENT.head_radius * (1.0 - share * (1.0 - TAIL_SHARE));
        for side in [along.perp(), -along.perp()] {
            positions.push((point + side * half_width).extend(0.0).to_array());
        }
    }
    let quads = points.len().saturating_sub(1) as u32;
    let indices = (0..quads).flat_map(|quad| [0, 1, 2, 2, 1, 3].map(|corner| 2 * quad + corner)).collect();
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, positions)
        .with_inserted_indices(Indices::U32(indices))
}
