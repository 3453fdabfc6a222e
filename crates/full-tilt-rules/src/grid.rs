//! Positions of all bodies, in squares, so that a head checks only what is near: a tick costs the same however long the
//! bodies grow.

use std::ops::ControlFlow;

use glam::{IVec2, Vec2};

/// Side of a square.
const CELL: f32 = 24.0;
/// Largest rounding error of a distance: nothing relevant is missed.
const SLACK: f32 = 0.01;

/// A piece of a body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    pub from: Vec2,
    pub to: Vec2,
    /// Distance travelled by its owner's head from the start to `to`.
    pub at: f32,
    pub owner: u8,
}

/// Segments by the square that contains their middle.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    cells: Vec<Vec<Segment>>,
    size: IVec2,
    /// Half the length of the longest segment so far: the distance by which one may reach out of its square.
    overhang: f32,
}

impl Segment {
    fn middle(&self) -> Vec2 {
        self.from.midpoint(self.to)
    }
}

impl Grid {
    pub(super) fn new(arena: Vec2) -> Self {
        let size = (arena / CELL).ceil().as_ivec2().clamp(IVec2::ONE, IVec2::splat(1024));
        Self { cells: vec![Vec::new(); (size.x * size.y) as usize], size, overhang: 0.0 }
    }

    pub(super) fn insert(&mut self, segment: Segment) {
        self.overhang = self.overhang.max(segment.from.distance(segment.to) / 2.0);
        let cell = self.cell(segment.middle());
        self.cells[cell].push(segment);
    }

    /// Removes a segment, if it is there.
    pub(super) fn remove(&mut self, segment: &Segment) {
        let cell = self.cell(segment.middle());
        let same = |other: &Segment| other.owner == segment.owner && other.at == segment.at;
        if let Some(index) = self.cells[cell].iter().position(same) {
            self.cells[cell].remove(index);
        }
    }

    /// Visits every segment that comes nearer than `reach` to the path from `from` to `to`, and some more; those in the
    /// path's own square first. For each, `visit` returns how near others must be to matter from then on, or that none
    /// do.
    pub(super) fn for_each_near(
        &self,
        from: Vec2,
        to: Vec2,
        reach: f32,
        mut visit: impl FnMut(&Segment) -> ControlFlow<(), f32>,
    ) -> ControlFlow<()> {
        let centre = from.midpoint(to);
        let around = self.overhang + from.distance(to) / 2.0 + SLACK;
        let mut far = reach + around;
        let (low, high) = (self.square(centre - far), self.square(centre + far));
        let home = self.index(self.square(centre));
        let mut look = |cell: &[Segment]| {
            for segment in cell {
                if segment.middle().distance_squared(centre) <= far * far {
                    far = visit(segment)? + around;
                }
            }
            ControlFlow::Continue(())
        };
        look(&self.cells[home])?;
        for y in low.y..=high.y {
            for index in self.index(IVec2::new(low.x, y))..=self.index(IVec2::new(high.x, y)) {
                if index != home && !self.cells[index].is_empty() {
                    look(&self.cells[index])?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn cell(&self, position: Vec2) -> usize {
        self.index(self.square(position))
    }

    fn index(&self, square: IVec2) -> usize {
        (square.y * self.size.x + square.x) as usize
    }

    /// Returns the square of a place; places outside belong to the nearest one at the edge.
    fn square(&self, position: Vec2) -> IVec2 {
        (position / CELL).as_ivec2().clamp(IVec2::ZERO, self.size - IVec2::ONE)
    }
}

/// Returns the distance between two straight paths.
pub(super) fn distance(a: (Vec2, Vec2), b: (Vec2, Vec2)) -> f32 {
    if crosses(a, b) {
        return 0.0;
    }
    let ends = squared_to_segment(a.0, b).min(squared_to_segment(a.1, b));
    ends.min(squared_to_segment(b.0, a)).min(squared_to_segment(b.1, a)).sqrt()
}

/// Returns the distance of a place from a straight path.
pub(super) fn to_segment(place: Vec2, way: (Vec2, Vec2)) -> f32 {
    squared_to_segment(place, way).sqrt()
}

fn squared_to_segment(place: Vec2, (from, to): (Vec2, Vec2)) -> f32 {
    let way = to - from;
    let length = way.length_squared();
    let share = if length > 0.0 { ((place - from).dot(way) / length).clamp(0.0, 1.0) } else { 0.0 };
    place.distance_squared(from + way * share)
}

fn crosses(a: (Vec2, Vec2), b: (Vec2, Vec2)) -> bool {
    let side = |(from, to): (Vec2, Vec2), place: Vec2| (to - from).perp_dot(place - from);
    side(a, b.0) * side(a, b.1) < 0.0 && side(b, a.0) * side(b, a.1) < 0.0
}
