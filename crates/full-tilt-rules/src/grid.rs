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

fn squared_to_segment(place: Vec2, way: (Vec2, Vec2)) -> f32 {
    place.distance_squared(nearest_point(place, way))
}

/// Returns the point of a straight path that is nearest to a place.
pub(super) fn nearest_point(place: Vec2, (from, to): (Vec2, Vec2)) -> Vec2 {
    let way = to - from;
    let length = way.length_squared();
    let share = if length > 0.0 { ((place - from).dot(way) / length).clamp(0.0, 1.0) } else { 0.0 };
    from + way * share
}

fn crosses(a: (Vec2, Vec2), b: (Vec2, Vec2)) -> bool {
    let side = |(from, to): (Vec2, Vec2), place: Vec2| (to - from).perp_dot(place - from);
    side(a, b.0) * side(a, b.1) < 0.0 && side(b, a.0) * side(b, a.1) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARENA: Vec2 = Vec2::new(480.0, 240.0);

    fn at(x: f32, y: f32) -> Vec2 {
        Vec2::new(x, y)
    }

    /// A segment with this number as its place along its owner's path.
    fn segment(from: Vec2, to: Vec2, number: u8) -> Segment {
        Segment { from, to, at: number.into(), owner: number % 3 }
    }

    fn filled(segments: &[Segment]) -> Grid {
        let mut grid = Grid::new(ARENA);
        segments.iter().for_each(|segment| grid.insert(*segment));
        grid
    }

    /// Returns the numbers of the segments that are visited, in their order, if each visit asks for this reach.
    fn visited(grid: &Grid, (from, to): (Vec2, Vec2), reach: f32) -> Vec<f32> {
        let mut numbers = Vec::new();
        let flow = grid.for_each_near(from, to, reach, |segment| {
            numbers.push(segment.at);
            ControlFlow::Continue(reach)
        });
        assert_eq!(flow, ControlFlow::Continue(()));
        numbers
    }

    #[test]
    fn the_near_segments_and_no_others_are_visited() {
        // A piece of 6 units every 20 units in both directions, some of them outside the arena.
        let places =
            (0..28_u8).flat_map(|x| (0..9_u8).map(move |y| at(f32::from(x) * 20.0 - 30.0, f32::from(y) * 30.0)));
        let segments: Vec<Segment> =
            (0..=u8::MAX).zip(places).map(|(number, place)| segment(place, place + at(0.0, 6.0), number)).collect();
        let grid = filled(&segments);
        for way in
            [(at(100.0, 100.0), at(104.0, 103.0)), (at(1.0, 239.0), at(1.0, 239.0)), (at(490.0, -8.0), at(478.0, -8.0))]
        {
            for reach in [0.0, 5.0, 21.0, 60.0] {
                // Half a segment, half the way, and the slack.
                let far = reach + 3.0 + way.0.distance(way.1) / 2.0 + 0.01;
                let centre = (way.0 + way.1) / 2.0;
                let is_near = |segment: &&Segment| (segment.from + at(0.0, 3.0)).distance(centre) <= far;
                let expected: Vec<f32> = segments.iter().filter(is_near).map(|segment| segment.at).collect();
                let mut numbers = visited(&grid, way, reach);
                numbers.sort_by(f32::total_cmp);
                assert_eq!(numbers, expected, "within {reach} of {way:?}");
                let touching = segments.iter().filter(|segment| distance(way, (segment.from, segment.to)) <= reach);
                assert!(touching.into_iter().all(|segment| numbers.contains(&segment.at)));
            }
        }
    }

    #[test]
    fn the_own_square_comes_first_and_a_smaller_reach_counts_at_once() {
        let grid = filled(&[
            segment(at(80.0, 100.0), at(84.0, 100.0), 1),
            segment(at(100.0, 100.0), at(104.0, 100.0), 2),
            segment(at(130.0, 100.0), at(134.0, 100.0), 3),
        ]);
        let here = (at(110.0, 100.0), at(110.0, 100.0));
        assert_eq!(visited(&grid, here, 50.0), [2.0, 1.0, 3.0]);
        let mut numbers = Vec::new();
        let _ = grid.for_each_near(here.0, here.1, 50.0, |segment| {
            numbers.push(segment.at);
            // The next ones are 28 and 22 units away, from their middle.
            ControlFlow::Continue(23.0)
        });
        assert_eq!(numbers, [2.0, 3.0]);
        let mut visits = 0;
        let flow = grid.for_each_near(here.0, here.1, 50.0, |_| {
            visits += 1;
            ControlFlow::Break(())
        });
        assert_eq!((flow, visits), (ControlFlow::Break(()), 1));
    }

    #[test]
    fn long_segments_are_found_from_either_end() {
        let grid = filled(&[segment(at(10.0, 100.0), at(210.0, 100.0), 1)]);
        for x in [11.0, 209.0] {
            assert_eq!(visited(&grid, (at(x, 102.0), at(x, 102.0)), 3.0), [1.0]);
        }
        assert_eq!(visited(&grid, (at(230.0, 100.0), at(230.0, 100.0)), 3.0), [0.0; 0]);
    }

    #[test]
    fn a_removed_segment_is_gone_and_its_neighbours_stay() {
        let (from, to) = (at(100.0, 100.0), at(104.0, 100.0));
        // The third has the same owner as the first, the second the same number.
        let all = [segment(from, to, 1), Segment { owner: 2, ..segment(from, to, 1) }, segment(from, to, 4)];
        for gone in 0..3 {
            let mut grid = filled(&all);
            grid.remove(&all[gone]);
            grid.remove(&all[gone]);
            let mut left = Vec::new();
            let _ = grid.for_each_near(from, to, 1.0, |segment| {
                left.push(*segment);
                ControlFlow::Continue(1.0)
            });
            let expected: Vec<Segment> = (0..3).filter(|i| *i != gone).map(|i| all[i]).collect();
            assert_eq!(left, expected);
        }
    }

    #[test]
    fn distances_are_those_of_the_nearest_points() {
        let level = (at(0.0, 0.0), at(10.0, 0.0));
        for (other, expected) in [
            ((at(2.0, 3.0), at(8.0, 3.0)), 3.0),
            ((at(5.0, -5.0), at(5.0, 5.0)), 0.0),
            ((at(5.0, 2.0), at(5.0, 9.0)), 2.0),
            ((at(13.0, 4.0), at(20.0, 4.0)), 5.0),
            ((at(-3.0, -4.0), at(-3.0, -9.0)), 5.0),
            ((at(12.0, 0.0), at(20.0, 0.0)), 2.0),
            // The line of each goes through the other's line, but beyond its end.
            ((at(5.0, 1.0), at(5.0, 2.0)), 1.0),
            ((at(12.0, -1.0), at(12.0, 1.0)), 2.0),
            ((at(4.0, 7.0), at(4.0, 7.0)), 7.0),
        ] {
            assert_eq!((distance(level, other), distance(other, level)), (expected, expected), "{other:?}");
        }
        assert_eq!(to_segment(at(13.0, 4.0), level), 5.0);
        assert_eq!(to_segment(at(7.0, -6.0), level), 6.0);
        assert_eq!(to_segment(at(3.0, 4.0), (Vec2::ZERO, Vec2::ZERO)), 5.0);
    }
}
