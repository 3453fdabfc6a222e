//! News of a round in one line: explosions, players who are out, heats, and changes of the music.

use bevy::prelude::*;

use crate::{
    game::{
        round::{
            phase::Phase,
            state::{Round, RoundEvent},
        },
        view::theme,
    },
    sim::{BombEvent, Cause, Game, GameEvent, HushEvent, KnockOutEvent, Parts, Rule, TICK_HZ},
};

/// Seconds for which a line is shown.
const SHOWN_S: u64 = 3;
/// Longest name in a line, in columns.
const NAME_COLUMNS: usize = 14;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<News>().add_systems(Update, listen);
}

/// The newest line, and the tick until which it is shown.
#[derive(Resource, Default)]
pub(super) struct News {
    line: Option<(String, Color)>,
    until: u64,
}

impl News {
    /// Returns the line to be shown at a tick.
    pub(super) fn at(&self, tick: u64) -> Option<&(String, Color)> {
        self.line.as_ref().filter(|_| tick < self.until)
    }
}

fn listen(mut events: MessageReader<RoundEvent>, round: Res<Round>, mut news: ResMut<News>) {
    for event in events.read() {
        match event {
            RoundEvent::Phase { phase: Phase::Countdown | Phase::Lobby, .. } => *news = News::default(),
            RoundEvent::Sim { event, tick } => {
                let Some(game) = &round.game else { continue };
                if let Some((words, is_bad)) = line(event, game, |slot| name(&round, slot)) {
                    let colour = if is_bad { theme::WARNING } else { theme::TEXT };
                    *news = News { line: Some((words, colour)), until: tick + SHOWN_S * u64::from(TICK_HZ) };
                }
            }
            _ => {}
        }
    }
}

fn name(round: &Round, slot: u8) -> String {
    theme::short_name(round.names.get(&slot).map_or("Somebody", String::as_str), NAME_COLUMNS)
}

/// Returns the line of an event, and whether it is bad news for somebody.
fn line(event: &GameEvent, game: &Game, name: impl Fn(u8) -> String) -> Option<(String, bool)> {
    Some(match *event {
        GameEvent::Bomb(BombEvent::Blew { slot, by: Some(by), .. }) => {
            (format!("{} blew {} up!", name(by), name(slot)), true)
        }
        GameEvent::Bomb(BombEvent::Blew { slot, .. }) => (format!("{} blew up!", name(slot)), true),
        GameEvent::KnockOut(KnockOutEvent::HeatBegan { is_final: true, .. }) => {
            let mut finalists = game.players().iter().filter(|player| player.is_on_board());
            let (one, other) = (finalists.next()?.slot, finalists.next()?.slot);
            (format!("Final: {} against {}", name(one), name(other)), false)
        }
        GameEvent::KnockOut(KnockOutEvent::Warning { ticks, lowest }) => {
            let seconds = ticks / u64::from(TICK_HZ);
            let heats = game.parts().and_then(Parts::knock_out)?;
            match lowest {
                _ if heats.is_final() => (format!("{seconds} s left: most points wins"), true),
                Some(lowest) => (format!("{seconds} s: {} is last", name(lowest)), true),
                None => (format!("{seconds} s to the next knock-out"), true),
            }
        }
        GameEvent::Crashed { slot, cause } => {
            let goes_out = game.player(slot).is_some_and(|player| !player.alive);
            let is_told = game.parts().is_some_and(|parts| parts.knock_out().is_some() || parts.hush().is_some());
            if !goes_out || !is_told {
                return None;
            }
            match cause {
                Cause::Rule(Rule::Lowest) => (format!("{} was last, and is out", name(slot)), true),
                Cause::Rule(Rule::Motion) => (format!("{} moved, and is out", name(slot)), true),
                _ => (format!("{} crashed, and is out", name(slot)), true),
            }
        }
        GameEvent::Hush(HushEvent::Tempo { tempo, .. }) if tempo < 1.0 => ("Slow music: be still!".to_owned(), true),
        GameEvent::Hush(HushEvent::Tempo { .. }) => ("Fast music: you may move a little".to_owned(), false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Mode;

    #[test]
    fn a_crash_is_news_only_where_it_ends_the_round_for_a_player() {
        let crash = GameEvent::Crashed { slot: 1, cause: Cause::Edge };
        let name = |slot: u8| format!("Player {slot}");
        let game = Game::new(Mode::Crown, &[0, 1, 2], 1);
        assert_eq!(line(&crash, &game, name), None);
        let game = Game::new(Mode::KnockOut, &[0, 1, 2], 1);
        assert_eq!(line(&crash, &game, name), None, "player 1 is alive");
        let blew = GameEvent::Bomb(BombEvent::Blew { slot: 1, points: 1, by: Some(2), planted: 3 });
        assert_eq!(line(&blew, &game, name), Some(("Player 2 blew Player 1 up!".to_owned(), true)));
    }
}
