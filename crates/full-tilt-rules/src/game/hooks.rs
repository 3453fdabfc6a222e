//! The hooks of the parts that are on, and the game's doors for parts. [`crate::parts::Part`] documents the order.

use glam::Vec2;

use super::{Game, blip_supply};
use crate::{
    Cause, GameEvent, Inputs, Player,
    parts::{Hint, Parts, Touch},
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

    /// Removes, of the players about to crash, those whose heads a part lets pass.
    pub(super) fn let_heads_pass(&mut self, crashed: &mut Vec<(usize, Cause)>, events: &mut Vec<GameEvent>) {
        self.with_parts(|parts, game| {
            let mut judged: Vec<((u8, u8), Touch)> = Vec::new();
            crashed.retain(|&(index, cause)| {
                let Cause::Head { of } = cause else { return true };
                let slot = game.players[index].slot;
                let heads = (slot.min(of), slot.max(of));
                let touch = judged.iter().find(|(other, _)| *other == heads).map(|&(_, touch)| touch);
                let touch = touch.unwrap_or_else(|| {
                    let touches = parts.on_mut().map(|part| part.on_touch(game, heads, events));
                    let touch = touches.fold(Touch::Crash, |all, one| if one == Touch::Pass { one } else { all });
                    judged.push((heads, touch));
                    touch
                });
                touch == Touch::Crash
            });
        });
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

    pub(super) fn after_departure(&mut self, slot: u8) {
        self.with_parts(|parts, game| parts.on_mut().for_each(|part| part.on_gone(game, slot)));
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
        })
    }

    /// Returns all players, by slot, for parts to change them.
    pub(crate) fn players_mut(&mut self) -> &mut [Player] {
        &mut self.players
    }

    /// Draws a number in 0..1.
    #[allow(dead_code, reason = "parts draw their numbers here")]
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
