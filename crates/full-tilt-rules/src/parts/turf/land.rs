//! The land as a grid of cells: owners, open trails, and the cells that a closed loop takes.
//!
//! Trails are walked one side of a cell at a time, never across a corner, and floods go the same way: a trail has no
//! hole, however fast or however diagonally it was drawn.

mod search;

use glam::{IVec2, Vec2};

use crate::MAX_PLAYERS;

/// The owner of free cells: a bit that belongs to no slot.
const NOBODY: u8 = 31;
/// Most cells in one direction: memory is bounded in any arena.
const MOST: i32 = 256;

/// A set of slots, a bit for each.
pub(super) type Slots = u32;

/// The owners and the trails of all cells, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Land {
    /// Columns and rows.
    size: IVec2,
    /// Width and height of a cell, in arena units.
    cell: Vec2,
    owners: Vec<u8>,
    /// The slots whose open trails cover a cell.
    trails: Vec<Slots>,
    /// Number of cells that each slot owns …
    owned: [u32; MAX_PLAYERS],
    /// … and that its open trail covers.
    open: [u32; MAX_PLAYERS],
    /// Number of changes so far.
    revision: u64,
    /// The revision of the last change in each row.
    rows: Vec<u64>,
    /// Space for floods: a value for each cell and for a ring around the grid, and the cells yet to visit.
    marks: Vec<u8>,
    stack: Vec<u32>,
}

impl Land {
    /// Divides an arena into cells of about this side, which fill it exactly.
    pub(super) fn new(arena: Vec2, side: f32) -> Self {
        let size = (arena / side.max(1.0)).round().as_ivec2().clamp(IVec2::ONE, IVec2::splat(MOST));
        let count = (size.x * size.y) as usize;
        let ringed = ((size.x + 2) * (size.y + 2)) as usize;
        Self {
            size,
            cell: arena / size.as_vec2(),
            owners: vec![NOBODY; count],
            trails: vec![0; count],
            owned: [0; MAX_PLAYERS],
            open: [0; MAX_PLAYERS],
            revision: 0,
            rows: vec![0; size.y as usize],
            marks: vec![0; ringed],
            stack: Vec::with_capacity(ringed),
        }
    }

    /// Returns the numbers of columns and rows.
    pub fn size(&self) -> (usize, usize) {
        (self.size.x as usize, self.size.y as usize)
    }

    /// Returns the width and the height of a cell, in arena units.
    pub fn cell_size(&self) -> Vec2 {
        self.cell
    }

    /// Returns the slot that owns a cell; `None` if it is free or does not exist.
    pub fn owner(&self, column: usize, row: usize) -> Option<u8> {
        self.owner_of(IVec2::new(i32::try_from(column).ok()?, i32::try_from(row).ok()?))
    }

    pub(super) fn owner_of(&self, cell: IVec2) -> Option<u8> {
        Some(self.owners[self.at(cell)?]).filter(|&owner| owner != NOBODY)
    }

    /// Returns the slots whose open trails cover a cell, in order. Two opponents share one only for a tick.
    pub fn trails(&self, column: usize, row: usize) -> impl Iterator<Item = u8> + use<> {
        let cell = i32::try_from(column).ok().zip(i32::try_from(row).ok());
        let slots = cell.and_then(|(x, y)| self.at(IVec2::new(x, y))).map_or(0, |index| self.trails[index]);
        (0..MAX_PLAYERS as u8).filter(move |&slot| slots & 1 << slot != 0)
    }

    /// Returns the number of cells.
    pub fn cells(&self) -> usize {
        self.owners.len()
    }

    /// Returns the number of cells that a slot owns.
    pub fn owned(&self, slot: u8) -> u32 {
        self.owned.get(usize::from(slot)).copied().unwrap_or(0)
    }

    /// Returns the number of cells that a slot's open trail covers.
    pub fn open(&self, slot: u8) -> u32 {
        self.open.get(usize::from(slot)).copied().unwrap_or(0)
    }

