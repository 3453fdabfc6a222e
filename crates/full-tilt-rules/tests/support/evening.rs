//! The course of a round of bots – leads, comebacks, waiting – and the bars that a party mode should meet.
#![allow(dead_code, reason = "tests and tables use their own parts of this module")]

use std::fmt;

use full_tilt_rules::{Bot, Game, HazardKind, Inputs, MAX_PLAYERS, Mode, RoundSetup, Skill, TICK_HZ, balanced_teams};

use crate::party::{chance, chi_square};

/// Ticks between two looks at who leads: a lead that is shorter goes unnoticed on a screen.
const LOOK_TICKS: u64 = TICK_HZ as u64 / 4;

/// The players of a round, and its seed.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) mode: Mode,
    /// One skill for each slot, from 0.
    pub(crate) skills: Vec<Skill>,
    pub(crate) seed: u64,
    /// Number of teams; 0 if all players play for themselves.
    pub(crate) teams: u8,
}

/// The course of one round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course {
    /// The side of each slot: the team, or the slot itself.
    sides: Vec<u8>,
    /// Whether the sides are teams.
    in_teams: bool,
    /// The sides in the first place.
    first: Vec<u8>,
    /// Number of times that another side than before has become the only leader.
    lead_changes: u64,
    /// The sides in the last place at half time; none if all sides shared one place.
    last: Vec<u8>,
    /// The same among the players who were not out by then.
    last_in: Vec<u8>,
    /// Longest time in ticks in which a player steered nothing that matters.
    wait: u64,
    /// Length in ticks, without the countdown.
    ticks: u64,
    /// The side of the bot that is better than all others.
    better: Option<u8>,
}

impl Table {
    fn slots(&self) -> Vec<u8> {
        (0..self.skills.len() as u8).collect()
    }

    /// Returns the round about to start.
    pub(crate) fn game(&self) -> Game {
        // Drawn without points, because the players of a table have none yet.
        let points: Vec<(u8, f64)> = self.slots().into_iter().map(|slot| (slot, 0.0)).collect();
        let teams = balanced_teams(&points, self.teams, self.seed);
        Game::from_setup(&RoundSetup { teams, ..RoundSetup::new(self.mode, &self.slots(), self.seed) })
    }

    fn bots(&self) -> Vec<Bot> {
        let seed = self.seed.wrapping_mul(97);
        (0..).zip(&self.skills).map(|(slot, &skill)| Bot::new(skill, seed + slot)).collect()
    }

    /// Plays the round to its end; `watch` sees every tick, and the inputs that led to it.
    pub(crate) fn play(&self, mut watch: impl FnMut(&Game, &Inputs)) -> Game {
        let (mut game, mut bots, mut events) = (self.game(), self.bots(), Vec::new());
        while !game.is_over() {
            let inputs = decide(&game, &mut bots);
            game.step(&inputs, &mut events);
            events.clear();
            watch(&game, &inputs);
        }
        game
    }

    /// Plays the round, and returns its course.
    pub(crate) fn course(&self) -> Course {
        let game = self.game();
        // A player's team stays the same for the whole round.
        let sides: Vec<u8> = self.slots().into_iter().map(|slot| side_of(&game, slot)).collect();
        let mut course = Course { in_teams: game.teams().is_some(), ..Course::default() };
        let (mut leader, mut waits, mut lasts) = (None, [0_u64; MAX_PLAYERS], Vec::new());
        let game = self.play(|game, _| {
            if game.countdown() > 0 {
                return;
            }
            for player in game.players() {
                let wait = &mut waits[usize::from(player.slot)];
                *wait = if steers(game, player.slot) { 0 } else { *wait + 1 };
                course.wait = course.wait.max(*wait);
            }
            if game.tick().is_multiple_of(LOOK_TICKS) {
                let (first, last) = ends(game, &sides);
                if let [new] = first[..] {
                    course.lead_changes += u64::from(leader.is_some_and(|old| old != new));
                    leader = Some(new);
                }
                lasts.push((last, last_in(game, &sides)));
            }
        });
        course.first = ends(&game, &sides).0;
        // A round that ends with its last player has its half time only afterwards.
        (course.last, course.last_in) = lasts.get(lasts.len() / 2).cloned().unwrap_or_default();
        course.ticks = game.tick();
        let best = self.skills.iter().max();
        let mut bests = (0..).zip(&self.skills).filter(|(_, skill)| Some(*skill) == best).map(|(slot, _)| slot);
        course.better = bests.next().filter(|_| bests.next().is_none()).map(|slot: u8| sides[usize::from(slot)]);
        Course { sides, ..course }
    }
}

