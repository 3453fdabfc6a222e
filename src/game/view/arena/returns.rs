//! The times of players' returns: at the start of a party's round, and after being a ghost or away.

use bevy::prelude::*;

use crate::{
    game::{round::displayed::DisplayedGame, view::arena::canvas::Paint},
    sim::{Game, MAX_PLAYERS, TICK_HZ},
};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Returns>().add_systems(Update, watch.before(Paint::Frame));
}

/// The ticks since which players are on the board, by slot.
#[derive(Resource, Debug, Default)]
pub(crate) struct Returns {
    /// The tick of each player's return; `None` while they are away, and in modes without returns.
    since: [Option<u64>; MAX_PLAYERS],
    tick: u64,
}

impl Returns {
    /// Returns the seconds since a player's return, or `None` while the player is away.
    pub(crate) fn seconds(&self, slot: u8) -> Option<f32> {
        let since = (*self.since.get(usize::from(slot))?)?;
        Some(self.tick.saturating_sub(since) as f32 / TICK_HZ as f32)
    }

    fn follow(&mut self, game: &Game) {
        let is_new = game.tick() < self.tick;
        self.tick = game.tick();
        for (slot, since) in (0_u8..).zip(&mut self.since) {
            let is_here = game.countdown() == 0
                && game.tuning().party.is_some()
                && game.player(slot).is_some_and(|player| player.is_solid());
            let before = since.filter(|_| !is_new);
            *since = is_here.then(|| before.unwrap_or(game.tick()));
        }
    }
}

fn watch(displayed: DisplayedGame, mut returns: ResMut<Returns>) {
    match displayed.game() {
        Some(game) => returns.follow(game),
        None => *returns = Returns::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Inputs, Mode};

    /// Advances the game by `ticks`, and watches it in each of them.
    fn watched(returns: &mut Returns, game: &mut Game, ticks: u64) {
        for _ in 0..ticks {
            game.step(&Inputs::default(), &mut Vec::new());
            returns.follow(game);
        }
    }

    #[test]
    fn all_players_return_when_heads_begin_to_move() {
        let (mut game, mut returns) = (Game::new(Mode::Rush, &[2, 5], 1), Returns::default());
        let countdown = game.countdown();
        watched(&mut returns, &mut game, countdown - 1);
        assert_eq!(returns.seconds(2), None);
        watched(&mut returns, &mut game, 1 + 60);
        assert_eq!((returns.seconds(2), returns.seconds(5), returns.seconds(3)), (Some(0.5), Some(0.5), None));
    }

    #[test]
    fn an_absent_player_returns_once_they_can_be_touched() {
        let (mut game, mut returns) = (Game::new(Mode::Rush, &[2, 5], 1), Returns::default());
        watched(&mut returns, &mut game, 400);
        game.park(2);
        watched(&mut returns, &mut game, 10);
        assert_eq!(returns.seconds(2), None);
        game.enter(2, &mut Vec::new());
        watched(&mut returns, &mut game, 10);
        assert_eq!(returns.seconds(2), None, "a ghost cannot be touched");
        watched(&mut returns, &mut game, 200);
        assert!(returns.seconds(2).is_some_and(|seconds| seconds < 1.0));
        assert!(returns.seconds(5).is_some_and(|seconds| seconds > 1.0));
    }

    #[test]
    fn there_are_no_returns_in_single_player_modes() {
        let (mut game, mut returns) = (Game::new(Mode::Serpent, &[0], 1), Returns::default());
        watched(&mut returns, &mut game, 100);
        assert_eq!(returns.seconds(0), None);
    }
}
