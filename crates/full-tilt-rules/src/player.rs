//! A player: a head that cannot stop, and the body that follows it.

mod effects;
mod ride;
mod thumb;

use glam::Vec2;
use rand_chacha::ChaCha8Rng;

use super::{BlipKind, Cause, CrashTuning, Power, TICK_HZ, Tuning, body::Body, grid::Grid, random::unit_f32};
pub(super) use effects::{Effects, SHELTER_TICKS};
pub(super) use ride::ArenaEdges;
use ride::direction;
use thumb::DashState;

/// Longest wait of a ghost for a free place, in ticks.
const PATIENCE_TICKS: u64 = 3 * TICK_HZ as u64;

/// Position and heading of a head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Position in arena units, y down.
    pub position: Vec2,
    /// Heading in degrees clockwise from "right", in −180..180.
    pub heading: f32,
}

impl Pose {
    /// Returns its direction, a vector of length 1.
    pub fn direction(&self) -> Vec2 {
        direction(self.heading)
    }
}

/// One player of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Slot of the seat that steers it.
    pub slot: u8,
    /// Its team, counting from 0; `None` if all players play for themselves.
    pub(super) team: Option<u8>,
    /// Current pose.
    pub pose: Pose,
    /// Pose one tick ago; views interpolate between the two.
    pub previous: Pose,
    /// Speed in units per second.
    pub speed: f32,
    /// Steering used in the last tick, −1..=1.
    pub steer: f32,
    /// Whether its run still goes on.
    pub alive: bool,
    /// The cause of the end of its run.
    pub cause: Option<Cause>,
    /// Number of ticks it has lived.
    pub ticks_alive: u64,
    /// Remaining ticks as a ghost, which touches nothing and leaves no body.
    pub ghost_ticks: u64,
    /// Whether it is off the board because its steering has stopped arriving.
    pub parked: bool,
    /// Number of crashes that did not end the run.
    pub crashes: u32,
    /// Number of other players who crashed into its body.
    pub kills: u32,
    /// Number of other players who crashed into its spirit.
    pub spirit_kills: u32,
    /// Number of blips taken.
    pub blips: u32,
    /// Number of near misses that counted.
    pub near_misses: u32,
    /// Number of blips taken in quick succession so far; 0 once too much time has passed.
    pub combo: u32,
    /// The longest combo of the round.
    pub best_combo: u32,
    /// Ticks until the combo is lost.
    pub combo_ticks: u64,
    /// Remaining ticks of calm.
    pub calm_ticks: u64,
    /// The power it holds.
    pub held: Option<Power>,
    /// Number of its thumb's actions that took effect.
    pub acts: u32,
    dash: DashState,
    pub(super) effects: Effects,
    /// Points for everything except staying alive.
    points: u64,
    survival_score_per_s: f64,
    /// Factor on the speed, by a part of the rules.
    pub(super) haste: f32,
    /// The factor on the speed at present, by calm and haste.
    pace: f32,
    /// Ticks since its last crash, and the most so far.
    life: (u64, u64),
    /// Ticks for which a ghost may continue if it has no room to return.
    pub(super) patience: u64,
    /// Heading at the start.
    start_heading: f32,
    /// Offset of its gaps along the path, in arena units: they come this much sooner.
    gap_lead: f32,
    pub(super) near: Nearness,
    pub(super) body: Body,
}

/// The nearest threat, and when the next near miss counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Nearness {
    pub to: Option<Cause>,
    pub quiet_until: u64,
}

impl Player {
    pub(super) fn new(slot: u8, pose: Pose, tuning: &Tuning, rng: &mut ChaCha8Rng) -> Self {
        // The gaps of different players do not coincide, and no player's always come before another's.
        let gap_lead =
            tuning.party.and_then(|party| party.gap).map_or(0.0, |(every, gap)| unit_f32(rng) * (every - gap));
        Self {
            slot,
            team: None,
            pose,
            previous: pose,
            speed: tuning.start_speed,
            steer: 0.0,
            alive: true,
            cause: None,
            ticks_alive: 0,
            ghost_ticks: 0,
            parked: false,
            crashes: 0,
            kills: 0,
            spirit_kills: 0,
            blips: 0,
            near_misses: 0,
            combo: 0,
            best_combo: 0,
            combo_ticks: 0,
            calm_ticks: 0,
            held: None,
            acts: 0,
            dash: DashState::NONE,
            effects: Effects::default(),
            points: 0,
            survival_score_per_s: tuning.survival_score_per_s,
            haste: 1.0,
            pace: 1.0,
            life: (0, 0),
            patience: 0,
            start_heading: pose.heading,
            gap_lead,
            near: Nearness::default(),
            body: Body::new(pose.position, tuning.body.start_length),
        }
    }

    /// Returns the points so far. They decrease only in modes where a crash costs points.
    pub fn score(&self) -> f64 {
        let seconds = self.ticks_alive as f64 / f64::from(TICK_HZ);
        self.points as f64 + seconds * self.survival_score_per_s
    }

    /// Returns its team, counting from 0; `None` if all players play for themselves.
    pub fn team(&self) -> Option<u8> {
        self.team
    }

    /// Whether it is on the board and can touch and be touched.
    pub fn is_solid(&self) -> bool {
        self.alive && self.ghost_ticks == 0 && !self.parked
    }

    /// Whether it takes part: on the board, solid or as a ghost.
    pub fn is_on_board(&self) -> bool {
        self.alive && !self.parked
    }

