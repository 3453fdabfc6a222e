//! The introduction of a mode: five seconds of bots who play it, in which its point can be seen.

use super::INTRODUCTION_TICKS;
use crate::{Bot, Game, GameEvent, Inputs, RoundSetup, Skill, TICK_HZ};

/// Length of the demonstration round from which the five seconds are chosen, in ticks: long enough for every mode to
/// have begun, and short enough to be computed while a screen changes.
const SEARCH_TICKS: u64 = 20 * TICK_HZ as u64;
/// Longest search, in ticks, if nothing but blips has happened until then: two careful bots survive for long.
const PATIENCE_TICKS: u64 = 60 * TICK_HZ as u64;
/// Ticks from one possible beginning to the next.
const STRIDE_TICKS: u64 = TICK_HZ as u64;
/// Skill of the bots: they collect and survive, and make mistakes that can be seen.
const SKILL: Skill = Skill::Skilled;
/// A second event of one kind shows less than the first of another: more than this many do not count.
const ENOUGH: u32 = 3;

/// The kinds of events, each with its weight: how much a single one shows of the point of a mode.
const KINDS: usize = 5;
const WEIGHTS: [u32; KINDS] = [4, 4, 2, 1, 1];

/// A demonstration of a mode by bots, on the real arena.
///
/// It is computed from its setup alone: all screens that show it show the same.
#[derive(Debug, Clone)]
pub struct Introduction {
    show: Show,
    ticks: u64,
}

/// A round of bots.
#[derive(Debug, Clone)]
struct Show {
    game: Game,
    bots: Vec<(u8, Bot)>,
}

impl Show {
    fn new(setup: &RoundSetup) -> Self {
        let game = Game::from_setup(setup);
        let bot = |slot: u8| (slot, Bot::new(SKILL, setup.seed.wrapping_add(u64::from(slot))));
        let bots = game.players().iter().map(|player| bot(player.slot)).collect();
        Self { game, bots }
    }

    fn step(&mut self, events: &mut Vec<GameEvent>) {
        let mut inputs = Inputs::default();
        for (slot, bot) in &mut self.bots {
            inputs.set(*slot, bot.steer(&self.game, *slot));
            inputs.set_motion(*slot, bot.motion());
        }
        self.game.step(&inputs, events);
    }
}

impl Introduction {
    /// Chooses the five seconds that show most, of the first seconds of a round with this setup. The countdown is left
    /// out.
    ///
    /// This plays twenty seconds of the round at once, or up to a minute if nobody crashes, which takes some time.
    pub fn new(setup: &RoundSetup) -> Self {
        let mut show = Show::new(setup);
        // A round that is over before it begins counts nothing down.
        while show.game.countdown() > 0 && !show.game.is_over() {
            show.game.step(&Inputs::default(), &mut Vec::new());
        }
        let mut beginnings: Vec<(Show, u64)> = Vec::new();
        let mut kinds: Vec<[u32; KINDS]> = Vec::new();
        let mut events = Vec::new();
        for tick in 0..PATIENCE_TICKS {
            let has_shown = kinds.iter().any(|kinds| kinds[0] + kinds[1] > 0);
            if show.game.is_over() || tick.is_multiple_of(STRIDE_TICKS) && tick >= SEARCH_TICKS && has_shown {
                break;
            }
            if tick.is_multiple_of(STRIDE_TICKS) {
                beginnings.push((show.clone(), tick));
            }
            let before = sum_of_scores(&show.game);
            events.clear();
            show.step(&mut events);
            kinds.push(count(&events, sum_of_scores(&show.game) > before));
        }
        // A beginning too near the end of a short round would show its result for most of the time.
        let worth = |&(_, tick): &(Show, u64)| {
            let window = kinds.iter().skip(tick as usize).take(INTRODUCTION_TICKS as usize);
            let all = window.fold([0_u32; KINDS], |all, one| std::array::from_fn(|kind| all[kind] + one[kind]));
            all.iter().zip(WEIGHTS).map(|(&count, weight)| count.min(ENOUGH) * weight).sum::<u32>()
        };
        let mut best: Option<(u32, Show)> = None;
        for beginning in beginnings {
            let value = worth(&beginning);
            if best.as_ref().is_none_or(|(most, _)| value > *most) {
                best = Some((value, beginning.0));
            }
        }
        Self { show: best.map_or(show, |(_, show)| show), ticks: 0 }
    }

    /// Advances by one tick, and appends its events. Once the five seconds are over nothing moves.
    pub fn step(&mut self, events: &mut Vec<GameEvent>) {
        if !self.is_over() {
            self.show.step(events);
            self.ticks += 1;
        }
    }

    /// Returns the round of the bots.
    pub fn game(&self) -> &Game {
        &self.show.game
    }

    /// Whether the five seconds are over.
    pub fn is_over(&self) -> bool {
        self.ticks >= INTRODUCTION_TICKS
    }
}

fn sum_of_scores(game: &Game) -> f64 {
    game.players().iter().map(|player| player.score()).sum()
}

/// Counts what a tick shows: crashes, the mode's own events, points without a blip, blips, and everything else.
fn count(events: &[GameEvent], has_scored: bool) -> [u32; KINDS] {
    let mut kinds = [0; KINDS];
    for event in events {
        match event {
            GameEvent::Crashed { .. } => kinds[0] += 1,
            GameEvent::Bomb(_)
            | GameEvent::LandTaken { .. }
            | GameEvent::Kicked { .. }
            | GameEvent::Goal { .. }
            | GameEvent::KnockOut(_)
            | GameEvent::Hush(_)
            | GameEvent::Saved { .. } => kinds[1] += 1,
            GameEvent::BlipTaken { .. } => kinds[3] += 1,
            GameEvent::NearMiss { .. } | GameEvent::Acted { .. } => kinds[4] += 1,
            GameEvent::BlipAppeared(_)
            | GameEvent::BlipGone(_)
            | GameEvent::WaveBegan { .. }
            | GameEvent::HazardAppeared(_)
            | GameEvent::Entered { .. }
            | GameEvent::Returned { .. }
            | GameEvent::RoundOver => {}
        }
    }
    kinds[2] = u32::from(has_scored && kinds[3] == 0);
    kinds
}
