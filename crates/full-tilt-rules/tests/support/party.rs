//! Rounds and matches of bots: winners, course of play, and whether the results can be chance.
#![allow(dead_code, reason = "tests and tables use their own parts of this module")]

use full_tilt_rules::{
    Bot, DelayLine, Game, GameEvent, Inputs, MAX_DELAY_TICKS, MAX_PLAYERS, Match, Mode, Skill, TICK_S, fair_delays,
};

/// The mode and the players.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub(crate) mode: Mode,
    /// One skill for each slot, from 0.
    pub(crate) skills: Vec<Skill>,
    /// The slot whose steering is as late as [`MAX_DELAY_TICKS`], 58 ms.
    pub(crate) late: Option<u8>,
    /// Whether all players wait for the slowest.
    pub(crate) fair: bool,
}

/// Age of a phone's reading on a good connection, in seconds.
const AGE_S: f32 = 0.02;

impl Party {
    /// Returns a party of equal bots.
    pub(crate) fn of_equals(mode: Mode, skill: Skill, players: usize) -> Self {
        Self { mode, skills: vec![skill; players], late: None, fair: false }
    }

    /// Plays a round to its end; `watch` receives its events.
    pub(crate) fn round(&self, seed: u64, mut watch: impl FnMut(&Game, &GameEvent)) -> Game {
        let slots: Vec<u8> = (0..self.skills.len() as u8).collect();
        let mut game = Game::new(self.mode, &slots, seed);
        let mut bots: Vec<Bot> =
            (0..).zip(&self.skills).map(|(slot, &skill)| Bot::new(skill, seed.wrapping_mul(97) + slot)).collect();
        let mut lateness = [0; MAX_PLAYERS];
        let mut ages = [None; MAX_PLAYERS];
        for &slot in &slots {
            let is_late = self.late == Some(slot);
            lateness[usize::from(slot)] = if is_late { MAX_DELAY_TICKS } else { 0 };
            ages[usize::from(slot)] = Some(AGE_S + f32::from(lateness[usize::from(slot)]) * TICK_S);
        }
        let delays = if self.fair { fair_delays(&ages) } else { [0; MAX_PLAYERS] };
        let (mut line, mut fairness) = (DelayLine::default(), DelayLine::default());
        let mut events = Vec::new();
        while !game.is_over() {
            let mut inputs = Inputs::default();
            for (&slot, bot) in slots.iter().zip(&mut bots) {
                inputs.set(slot, bot.steer(&game, slot));
                inputs.set_motion(slot, bot.motion());
            }
            game.step(&fairness.pass(line.pass(inputs, &lateness), &delays), &mut events);
            events.drain(..).for_each(|event| watch(&game, &event));
        }
        game
    }

    /// Plays as many rounds as the mode's matches have.
    pub(crate) fn play(&self, seed: u64) -> Match {
        let rounds = self.mode.tuning().party.map_or(1, |party| party.rounds);
        let mut standings = Match::default();
        for round in 0..u64::from(rounds) {
            standings.add(&self.round(seed * 100 + round, |_, _| {}));
        }
        standings
    }
}

/// Returns the single winner; `None` if several share the first place.
pub(crate) fn winner(standings: &Match) -> Option<u8> {
    let mut first = standings.places().into_iter().filter(|place| place.place == 1);
    match (first.next(), first.next()) {
        (Some(place), None) => Some(place.slot),
        _ => None,
    }
}

/// Returns Pearson's statistic for counts that should all be alike, and the probability of a statistic as large by
/// chance.
pub(crate) fn chi_square(counts: &[u64]) -> (f64, f64) {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    let statistic = counts.iter().map(|&count| (count as f64 - expected).powi(2) / expected).sum();
    (statistic, chance(statistic, counts.len() - 1))
}

/// The upper tail of the chi-square distribution with `freedom` degrees of freedom: 1 − P(k/2, x/2), where P is the
/// regularised incomplete gamma function.
///
/// Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.4.19, with the series 6.5.29:
/// P(a, x) = e^−x x^a Σ xⁿ / Γ(a + 1 + n).
pub(crate) fn chance(statistic: f64, freedom: usize) -> f64 {
    let (a, x) = (freedom as f64 / 2.0, statistic / 2.0);
    let mut term = (a * x.ln() - x - libm::lgamma(a + 1.0)).exp();
    let mut sum = 0.0;
    for n in 1..10_000 {
        sum += term;
        term *= x / (a + f64::from(n));
        if term < sum * 1e-16 {
            break;
        }
    }
    (1.0 - sum).clamp(0.0, 1.0)
}
