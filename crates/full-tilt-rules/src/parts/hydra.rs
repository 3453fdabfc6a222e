//! Hydra's riders: all players of a team steer one snake together.
//!
//! One rider of each team carries the snake: the snake is this player's head and body. The others ride along at its
//! head, as ghosts without a body. Every rider, the carrier included, has an equal share in the steering: the snake
//! steers by the mean. If the carrier sleeps or leaves, another rider takes the snake over, body and all. All riders of a
//! hydra have the same points.

use super::Part;
use crate::{Board, GameEvent, HydraTuning, Inputs, MAX_PLAYERS, Player, TICK_S};

/// Most hydras.
const MOST: usize = 2;
/// Ticks as a ghost that riders are given again in every tick, so that they never come to an end.
const RIDING: u64 = 2;

/// The hydras and their riders.
#[derive(Debug, Clone, PartialEq)]
pub struct Hydra {
    tuning: HydraTuning,
    /// Whether there are two hydras, of team 0 and team 1, or one.
    pub race: bool,
    /// The points that one hydra should reach; `None` in a race.
    pub target: Option<u32>,
    carriers: [Option<u8>; MOST],
    /// The mean steering of each hydra's riders.
    means: [f32; MOST],
    riders: [Rider; MAX_PLAYERS],
    points: [u64; MOST],
    /// Distance that each hydra has travelled since its last point for that, in arena units.
    travelled: [f32; MOST],
}

/// A player's share in the hydra.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rider {
    /// The player's own steering in the last tick, −1..=1.
    pub steer: f32,
    /// Ticks for which the player's tap still counts.
    pub tap_ticks: u64,
}

impl Hydra {
    pub(super) fn begin(tuning: HydraTuning, board: &mut Board) -> Self {
        let players = board.players().len();
        let race = players > tuning.alone;
        if race {
            board.divide_into(MOST as u8);
        }
        let target = tuning.targets.get(players.saturating_sub(1)).or(tuning.targets.last()).copied();
        let mut hydra = Self {
            tuning,
            race,
            target: target.filter(|_| !race),
            carriers: [None; MOST],
            means: [0.0; MOST],
            riders: [Rider::default(); MAX_PLAYERS],
            points: [0; MOST],
            travelled: [0.0; MOST],
        };
        hydra.mount(board);
        hydra
    }

    /// Returns the index of the hydra that a slot rides: its team in a race.
    pub fn ridden_by(&self, board: &Board, slot: u8) -> Option<usize> {
        board.player(slot).map(|player| self.ridden(player))
    }

    fn ridden(&self, player: &Player) -> usize {
        if self.race { usize::from(player.team().unwrap_or(0)).min(MOST - 1) } else { 0 }
    }

    /// Returns the slot of the player whose head and body a hydra is; `None` if it has no riders.
    pub fn carrier(&self, hydra: usize) -> Option<u8> {
        self.carriers.get(hydra).copied().flatten()
    }

    /// Returns the mean steering of a hydra's riders, −1..=1.
    pub fn mean(&self, hydra: usize) -> f32 {
        self.means.get(hydra).copied().unwrap_or(0.0)
    }

    /// Returns a player's own share: the hand to show beside the mean.
    pub fn rider(&self, slot: u8) -> Option<&Rider> {
        self.riders.get(usize::from(slot))
    }

    /// Whether the one hydra has reached its target; `None` in a race.
    pub fn is_reached(&self) -> Option<bool> {
        self.target.map(|target| self.points[0] >= u64::from(target))
    }

    /// Returns the slots of the players who steer a hydra now.
    fn crew<'a>(&'a self, board: &'a Board, hydra: usize) -> impl Iterator<Item = u8> + 'a {
        let present = board.players().iter().filter(|player| player.is_on_board());
        present.filter(move |player| self.ridden(player) == hydra).map(|player| player.slot)
    }

    /// Gives hydras without a carrier one, and puts all riders on their hydra's head.
    fn mount(&mut self, board: &mut Board) {
        for hydra in 0..MOST {
            if self.carriers[hydra].is_none() {
                let first = self.crew(board, hydra).next();
                self.carriers[hydra] = first;
                let points = self.points[hydra];
                if let Some(carrier) = board.players_mut().iter_mut().find(|p| Some(p.slot) == self.carriers[hydra]) {
                    carrier.revalue(carrier.score() as u64, points);
                }
            }
            let Some(carrier) = self.carriers[hydra].and_then(|slot| board.player(slot)) else { continue };
            let (slot, pose, previous) = (carrier.slot, carrier.pose, carrier.previous);
            for rider in board.players_mut() {
                if rider.slot != slot && self.ridden(rider) == hydra {
                    rider.ride(pose, previous, RIDING);
                }
            }
        }
    }

