//! A player: a head that cannot stop, and the body that follows it.

mod ride;

use glam::Vec2;
use rand_chacha::ChaCha8Rng;

use super::{BlipKind, Cause, CrashTuning, TICK_HZ, Tuning, body::Body, grid::Grid, random::unit_f32};
pub(super) use ride::ArenaEdges;
use ride::{direction, wrap_degrees};

/// How long a ghost may wait for a free place, in ticks.
const PATIENCE_TICKS: u64 = 3 * TICK_HZ as u64;

/// Where a head is and where it is going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// In arena units, y down.
    pub position: Vec2,
    /// Degrees clockwise from "right", in −180..180.
    pub heading: f32,
}

impl Pose {
    /// The way it points, of length 1.
    pub fn direction(&self) -> Vec2 {
        direction(self.heading)
    }
}

/// One player of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Which seat steers it.
    pub slot: u8,
    /// Now.
    pub pose: Pose,
    /// One tick ago; views draw in between.
    pub previous: Pose,
    /// In units per second.
    pub speed: f32,
    /// Steering used in the last tick, −1..=1.
    pub steer: f32,
    /// Whether it still runs.
    pub alive: bool,
    /// What ended its run.
    pub cause: Option<Cause>,
    /// Ticks it has lived.
    pub ticks_alive: u64,
    /// Ticks for which it still touches nothing and leaves no body.
    pub ghost_ticks: u64,
    /// Whether it is off the board because its steering is silent.
    pub parked: bool,
    /// Crashes that were not the end.
    pub crashes: u32,
    /// Others who have crashed into its body.
    pub kills: u32,
    /// Others who have crashed into what it steered when it was out.
    pub spirit_kills: u32,
    /// Blips taken.
    pub blips: u32,
    /// Near misses that counted.
    pub near_misses: u32,
    /// Blips taken in quick succession up to now; 0 once too much time has passed.
    pub combo: u32,
    /// The longest combo of the round.
    pub best_combo: u32,
    /// Ticks until the combo is lost.
    pub combo_ticks: u64,
    /// Ticks of calm that are left.
    pub calm_ticks: u64,
    /// Points for everything but staying alive.
    points: u64,
    survival_score_per_s: f64,
    /// Share of the speed that calm leaves.
    pace: f32,
    /// Ticks since it last crashed, and the most there have been.
    life: (u64, u64),
    /// Ticks that a ghost may go on for if it has no room to come back.
    pub(super) patience: u64,
    /// The way it pointed at first.
    start_heading: f32,
    /// So many units sooner than the way says its gaps come.
    gap_lead: f32,
    pub(super) near: Nearness,
    pub(super) body: Body,
}

/// What is near, and when the next near miss counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Nearness {
    pub to: Option<Cause>,
    pub quiet_until: u64,
}

impl Player {
    pub(super) fn new(slot: u8, pose: Pose, tuning: &Tuning, rng: &mut ChaCha8Rng) -> Self {
        // Not everybody's at once, and nobody's always sooner than another's.
        let gap_lead =
            tuning.party.and_then(|party| party.gap).map_or(0.0, |(every, gap)| unit_f32(rng) * (every - gap));
        Self {
            slot,
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
            points: 0,
            survival_score_per_s: tuning.survival_score_per_s,
            pace: 1.0,
            life: (0, 0),
            patience: 0,
            start_heading: pose.heading,
            gap_lead,
            near: Nearness::default(),
            body: Body::new(pose.position, tuning.body.start_length),
        }
    }

    /// Points so far. They fall only where a crash costs some.
    pub fn score(&self) -> f64 {
        let seconds = self.ticks_alive as f64 / f64::from(TICK_HZ);
        self.points as f64 + seconds * self.survival_score_per_s
    }

    /// Whether it is on the board, and touches and is touched.
    pub fn is_solid(&self) -> bool {
        self.alive && self.ghost_ticks == 0 && !self.parked
    }

