//! Turf's land: open trails, the loops that they close, and the trails that opponents cut.
//!
//! A head outside its own land draws an open trail, cell by cell. Back on own land, the trail and everything enclosed
//! become own land. A head that enters a cell of an opponent's open trail cuts it: the opponent loses the trail, flies
//! home as a ghost, and stands there until its time is up, and the land around that cell becomes the other's. Two heads that touch cut each other's open trails. A
//! player's own trail is harmless.

mod bots;
mod land;

use glam::{IVec2, Vec2};

use super::{Hint, Part};
use crate::{Board, Cause, GameEvent, MAX_PLAYERS, Player, TICK_S, TurfTuning, grid};
use bots::Trip;
pub use land::Land;
use land::Slots;

/// Places tried for a new patch; the best one is used.
const TRIES: usize = 12;
/// Distance from a new patch to other heads beyond which more does not matter, in arena units.
const ROOM: f32 = 240.0;

/// The land of all players, and their ways home.
#[derive(Debug, Clone, PartialEq)]
pub struct Turf {
    tuning: TurfTuning,
    /// The owners and the open trails of all cells.
    pub land: Land,
    /// The places where ghosts return; `None` for players on the board.
    homes: [Option<Vec2>; MAX_PLAYERS],
    /// The opponents who have cut a trail, or taken the last land, in this tick, by victim.
    cut_by: [Option<u8>; MAX_PLAYERS],
    /// The points that each player holds for land.
    paid: [u64; MAX_PLAYERS],
    /// The excursions, as bots plan them.
    trips: [Trip; MAX_PLAYERS],
}

impl Turf {
    pub(super) fn begin(tuning: TurfTuning, board: &mut Board) -> Self {
        let mut turf = Self {
            tuning,
            land: Land::new(board.tuning().arena, tuning.cell),
            homes: [None; MAX_PLAYERS],
            cut_by: [None; MAX_PLAYERS],
            paid: [0; MAX_PLAYERS],
            trips: [Trip::default(); MAX_PLAYERS],
        };
        for player in board.players() {
            turf.settle(player.slot, player.pose.position);
        }
        turf.pay(board);
        turf
    }

    /// Returns the place where a ghost stands until it returns, or to which it is on its way.
    pub fn home(&self, slot: u8) -> Option<Vec2> {
        self.homes.get(usize::from(slot)).copied().flatten()
    }

    /// Gives a player a patch.
    fn settle(&mut self, slot: u8, place: Vec2) {
        let cell = self.land.cell_of(place);
        self.land.give_patch(cell, i32::from(self.tuning.patch), slot);
    }

    /// Keeps the points for land up to date.
    fn pay(&mut self, board: &mut Board) {
        let cells = self.land.cells().max(1) as u64;
        for player in board.players_mut() {
            let due = u64::from(self.land.owned(player.slot)) * u64::from(self.tuning.all) / cells;
            let paid = std::mem::replace(&mut self.paid[usize::from(player.slot)], due);
            player.revalue(paid, due);
        }
    }

    /// Finds the trails that heads cross in this tick. All are judged by the trails of the tick before, so that of two
    /// players who cut each other neither is favoured.
    fn cut(&mut self, board: &Board) {
        for player in board.players().iter().filter(|player| player.is_solid()) {
            let opponents = !friends(board, player.slot);
            let mut crossed: Slots = 0;
            self.land.walk(player.previous.position, player.pose.position, |cell| {
                crossed |= self.land.trails_at(cell) & opponents;
            });
            for victim in (0..MAX_PLAYERS as u8).filter(|victim| crossed & 1 << victim != 0) {
                self.cut_by[usize::from(victim)].get_or_insert(player.slot);
            }
        }
        let reach = 2.0 * board.tuning().head_radius;
        for (index, a) in board.players().iter().enumerate().filter(|(_, player)| player.is_solid()) {
            for b in board.players()[..index].iter().filter(|player| player.is_solid()) {
                if self.land.open(a.slot) + self.land.open(b.slot) == 0 || friends(board, a.slot) & 1 << b.slot != 0 {
                    continue;
                }
                let way = |player: &Player| (player.previous.position, player.pose.position);
                if grid::distance(way(a), way(b)) <= reach {
                    for (victim, by) in [(a, b), (b, a)] {
                        if self.land.open(victim.slot) > 0 {
                            self.cut_by[usize::from(victim.slot)].get_or_insert(by.slot);
                        }
                    }
                }
            }
        }
    }

    /// Lengthens a player's trail by the path of this tick, or closes it.
    fn draw(&mut self, board: &Board, index: usize, events: &mut Vec<GameEvent>) {
        let Some(player) = board.players().get(index) else { return };
        let (slot, friends) = (player.slot, friends(board, player.slot));
        let (start, end) = (player.previous.position, player.pose.position);
        // In pieces, so that a head of any speed needs no more space than this.
        let mut cells = [IVec2::ZERO; 64];
        let longest = 24.0 * self.land.cell_size().min_element();
        let pieces = (start.distance(end) / longest).clamp(0.0, 1000.0) as u32 + 1;
        let mut from = start;
        for piece in 1..=pieces {
            // The end exactly, because the next tick begins there.
            let to = if piece == pieces { end } else { start.lerp(end, piece as f32 / pieces as f32) };
            let mut count = 0;
            self.land.walk(from, to, |cell| {
                if let Some(free) = cells.get_mut(count) {
                    *free = cell;
                    count += 1;
                }
            });
            for &cell in &cells[..count] {
                if self.land.is_of(cell, friends) {
                    if self.land.open(slot) > 0 {
                        self.close(board, slot, friends, events);
                    }
                    continue;
                }
                if self.land.open(slot) == 0 {
                    self.trips[usize::from(slot)] = Trip::begin(player, board.tick());
                }
                self.land.mark(cell, slot);
            }
            from = to;
        }
    }

