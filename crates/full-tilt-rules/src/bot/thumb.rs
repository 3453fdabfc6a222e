//! The thumb of a bot: it uses what it holds after a moment, and dashes now and then where its way is straight.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::{Action, Game, TICK_HZ, random::unit_f32};

/// Ticks between two decisions: a quarter of a second.
const PERIOD_TICKS: u64 = TICK_HZ as u64 / 4;
/// Chance per decision to use a power, so that it is held for about two seconds.
const POWER_CHANCE: f32 = 0.12;
/// Chance per decision to dash, if the way is straight.
const DASH_CHANCE: f32 = 0.08;
/// Steering below which the way counts as straight.
const STRAIGHT: f32 = 0.15;
/// Sets these random numbers apart from those of the hand.
const SALT: u64 = 0x7468_756d_6221;

/// The state of a bot's thumb.
#[derive(Debug, Clone)]
pub(super) struct Thumb {
    rng: ChaCha8Rng,
    thinks_at: Option<u64>,
}

impl Thumb {
    pub(super) fn new(seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed ^ SALT), thinks_at: None }
    }

    /// Whether it acts in the coming tick.
    pub(super) fn acts(&mut self, game: &Game, slot: u8, steer: f32) -> bool {
        let tick = game.tick();
        if self.thinks_at.is_some_and(|at| tick < at && at <= tick + PERIOD_TICKS) {
            return false;
        }
        self.thinks_at = Some(tick + PERIOD_TICKS);
        let mood = unit_f32(&mut self.rng);
        let Some(thumb) = game.player(slot).map(|player| player.action(game.tuning())) else { return false };
        let chance = match thumb.action {
            Some(Action::Power(_)) => POWER_CHANCE,
            Some(Action::Dash) if steer.abs() < STRAIGHT => DASH_CHANCE,
            Some(Action::Dash) | None => 0.0,
        };
        thumb.ready && mood < chance
    }
}
