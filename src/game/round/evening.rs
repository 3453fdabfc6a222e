//! The evening in progress: its guests, their votes, and its rounds.

use crate::{
    game::players::roster::Roster,
    sim::{Evening, EveningPhase, Game, Mode, RoundSetup, TICK_HZ},
};

/// Ticks of silence after which a guest counts as gone, and the modes need not suit them any more.
const GONE_AFTER_TICKS: u64 = 20 * TICK_HZ as u64;

/// Brings an evening in step with the roster.
pub(crate) fn follow(evening: &mut Evening, roster: &Roster) {
    for (slot, member) in roster.members().filter(|(_, member)| member.ready) {
        if member.lost_ticks > GONE_AFTER_TICKS {
            evening.leave(slot);
        } else if member.connected {
            evening.enter(slot);
        }
    }
    for slot in evening.present().into_iter().filter(|&slot| roster.get(slot).is_none()) {
        evening.leave(slot);
    }
}

/// Ends a round of the evening, or the one that decides its first place.
pub(crate) fn finish_round(evening: &mut Evening, game: &Game) {
    if evening.phase() == EveningPhase::TieBreak {
        evening.settle(&game.places(), &mut Vec::new());
    } else {
        evening.finish_round(game, &mut Vec::new());
    }
}

/// Returns the setup of the coming round; `None` if none comes.
pub(crate) fn next_round(evening: &Evening, seed: u64) -> Option<RoundSetup> {
    let tie = evening.tie_break().map(|tie| RoundSetup::new(Mode::Hush, &tie.slots, seed));
    tie.or_else(|| evening.round_setup())
}

/// Returns the ticks until the evening goes on by itself, or `None` if it does not.
pub(crate) fn ticks_left(evening: &Evening) -> Option<u64> {
    match evening.phase() {
        EveningPhase::Introduction { ticks_left, .. } | EveningPhase::Standings { ticks_left } => Some(ticks_left),
        EveningPhase::Waiting | EveningPhase::Round { .. } | EveningPhase::TieBreak | EveningPhase::Podium => None,
    }
}

/// Goes on without waiting: the players have agreed, or the host has decided.
pub(crate) fn skip(evening: &mut Evening) {
    evening.present().into_iter().for_each(|slot| evening.skip(slot));
}

/// Leaves out the mode that is introduced: more than half of the people do not want it. Bots have no say.
pub(crate) fn veto(evening: &mut Evening) {
    evening.present().into_iter().for_each(|slot| evening.veto(slot));
}
