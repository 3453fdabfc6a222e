//! The hooks of the parts that are on. [`crate::parts::Part`] documents the order.

use super::Game;
use crate::{GameEvent, Inputs, Player, parts::Hint};

impl Game {
    /// Returns the inputs as the parts change them; `None` if no part is on.
    pub(super) fn before_movement(&mut self, inputs: &Inputs) -> Option<Inputs> {
        let parts = self.parts.as_mut()?;
        let mut inputs = inputs.clone();
        parts.on_mut().for_each(|part| part.before_movement(&self.board, &mut inputs));
        Some(inputs)
    }

    pub(super) fn after_movement(&mut self, events: &mut Vec<GameEvent>) {
        if let Some(parts) = &mut self.parts {
            parts.on_mut().for_each(|part| part.after_movement(&mut self.board, events));
        }
    }

    /// Crashes players who touch something, as the parts judge it.
    pub(super) fn crash(&mut self, events: &mut Vec<GameEvent>) {
        let Some(parts) = &mut self.parts else {
            self.board.crash(|_, _, touched| touched, events);
            return;
        };
        let crashed = self.board.crash(
            |board, slot, touched| parts.on().fold(touched, |cause, part| part.judge(board, slot, cause)),
            events,
        );
        for (index, cause) in crashed {
            let slot = self.board.players()[index].slot;
            parts.on_mut().for_each(|part| part.on_crash(&mut self.board, slot, cause, events));
        }
    }

    pub(super) fn end_tick(&mut self, events: &mut Vec<GameEvent>) {
        if let Some(parts) = &mut self.parts {
            parts.on_mut().for_each(|part| part.on_tick(&mut self.board, events));
        }
    }

    pub(super) fn before_departure(&mut self, slot: u8) {
        if let Some(parts) = &mut self.parts {
            parts.on_mut().for_each(|part| part.before_gone(&mut self.board, slot));
        }
    }

    pub(super) fn after_departure(&mut self, slot: u8) {
        if let Some(parts) = &mut self.parts {
            parts.on_mut().for_each(|part| part.on_gone(&mut self.board, slot));
        }
    }

    /// Returns the team of a player who joins later, if a part chooses it.
    pub(super) fn team_of_newcomer(&self, slot: u8) -> Option<u8> {
        self.parts.as_ref()?.on().find_map(|part| part.team_of_newcomer(&self.board, slot))
    }

    /// Returns the verdict of the first part that has one on whether the round is decided.
    pub(super) fn decided_by_parts(&self) -> Option<bool> {
        self.parts.as_ref()?.on().find_map(|part| part.is_decided(&self.board))
    }

    /// Returns the figure by which a player is placed, the highest first.
    pub(super) fn standing(&self, player: &Player) -> f64 {
        let parts = self.parts.as_ref();
        let by_parts = parts.and_then(|parts| parts.on().find_map(|part| part.standing(&self.board, player.slot)));
        by_parts.unwrap_or_else(|| player.score())
    }

    /// Returns the figure of a team, if a part has one.
    pub(super) fn team_standing(&self, team: u8) -> Option<f64> {
        self.parts.as_ref()?.on().find_map(|part| part.team_standing(&self.board, team))
    }

    /// Returns the slot of the player whose head and body this slot steers: usually itself.
    pub fn head_of(&self, slot: u8) -> u8 {
        let parts = self.parts.as_ref();
        parts.and_then(|parts| parts.on().find_map(|part| part.head_of(&self.board, slot))).unwrap_or(slot)
    }

    /// Returns the parts' suggestion to the bot in this slot: of several parts, the first target and the first area.
    pub(crate) fn hint(&self, slot: u8) -> Hint {
        let hints = self.parts.iter().flat_map(|parts| parts.on()).map(|part| part.hint(&self.board, slot));
        hints.fold(Hint::default(), |all, hint| Hint {
            target: all.target.or(hint.target),
            avoid: all.avoid.or(hint.avoid),
            steer: all.steer.or(hint.steer),
            fearless: all.fearless || hint.fearless,
        })
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
}
