//! The order of the modes.

use full_tilt_rules::{Evening, EveningPhase, Mode};

use super::{Kind, begin_round, game_of, go_on, kind, opened, setup, step};

/// Returns the modes of a whole evening of two guests.
fn modes_of(modes: &[Mode], rounds: u32, seed: u64) -> Vec<Mode> {
    let mut evening = Evening::new(setup(modes, rounds, seed)).unwrap();
    [0, 1].into_iter().for_each(|slot| evening.enter(slot));
    step(&mut evening, 1);
    let mut played = Vec::new();
    while kind(&evening) == Kind::Introduction {
        begin_round(&mut evening);
        let EveningPhase::Round { mode } = evening.phase() else { panic!("{:?}", evening.phase()) };
        played.push(mode);
        evening.finish_round(&game_of(&[(0, 2), (1, 1)]), &mut Vec::new());
        go_on(&mut evening);
    }
    played
}

#[test]
fn nothing_repeats_before_all_have_been_played_and_nothing_comes_twice_in_a_row() {
    let modes = [Mode::Rush, Mode::Survival, Mode::Crown];
    let mut orders = Vec::new();
    for seed in 0..60 {
        let played = modes_of(&modes, 18, seed);
        assert_eq!(played.len(), 18);
        for three in played.chunks(3) {
            assert!(modes.iter().all(|mode| three.contains(mode)), "seed {seed}: {played:?}");
        }
        assert!(played.windows(2).all(|pair| pair[0] != pair[1]), "seed {seed}: {played:?}");
        orders.push(played[..3].to_vec());
    }
    orders.sort_unstable();
    orders.dedup();
    assert_eq!(orders.len(), 6, "all orders of three modes occur");
}

#[test]
fn only_modes_of_the_list_are_played_and_a_single_one_is_repeated() {
    assert_eq!(modes_of(&[Mode::Survival], 6, 1), [Mode::Survival; 6]);
    let played = modes_of(&[Mode::Survival, Mode::Crown], 9, 1);
    assert!(!played.contains(&Mode::Rush) && played.windows(2).all(|pair| pair[0] != pair[1]), "{played:?}");
}

#[test]
fn a_lone_guest_waits_for_company() {
    let mut evening = opened(&[4]);
    step(&mut evening, 1000);
    assert_eq!(evening.phase(), EveningPhase::Waiting);
    evening.enter(5);
    step(&mut evening, 1);
    assert_eq!(kind(&evening), Kind::Introduction);
    // A mode that was announced and not played is the next one.
    let before = evening.phase();
    evening.leave(5);
    step(&mut evening, 1);
    assert_eq!(kind(&evening), Kind::Waiting);
    evening.enter(6);
    step(&mut evening, 1);
    assert_eq!(evening.phase(), before);
}
