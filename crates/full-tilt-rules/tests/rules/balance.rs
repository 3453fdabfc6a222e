//! Balance: no slot wins more than its share, late steering costs points, and waiting for the slowest compensates for
//! it.
//!
//! `docs/feel.md` has five hundred matches of each kind; these are fewer, with bots that think less often.

use full_tilt_rules::{Mode, Skill};

use super::party::{Party, chi_square, winner};

const PLAYERS: usize = 6;

fn wins(mode: Mode, matches: u64) -> [u64; PLAYERS] {
    let mut wins = [0; PLAYERS];
    for seed in 0..matches {
        if let Some(slot) = winner(&Party::of_equals(mode, Skill::Casual, PLAYERS).play(seed)) {
            wins[usize::from(slot)] += 1;
        }
    }
    wins
}

#[test]
fn among_equals_no_slot_wins_rush_more_often_than_its_share() {
    let wins = wins(Mode::Rush, 36);
    let (statistic, p) = chi_square(&wins);
    assert!(p > 0.01, "{wins:?}: {statistic:.1}, p {p:.3}");
}

#[test]
fn among_equals_no_slot_wins_survival_more_often_than_its_share() {
    let wins = wins(Mode::Survival, 30);
    let (statistic, p) = chi_square(&wins);
    assert!(p > 0.01, "{wins:?}: {statistic:.1}, p {p:.3}");
}

/// Returns the points of a player whose steering is 58 ms late, and the mean of the others', in 36 rounds.
fn late(mode: Mode, fair: bool) -> f64 {
    let (mut own, mut others) = (0.0, 0.0);
    for seed in 0..36 {
        let late = (seed % PLAYERS as u64) as u8;
        let game =
            Party { late: Some(late), fair, ..Party::of_equals(mode, Skill::Casual, PLAYERS) }.round(seed, |_, _| {});
        for player in game.players() {
            if player.slot == late { own += player.score() } else { others += player.score() / (PLAYERS - 1) as f64 }
        }
    }
    own / others
}

#[test]
fn late_steering_costs_points_unless_all_wait() {
    for mode in [Mode::Rush, Mode::Survival] {
        let (unfair, fair) = (late(mode, false), late(mode, true));
        assert!(unfair < 0.95 && fair > 0.95, "{}: {unfair:.2} and {fair:.2} of the others' points", mode.name());
    }
}
