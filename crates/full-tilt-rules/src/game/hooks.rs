//! The hooks of the parts that are on, and the game's doors for parts. [`crate::parts::Part`] documents the order.

use glam::Vec2;

use super::{Game, blip_supply};
use crate::{
    Cause, CrashTuning, GameEvent, Inputs, Player, Rule,
    parts::{Hint, Parts},
    random::unit_f32,
};

impl Game {
    /// Returns the state of the mode's parts; `None` if no part is on.
    pub fn parts(&self) -> Option<&Parts> {
        self.parts.as_deref()
    }

    /// Runs something with the parts, which are out of the game meanwhile. Does nothing if no part is on.
    fn with_parts<T>(&mut self, run: impl FnOnce(&mut Parts, &mut Self) -> T) -> Option<T> {
        let mut parts = self.parts.take()?;
        let result = run(&mut parts, self);
        self.parts = Some(parts);
        Some(result)
    }

    /// Returns the inputs as the parts change them; `None` if no part is on.
    pub(super) fn before_movement(&mut self, inputs: &Inputs) -> Option<Inputs> {
        self.with_parts(|parts, game| {
            let mut inputs = inputs.clone();
            parts.on_mut().for_each(|part| part.before_movement(game, &mut inputs));
            inputs
        })
    }

    pub(super) fn after_movement(&mut self, events: &mut Vec<GameEvent>) {
        self.with_parts(|parts, game| parts.on_mut().for_each(|part| part.after_movement(game, events)));
    }

    /// Returns the cause of a player's crash in this tick, as the parts judge what the player has touched.
    pub(super) fn judge(&self, slot: u8, touched: Option<Cause>) -> Option<Cause> {
        let Some(parts) = &self.parts else { return touched };
        parts.on().fold(touched, |cause, part| part.judge(self, slot, cause))
    }

    pub(super) fn after_crashes(&mut self, crashed: &[(usize, Cause)], events: &mut Vec<GameEvent>) {
        self.with_parts(|parts, game| {
            for &(index, cause) in crashed {
                let slot = game.players[index].slot;
                parts.on_mut().for_each(|part| part.on_crash(game, slot, cause, events));
            }
        });
    }

    pub(super) fn end_tick(&mut self, events: &mut Vec<GameEvent>) {
        self.with_parts(|parts, game| parts.on_mut().for_each(|part| part.on_tick(game, events)));
    }

    pub(super) fn before_departure(&mut self, slot: u8) {
        self.with_parts(|parts, game| parts.on_mut().for_each(|part| part.before_gone(game, slot)));
    }

    pub(super) fn after_departure(&mut self, slot: u8) {
        self.with_parts(|parts, game| parts.on_mut().for_each(|part| part.on_gone(game, slot)));
    }

    /// Returns the team of a player who joins later, if a part chooses it.
    pub(super) fn team_of_newcomer(&self, slot: u8) -> Option<u8> {
        self.parts.as_ref()?.on().find_map(|part| part.team_of_newcomer(self, slot))
    }

    /// Returns the slot of the player whose head and body this slot steers: usually itself.
    pub fn head_of(&self, slot: u8) -> u8 {
        let parts = self.parts.iter().flat_map(|parts| parts.on());
        parts.filter_map(|part| part.head_of(self, slot)).next().unwrap_or(slot)
    }

    /// Returns the verdict of the first part that has one on whether the round is decided.
    pub(super) fn decided_by_parts(&self) -> Option<bool> {
        self.parts.as_ref()?.on().find_map(|part| part.is_decided(self))
    }

    /// Returns the figure by which a player is placed, the highest first.
    pub(super) fn standing(&self, player: &Player) -> f64 {
        let by_parts = self.parts.as_ref().and_then(|parts| parts.on().find_map(|p| p.standing(self, player.slot)));
        by_parts.unwrap_or_else(|| player.score())
    }

    /// Returns the figure of a team, if a part has one.
    pub(super) fn team_standing(&self, team: u8) -> Option<f64> {
        self.parts.as_ref()?.on().find_map(|part| part.team_standing(self, team))
    }

    /// Returns the parts' suggestion to the bot in this slot: of several parts, the first target and the first area.
    pub(crate) fn hint(&self, slot: u8) -> Hint {
        let hints = self.parts.iter().flat_map(|parts| parts.on()).map(|part| part.hint(self, slot));
        hints.fold(Hint::default(), |all, hint| Hint {
            target: all.target.or(hint.target),
            avoid: all.avoid.or(hint.avoid),
            steer: all.steer.or(hint.steer),
            fearless: all.fearless || hint.fearless,
        })
    }

    /// Lets a rule of the mode crash players on the board, as if they had touched something; `cost` is the price, instead of
    /// the mode's. Parts have no hook for it, because the part that strikes knows.
    pub(crate) fn strike(&mut self, slots: &[u8], rule: Rule, cost: Option<CrashTuning>, events: &mut Vec<GameEvent>) {
        let is_hit = |player: &Player| slots.contains(&player.slot) && player.is_on_board();
        let players = self.players.iter().enumerate().filter(|(_, player)| is_hit(player));
        let crashed: Vec<(usize, Cause)> = players.map(|(index, _)| (index, Cause::Rule(rule))).collect();
        self.settle(&crashed, cost, events);
    }

    /// Tells which slots' devices have no motion sensor, a bit for each. It matters in modes that judge motion only, and is
    /// to be told before the first tick.
    #[must_use]
    pub fn with_players_without_sensor(mut self, slots: u32) -> Self {
        if let Some(hush) = self.parts.as_mut().and_then(|parts| parts.hush.as_mut()) {
            hush.set_without_sensor(slots);
        }
        self
    }

    /// Returns all players, by slot, for parts to change them.
    pub(crate) fn players_mut(&mut self) -> &mut [Player] {
        &mut self.players
    }

    /// Lets two players go on in each other's place, with each other's head and body.
    pub(crate) fn exchange_rides(&mut self, slot: u8, other: u8) {
        let index = |slot| self.players.iter().position(|player| player.slot == slot);
        let (Some(a), Some(b)) = (index(slot), index(other)) else { return };
        if let Ok([a, b]) = self.players.get_disjoint_mut([a, b]) {
            a.exchange_ride(b, &self.tuning, &mut self.grid);
        }
    }

    /// Draws a number in 0..1.
    pub(crate) fn random(&mut self) -> f32 {
        unit_f32(&mut self.rng)
    }

    /// Draws a place at least `margin` inside the edges.
    pub(crate) fn random_place(&mut self, margin: f32) -> Vec2 {
        let mut rng = self.rng.clone();
        let place = blip_supply::inside(self, margin, &mut rng);
        self.rng = rng;
        place
    }
}
