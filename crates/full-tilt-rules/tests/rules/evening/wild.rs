//! Properties of an evening that hold for any comings, goings, vetoes and skips.

use std::collections::BTreeMap;

use full_tilt_rules::{Evening, EveningEvent, EveningPhase, EveningSetup, MAX_PLAYERS, Mode, Place, Teams};

use super::{
    super::{SECOND, properties::Noise},
    game_of,
};

/// Longest time in a phase, in ticks; a round is as long as its game.
fn longest(phase: EveningPhase) -> u64 {
    match phase {
        EveningPhase::Introduction { .. } => 5 * SECOND,
        EveningPhase::Standings { .. } => 8 * SECOND,
        EveningPhase::Waiting | EveningPhase::Round { .. } | EveningPhase::TieBreak | EveningPhase::Podium => u64::MAX,
    }
}

/// Returns what the totals must be, from the finished rounds, by the documented rule.
fn expected(evening: &Evening, missing: &BTreeMap<u8, Vec<bool>>) -> BTreeMap<u8, u32> {
    let total = |(&slot, counts): (&u8, &Vec<bool>)| {
        let rounds = evening.rounds().iter().zip(counts);
        let points = rounds.map(|(round, &counts)| {
            let own = round.scores.iter().find(|score| score.slot == slot).map(|score| score.points * round.factor);
            own.unwrap_or(if counts { 10 * round.factor } else { 0 })
        });
        (slot, points.sum())
    };
    missing.iter().map(total).collect()
}

#[test]
fn no_phase_is_stuck_and_sums_are_right_whatever_the_guests_do() {
    let all = [Mode::Rush, Mode::Survival, Mode::Crown];
    let (mut podiums, mut vetoes, mut ties) = (0, 0, 0);
    for seed in 1..=60_u64 {
        let mut noise = Noise(seed * 7919 + 1);
        let rounds = Evening::LENGTHS[seed as usize % 4];
        let teams = [None, Some(2), Some(3), Some(4)][noise.next() as usize % 4];
        let modes = all[..1 + noise.next() as usize % 3].to_vec();
        let setup = EveningSetup { modes, rounds, teams, friends_kill: seed % 2 == 0, seed };
        let mut evening = Evening::new(setup).unwrap();
        // For each guest, whether each round counts although the guest was not in it.
        let mut counts: BTreeMap<u8, Vec<bool>> = BTreeMap::new();
        let (mut since, mut before, mut events) = (0_u64, None, Vec::new());
        for _ in 0..400 * SECOND {
            let slot = (noise.next() % MAX_PLAYERS as u64) as u8;
            let is_over = matches!(evening.phase(), EveningPhase::TieBreak | EveningPhase::Podium);
            let what = noise.next() % 400;
            match what {
                0..=2 if !is_over => {
                    evening.enter(slot);
                    // All rounds so far count, once the guest is here.
                    counts.insert(slot, vec![true; evening.rounds().len()]);
                }
                3 => evening.leave(slot),
                4 if noise.next().is_multiple_of(4) => {
                    evening.forget(slot);
                    counts.remove(&slot);
                }
                5..=9 => evening.veto(slot),
                10..=12 => evening.skip(slot),
                13 if noise.next().is_multiple_of(4) => evening.abandon_round(&mut events),
                14 => {
                    let points: Vec<(u8, u32)> =
                        evening.present().iter().map(|&slot| (slot, 1 + noise.next() as u32 % 4)).collect();
                    let played = evening.rounds().len();
                    evening.finish_round(&game_of(&points), &mut events);
                    if evening.rounds().len() > played {
                        counts.iter_mut().for_each(|(slot, counts)| counts.push(evening.present().contains(slot)));
                    }
                }
                15 => {
                    let place = 1 + noise.next() as usize % 3;
                    evening.settle(&[Place { slot, place }], &mut events);
                }
                _ => {}
            }
            evening.step(&mut events);
            let kind = std::mem::discriminant(&evening.phase());
            since = if before == Some(kind) && events.is_empty() { since + 1 } else { 0 };
            before = Some(kind);
            assert!(since <= longest(evening.phase()), "seed {seed}: {since} ticks in {:?}", evening.phase());
            for event in events.drain(..) {
                vetoes += usize::from(matches!(event, EveningEvent::Vetoed(_)));
                ties += usize::from(event == EveningEvent::Entered(EveningPhase::TieBreak));
            }
            // Nothing else changes a total.
            if what < 16 {
                check(&evening, &counts, seed);
            }
            if evening.phase() == EveningPhase::Podium {
                break;
            }
        }
        podiums += usize::from(evening.phase() == EveningPhase::Podium);
        let stored: Evening = serde_json::from_str(&serde_json::to_string(&evening).unwrap()).unwrap();
        assert_eq!(stored.places(), evening.places());
    }
    assert!(podiums >= 50 && vetoes > 50 && ties > 0, "{podiums} podiums, {vetoes} vetoes, {ties} ties");
}

fn check(evening: &Evening, counts: &BTreeMap<u8, Vec<bool>>, seed: u64) {
    let places = evening.places();
    let totals: BTreeMap<u8, u32> = places.iter().map(|place| (place.slot, place.total)).collect();
    assert_eq!(totals, expected(evening, counts), "seed {seed}");
    assert!(places.windows(2).all(|pair| pair[0].total >= pair[1].total && pair[0].place <= pair[1].place));
    assert!(evening.rounds().len() <= evening.setup().rounds as usize);
    let (skips, vetoes) = evening.votes();
    assert!(skips as usize <= evening.present().len() && vetoes as usize <= evening.present().len());
    if let Some(setup) = evening.round_setup() {
        assert!(evening.setup().modes.contains(&setup.mode));
        assert!(setup.teams.is_none_or(|teams: Teams| setup.slots.len() >= 2 * usize::from(teams.count())));
    }
}
