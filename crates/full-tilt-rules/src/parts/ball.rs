//! Ball's ball: heads push it, bodies and edges reflect it, and beyond the left and the right edge there are goals.
//!
//! Team 0 defends the left goal, team 1 the right one. A goal counts, and so does every second that the ball spends in the
//! opponents' half: pressure pays, even without a goal.

mod bots;
mod flight;

use glam::Vec2;

use super::{Hint, Part};
use crate::{Game, GameEvent, TICK_HZ};

/// Number of teams.
const TEAMS: u8 = 2;
/// Ticks after a push in which another one of the same player makes no event: a head that drives the ball touches it in
/// every tick.
const QUIET_TICKS: u64 = TICK_HZ as u64 / 4;

/// The numbers of the ball.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BallTuning {
    /// Radius in arena units.
    pub radius: f32,
    /// Share of its speed that it loses in a second.
    pub friction: f32,
    /// Share of the speed that it keeps when an edge or a body reflects it.
    pub bounce: f32,
    /// Share of the speed of a head, relative to the ball's, by which the ball leaves the head it has met: 0 for a
    /// push, 1 for a kick.
    pub kick: f32,
    /// Share of a push that goes where the head is heading, instead of straight away from the head: tilting aims.
    pub aim: f32,
    /// Largest speed in units per second.
    pub top_speed: f32,
    /// Width of a strip along the edges, in arena units, in which the ball rolls inwards …
    pub rim: f32,
    /// … with this acceleration, in units per second per second: so it never rests where no head can get behind it.
    pub slope: f32,
    /// Height of a goal, as a share of the arena's.
    pub goal: f32,
    /// Ticks from a goal to the next kick-off. Until then the ball waits and touches nothing.
    pub kick_off_ticks: u64,
    /// Distance of a kick-off after a goal from the middle, towards the goal of the team that has scored, as a share of
    /// the arena's width: the other team has the advantage.
    pub kick_off_shift: f32,
    /// Ticks in play from one point for the ball's half to the next: it goes to the team that attacks there.
    pub half_ticks: u64,
    /// Points for each player of the team that scores a goal.
    pub points: u32,
    /// More points for the player who touched the ball last, unless it went into the goal of that player's own team.
    pub scorer: u32,
}

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
    pub(super) fn begin(tuning: BallTuning, game: &mut Game) -> Self {
        game.divide_into(TEAMS);
        let middle = game.tuning().arena / 2.0;
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
    pub fn goal_mouth(&self, game: &Game) -> (f32, f32) {
        let height = game.tuning().arena.y;
        let half = height * self.tuning.goal / 2.0;
        (height / 2.0 - half, height / 2.0 + half)
    }

    /// Gives points to a team and to each of its players.
    fn earn(&mut self, game: &mut Game, team: u8, points: u32) {
        if let Some(total) = self.points.get_mut(usize::from(team)) {
            *total += points;
        }
        for player in game.players_mut().iter_mut().filter(|player| player.team() == Some(team)) {
            player.earn(u64::from(points));
        }
    }

    fn score(&mut self, game: &mut Game, team: u8, events: &mut Vec<GameEvent>) {
        if let Some(goals) = self.goals.get_mut(usize::from(team)) {
            *goals += 1;
        }
        let scorer = self.last_touch.filter(|&slot| game.player(slot).is_some_and(|by| by.team() == Some(team)));
        self.earn(game, team, self.tuning.points);
        if let Some(player) = game.players_mut().iter_mut().find(|player| Some(player.slot) == scorer) {
            player.earn(u64::from(self.tuning.scorer));
        }
        events.push(GameEvent::Goal { team, scorer });
        let arena = game.tuning().arena;
        let shift = if team == 0 { -self.tuning.kick_off_shift } else { self.tuning.kick_off_shift };
        let place = arena / 2.0 + Vec2::new(shift * arena.x, 0.0);
        (self.position, self.previous, self.velocity) = (place, place, Vec2::ZERO);
        (self.kick_off, self.lifted, self.held) = (self.tuning.kick_off_ticks, true, 0);
        self.last_touch = None;
    }

    /// Pays for the half that the ball is in.
    fn pay(&mut self, game: &mut Game) {
        self.half_ticks += 1;
        if self.half_ticks >= self.tuning.half_ticks {
            self.half_ticks = 0;
            let off = self.position.x - game.tuning().arena.x / 2.0;
            if off != 0.0 {
                self.earn(game, u8::from(off < 0.0), 1);
            }
        }
    }
}

impl Part for Ball {
    fn after_movement(&mut self, game: &mut Game, events: &mut Vec<GameEvent>) {
        self.previous = self.position;
        self.quiet = self.quiet.saturating_sub(1);
        if self.kick_off > 0 {
            self.kick_off -= 1;
        } else if let Some(team) = self.fly(game, events) {
            self.score(game, team, events);
        } else {
            self.pay(game);
        }
    }

    fn on_gone(&mut self, game: &mut Game, slot: u8) {
        if game.player(slot).is_none() {
            self.last_touch = self.last_touch.filter(|&last| last != slot);
        }
    }

    fn team_of_newcomer(&self, game: &Game, _: u8) -> Option<u8> {
        game.smallest_team()
    }

    fn team_standing(&self, _: &Game, team: u8) -> Option<f64> {
        self.points.get(usize::from(team)).map(|&points| f64::from(points))
    }

    fn hint(&self, game: &Game, slot: u8) -> Hint {
        bots::hint(self, game, slot)
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
