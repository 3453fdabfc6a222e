//! Names on the wire, in files and on the screen, and the numbers of the playground.

use full_tilt_rules::{Action, Award, BlipKind, Cause, End, Game, HazardKind, Mode, Power, Rule, Skill, Tuning, Turn};

#[test]
fn names_in_events_and_files_never_change() {
    use BlipKind::{Calm, Gold, Plain, Portal, Scissors, Sweep};
    let blips = [Plain, Gold, Scissors, Calm, Sweep, Portal].map(BlipKind::name);
    assert_eq!(blips, ["plain", "gold", "scissors", "calm", "sweep", "portal"]);
    let causes = [
        Cause::Edge,
        Cause::Body { of: 1 },
        Cause::Head { of: 1 },
        Cause::Hazard(HazardKind::Thorn),
        Cause::Hazard(HazardKind::Drifter),
        Cause::Hazard(HazardKind::Spirit { of: 1 }),
        Cause::Rule(Rule::Bomb),
        Cause::Rule(Rule::Lowest),
        Cause::Rule(Rule::Motion),
    ];
    let names = ["edge", "tail", "head", "thorn", "drifter", "spirit", "bomb", "lowest", "motion"];
    assert_eq!(causes.map(Cause::name), names);
    assert_eq!(Mode::ALL.map(Mode::name), ["serpent", "classic", "rush", "survival"]);
    assert_eq!(Mode::ALL.map(Mode::id), [0, 1, 2, 3]);
    let upcoming = [
        (Mode::Crown, "crown", 4),
        (Mode::Bomb, "bomb", 5),
        (Mode::Turf, "turf", 6),
        (Mode::Ball, "ball", 7),
        (Mode::Hydra, "hydra", 8),
        (Mode::KnockOut, "knock_out", 9),
        (Mode::Hush, "hush", 10),
        (Mode::Zen, "zen", 11),
    ];
    assert_eq!(upcoming.map(|(mode, ..)| mode), *Mode::UPCOMING);
    for (mode, name, id) in upcoming {
        assert_eq!((mode.name(), mode.id()), (name, id));
    }
    let powers = ["dash", "shield", "magnet", "ghost", "reverse", "slow", "fat", "swap"];
    assert_eq!(Power::ALL.map(|power| BlipKind::Power(power).name()), powers);
    assert_eq!(Power::ALL.map(|power| Action::Power(power).name()), powers);
    assert_eq!(Action::Dash.name(), "dash");
    assert_eq!(Skill::ALL.map(Skill::name), ["beginner", "casual", "skilled", "expert"]);
    let awards = ["longest_life", "greediest", "most_kills", "most_near_misses", "best_spirit", "most_crashes"];
    assert_eq!(Award::ALL.map(Award::name), awards);
}

#[test]
fn a_crash_is_by_another_player_or_by_nobody() {
    for (cause, by) in [
        (Cause::Edge, None),
        (Cause::Hazard(HazardKind::Thorn), None),
        (Cause::Hazard(HazardKind::Drifter), None),
        (Cause::Body { of: 5 }, Some(5)),
        (Cause::Head { of: 5 }, Some(5)),
        (Cause::Hazard(HazardKind::Spirit { of: 5 }), Some(5)),
        (Cause::Body { of: 7 }, None),
    ] {
        assert_eq!(cause.by(7), by, "{cause:?} of player 7");
    }
}

#[test]
fn modes_have_titles_summaries_and_an_order() {
    assert_eq!(Mode::ALL.map(Mode::title), ["Serpent", "Classic", "Rush", "Survival"]);
    assert_eq!(Mode::Classic.summary(), "The original's rules");
    let mut summaries = Mode::ALL.map(Mode::summary).to_vec();
    summaries.sort_unstable();
    summaries.dedup();
    assert_eq!(summaries.len(), 4);
    assert_eq!(Mode::ALL.map(Mode::next), [Mode::Classic, Mode::Rush, Mode::Survival, Mode::Serpent]);
    assert_eq!(Mode::ALL.map(Mode::is_party), [false, false, true, true]);
}

#[test]
fn no_two_modes_share_a_number_or_a_name_and_upcoming_ones_are_not_offered() {
    let all: Vec<Mode> = Mode::ALL.iter().chain(Mode::UPCOMING).copied().collect();
    for (at, mode) in all.iter().enumerate() {
        for other in &all[..at] {
            assert!(mode.id() != other.id() && mode.name() != other.name() && mode.title() != other.title());
            assert_ne!(mode.summary(), other.summary());
        }
        assert!(mode.summary().len() < 100 && !mode.summary().ends_with('.'), "one line: {}", mode.summary());
    }
    let mut mode = Mode::Serpent;
    for _ in 0..10 {
        mode = mode.next();
        assert!(!Mode::UPCOMING.contains(&mode));
    }
    assert_eq!((Mode::Rush.suits(1), Mode::Rush.suits(2), Mode::Serpent.suits(1)), (false, true, true));
    assert_eq!((Mode::Rush.has_teams(), Mode::Serpent.has_teams()), (true, false));
}

#[test]
fn the_playground_is_slow_open_and_harmless() {
    let game = Game::playground(1);
    let tuning = game.tuning();
    assert_eq!((tuning.start_speed, tuning.speed_growth), (110.0, 0.0));
    assert_eq!(tuning.turn, Turn::Radius { start: 46.0, growth: 0.0 });
    assert_eq!((tuning.body.start_length, tuning.body.growth, tuning.body.kills), (90.0, 0.0, false));
    assert_eq!((tuning.blips.kinds, tuning.combo, tuning.near_miss, tuning.waves), (None, None, None, None));
    assert_eq!((tuning.survival_score_per_s, tuning.end), (0.0, End::Never));
    let party = tuning.party.unwrap();
    assert_eq!((party.countdown_ticks, party.open, party.crash), (0, true, None));
    assert_eq!(party.arenas.map(|(_, arena)| arena), [Tuning::SERPENT.arena; 3], "it stays as large for any number");
}