/// Returns the bots' inputs: steering, and the motion of their hands.
fn decide(game: &Game, bots: &mut [Bot]) -> Inputs {
    let mut inputs = Inputs::default();
    for (slot, bot) in (0..).zip(bots) {
        inputs.set(slot, bot.steer(game, slot));
        inputs.set_motion(slot, bot.motion());
    }
    inputs
}

/// Returns the side of a slot: players of one side win together. A head that several players steer is a side, too.
fn side_of(game: &Game, slot: u8) -> u8 {
    game.teams().map_or_else(|| game.head_of(slot), |teams| teams.of(slot))
}

/// Whether a player steers something that matters: a head that can touch and be touched, or a spirit.
fn steers(game: &Game, slot: u8) -> bool {
    let slot = game.head_of(slot);
    let spirit = HazardKind::Spirit { of: slot };
    game.player(slot).is_some_and(|player| player.is_solid()) || game.hazards().iter().any(|h| h.kind == spirit)
}

/// Returns the sides in the first and in the last place, in order; no last ones if all share one place.
fn ends(game: &Game, sides: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let places = game.places();
    let at = |place: usize| {
        let there = places.iter().filter(|other| other.place == place);
        let mut sides: Vec<u8> = there.map(|place| sides[usize::from(place.slot)]).collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    };
    let last = places.last().map_or(1, |place| place.place);
    (at(1), if last > 1 { at(last) } else { Vec::new() })
}

/// Returns the sides in the last place among the players who are still in; none if these share the first place.
fn last_in(game: &Game, sides: &[u8]) -> Vec<u8> {
    let mut places = game.places();
    places.retain(|place| game.player(place.slot).is_some_and(|player| player.alive));
    let last = places.last().map_or(1, |place| place.place);
    let mut sides: Vec<u8> =
        places.iter().filter(|place| place.place == last).map(|place| sides[usize::from(place.slot)]).collect();
    sides.sort_unstable();
    sides.dedup();
    if last > 1 { sides } else { Vec::new() }
}

/// A figure, and whether it meets its bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    text: String,
    pub(crate) is_met: bool,
}

impl fmt::Display for Bar {
    /// Figures that miss their bar are bold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_met { write!(f, "{}", self.text) } else { write!(f, "**{}**", self.text) }
    }
}

impl Bar {
    fn new(text: String, is_met: bool) -> Self {
        Self { text, is_met }
    }

    fn probability(p: Option<f64>) -> Self {
        Self::new(p.map_or("–".into(), |p| format!("{p:.2}")), p.is_none_or(|p| p > 0.01))
    }

    /// Returns the figures of rounds of equal bots, and of rounds in which one bot is better: the chance that wins as
    /// uneven among slots, and among teams, are accidental; the share of rounds that the better bot's side wins; the
    /// median of lead changes; the share of rounds won by a side that was last at half time, of all sides and of those
    /// that were still in; the longest wait; and the median and the longest length.
    pub(crate) fn all(equal: &[Course], mixed: &[Course]) -> [Self; 7] {
        let sides = equal.iter().map(Course::count_sides).max().unwrap_or(1).max(1) as f64;
        let better = mean(mixed.iter().filter_map(Course::share_of_better));
        let from_last = mean(equal.iter().filter_map(|course| course.share_of_last(&course.last)));
        let from_last_in = mean(equal.iter().filter_map(|course| course.share_of_last(&course.last_in)));
        let changes = median(equal.iter().map(|course| course.lead_changes).collect());
        let seconds = |ticks: u64| ticks as f64 / f64::from(TICK_HZ);
        let both = || equal.iter().chain(mixed);
        let wait = seconds(both().map(|course| course.wait).max().unwrap_or(0));
        let usual = seconds(median(both().map(|course| course.ticks).collect()));
        let longest = seconds(both().map(|course| course.ticks).max().unwrap_or(0));
        let percent = |share: Option<f64>| share.map_or("–".into(), |share| format!("{:.1} %", 100.0 * share));
        let with_bar =
            |shares: String, bar: f64, is_met: bool| Self::new(format!("{shares} ({:.1} %)", 100.0 * bar), is_met);
        let (even, half) = (1.0 / sides, 0.5 / sides);
        [
            Self::probability(p_of_slots(equal)),
            Self::probability(p_of_teams(equal)),
            with_bar(percent(better), even, better.is_none_or(|share| share > even && share <= 0.8)),
            Self::new(changes.to_string(), changes >= 2),
            with_bar(
                format!("{} / {}", percent(from_last), percent(from_last_in)),
                half,
                from_last.is_none_or(|share| share >= half),
            ),
            Self::new(format!("{wait:.1} s"), wait <= 5.0),
            Self::new(format!("{usual:.0} s, {longest:.0} s"), longest <= 75.0),
        ]
    }

