//! The placement of names: each beside its head, clear of other names, heads and arrows as far as there is space.

use bevy::prelude::*;

/// The positions beside a head, the best one first, as steps to the right and down.
const SIDES: [Vec2; 8] = [
    Vec2::new(0.0, -1.0),
    Vec2::new(0.0, 1.0),
    Vec2::new(1.0, -1.0),
    Vec2::new(-1.0, -1.0),
    Vec2::new(1.0, 1.0),
    Vec2::new(-1.0, 1.0),
    Vec2::new(1.0, 0.0),
    Vec2::new(-1.0, 0.0),
];
/// Cost of each step down that list, and of a change of position, in shares of a name covered.
const RANK: f32 = 0.01;
const FICKLENESS: f32 = 0.12;
/// Number of rounds in which each name looks for a better position, given those of all others.
const ROUNDS: usize = 3;

/// A name to be placed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Label {
    /// The middle of the name's head.
    pub head: Vec2,
    /// Radius around it that the name must keep clear.
    pub clear: f32,
    /// The middle of the arrow in front of the head, if it has one.
    pub arrow: Option<Vec2>,
    /// Size of the name.
    pub size: Vec2,
    /// The side it was on in the previous frame.
    pub side: Option<usize>,
}

impl Label {
    /// Returns the middle of the name on a side.
    pub(crate) fn place(&self, side: usize) -> Vec2 {
        let step = SIDES[side % SIDES.len()];
        // On a diagonal it may be nearer.
        let near = if step.x * step.y == 0.0 { 1.0 } else { 0.75 };
        self.head + step * (near * self.clear + self.size / 2.0)
    }

    fn area(&self, side: usize) -> Rect {
        Rect::from_center_size(self.place(side), self.size)
    }
}

/// Returns a side for each label; names stay inside the bounds if possible.
pub(crate) fn arrange(labels: &[Label], bounds: Rect) -> Vec<usize> {
    let mut sides: Vec<Option<usize>> = vec![None; labels.len()];
    for _ in 0..ROUNDS {
        for (i, label) in labels.iter().enumerate() {
            let costs = (0..SIDES.len()).map(|side| (cost(i, side, labels, &sides, bounds), side));
            sides[i] = costs.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, side)| side).or(label.side);
        }
    }
    sides.into_iter().map(Option::unwrap_or_default).collect()
}

/// Returns the cost of a side for a label, in shares of its name that overlap something.
fn cost(of: usize, side: usize, labels: &[Label], sides: &[Option<usize>], bounds: Rect) -> f32 {
    let label = &labels[of];
    let area = label.area(side);
    let whole = label.size.element_product().max(f32::MIN_POSITIVE);
    let mut cost = RANK * side as f32 + 3.0 * (1.0 - overlap(area, bounds) / whole);
    if label.side.is_some_and(|before| before != side) {
        cost += FICKLENESS;
    }
    for (i, other) in labels.iter().enumerate() {
        let arrow = other.arrow.map(|at| Rect::from_center_half_size(at, Vec2::splat(0.7 * other.clear)));
        cost += arrow.map_or(0.0, |arrow| 1.5 * overlap(area, arrow) / whole);
        if i == of {
            continue;
        }
        let head = Rect::from_center_half_size(other.head, Vec2::splat(other.clear));
        cost += 2.0 * overlap(area, head) / whole;
        cost += sides[i].map_or(0.0, |side| 4.0 * overlap(area, other.area(side)) / whole);
    }
    cost
}

/// Returns the area that two rectangles have in common.
fn overlap(a: Rect, b: Rect) -> f32 {
    let common = a.intersect(b);
    if common.is_empty() { 0.0 } else { common.size().element_product() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Game, Mode};

    /// Returns the labels of `count` players at the start of a round, each ten letters long.
    fn labels(count: u8, seed: u64) -> (Vec<Label>, Rect) {
        let game = Game::new(Mode::Rush, &(0..count).collect::<Vec<u8>>(), seed);
        let label = |player: &crate::sim::Player| {
            let arrow = Some(player.pose.position + player.pose.direction() * 40.0);
            Label { head: player.pose.position, clear: 18.0, arrow, size: Vec2::new(190.0, 36.0), side: None }
        };
        (game.players().iter().map(label).collect(), Rect::from_corners(Vec2::ZERO, game.tuning().arena))
    }

    #[test]
    fn names_of_fifteen_players_at_the_start_cover_neither_each_other_nor_a_head() {
        for (count, seed) in (2..=15).flat_map(|count| (0..40).map(move |seed| (count, seed))) {
            let (labels, bounds) = labels(count, seed);
            let areas: Vec<Rect> =
                arrange(&labels, bounds).into_iter().zip(&labels).map(|(side, label)| label.area(side)).collect();
            for (i, &area) in areas.iter().enumerate() {
                assert!(areas[..i].iter().all(|&other| overlap(area, other) == 0.0), "{count} players, seed {seed}");
                let heads = labels.iter().map(|label| Rect::from_center_half_size(label.head, Vec2::splat(10.0)));
                assert!(heads.into_iter().all(|head| overlap(area, head) == 0.0), "{count} players, seed {seed}");
                assert_eq!(area.intersect(bounds), area, "{count} players, seed {seed}");
            }
        }
    }

    #[test]
    fn a_name_stays_on_its_side_while_no_other_is_better() {
        let (mut labels, bounds) = labels(1, 1);
        labels[0].side = Some(1);
        assert_eq!(arrange(&labels, bounds), [1]);
        labels[0].side = None;
        assert_eq!(arrange(&labels, bounds), [0]);
    }

    #[test]
    fn a_name_at_the_edge_goes_to_the_side_that_is_inside() {
        let (mut labels, bounds) = labels(1, 1);
        labels[0].arrow = None;
        labels[0].head = Vec2::new(300.0, 5.0);
        let side = arrange(&labels, bounds)[0];
        assert!(labels[0].place(side).y > 5.0);
    }
}