    /// Returns its longest life, in ticks.
    pub fn longest_life(&self) -> u64 {
        self.life.0.max(self.life.1)
    }

    /// Returns the factor on points: 1 without a combo.
    pub fn factor(&self, tuning: &Tuning) -> u32 {
        tuning.combo.map_or(1, |combo| self.combo.clamp(1, combo.max_factor))
    }

    /// Returns the points of the body from just behind the head to the tail's end.
    pub fn body(&self) -> impl ExactSizeIterator<Item = Vec2> + '_ {
        self.body.points().map(|(position, _)| position)
    }

    /// Returns the same points, each with whether there is body between it and the next one.
    pub fn joined_body(&self) -> impl ExactSizeIterator<Item = (Vec2, bool)> + '_ {
        self.body.points()
    }

    /// Whether there is body between the head and the first of these points.
    pub fn leaves_body(&self) -> bool {
        !self.body.is_broken()
    }

    /// Returns half the body's width at the distance `behind` the head, in arena units: there it kills, and there it is
    /// drawn.
    pub fn body_radius(&self, behind: f32, tuning: &Tuning) -> f32 {
        tuning.body_radius((behind / self.body.wanted().max(1.0)).min(1.0)) * self.trail_width(tuning)
    }

    /// Returns the length of the body, in arena units.
    pub fn length(&self) -> f32 {
        self.body.length()
    }

    /// Takes a blip. Returns the points it gave.
    pub(super) fn take(&mut self, kind: BlipKind, tuning: &Tuning) -> u64 {
        let blips = &tuning.blips;
        self.blips += 1;
        if let Some(combo) = tuning.combo {
            self.combo = self.combo.saturating_add(1);
            self.best_combo = self.best_combo.max(self.combo);
            self.combo_ticks = combo.window_ticks;
        }
        let length = self.body.wanted();
        match kind {
            BlipKind::Plain | BlipKind::Gold => self.body.set_wanted(length + tuning.body.growth),
            BlipKind::Scissors => {
                self.body.set_wanted((length * (1.0 - blips.cut)).max(tuning.body.start_length));
                // Escaping a part that is cut off does not count.
                self.near.to = None;
            }
            BlipKind::Calm => self.calm_ticks = blips.calm.1,
            BlipKind::Power(power) => self.held = Some(power),
            // These affect all players.
            BlipKind::Sweep | BlipKind::Portal => {}
        }
        let points = if kind == BlipKind::Gold { blips.gold.0 } else { blips.points };
        self.earn(u64::from(points) * u64::from(self.factor(tuning)))
    }

    /// Adds points and returns them for the event.
    pub(super) fn earn(&mut self, points: u64) -> u64 {
        self.points += points;
        points
    }

    /// Replaces points that it holds for something by others, for a value that rises and falls.
    pub(super) fn revalue(&mut self, before: u64, now: u64) {
        self.points = self.points.saturating_sub(before) + now;
    }

    /// Loses this share of its points, rounded down.
    pub(super) fn drop_share(&mut self, share: f32) {
        let lost = self.points as f64 * f64::from(share.clamp(0.0, 1.0));
        self.points = self.points.saturating_sub(lost as u64);
    }

    /// Stops at once: from now on views draw it where it is.
    pub(super) fn stop(&mut self, cause: Cause, tuning: &Tuning, grid: &mut Grid) {
        self.alive = false;
        self.cause = Some(cause);
        self.previous = self.pose;
        if tuning.body.stays {
            self.end_body(tuning, grid);
        } else {
            self.body.leave(self.slot, grid);
        }
    }

    /// Goes off the board until it enters again.
    pub(super) fn park(&mut self, tuning: &Tuning, grid: &mut Grid) {
        self.parked = true;
        if tuning.body.stays {
            self.end_body(tuning, grid);
        } else {
            self.lose_body(tuning, grid);
        }
    }

    /// Continues as a ghost after a crash.
    pub(super) fn haunt(&mut self, cost: &CrashTuning, tuning: &Tuning, grid: &mut Grid) {
        self.crashes += 1;
        self.points = self.points.saturating_sub(u64::from(cost.points));
        self.life = (0, self.longest_life());
        (self.combo, self.combo_ticks, self.calm_ticks) = (0, 0, 0);
        self.held = None;
        self.end_dash();
        self.lose_effects();
        if !tuning.body.stays {
            self.lose_body(tuning, grid);
        }
        // A ghost, which only a rule can strike, has its pause already.
        if self.ghost_ticks == 0 {
            self.fade(cost.ghost_ticks);
        }
    }

    /// Touches nothing for `ticks` ticks.
    pub(super) fn fade(&mut self, ticks: u64) {
        self.ghost_ticks = ticks;
        self.patience = PATIENCE_TICKS;
        self.effects.is_sheltered = false;
        self.near.to = None;
    }

    /// Ends the body at the head.
    fn end_body(&mut self, tuning: &Tuning, grid: &mut Grid) {
        let here = self.pose.position;
        self.body.follow((here, here), false, &tuning.body, self.slot, grid);
    }

    /// Removes the body, which grows again from the current position.
    pub(super) fn lose_body(&mut self, tuning: &Tuning, grid: &mut Grid) {
        self.body.clear(self.slot, grid);
        self.body.set_wanted(tuning.body.start_length);
        self.near.to = None;
    }
}