    /// Returns the figure of a tick's time in nanoseconds.
    pub(crate) fn cost(ns: f64) -> Self {
        Self::new(format!("{:.1} µs", ns / 1e3), ns <= 30_000.0)
    }
}

impl Course {
    fn count_sides(&self) -> usize {
        self.sides.iter().fold(0_u32, |all, &side| all | 1 << side).count_ones() as usize
    }

    /// Returns the side that won alone.
    fn winner(&self) -> Option<u8> {
        if let [side] = self.first[..] { Some(side) } else { None }
    }

    /// Returns the share of the win that goes to the better bot's side: 1, or less if the win is shared.
    fn share_of_better(&self) -> Option<f64> {
        self.better.map(|side| self.share(&[side]))
    }

    /// Returns the chance that a side drawn among these last ones at half time is the winner; `None` if none was last.
    fn share_of_last(&self, last: &[u8]) -> Option<f64> {
        (!last.is_empty()).then(|| self.share(last))
    }

    fn share(&self, sides: &[u8]) -> f64 {
        let won = sides.iter().filter(|side| self.first.contains(side)).count();
        won as f64 / (sides.len() * self.first.len()).max(1) as f64
    }
}

/// Returns the chance that wins as uneven among the slots as these are accidental; shared wins do not count.
///
/// With k winners among n players, drawn without favour, a slot's wins have the mean k/n; the sum of the squared
/// differences from it, divided by the sum of k (n − k) / (n (n − 1)) over all rounds, is distributed as chi-square with
/// n − 1 degrees of freedom. For k = 1 it is Pearson's statistic.
fn p_of_slots(courses: &[Course]) -> Option<f64> {
    let players = courses.first()?.sides.len();
    let n = players as f64;
    let (mut wins, mut mean, mut scale) = (vec![0.0; players], 0.0, 0.0);
    for (course, winner) in courses.iter().filter_map(|course| Some((course, course.winner()?))) {
        let won = course.sides.iter().zip(&mut wins).filter(|(side, _)| **side == winner);
        let k = won.map(|(_, wins)| *wins += 1.0).count() as f64;
        mean += k / n;
        scale += k * (n - k) / (n * (n - 1.0));
    }
    let squares: f64 = wins.iter().map(|wins| (wins - mean).powi(2)).sum();
    (scale > 0.0).then(|| chance(squares / scale, players - 1))
}

/// Returns the same for teams; `None` where there are none.
fn p_of_teams(courses: &[Course]) -> Option<f64> {
    let in_teams = || courses.iter().filter(|course| course.in_teams);
    let teams = in_teams().flat_map(|course| &course.sides).max().map_or(0, |&team| usize::from(team) + 1);
    let mut wins = vec![0_u64; teams];
    in_teams().filter_map(Course::winner).for_each(|team| wins[usize::from(team)] += 1);
    (teams > 1 && wins.iter().sum::<u64>() > 0).then(|| chi_square(&wins).1)
}

fn mean(figures: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = figures.fold((0_u32, 0.0), |(count, sum), figure| (count + 1, sum + figure));
    (count > 0).then(|| sum / f64::from(count))
}

fn median(mut figures: Vec<u64>) -> u64 {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or(0)
}