    /// Pays a hydra's distance, and gives all its riders its points.
    fn share(&mut self, board: &mut Board, hydra: usize) {
        let carrier = self.carriers[hydra];
        if let Some(player) = board.players_mut().iter_mut().find(|player| Some(player.slot) == carrier) {
            if player.is_solid() {
                self.travelled[hydra] += player.speed * TICK_S;
            }
            while self.travelled[hydra] >= self.tuning.distance.max(1.0) {
                self.travelled[hydra] -= self.tuning.distance.max(1.0);
                player.earn(1);
            }
            self.points[hydra] = player.score() as u64;
        }
        for player in board.players_mut() {
            if self.ridden(player) == hydra {
                player.revalue(player.score() as u64, self.points[hydra]);
            }
        }
    }
}

impl Part for Hydra {
    fn before_movement(&mut self, board: &Board, inputs: &mut Inputs) {
        for player in board.players() {
            let rider = &mut self.riders[usize::from(player.slot)];
            rider.steer = inputs.get(player.slot);
            rider.tap_ticks = rider.tap_ticks.saturating_sub(1);
            if inputs.action(player.slot) {
                rider.tap_ticks = self.tuning.tap_ticks;
            }
            inputs.set_action(player.slot, false);
        }
        for hydra in 0..MOST {
            let (mut count, mut taps, mut sum) = (0_u8, 0, 0.0);
            for slot in self.crew(board, hydra) {
                let rider = &self.riders[usize::from(slot)];
                count += 1;
                taps += usize::from(rider.tap_ticks > 0);
                sum += rider.steer;
            }
            let mean = sum / f32::from(count.max(1));
            let acts = taps > 0 && taps >= usize::from(count).div_ceil(self.tuning.share.max(1));
            for player in board.players() {
                if self.ridden(player) != hydra {
                    continue;
                }
                inputs.set(player.slot, mean);
                if acts {
                    self.riders[usize::from(player.slot)].tap_ticks = 0;
                }
            }
            self.means[hydra] = mean;
            if let Some(carrier) = self.carriers[hydra] {
                inputs.set_action(carrier, acts);
            }
        }
    }

    fn after_movement(&mut self, board: &mut Board, _: &mut Vec<GameEvent>) {
        self.mount(board);
    }

    fn on_tick(&mut self, board: &mut Board, _: &mut Vec<GameEvent>) {
        (0..MOST).for_each(|hydra| self.share(board, hydra));
    }

    fn before_gone(&mut self, board: &mut Board, slot: u8) {
        let Some(hydra) = self.carriers.iter().position(|&carrier| carrier == Some(slot)) else { return };
        let heir = self.crew(board, hydra).find(|&other| other != slot);
        if let Some(heir) = heir {
            board.exchange_rides(slot, heir);
        }
        self.carriers[hydra] = heir;
    }

    fn on_gone(&mut self, _: &mut Board, slot: u8) {
        if let Some(rider) = self.riders.get_mut(usize::from(slot)) {
            *rider = Rider::default();
        }
    }

    fn head_of(&self, board: &Board, slot: u8) -> Option<u8> {
        self.carrier(self.ridden_by(board, slot)?)
    }

    fn team_of_newcomer(&self, board: &Board, _: u8) -> Option<u8> {
        board.smallest_team().filter(|_| self.race)
    }

    fn team_standing(&self, _: &Board, team: u8) -> Option<f64> {
        self.points.get(usize::from(team)).map(|&points| points as f64)
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        for hydra in 0..MOST {
            add(self.carriers[hydra].map_or(u64::MAX, u64::from));
            add(u64::from(self.means[hydra].to_bits()) << 32 | u64::from(self.travelled[hydra].to_bits()));
            add(self.points[hydra]);
        }
        for rider in self.riders {
            add(u64::from(rider.steer.to_bits()) << 32 | rider.tap_ticks);
        }
    }
}