    /// Its longest life, in ticks.
    pub fn longest_life(&self) -> u64 {
        self.life.0.max(self.life.1)
    }

    /// What points are multiplied with: 1 without a combo.
    pub fn factor(&self, tuning: &Tuning) -> u32 {
        tuning.combo.map_or(1, |combo| self.combo.clamp(1, combo.max_factor))
    }

    /// The pose a fraction `alpha` (0..=1) of the way from the previous tick to this one.
    pub fn pose_at(&self, alpha: f32) -> Pose {
        let turned = wrap_degrees(self.pose.heading - self.previous.heading);
        Pose {
            position: self.previous.position.lerp(self.pose.position, alpha),
            heading: wrap_degrees(self.previous.heading + turned * alpha),
        }
    }

    /// Points of the body from just behind the head to the tail's end.
    pub fn body(&self) -> impl ExactSizeIterator<Item = Vec2> + '_ {
        self.body.points().map(|(position, _)| position)
    }

    /// The same, each with whether there is body between it and the next one.
    pub fn joined_body(&self) -> impl ExactSizeIterator<Item = (Vec2, bool)> + '_ {
        self.body.points()
    }

    /// Whether there is body between the head and the first of those points.
    pub fn leaves_body(&self) -> bool {
        !self.body.is_broken()
    }

    /// Half the body's width at a place so far behind the head, in arena units: there it kills, and there it is drawn.
    pub fn body_radius(&self, behind: f32, tuning: &Tuning) -> f32 {
        tuning.body_radius((behind / self.body.wanted().max(1.0)).min(1.0))
    }

    /// Length of the body, in arena units.
    pub fn length(&self) -> f32 {
        self.body.length()
    }

    /// Takes a blip; the points it brought.
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
                // What is cut off was not got away from.
                self.near.to = None;
            }
            BlipKind::Calm => self.calm_ticks = blips.calm.1,
            // What these do they do to everybody.
            BlipKind::Sweep | BlipKind::Portal => {}
        }
        let points = if kind == BlipKind::Gold { blips.gold.0 } else { blips.points };
        self.earn(u64::from(points) * u64::from(self.factor(tuning)))
    }

    /// Gets points, and gives them back for the event.
    pub(super) fn earn(&mut self, points: u64) -> u64 {
        self.points += points;
        points
    }

    /// Stops dead: from now on views draw it where it is.
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

    /// Is off the board, for as long as it takes.
    pub(super) fn park(&mut self, tuning: &Tuning, grid: &mut Grid) {
        self.parked = true;
        if tuning.body.stays {
            self.end_body(tuning, grid);
        } else {
            self.lose_body(tuning, grid);
        }
    }

    /// Goes on as a ghost after a crash.
    pub(super) fn haunt(&mut self, cost: &CrashTuning, tuning: &Tuning, grid: &mut Grid) {
        self.crashes += 1;
        self.points = self.points.saturating_sub(u64::from(cost.points));
        self.life = (0, self.longest_life());
        (self.combo, self.combo_ticks, self.calm_ticks) = (0, 0, 0);
        if !tuning.body.stays {
            self.lose_body(tuning, grid);
        }
        self.fade(cost.ghost_ticks);
    }

    /// Can touch nothing for so many ticks.
    pub(super) fn fade(&mut self, ticks: u64) {
        self.ghost_ticks = ticks;
        self.patience = PATIENCE_TICKS;
        self.near.to = None;
    }

    /// Its body goes as far as its head, and no further.
    fn end_body(&mut self, tuning: &Tuning, grid: &mut Grid) {
        let here = self.pose.position;
        self.body.follow((here, here), false, &tuning.body, self.slot, grid);
    }

    /// Its body is gone, and grows again from wherever it is.
    pub(super) fn lose_body(&mut self, tuning: &Tuning, grid: &mut Grid) {
        self.body.clear(self.slot, grid);
        self.body.set_wanted(tuning.body.start_length);
        self.near.to = None;
    }
}
