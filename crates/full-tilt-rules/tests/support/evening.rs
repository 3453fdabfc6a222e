//! The course of a round of bots, and the bars that a party mode should meet.

use std::{fmt, time::Instant};

use full_tilt_rules::{Bot, Game, Inputs, MAX_PLAYERS, Mode, Skill, TICK_HZ};

use crate::party::chance;

/// Ticks between two looks at who leads: a lead that is shorter goes unnoticed on a screen.
const LOOK_TICKS: u64 = TICK_HZ as u64 / 4;

/// The course of one round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course {
    /// The players' sides: the team, or the slot.
    sides: Vec<u8>,
    /// The side that won alone.
    winner: Option<u8>,
    /// Whether the sides are teams.
    teams: bool,
    /// Number of times that another side than before has become the only leader.
    lead_changes: u64,
    /// The side that was last, alone, at half time.
    last: Option<u8>,
    /// Longest time in ticks in which a player steered nothing that matters.
    wait: u64,
    /// Length in ticks.
    ticks: u64,
    /// Mean nanoseconds of a step.
    step_ns: f64,
    /// The side of the better bot.
    better: Option<u8>,
}

/// Returns the first and the last sides, each only if it has that place alone.
fn ends(game: &Game, sides: &[u8]) -> (Option<u8>, Option<u8>) {
    let places = game.places();
    let alone = |wanted: usize| {
        let mut there = places.iter().filter(|place| place.place == wanted).map(|place| sides[usize::from(place.slot)]);
        let side = there.next()?;
        there.all(|other| other == side).then_some(side)
    };
    let (first, last) = (alone(1), places.iter().map(|place| place.place).max().and_then(alone));
    (first, last.filter(|_| first != last))
}

/// Whether a player steers something that matters.
fn steers(game: &Game, slot: u8) -> bool {
    let slot = game.head_of(slot);
    let is_out = |slot: u8| game.player(slot).is_none_or(|player| player.ghost_ticks > 0 || player.parked);
    let is_spirit = game.player(slot).is_some_and(|player| !player.alive) && !game.hazards().is_empty();
    is_spirit || !is_out(slot)
}

/// Plays a round of bots in the slots from 0.
pub(crate) fn course(mode: Mode, skills: &[Skill], seed: u64, better: Option<u8>) -> Course {
    let slots: Vec<u8> = (0..skills.len() as u8).collect();
    let mut game = Game::new(mode, &slots, seed);
    let mut bots: Vec<Bot> =
        (0..).zip(skills).map(|(slot, &skill)| Bot::new(skill, seed.wrapping_mul(97) + slot)).collect();
    let has_teams = game.teams().is_some();
    // A single hydra is a side of its own, too.
    let head = |slot: u8| game.head_of(slot);
    let sides: Vec<u8> = slots.iter().map(|&slot| game.teams().map_or(head(slot), |teams| teams.of(slot))).collect();
    let side = |slot: u8| sides[usize::from(slot)];
    let mut course = Course { teams: has_teams, better: better.map(side), ..Course::default() };
    let half = game.ticks_left().unwrap_or(0) / 2;
    let (mut leader, mut waits, mut events, mut ns) = (None, [0_u64; MAX_PLAYERS], Vec::new(), 0);
    while !game.is_over() {
        let mut inputs = Inputs::default();
        for (&slot, bot) in slots.iter().zip(&mut bots) {
            inputs.set(slot, bot.steer(&game, slot));
        }
        let before = Instant::now();
        game.step(&inputs, &mut events);
        ns += before.elapsed().as_nanos();
        events.clear();
        course.ticks += 1;
        if game.countdown() > 0 {
            continue;
        }
        for &slot in &slots {
            let wait = &mut waits[usize::from(slot)];
            *wait = if steers(&game, slot) { 0 } else { *wait + 1 };
            course.wait = course.wait.max(*wait);
        }
        if game.tick().is_multiple_of(LOOK_TICKS) {
            let (first, _) = ends(&game, &sides);
            if let (Some(new), old) = (first, leader) {
                course.lead_changes += u64::from(old.is_some_and(|old| old != new));
                leader = first;
            }
        }
        if game.tick() == half {
            course.last = ends(&game, &sides).1;
        }
    }
    course.winner = ends(&game, &sides).0;
    course.step_ns = ns as f64 / course.ticks.max(1) as f64;
    course.ticks = game.tick();
    Course { sides, ..course }
}

/// A figure, and whether it meets its bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    text: String,
    met: bool,
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.met { write!(f, "{}", self.text) } else { write!(f, "**{}**", self.text) }
    }
}

impl Bar {
    fn new(text: String, met: bool) -> Self {
        Self { text, met }
    }

