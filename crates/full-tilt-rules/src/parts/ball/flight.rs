//! The ball's movement: in steps that are short beside the ball, so that it passes through nothing at any speed.

use glam::Vec2;

use super::{Ball, QUIET_TICKS};
use crate::{Board, GameEvent, TICK_HZ, TICK_S};

/// Most steps of a tick: enough for speeds of a thousand times those of the board.
const MOST_STEPS: f32 = 512.0;
/// How often in a step the ball is moved out of bodies and edges: out of one it may come into another.
const ROUNDS: usize = 3;
/// Overlap with a body, in arena units, from which the ball counts as held fast.
const HELD: f32 = 2.0;
/// Ticks after which a ball that is held fast is lifted.
const PATIENCE_TICKS: u64 = TICK_HZ as u64 / 4;
/// Speed at which a lifted ball moves to the middle at least, in units per second.
const NUDGE: f32 = 90.0;
/// Least change of speed for an event, in units per second.
const AUDIBLE: f32 = 60.0;

impl Ball {
    /// Moves it for a tick. Returns the team that scores, if any.
    pub(super) fn fly(&mut self, board: &Board, events: &mut Vec<GameEvent>) -> Option<u8> {
        self.velocity *= 1.0 - (self.tuning.friction * TICK_S).clamp(0.0, 1.0);
        self.roll_inwards(board);
        let speeds = board
            .players()
            .iter()
            .filter(|player| player.is_solid())
            .map(|player| player.previous.position.distance(player.pose.position));
        let longest = speeds.fold(self.velocity.length().min(self.tuning.top_speed) * TICK_S, f32::max);
        let steps = (longest / (self.tuning.radius / 2.0)).ceil().clamp(1.0, MOST_STEPS);
        for step in 1..=steps as u32 {
            self.velocity = self.velocity.clamp_length_max(self.tuning.top_speed);
            self.position += self.velocity * (TICK_S / steps);
            self.meet_heads(board, step as f32 / steps, events);
            for _ in 0..ROUNDS {
                self.meet_body(board);
                if let Some(team) = self.meet_edges(board) {
                    return Some(team);
                }
            }
        }
        self.velocity = self.velocity.clamp_length_max(self.tuning.top_speed);
        self.get_free(board);
        None
    }

    /// Rolls off the rim, except in front of a goal.
    fn roll_inwards(&mut self, board: &Board) {
        let (arena, rim) = (board.tuning().arena, self.tuning.rim + self.tuning.radius);
        let step = self.tuning.slope * TICK_S;
        let push = |place: f32, size: f32| match place {
            place if place < rim => step,
            place if place > size - rim => -step,
            _ => 0.0,
        };
        self.velocity.y += push(self.position.y, arena.y);
        if !self.is_before_goal(board) {
            self.velocity.x += push(self.position.x, arena.x);
        }
    }

    fn is_before_goal(&self, board: &Board) -> bool {
        let (low, high) = self.goal_mouth(board);
        (low..=high).contains(&self.position.y)
    }

    /// Takes the momentum of all heads that touch it at a share of the tick's path.
    fn meet_heads(&mut self, board: &Board, share: f32, events: &mut Vec<GameEvent>) {
        let reach = self.tuning.radius + board.tuning().head_radius;
        for player in board.players().iter().filter(|player| player.is_solid()) {
            let head = player.previous.position.lerp(player.pose.position, share);
            let away = self.position - head;
            if away.length_squared() >= reach * reach {
                continue;
            }
            let way = away.try_normalize().unwrap_or_else(|| player.pose.direction());
            self.position = head + way * reach;
            let heading = player.pose.direction();
            let aim = if heading.dot(way) > 0.0 { self.tuning.aim } else { 0.0 };
            let push = way.lerp(heading, aim).normalize_or(way);
            let approach = (heading * player.speed - self.velocity).dot(way);
            if approach > 0.0 {
                self.velocity += push * (approach * (1.0 + self.tuning.kick));
            }
            let is_news = approach > AUDIBLE && (self.quiet == 0 || self.last_touch != Some(player.slot));
            self.last_touch = Some(player.slot);
            if is_news {
                self.quiet = QUIET_TICKS;
                events.push(GameEvent::Kicked { slot: player.slot, speed: self.velocity.length() });
            }
        }
    }

    fn reflect(&mut self, way: Vec2) {
        let inwards = self.velocity.dot(way);
        if inwards < 0.0 {
            self.velocity -= way * (inwards * (1.0 + self.tuning.bounce));
        }
    }

    /// Moves it out of the nearest body.
    fn meet_body(&mut self, board: &Board) {
        if self.lifted {
            return;
        }
        let reach = self.tuning.radius + board.tuning().body.radius;
        let Some(nearest) = board.nearest_body(self.position, reach) else { return };
        let away = self.position - nearest;
        let way = away.try_normalize().unwrap_or_else(|| (board.tuning().arena / 2.0 - nearest).normalize_or(Vec2::X));
        self.position = nearest + way * reach;
        self.reflect(way);
    }

    /// Keeps it inside. Returns the team that scores if it has left through a goal.
    fn meet_edges(&mut self, board: &Board) -> Option<u8> {
        let (arena, radius) = (board.tuning().arena, self.tuning.radius);
        for (way, depth) in [(Vec2::Y, radius - self.position.y), (Vec2::NEG_Y, self.position.y + radius - arena.y)] {
            if depth > 0.0 {
                self.position += way * depth;
                self.reflect(way);
            }
        }
        let (low, high) = self.goal_mouth(board);
        let is_outside = self.position.x < radius || self.position.x > arena.x - radius;
        if is_outside && (low..=high).contains(&self.position.y) {
            return match self.position.x {
                x if x <= 0.0 => Some(1),
                x if x >= arena.x => Some(0),
                // On the line the posts hold it.
                _ => None,
            };
        }
        for (way, depth) in [(Vec2::X, radius - self.position.x), (Vec2::NEG_X, self.position.x + radius - arena.x)] {
            if depth > 0.0 {
                self.position += way * depth;
                self.reflect(way);
            }
        }
        None
    }

    /// Lifts it over bodies that hold it fast, until it is free.
    fn get_free(&mut self, board: &Board) {
        let reach = self.tuning.radius + board.tuning().body.radius;
        let nearest = board.nearest_body(self.position, reach);
        if self.lifted {
            let middle = (board.tuning().arena / 2.0 - self.position).normalize_or_zero();
            self.lifted = nearest.is_some();
            if self.lifted && self.velocity.dot(middle) < NUDGE {
                self.velocity = middle * NUDGE;
            }
            return;
        }
        let is_held = nearest.is_some_and(|nearest| nearest.distance(self.position) < reach - HELD);
        self.held = if is_held { self.held + 1 } else { 0 };
        if self.held > PATIENCE_TICKS {
            (self.lifted, self.held) = (true, 0);
        }
    }
}
