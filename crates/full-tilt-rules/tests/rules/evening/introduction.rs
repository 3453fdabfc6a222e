//! The introduction of a mode shows its point within five seconds.

use full_tilt_rules::{GameEvent, Introduction, Mode, RoundSetup, Teams, balanced_teams};

use super::INTRODUCTION;

fn setup(mode: Mode, players: u8, seed: u64) -> RoundSetup {
    RoundSetup::new(mode, &(0..players).collect::<Vec<u8>>(), seed)
}

/// Plays an introduction to its end. Returns the numbers of its crashes, its blips, and the ticks with more points.
fn shown(setup: &RoundSetup) -> (usize, usize, usize) {
    let mut introduction = Introduction::new(setup);
    assert_eq!(introduction.game().countdown(), 0, "nobody waits in an introduction");
    let (mut events, mut ticks, mut paid) = (Vec::new(), 0, 0);
    while !introduction.is_over() {
        let total = |introduction: &Introduction| {
            introduction.game().players().iter().map(|player| player.score()).sum::<f64>()
        };
        let before = total(&introduction);
        introduction.step(&mut events);
        paid += usize::from(total(&introduction) > before);
        ticks += 1;
    }
    assert_eq!(ticks, INTRODUCTION);
    let after = introduction.game().fingerprint();
    introduction.step(&mut events);
    assert_eq!(introduction.game().fingerprint(), after, "nothing moves any more");
    let count = |wanted: fn(&GameEvent) -> bool| events.iter().filter(|event| wanted(event)).count();
    let crashes = count(|event| matches!(event, GameEvent::Crashed { .. }));
    (crashes, count(|event| matches!(event, GameEvent::BlipTaken { .. })), paid)
}

#[test]
fn each_mode_shows_its_point_with_any_number_of_players() {
    for players in [2, 3, 5, 9, 15] {
        for seed in 1..=2 {
            let at = format!("{players} players, seed {seed}");
            let (crashes, blips, _) = shown(&setup(Mode::Rush, players, seed));
            assert!(crashes + blips >= 2, "rush, {at}: {crashes} crashes, {blips} blips");
            let (crashes, _, paid) = shown(&setup(Mode::Crown, players, seed));
            assert!(crashes + paid >= 2, "crown, {at}: {crashes} crashes, {paid} payments");
        }
    }
    // Two careful bots can survive for longer than a demonstration lasts.
    for players in [4, 6, 9, 15] {
        for seed in 1..=2 {
            let (crashes, ..) = shown(&setup(Mode::Survival, players, seed));
            assert!(crashes >= 1, "survival, {players} players, seed {seed}");
        }
    }
}

#[test]
fn it_is_the_same_for_the_same_setup_and_on_the_real_arena() {
    let setup = RoundSetup { teams: balanced_teams(&[], 2, 1), ..setup(Mode::Rush, 6, 9) };
    let [mut one, mut other] = [Introduction::new(&setup), Introduction::new(&setup)];
    let mut events = Vec::new();
    for _ in 0..INTRODUCTION {
        one.step(&mut events);
        other.step(&mut events);
    }
    assert_eq!(one.game().fingerprint(), other.game().fingerprint());
    let game = full_tilt_rules::Game::from_setup(&setup);
    assert_eq!(one.game().tuning().arena, game.tuning().arena);
    assert_eq!(one.game().teams().map(|teams: Teams| teams.count()), Some(2));
}

#[test]
fn an_introduction_without_players_ends_as_well() {
    for mode in [Mode::Rush, Mode::Survival, Mode::Crown] {
        let mut introduction = Introduction::new(&setup(mode, 0, 1));
        let mut events = Vec::new();
        (0..INTRODUCTION).for_each(|_| introduction.step(&mut events));
        assert!(introduction.is_over());
    }
}
