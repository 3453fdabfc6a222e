//! Heats: the first player to crash in a heat is out, and if nobody does, the one with the fewest points.

use super::Part;
use crate::{Board, Cause, GameEvent, KnockOutEvent, KnockOutTuning, MAX_PLAYERS, Player, Rule, TICK_HZ};

/// Ticks before the end of a heat at which it is announced.
const WARNINGS: [u64; 3] = [10 * TICK_HZ as u64, 5 * TICK_HZ as u64, 2 * TICK_HZ as u64];
/// Standings: players on the board are before absent ones, and those before players who are out, the later the better.
/// Points decide among equals; no score comes near these steps, and `f64` holds their sums exactly.
const ON_THE_BOARD: f64 = 1e12;
const ABSENT: f64 = 5e11;
const OUT_PER_TICK: f64 = 1e6;

/// The heats. They follow each other without a break, until two players are left: they play the final.
#[derive(Debug, Clone, PartialEq)]
pub struct KnockOut {
    tuning: KnockOutTuning,
    /// Number of the heat, counting from 1; 0 before the start.
    heat: u32,
    /// Length of a heat in ticks.
    heat_ticks: u64,
    /// Ticks until the end of the heat.
    ticks_left: u64,
    /// Number of players on the board, as far as the heats know.
    players: usize,
    /// The ticks at which players went out; 0 for those who are in, or never were.
    out_at: [u64; MAX_PLAYERS],
}

impl KnockOut {
    pub(super) fn begin(tuning: KnockOutTuning, _: &mut Board) -> Self {
        Self { tuning, heat: 0, heat_ticks: 0, ticks_left: 0, players: 0, out_at: [0; MAX_PLAYERS] }
    }

    /// Returns the number of the heat, counting from 1; 0 before the start.
    pub fn heat(&self) -> u32 {
        self.heat
    }

    /// Returns the number of heats in all, as things stand: the last one is the final.
    pub fn heats(&self) -> u32 {
        self.heat.max(1) + self.players.saturating_sub(2) as u32
    }

    /// Whether the present heat is the final.
    pub fn is_final(&self) -> bool {
        self.heat > 0 && self.players <= 2
    }

    /// Returns the ticks until the lowest is out; in the final, until the round is over.
    pub fn ticks_left(&self) -> u64 {
        self.ticks_left
    }

    /// Returns the slots of the players who would be out now: those with the fewest points on the board.
    pub fn lowest(&self, board: &Board) -> impl Iterator<Item = u8> {
        let least = on_board(board).map(Player::score).fold(f64::INFINITY, f64::min);
        on_board(board).filter(move |player| player.score() <= least).map(|player| player.slot)
    }

    fn begin_heat(&mut self, board: &Board, events: &mut Vec<GameEvent>) {
        self.players = on_board(board).count();
        if self.heat == 0 {
            self.heat_ticks = self.tuning.round_ticks / self.players.saturating_sub(1).max(1) as u64;
        }
        self.heat += 1;
        let is_final = self.is_final();
        let wanted = if is_final { self.heat_ticks.max(self.tuning.final_ticks) } else { self.heat_ticks };
        self.ticks_left = wanted.min(self.tuning.round_ticks.saturating_sub(board.tick()));
        let (heat, of, ticks) = (self.heat, self.heats(), self.ticks_left);
        events.push(GameEvent::KnockOut(KnockOutEvent::HeatBegan { heat, of, ticks, is_final }));
    }

    fn end_heat(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        let drawn = board.random();
        let lowest = self.lowest(board).count();
        let Some(slot) = self.lowest(board).nth(((drawn * lowest as f32) as usize).min(lowest.saturating_sub(1)))
        else {
            return;
        };
        board.strike(&[slot], Rule::Lowest, None, events);
        self.out_at[usize::from(slot)] = board.tick();
    }
}

fn on_board(board: &Board) -> impl Iterator<Item = &Player> {
    board.players().iter().filter(|player| player.is_on_board())
}

impl Part for KnockOut {
    fn on_crash(&mut self, board: &mut Board, slot: u8, _: Cause, _: &mut Vec<GameEvent>) {
        // The tick that is being played ends with the next number.
        self.out_at[usize::from(slot)] = board.tick() + 1;
    }

    fn on_tick(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        let players = on_board(board).count();
        if self.heat == 0 || players < self.players {
            if players >= 2 {
                self.begin_heat(board, events);
            }
            self.players = players;
            return;
        }
        self.players = players;
        self.ticks_left = self.ticks_left.saturating_sub(1);
        if WARNINGS.contains(&self.ticks_left) {
            let mut lowest = self.lowest(board);
            let lowest = lowest.next().filter(|_| lowest.next().is_none());
            events.push(GameEvent::KnockOut(KnockOutEvent::Warning { ticks: self.ticks_left, lowest }));
        }
        if self.ticks_left == 0 && !self.is_final() {
            self.end_heat(board, events);
            self.begin_heat(board, events);
        }
    }

    fn is_decided(&self, _: &Board) -> Option<bool> {
        // Otherwise the last one left on the board wins.
        (self.is_final() && self.ticks_left == 0).then_some(true)
    }

    fn standing(&self, board: &Board, slot: u8) -> Option<f64> {
        let player = board.player(slot)?;
        let before = match player {
            player if player.is_on_board() => ON_THE_BOARD,
            player if player.alive => ABSENT,
            _ => self.out_at[usize::from(slot)] as f64 * OUT_PER_TICK,
        };
        Some(before + player.score())
    }

    fn on_gone(&mut self, board: &mut Board, slot: u8) {
        if board.player(slot).is_none() {
            // The next player in this slot begins without a past.
            self.out_at[usize::from(slot) % MAX_PLAYERS] = 0;
        }
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        add(u64::from(self.heat) << 32 | self.players as u64);
        add(self.ticks_left);
        self.out_at.iter().for_each(|&tick| add(tick));
    }
}
