//! The body: the recent path of the head.

use std::collections::VecDeque;

use glam::Vec2;

use super::{
    BodyTuning,
    grid::{Grid, Segment},
};

/// Longest body, in points. Nobody reaches it by playing, but memory must be bounded.
const MAX_POINTS: usize = 65_536;
/// Points removed per tick: a body that is cut shrinks fast, but not at once.
const MAX_SHED: usize = 8;

/// A past position of the head.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    position: Vec2,
    /// Distance travelled by the head from the start to here.
    at: f32,
    /// Whether there is body between here and the next older point.
    joined: bool,
}

/// The past positions of the head, newest first, no further back than the body is long.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Body {
    points: VecDeque<Point>,
    /// Distance travelled by the head so far.
    path: f32,
    /// Target length of the body, which it reaches as the head moves on.
    length: f32,
    /// Whether the head currently leaves no body behind.
    broken: bool,
}

impl Body {
    pub(super) fn new(head: Vec2, length: f32) -> Self {
        Self {
            points: VecDeque::from([Point { position: head, at: 0.0, joined: false }]),
            path: 0.0,
            length,
            broken: false,
        }
    }

    /// Returns the distance travelled by the head since the start.
    pub(super) fn path(&self) -> f32 {
        self.path
    }

    /// Returns the current length: less than the target while it grows, more while it shrinks.
    pub(super) fn length(&self) -> f32 {
        let end = self.points.back().map_or(self.path, |point| point.at);
        self.path - end
    }

    /// Returns the target length.
    pub(super) fn wanted(&self) -> f32 {
        self.length
    }

    pub(super) fn set_wanted(&mut self, length: f32) {
        self.length = length;
    }

    /// Whether the head currently leaves no body behind, so that its newest point is not joined to it.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Returns the points, newest first, each with whether there is body between it and the next older one.
    pub(super) fn points(&self) -> impl ExactSizeIterator<Item = (Vec2, bool)> + '_ {
        self.points.iter().map(|point| (point.position, point.joined))
    }

    /// Follows the head, which has moved from one place to another, and keeps the grid of all bodies up to date. While
    /// the body is not `solid`, it leaves a gap.
    pub(super) fn follow(
        &mut self,
        (from, to): (Vec2, Vec2),
        solid: bool,
        tuning: &BodyTuning,
        owner: u8,
        grid: &mut Grid,
    ) {
        let newest = self.points.front().copied().filter(|_| !self.broken);
        match newest {
            None if solid => self.points.push_front(Point { position: from, at: self.path, joined: false }),
            None => {}
            Some(newest) => {
                let way = self.path - newest.at;
                // At the very start the point exists already; at a gap the body ends where the head was.
                if way > 0.0 && (way >= tuning.spacing || !solid) {
                    let point = Point { position: from, at: self.path, joined: true };
                    self.points.push_front(point);
                    if tuning.kills {
                        grid.insert(segment(newest, point, owner));
                    }
                }
            }
        }
        self.broken = !solid;
        self.path += from.distance(to);
        for _ in 0..MAX_SHED {
            let count = self.points.len();
            let ends = count.checked_sub(2).map(|i| (self.points.get(i).copied(), self.points.back().copied()));
            let Some((Some(before), Some(last))) = ends else { break };
            // The last point may be beyond the end, so that the end can be found between two.
            if self.path - before.at < self.length && count <= MAX_POINTS {
                break;
            }
            self.points.pop_back();
            if tuning.kills && before.joined {
                grid.remove(&segment(last, before, owner));
            }
        }
    }

    /// Removes the whole body from the grid: the body of a player who is out harms nobody.
    pub(super) fn leave(&self, owner: u8, grid: &mut Grid) {
        let pairs = self.points.iter().zip(self.points.iter().skip(1));
        for (newer, older) in pairs.filter(|(newer, _)| newer.joined) {
            grid.remove(&segment(*older, *newer, owner));
        }
    }

    /// Puts the whole body into the grid, for another owner than before.
    pub(super) fn join(&self, owner: u8, grid: &mut Grid) {
        let pairs = self.points.iter().zip(self.points.iter().skip(1));
        for (newer, older) in pairs.filter(|(newer, _)| newer.joined) {
            grid.insert(segment(*older, *newer, owner));
        }
    }

    /// Starts a new body at the current position of the head.
    pub(super) fn clear(&mut self, owner: u8, grid: &mut Grid) {
        self.leave(owner, grid);
        self.points.clear();
        self.broken = true;
    }
}

fn segment(from: Point, to: Point, owner: u8) -> Segment {
    Segment { from: from.position, to: to.position, at: to.at, owner }
}
