//! The body: where the head has been lately.

use std::collections::VecDeque;

use glam::Vec2;

use super::{
    BodyTuning,
    grid::{Grid, Segment},
};

/// Longest body, in points. Nobody gets there by playing; memory has a bound all the same.
const MAX_POINTS: usize = 65_536;
/// Points let go of in a tick: a body that is cut shrinks fast, but not at once.
const MAX_SHED: usize = 8;

/// A place the head has been at.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    position: Vec2,
    /// Way of the head from the start to here.
    at: f32,
}

/// The places the head has been at, newest first, no further back than the body is long.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Body {
    points: VecDeque<Point>,
    /// Way of the head so far.
    path: f32,
    /// How long the body is to be; it grows into that as the head moves on.
    length: f32,
}

impl Body {
    pub(super) fn new(head: Vec2, length: f32) -> Self {
        Self { points: VecDeque::from([Point { position: head, at: 0.0 }]), path: 0.0, length }
    }

    /// Way of the head since the start.
    pub(super) fn path(&self) -> f32 {
        self.path
    }

    /// Length of what is there: less than wanted while it grows, more while it shrinks.
    pub(super) fn length(&self) -> f32 {
        let end = self.points.back().map_or(self.path, |point| point.at);
        self.path - end
    }

    /// How long it is to be.
    pub(super) fn wanted(&self) -> f32 {
        self.length
    }

    pub(super) fn set_wanted(&mut self, length: f32) {
        self.length = length;
    }

    pub(super) fn positions(&self) -> impl ExactSizeIterator<Item = Vec2> + '_ {
        self.points.iter().map(|point| point.position)
    }

    /// Follows the head, which has moved from one place to another, and keeps the grid of all bodies up to date.
    pub(super) fn follow(&mut self, from: Vec2, to: Vec2, tuning: &BodyTuning, owner: u8, grid: &mut Grid) {
        let newest = self.points.front().copied().unwrap_or(Point { position: from, at: self.path });
        // At the very start it is there already.
        if self.path > 0.0 && self.path - newest.at >= tuning.spacing {
            let point = Point { position: from, at: self.path };
            self.points.push_front(point);
            if tuning.kills {
                grid.insert(segment(newest, point, owner));
            }
        }
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
            if tuning.kills {
                grid.remove(&segment(last, before, owner));
            }
        }
    }

    /// Takes everything out of the grid: the body of somebody who is out harms nobody.
    pub(super) fn leave(&self, owner: u8, grid: &mut Grid) {
        for (newer, older) in self.points.iter().zip(self.points.iter().skip(1)) {
            grid.remove(&segment(*older, *newer, owner));
        }
    }
}

fn segment(from: Point, to: Point, owner: u8) -> Segment {
    Segment { from: from.position, to: to.position, at: to.at, owner }
}