    /// Returns the number of changes so far: a view is up to date if it has seen this number.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns the rows that have changed since a revision.
    pub fn rows_since(&self, revision: u64) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().enumerate().filter(move |&(_, &changed)| changed > revision).map(|(row, _)| row)
    }

    /// Returns the cell of a place; places outside belong to the nearest one at the edge.
    pub(super) fn cell_of(&self, place: Vec2) -> IVec2 {
        (place / self.cell).floor().as_ivec2().clamp(IVec2::ZERO, self.size - 1)
    }

    /// Returns the middle of a cell, in arena units.
    pub(super) fn middle(&self, cell: IVec2) -> Vec2 {
        (cell.as_vec2() + 0.5) * self.cell
    }

    fn at(&self, cell: IVec2) -> Option<usize> {
        let inside = cell.cmpge(IVec2::ZERO).all() && cell.cmplt(self.size).all();
        inside.then(|| (cell.y * self.size.x + cell.x) as usize)
    }

    /// Whether one of these slots owns a cell.
    pub(super) fn is_of(&self, cell: IVec2, slots: Slots) -> bool {
        self.at(cell).is_some_and(|index| slots & 1 << self.owners[index] != 0)
    }

    /// Whether a cell is inside the grid.
    pub(super) fn contains(&self, cell: IVec2) -> bool {
        self.at(cell).is_some()
    }

    /// Returns the slots whose open trails cover a cell.
    pub(super) fn trails_at(&self, cell: IVec2) -> Slots {
        self.at(cell).map_or(0, |index| self.trails[index])
    }

    /// Visits the cells of a straight path, each next to the one before it, without the first cell.
    pub(super) fn walk(&self, from: Vec2, to: Vec2, mut visit: impl FnMut(IVec2)) {
        let (mut cell, end) = (self.cell_of(from), self.cell_of(to));
        let way = to - from;
        // The share of the path at which it crosses the next line between two columns, or two rows.
        let share = |line: i32, cell: f32, from: f32, way: f32| (line as f32 * cell - from) / way;
        while cell != end {
            let left = end - cell;
            let x = share(cell.x + i32::from(left.x > 0), self.cell.x, from.x, way.x);
            let y = share(cell.y + i32::from(left.y > 0), self.cell.y, from.y, way.y);
            if left.y == 0 || left.x != 0 && x <= y {
                cell.x += left.x.signum();
            } else {
                cell.y += left.y.signum();
            }
            visit(cell);
        }
    }

    fn touch(&mut self, index: usize) {
        self.revision += 1;
        self.rows[index / self.size.x as usize] = self.revision;
    }

    /// Covers a cell with a slot's open trail.
    pub(super) fn mark(&mut self, cell: IVec2, slot: u8) {
        let Some(index) = self.at(cell) else { return };
        if self.trails[index] & 1 << slot == 0 {
            self.trails[index] |= 1 << slot;
            self.open[usize::from(slot)] += 1;
            self.touch(index);
        }
    }

    /// Removes a slot's open trail.
    pub(super) fn erase(&mut self, slot: u8) {
        if self.open(slot) == 0 {
            return;
        }
        for index in 0..self.trails.len() {
            if self.trails[index] & 1 << slot != 0 {
                self.trails[index] &= !(1 << slot);
                self.touch(index);
            }
        }
        self.open[usize::from(slot)] = 0;
    }

    fn give(&mut self, index: usize, slot: u8) {
        let before = std::mem::replace(&mut self.owners[index], slot);
        if before != slot {
            if let Some(count) = self.owned.get_mut(usize::from(before)) {
                *count -= 1;
            }
            if let Some(count) = self.owned.get_mut(usize::from(slot)) {
                *count += 1;
            }
            self.touch(index);
        }
    }

    /// Gives a slot a square patch of 2 × `half` + 1 cells a side around a cell, moved so that all of it is inside.
    pub(super) fn give_patch(&mut self, cell: IVec2, half: i32, slot: u8) {
        let middle = cell.clamp(IVec2::splat(half).min(self.size / 2), (self.size - 1 - half).max(self.size / 2));
        for y in middle.y - half..=middle.y + half {
            for x in middle.x - half..=middle.x + half {
                if let Some(index) = self.at(IVec2::new(x, y)) {
                    self.give(index, slot);
                }
            }
        }
    }

    /// Frees all cells of a slot.
    pub(super) fn free(&mut self, slot: u8) {
        for index in 0..self.owners.len() {
            if self.owners[index] == slot {
                self.give(index, NOBODY);
            }
        }
    }

    /// Closes a slot's trail: the trail and everything that the land of `friends`, the slot's own included, now encloses
    /// becomes the slot's, except for the friends' land. Returns the number of cells won.
    ///
    /// Everything that a flood from outside does not reach is enclosed. The flood goes through a ring around the grid,
    /// so the arena's edge encloses nothing. It costs a few nanoseconds for each cell of the smallest rectangle around
    /// the friends' land, and only when a trail is closed.
    pub(super) fn close(&mut self, slot: u8, friends: Slots) -> u32 {
        let before = self.owned(slot);
        let (mut low, mut high) = (self.size, IVec2::NEG_ONE);
        for y in 0..self.size.y {
            for x in 0..self.size.x {
                let index = (y * self.size.x + x) as usize;
                if self.trails[index] & 1 << slot != 0 {
                    self.trails[index] &= !(1 << slot);
                    self.touch(index);
                    self.give(index, slot);
                }
                if friends & 1 << self.owners[index] != 0 {
                    (low, high) = (low.min(IVec2::new(x, y)), high.max(IVec2::new(x, y)));
                }
            }
        }
        self.open[usize::from(slot)] = 0;
        self.flood(low - 1, high + 1, friends);
        for y in low.y..=high.y {
            for x in low.x..=high.x {
                let cell = IVec2::new(x, y);
                if self.marks[self.ringed(cell)] == 0 && !self.is_of(cell, friends) {
                    self.give((y * self.size.x + x) as usize, slot);
                }
            }
        }
        self.owned(slot).saturating_sub(before)
    }

    /// Returns the index of a cell, or of one of the ring around the grid, among the marks.
    fn ringed(&self, cell: IVec2) -> usize {
        ((cell.y + 1) * (self.size.x + 2) + cell.x + 1) as usize
    }

    /// Marks the cells that can be reached from the rim of a rectangle without entering the friends' land.
    fn flood(&mut self, low: IVec2, high: IVec2, friends: Slots) {
        self.marks.fill(0);
        self.stack.clear();
        let width = self.size.x + 2;
        let start = self.ringed(low);
        self.marks[start] = 1;
        // The rim is free and in one piece, so one of its cells reaches all others.
        self.stack.push(start as u32);
        while let Some(index) = self.stack.pop() {
            let cell = IVec2::new(index as i32 % width - 1, index as i32 / width - 1);
            for next in [cell + IVec2::X, cell - IVec2::X, cell + IVec2::Y, cell - IVec2::Y] {
                if next.cmplt(low).any() || next.cmpgt(high).any() {
                    continue;
                }
                let index = self.ringed(next);
                if self.marks[index] == 0 && !self.is_of(next, friends) {
                    self.marks[index] = 1;
                    self.stack.push(index as u32);
                }
            }
        }
    }

    pub(super) fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        for (owners, trails) in self.owners.chunks(8).zip(self.trails.chunks(8)) {
            add(owners.iter().fold(0, |bits, &owner| bits << 8 | u64::from(owner)));
            add(trails.iter().fold(0, |bits, &slots| bits.rotate_left(17) ^ u64::from(slots)));
        }
        add(self.revision);
    }
}