    fn close(&mut self, board: &Board, slot: u8, friends: Slots, events: &mut Vec<GameEvent>) {
        let cells = self.land.close(slot, friends);
        events.push(GameEvent::LandTaken { slot, cells });
        for other in board.players().iter().filter(|other| other.is_solid() && self.land.owned(other.slot) == 0) {
            // Without land there is nowhere to return to.
            self.cut_by[usize::from(other.slot)].get_or_insert(slot);
        }
    }

    /// Moves a ghost towards its home, where it stands and only turns.
    fn fly(&mut self, board: &mut Board, index: usize) {
        let player = &board.players()[index];
        let (slot, at) = (player.slot, player.previous.position);
        let home = self.home(slot).filter(|&home| self.land.owned(slot) == 0 || self.is_at_home(board, slot, home));
        let home = home.unwrap_or_else(|| self.find_home(board, slot, at));
        self.homes[usize::from(slot)] = Some(home);
        let step = (home - at).clamp_length_max(self.tuning.flight * TICK_S);
        board.players_mut()[index].pose.position = at + step;
    }

    fn is_at_home(&self, board: &Board, slot: u8, place: Vec2) -> bool {
        self.land.is_of(self.land.cell_of(place), friends(board, slot))
    }

    /// Returns the heart of a player's land, or a place for a new patch.
    fn find_home(&mut self, board: &mut Board, slot: u8, near: Vec2) -> Vec2 {
        if let Some(cell) = self.land.deepest(1 << slot, near) {
            return self.land.middle(cell);
        }
        let half = f32::from(self.tuning.patch) + 0.5;
        let margin = (half * self.land.cell_size()).max_element();
        let mut best = (f32::NEG_INFINITY, near);
        for _ in 0..TRIES {
            let place = board.random_place(margin);
            let heads = board.players().iter().filter(|player| player.slot != slot && player.is_solid());
            let room = heads.map(|player| player.pose.position.distance(place)).fold(ROOM, f32::min);
            let taken = self.land.is_of(self.land.cell_of(place), (1 << MAX_PLAYERS) - 1);
            let room = if taken { room / 2.0 } else { room };
            if room > best.0 {
                best = (room, place);
            }
        }
        best.1
    }
}

/// Returns the slots whose land is as good as one's own: a player and friends.
fn friends(board: &Board, slot: u8) -> Slots {
    let others = board.players().iter().filter(|other| board.are_friends(slot, other.slot));
    others.fold(1 << slot, |friends, other| friends | 1 << other.slot)
}

impl Part for Turf {
    fn after_movement(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        for player in board.players().iter().filter(|player| player.is_solid() && self.land.owned(player.slot) == 0) {
            // Others have taken the last land between two closings: there is nowhere to come back to.
            self.cut_by[usize::from(player.slot)] = Some(player.slot);
        }
        self.cut(board);
        let count = board.players().len();
        for turn in 0..count {
            // Closings of one tick take land from each other, and no slot is always the last.
            let index = (turn + board.tick() as usize) % count;
            let player = &board.players()[index];
            if player.is_solid() && self.cut_by[usize::from(player.slot)].is_none() {
                self.draw(board, index, events);
            } else if player.is_on_board() && player.ghost_ticks > 0 {
                self.fly(board, index);
            }
        }
    }

    fn judge(&self, _: &Board, slot: u8, touched: Option<Cause>) -> Option<Cause> {
        touched.or(self.cut_by[usize::from(slot)].map(|of| Cause::Body { of }))
    }

    fn on_crash(&mut self, board: &mut Board, slot: u8, cause: Cause, _: &mut Vec<GameEvent>) {
        let was_open = self.land.open(slot) > 0;
        self.land.erase(slot);
        let by = cause.by(slot).and_then(|by| board.player(by)).filter(|_| was_open);
        if let Some(by) = by {
            let (least, owned) = (i32::from(self.tuning.patch), self.land.owned(slot));
            let side = libm::sqrtf(self.tuning.bounty * owned as f32);
            let half = if owned > self.land.owned(by.slot) { least.max((side / 2.0) as i32) } else { least };
            self.land.give_patch(self.land.cell_of(by.pose.position), half, by.slot);
        }
    }

    fn on_tick(&mut self, board: &mut Board, _: &mut Vec<GameEvent>) {
        self.cut_by = [None; MAX_PLAYERS];
        for player in board.players().iter().filter(|player| player.is_solid()) {
            let slot = player.slot;
            if self.homes[usize::from(slot)].take().is_some() && self.land.owned(slot) == 0 {
                self.settle(slot, player.pose.position);
            }
        }
        self.pay(board);
    }

    fn on_gone(&mut self, board: &mut Board, slot: u8) {
        if usize::from(slot) >= MAX_PLAYERS {
            return;
        }
        self.land.erase(slot);
        self.homes[usize::from(slot)] = None;
        if board.player(slot).is_none() {
            self.land.free(slot);
            self.paid[usize::from(slot)] = 0;
        }
    }

    fn hint(&self, board: &Board, slot: u8) -> Hint {
        bots::hint(self, board, slot, friends(board, slot))
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        self.land.fingerprint(add);
        for home in self.homes {
            add(home.map_or(u64::MAX, |home| u64::from(home.x.to_bits()) << 32 | u64::from(home.y.to_bits())));
        }
    }
}