    /// Returns all figures: fairness among slots and teams, the better bot, lead changes, comebacks, the longest wait,
    /// the longest round, and the time of a tick.
    pub(crate) fn all(equal: &[Course], mixed: &[Course], players: usize) -> [Self; 8] {
        let slots = p_slots(equal, players);
        let teams = equal.iter().any(|course| course.teams).then(|| p_teams(equal));
        let p = |p: Option<f64>| Self::new(p.map_or("–".into(), |p| format!("{p:.2}")), p.is_none_or(|p| p > 0.01));
        let share = |won: &dyn Fn(&Course) -> Option<bool>, of: &[Course]| {
            let known: Vec<bool> = of.iter().filter_map(won).collect();
            (!known.is_empty()).then(|| known.iter().filter(|&&won| won).count() as f64 / known.len() as f64)
        };
        let percent = |share: Option<f64>, bar: &str, met: &dyn Fn(f64) -> bool| {
            let text = share.map_or("–".into(), |share| format!("{:.0} % ({bar})", 100.0 * share));
            Self::new(text, share.is_none_or(met))
        };
        let parts = equal.iter().map(|course| course.count_sides()).max().unwrap_or(1).max(1) as f64;
        let better = share(&|course| course.winner.map(|winner| course.better == Some(winner)), mixed);
        let better_bar = format!("over {:.0} %, at most 80 %", 100.0 / parts);
        let comeback = share(&|course| Some(course.winner == course.last).filter(|_| course.last.is_some()), equal);
        let comeback_bar = format!("{:.0} %", 50.0 / parts);
        let median = median(equal.iter().map(|course| course.lead_changes).collect());
        let both = || equal.iter().chain(mixed);
        let seconds = |ticks: u64| ticks as f64 / f64::from(TICK_HZ);
        let wait = seconds(both().map(|course| course.wait).max().unwrap_or(0));
        let length = seconds(both().map(|course| course.ticks).max().unwrap_or(0));
        let step_us = both().map(|course| course.step_ns).sum::<f64>() / 1e3 / both().count().max(1) as f64;
        [
            p(slots),
            p(teams.flatten()),
            percent(better, &better_bar, &|share| share > 1.0 / parts && share <= 0.8 || parts < 2.0),
            Self::new(median.to_string(), median >= 2 || parts < 2.0),
            percent(comeback, &comeback_bar, &|share| share >= 0.5 / parts),
            Self::new(format!("{wait:.1} s"), wait <= 5.0),
            Self::new(format!("{length:.0} s"), length <= 75.0),
            Self::new(format!("{step_us:.1} µs"), step_us <= 30.0),
        ]
    }
}

impl Course {
    fn count_sides(&self) -> usize {
        let sides = self.sides.iter().fold(0_u32, |all, &side| all | 1 << side);
        sides.count_ones() as usize
    }
}

/// Returns the probability of wins as uneven among the slots as these by chance.
///
/// With k winners among n players, drawn without favour, the wins of a slot have the mean k/n and the variance
/// k (n − k) / n²; the sum of the squared differences, divided by the sum of k (n − k) / (n (n − 1)), is distributed as
/// chi-square with n − 1 degrees of freedom. For k = 1 it is Pearson's statistic.
fn p_slots(courses: &[Course], players: usize) -> Option<f64> {
    let n = players as f64;
    let (mut wins, mut mean, mut scale) = (vec![0.0; players], 0.0, 0.0);
    for course in courses {
        let Some(winner) = course.winner else { continue };
        let winners = course.sides.iter().filter(|&&side| side == winner).count() as f64;
        for (wins, _) in wins.iter_mut().zip(&course.sides).filter(|(_, side)| **side == winner) {
            *wins += 1.0;
        }
        mean += winners / n;
        scale += winners * (n - winners) / (n * (n - 1.0));
    }
    let squares: f64 = wins.iter().map(|wins| (wins - mean).powi(2)).sum();
    (scale > 0.0).then(|| chance(squares / scale, players - 1))
}

fn p_teams(courses: &[Course]) -> Option<f64> {
    let mut wins = [0_u64; 4];
    for team in courses.iter().filter_map(|course| course.winner) {
        wins[usize::from(team)] += 1;
    }
    let teams = courses.iter().flat_map(|course| &course.sides).max().map_or(0, |&team| usize::from(team) + 1);
    let wins = wins.get(..teams).filter(|wins| wins.len() > 1 && wins.iter().sum::<u64>() > 0)?;
    Some(crate::party::chi_square(wins).1)
}

fn median(mut figures: Vec<u64>) -> u64 {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or(0)
}
