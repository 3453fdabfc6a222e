//! Ball's ball: heads push it, bodies and edges reflect it, and beyond the left and the right edge there are goals.
//!
//! Team 0 defends the left goal, team 1 the right one. A goal counts, and so does every second that the ball spends in the
//! opponents' half: pressure pays, even without a goal.

mod bots;
mod flight;

use glam::Vec2;

use super::{Hint, Part};
use crate::{BallTuning, Board, GameEvent, TICK_HZ};

/// Number of teams.
const TEAMS: u8 = 2;
/// Ticks after a push in which another one of the same player makes no event: a head that drives the ball touches it in
/// every tick.
const QUIET_TICKS: u64 = TICK_HZ as u64 / 4;

/// The ball and the goals so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Ball {
    tuning: BallTuning,
    /// Position of the middle, in arena units.
    pub position: Vec2,
    /// Position one tick ago; views interpolate between the two.
    pub previous: Vec2,
    /// Velocity in units per second.
    pub velocity: Vec2,
    /// Ticks until the kick-off; 0 while the ball is in play.
    pub kick_off: u64,
    /// Whether it is in the air, above all bodies, because it was held fast between them.
    pub lifted: bool,
    /// Ticks for which it has been held fast.
    held: u64,
    /// The goals of the two teams.
    pub goals: [u32; TEAMS as usize],
    /// The points of the two teams, for goals and for the ball's half.
    pub points: [u32; TEAMS as usize],
    /// Ticks in play since the last point for the ball's half.
    half_ticks: u64,
    /// The player who has touched it last since the kick-off.
    pub last_touch: Option<u8>,
    /// Ticks until the next push of the same player makes an event.
    quiet: u64,
}

impl Ball {
    pub(super) fn begin(tuning: BallTuning, board: &mut Board) -> Self {
        board.divide_into(TEAMS);
        let middle = board.tuning().arena / 2.0;
        Self {
            tuning,
            position: middle,
            previous: middle,
            velocity: Vec2::ZERO,
            kick_off: 0,
            // Nobody starts in the middle, but a custom start may.
            lifted: true,
            held: 0,
            goals: [0; TEAMS as usize],
            points: [0; TEAMS as usize],
            half_ticks: 0,
            last_touch: None,
            quiet: 0,
        }
    }

    /// Returns the numbers of the ball.
    pub fn tuning(&self) -> &BallTuning {
        &self.tuning
    }

    /// Returns the ends of the goals along the left and the right edge: the least and the largest y.
    pub fn goal_mouth(&self, board: &Board) -> (f32, f32) {
        let height = board.tuning().arena.y;
        let half = height * self.tuning.goal / 2.0;
        (height / 2.0 - half, height / 2.0 + half)
    }

    /// Gives points to a team and to each of its players.
    fn earn(&mut self, board: &mut Board, team: u8, points: u32) {
        if let Some(total) = self.points.get_mut(usize::from(team)) {
            *total += points;
        }
        for player in board.players_mut().iter_mut().filter(|player| player.team() == Some(team)) {
            player.earn(u64::from(points));
        }
    }

    fn score(&mut self, board: &mut Board, team: u8, events: &mut Vec<GameEvent>) {
        if let Some(goals) = self.goals.get_mut(usize::from(team)) {
            *goals += 1;
        }
        let scorer = self.last_touch.filter(|&slot| board.player(slot).is_some_and(|by| by.team() == Some(team)));
        self.earn(board, team, self.tuning.points);
        if let Some(player) = board.players_mut().iter_mut().find(|player| Some(player.slot) == scorer) {
            player.earn(u64::from(self.tuning.scorer));
        }
        events.push(GameEvent::Goal { team, scorer });
        let arena = board.tuning().arena;
        let shift = if team == 0 { -self.tuning.kick_off_shift } else { self.tuning.kick_off_shift };
        let place = arena / 2.0 + Vec2::new(shift * arena.x, 0.0);
        (self.position, self.previous, self.velocity) = (place, place, Vec2::ZERO);
        (self.kick_off, self.lifted, self.held) = (self.tuning.kick_off_ticks, true, 0);
        self.last_touch = None;
    }

    /// Pays for the half that the ball is in.
    fn pay(&mut self, board: &mut Board) {
        self.half_ticks += 1;
        if self.half_ticks >= self.tuning.half_ticks {
            self.half_ticks = 0;
            let off = self.position.x - board.tuning().arena.x / 2.0;
            if off != 0.0 {
                self.earn(board, u8::from(off < 0.0), 1);
            }
        }
    }
}

impl Part for Ball {
    fn after_movement(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        self.previous = self.position;
        self.quiet = self.quiet.saturating_sub(1);
        if self.kick_off > 0 {
            self.kick_off -= 1;
        } else if let Some(team) = self.fly(board, events) {
            self.score(board, team, events);
        } else {
            self.pay(board);
        }
    }

    fn on_gone(&mut self, board: &mut Board, slot: u8) {
        if board.player(slot).is_none() {
            self.last_touch = self.last_touch.filter(|&last| last != slot);
        }
    }

    fn team_of_newcomer(&self, board: &Board, _: u8) -> Option<u8> {
        board.smallest_team()
    }

    fn team_standing(&self, _: &Board, team: u8) -> Option<f64> {
        self.points.get(usize::from(team)).map(|&points| f64::from(points))
    }

    fn hint(&self, board: &Board, slot: u8) -> Hint {
        bots::hint(self, board, slot)
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        for place in [self.position, self.velocity] {
            add(u64::from(place.x.to_bits()) << 32 | u64::from(place.y.to_bits()));
        }
        add(self.kick_off << 16 | self.held << 8 | self.quiet << 1 | u64::from(self.lifted));
        add(u64::from(self.goals[0]) << 32 | u64::from(self.goals[1]));
        add(u64::from(self.points[0]) << 32 | u64::from(self.points[1]));
        add(self.half_ticks);
        add(self.last_touch.map_or(u64::MAX, u64::from));
    }
}
