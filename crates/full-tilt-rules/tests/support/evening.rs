//! The course of a round of bots: leads, comebacks, waiting.
#![allow(dead_code, reason = "tests and tables use their own parts of this module")]

use full_tilt_rules::{Bot, Game, HazardKind, Inputs, Mode, Player, Skill, TICK_S};

/// The course of a round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course {
    /// The slots in the first place.
    pub(crate) first: Vec<u8>,
    /// The share of the win that goes to the bot that is better than all others: 1, or less if the win is shared.
    pub(crate) share_of_best: f64,
    /// Number of times that a single leader was replaced by another one.
    pub(crate) lead_changes: u32,
    /// The chance that a player drawn among the last ones at half time is the winner, …
    pub(crate) from_last: f64,
    /// … and the same for the last ones of those who were not out by then.
    pub(crate) from_last_in: f64,
    /// Longest time in which a player steered neither a head nor a spirit, in seconds.
    pub(crate) longest_wait_s: f64,
    /// Length of the round in seconds, without the countdown.
    pub(crate) length_s: f64,
}

impl Course {
    /// Returns the winner, or `None` if several share the first place.
    pub(crate) fn winner(&self) -> Option<u8> {
        if let [slot] = self.first[..] { Some(slot) } else { None }
    }
}

/// Whether a player steers something: a head that is no ghost waiting for room, or a spirit.
fn steers(game: &Game, player: &Player) -> bool {
    let spirit = HazardKind::Spirit { of: player.slot };
    player.is_solid() || game.hazards().iter().any(|hazard| hazard.kind == spirit)
}

struct Table {
    bots: Vec<Bot>,
    game: Game,
}

impl Table {
    fn new(mode: Mode, slots: &[u8], skills: &[Skill], seed: u64) -> Self {
        let bots = (0..).zip(skills).map(|(slot, &skill)| Bot::new(skill, seed.wrapping_mul(97) + slot)).collect();
        Self { bots, game: Game::new(mode, slots, seed) }
    }

    fn inputs(&mut self) -> Inputs {
        let mut inputs = Inputs::default();
        for (slot, bot) in (0..).zip(&mut self.bots) {
            inputs.set(slot, bot.steer(&self.game, slot));
            inputs.set_motion(slot, bot.motion());
        }
        inputs
    }
}

fn placed(game: &Game, wanted: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let places = game.places();
    let last = places.last().map_or(1, |place| place.place);
    places.iter().filter(|place| wanted(place.place, last)).map(|place| place.slot).collect()
}

fn share_of(slots: &[u8], first: &[u8]) -> f64 {
    let won = slots.iter().filter(|slot| first.contains(slot)).count() as f64;
    won / (slots.len() * first.len()).max(1) as f64
}

/// Plays a round of bots of these skills.
pub(crate) fn play_round(mode: Mode, skills: &[Skill], seed: u64) -> Course {
    let slots: Vec<u8> = (0..skills.len() as u8).collect();
    let mut table = Table::new(mode, &slots, skills, seed);
    let mut course = Course::default();
    let (mut leader, mut waits, mut lasts) = (None, vec![0_u64; slots.len()], Vec::new());
    let (mut events, mut longest) = (Vec::new(), 0);
    while !table.game.is_over() {
        let inputs = table.inputs();
        events.clear();
        table.game.step(&inputs, &mut events);
        let game = &table.game;
        if game.countdown() > 0 {
            continue;
        }
        for (player, wait) in game.players().iter().zip(&mut waits) {
            *wait = if steers(game, player) { 0 } else { *wait + 1 };
            longest = longest.max(*wait);
        }
        if let [first] = placed(game, |place, _| place == 1)[..]
            && leader != Some(first)
        {
            course.lead_changes += u32::from(leader.is_some());
            leader = Some(first);
        }
        // Where half time was is known only at the end.
        if game.tick().is_multiple_of(60) {
            let last = placed(game, |place, last| place == last && last > 1);
            let is_in = |slot: &u8| game.player(*slot).is_some_and(|player| player.alive);
            let mut places = game.places();
            places.retain(|place| is_in(&place.slot));
            let place = places.last().filter(|_| places.len() > 1).map_or(0, |place| place.place);
            let last_in =
                places.iter().filter(|other| other.place == place && place > 1).map(|place| place.slot).collect();
            lasts.push((last, last_in));
        }
    }
    course.first = placed(&table.game, |place, _| place == 1);
    let best = skills.iter().max();
    let bests: Vec<u8> = slots.iter().copied().filter(|&slot| Some(&skills[usize::from(slot)]) == best).collect();
    if let [slot] = bests[..] {
        course.share_of_best = share_of(&[slot], &course.first);
    }
    let (last, last_in): (Vec<u8>, Vec<u8>) = lasts.get(lasts.len() / 2).cloned().unwrap_or_default();
    (course.from_last, course.from_last_in) = (share_of(&last, &course.first), share_of(&last_in, &course.first));
    course.longest_wait_s = longest as f64 * f64::from(TICK_S);
    course.length_s = table.game.tick() as f64 * f64::from(TICK_S);
    course
}

/// Plays a round of skilled bots. Returns its inputs, and the round about to start.
pub(crate) fn recorded(mode: Mode, slots: &[u8], seed: u64) -> (Vec<Inputs>, Game) {
    let mut table = Table::new(mode, slots, &vec![Skill::Skilled; slots.len()], seed);
    let (start, mut log, mut events) = (table.game.clone(), Vec::new(), Vec::new());
    while !table.game.is_over() {
        let inputs = table.inputs();
        events.clear();
        table.game.step(&inputs, &mut events);
        log.push(inputs);
    }
    (log, start)
}
