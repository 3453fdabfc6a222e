//! A player: a head that cannot stop, and the body that follows it.

use glam::Vec2;

use super::{BlipKind, Cause, CrashTuning, TICK_HZ, TICK_S, Tuning, body::Body, grid::Grid};

/// How fast calm comes and goes, as a share of the speed per tick.
const CALM_STEP: f32 = 0.008;
/// How fast a head turns on the spot before the start, in degrees per tick.
const PIVOT_STEP: f32 = 3.0;
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
    pub(super) near: Nearness,
    pub(super) body: Body,
}

/// Where everybody has to stay.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edges {
    pub low: Vec2,
    pub high: Vec2,
    /// Whether whoever leaves on one side comes in on the other.
    pub open: bool,
}

/// What is near, and when the next near miss counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Nearness {
    pub to: Option<Cause>,
    pub quiet_until: u64,
}

impl Player {
    pub(super) fn new(slot: u8, pose: Pose, tuning: &Tuning) -> Self {
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

    /// Turns and moves for the tick that starts at `tick`.
    ///
    /// Mean speed and mean heading of the tick make the path the same at any tick rate: exactly so on a straight, and
    /// to a ten-thousandth of a unit a second in the tightest turn.
    pub(super) fn advance(&mut self, tick: u64, steer: f32, tuning: &Tuning, edges: Edges, grid: &mut Grid) {
        let before = self.pace;
        self.calm_ticks = self.calm_ticks.saturating_sub(1);
        let wanted = if self.calm_ticks > 0 { tuning.blips.calm.0 } else { 1.0 };
        self.pace += (wanted - self.pace).clamp(-CALM_STEP, CALM_STEP);
        let mean_speed = (tuning.speed(tick) * before + tuning.speed(tick + 1) * self.pace) / 2.0;
        let turn = steer * tuning.max_turn_rate(mean_speed) * TICK_S;
        self.previous = self.pose;
        self.pose.position += direction(self.pose.heading + turn / 2.0) * (mean_speed * TICK_S);
        self.pose.heading = wrap_degrees(self.pose.heading + turn);
        self.speed = tuning.speed(tick + 1) * self.pace;
        self.steer = steer;
        self.ticks_alive += 1;
        self.life.0 += 1;
        self.combo_ticks = self.combo_ticks.saturating_sub(1);
        if self.combo_ticks == 0 {
            self.combo = 0;
        }
        let way = (self.previous.position, self.pose.position);
        let stays_inside = !self.come_in_again(edges) && self.ghost_ticks == 0;
        if self.ghost_ticks > 0 {
            self.bounce(edges, tuning.head_radius);
        }
        let solid = stays_inside && !self.is_in_gap(tuning);
        self.body.follow(way, solid, &tuning.body, self.slot, grid);
    }

    /// Turns on the spot before the start: where it points is where the phone is tilted to.
    pub(super) fn pivot(&mut self, steer: f32, most: f32) {
        self.previous = self.pose;
        let off = wrap_degrees(self.start_heading + steer * most - self.pose.heading);
        self.pose.heading = wrap_degrees(self.pose.heading + off.clamp(-PIVOT_STEP, PIVOT_STEP));
        self.steer = steer;
    }

    /// Through an open edge; whether it went through one.
    fn come_in_again(&mut self, edges: Edges) -> bool {
        if !edges.open {
            return false;
        }
        let size = edges.high - edges.low;
        let mut jump = Vec2::ZERO;
        for axis in 0..2 {
            if self.pose.position[axis] < edges.low[axis] {
                jump[axis] = size[axis];
            } else if self.pose.position[axis] > edges.high[axis] {
                jump[axis] = -size[axis];
            }
        }
        // Views draw it on its way in, and not across the whole arena.
        self.pose.position += jump;
        self.previous.position += jump;
        jump != Vec2::ZERO
    }

    /// Who can touch nothing turns round at the edge.
    fn bounce(&mut self, edges: Edges, radius: f32) {
        let inside = self.pose.position.clamp(edges.low + radius, (edges.high - radius).max(edges.low + radius));
        let outside = self.pose.position.cmpne(inside);
        if outside.x {
            self.pose.heading = wrap_degrees(180.0 - self.pose.heading);
        }
        if outside.y {
            self.pose.heading = -self.pose.heading;
        }
        self.pose.position = inside;
    }

    fn is_in_gap(&self, tuning: &Tuning) -> bool {
        let Some((every, gap)) = tuning.party.and_then(|party| party.gap) else { return false };
        // Not everybody's at once, and none at the start.
        let lead = f32::from(self.slot % 5) / 5.0 * (every - gap);
        libm::fmodf(self.body.path() + lead, every) > every - gap
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
        if !tuning.body.stays {
            self.body.leave(self.slot, grid);
        }
    }

    /// Goes on as a ghost after a crash.
    pub(super) fn haunt(&mut self, cost: &CrashTuning, tuning: &Tuning, grid: &mut Grid) {
        self.crashes += 1;
        self.points = self.points.saturating_sub(u64::from(cost.points));
        self.life = (0, self.longest_life());
        (self.combo, self.combo_ticks, self.calm_ticks) = (0, 0, 0);
        self.near.to = None;
        self.lose_body(tuning, grid);
        self.fade(cost.ghost_ticks);
    }

    /// Can touch nothing for so many ticks.
    pub(super) fn fade(&mut self, ticks: u64) {
        self.ghost_ticks = ticks;
        self.patience = PATIENCE_TICKS;
    }

    /// Its body is gone, and grows again from wherever it is.
    pub(super) fn lose_body(&mut self, tuning: &Tuning, grid: &mut Grid) {
        self.body.clear(self.slot, grid);
        self.body.set_wanted(tuning.body.start_length);
        self.near.to = None;
    }
}

fn direction(heading: f32) -> Vec2 {
    let (sin, cos) = libm::sincosf(heading.to_radians());
    Vec2::new(cos, sin)
}

/// The same angle in −180..180.
fn wrap_degrees(angle: f32) -> f32 {
    libm::fmodf(libm::fmodf(angle + 180.0, 360.0) + 360.0, 360.0) - 180.0
}
