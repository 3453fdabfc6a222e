//! The results of a round for all players, and those that go on a board.

use crate::{
    game::{
        persistence::scores::{Entry, Scores},
        players::{member::InputSource, roster::Roster},
        round::{standing::Standing, state::Round},
    },
    sim::{Evening, EveningPhase, Place, TICK_HZ},
};

/// Returns all players' results, best first. A single player's run goes on its board.
pub(crate) fn of(round: &mut Round, roster: &Roster, is_playback: bool, scores: &mut Scores) -> Vec<Standing> {
    let Some(game) = &round.game else { return Vec::new() };
    let evening = round.evening.as_ref();
    // A round that decides a tie gives no points.
    let gives_points = |evening: &&Evening| evening.phase() != EveningPhase::Podium;
    let standing = |Place { slot, place }: Place| {
        let player = game.player(slot)?;
        Some(Standing {
            slot,
            name: round.names.get(&slot).cloned().unwrap_or_else(|| "Somebody".to_owned()),
            score: player.score(),
            place,
            total: evening.map_or_else(|| round.contest.record(slot).total, |evening| f64::from(evening.total(slot))),
            points: evening
                .filter(gives_points)
                .and_then(|evening| evening.rounds().last())
                .and_then(|last| last.points(slot)),
            cause: player.cause,
            device: None,
            best_before: 0.0,
            board_place: None,
        })
    };
    let mut standings: Vec<Standing> = game.places().into_iter().filter_map(standing).collect();
    let is_bot = |slot: u8| roster.get(slot).is_some_and(|member| member.source == InputSource::Bot);
    if let ([standing], [player], false) =
        (standings.as_mut_slice(), game.players(), is_playback || round.mode.is_party())
        && !is_bot(player.slot)
    {
        let device = roster.device(player.slot);
        let entry = Entry {
            name: standing.name.clone(),
            score: standing.score,
            seconds: player.ticks_alive as f64 / f64::from(TICK_HZ),
            blips: player.blips,
            best_combo: player.best_combo,
        };
        standing.device = Some(device);
        standing.best_before = scores.best(round.mode, device);
        standing.board_place =
            scores.offer(round.mode, device, entry, round.recording.as_ref().filter(|_| round.is_recorded));
    }
    standings
}
