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
    let modes = [
        "serpent",
        "classic",
        "rush",
        "survival",
        "crown",
        "bomb",
        "turf",
        "ball",
        "hydra",
        "knock_out",
        "hush",
        "zen",
    ];
    assert_eq!(Mode::ALL.map(Mode::name), modes);
    assert_eq!(Mode::ALL.map(Mode::id), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
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
fn modes_have_an_order_and_tell_for_whom_they_are() {
    assert_eq!((Mode::Serpent.title(), Mode::Classic.summary()), ("Serpent", "The original's rules"));
    let all: Vec<Mode> = std::iter::successors(Some(Mode::Serpent), |mode| Some(mode.next())).take(13).collect();
    assert_eq!((&all[..12], all[12]), (Mode::ALL.as_slice(), Mode::Serpent));
    let alone: Vec<Mode> = Mode::ALL.into_iter().filter(|mode| !mode.is_party()).collect();
    assert_eq!(alone, [Mode::Serpent, Mode::Classic, Mode::Zen]);
    assert_eq!((Mode::Rush.suits(1), Mode::Rush.suits(2), Mode::Serpent.suits(1)), (false, true, true));
    assert_eq!((Mode::Rush.has_teams(), Mode::Serpent.has_teams()), (true, false));
}

#[test]
fn no_two_modes_share_a_number_a_name_or_a_line_of_words() {
    for (at, mode) in Mode::ALL.iter().enumerate() {
        for other in &Mode::ALL[..at] {
            assert!(mode.id() != other.id() && mode.name() != other.name() && mode.title() != other.title());
            assert_ne!(mode.summary(), other.summary());
        }
        assert!(mode.summary().len() < 100 && !mode.summary().ends_with('.'), "one line: {}", mode.summary());
    }
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
