//! Searches in the land: the heart of a player's land, and the nearest cell of some kind.

use glam::{IVec2, Vec2};

use super::{Land, Slots};

impl Land {
    /// Returns, of the cells of these slots, the one that is furthest from everything else, counted in steps from cell
    /// to cell; of several, the one nearest to a place. `None` if they own none.
    pub(in crate::parts::turf) fn deepest(&mut self, slots: Slots, near: Vec2) -> Option<IVec2> {
        self.marks.fill(0);
        let width = self.size.x + 2;
        let cells = || (0..self.size.y).flat_map(|y| (0..self.size.x).map(move |x| IVec2::new(x, y)));
        for cell in cells() {
            if slots & 1 << self.owners[(cell.y * self.size.x + cell.x) as usize] != 0 {
                let index = ((cell.y + 1) * width + cell.x + 1) as usize;
                self.marks[index] = self.marks[index - 1].min(self.marks[index - width as usize]).saturating_add(1);
            }
        }
        let mut best: Option<(u8, f32, IVec2)> = None;
        for y in (0..self.size.y).rev() {
            for x in (0..self.size.x).rev() {
                let cell = IVec2::new(x, y);
                let index = self.ringed(cell);
                let beside = self.marks[index + 1].min(self.marks[index + width as usize]).saturating_add(1);
                let depth = self.marks[index].min(beside);
                self.marks[index] = depth;
                let distance = self.middle(cell).distance_squared(near);
                let is_better = best.is_none_or(|(most, least, _)| depth > most || depth == most && distance < least);
                if depth > 0 && is_better {
                    best = Some((depth, distance, cell));
                }
            }
        }
        best.map(|(_, _, cell)| cell)
    }

    /// Returns the cell nearest to a place, by rings of cells up to `reach` cells away, for which something holds.
    pub(in crate::parts::turf) fn nearest(
        &self,
        place: Vec2,
        reach: i32,
        holds: impl Fn(IVec2) -> bool,
    ) -> Option<IVec2> {
        let home = self.cell_of(place);
        let ring = |distance: i32| {
            let sides = (-distance..=distance).flat_map(move |step| {
                [
                    IVec2::new(step, -distance),
                    IVec2::new(step, distance),
                    IVec2::new(-distance, step),
                    IVec2::new(distance, step),
                ]
            });
            sides.map(move |offset| home + offset)
        };
        (0..=reach).find_map(|distance| {
            let cells = ring(distance).filter(|&cell| self.contains(cell) && holds(cell));
            let far = |cell: &IVec2| self.middle(*cell).distance_squared(place);
            cells.min_by(|a, b| far(a).total_cmp(&far(b)))
        })
    }
}
