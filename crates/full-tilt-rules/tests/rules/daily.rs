//! The daily run: days, seeds, and a board that plays every run again.

use std::collections::BTreeSet;

use full_tilt_rules::{Daily, DailyBoard, DailyRefusal, Game, Inputs, Mode, NoSuchDay, Replay};

use super::{all, greedy};

fn day(year: u16, month: u8, day: u8) -> Daily {
    Daily::new(year, month, day).unwrap()
}

/// Plays a run to its end; `steer` steers it.
fn run(mode: Mode, seed: u64, mut steer: impl FnMut(&Game) -> f32) -> Replay {
    let (mut game, mut replay) = (Game::new(mode, &[0], seed), Replay::new(mode, 0, seed));
    let mut events = Vec::new();
    while !game.is_over() {
        let inputs: Inputs = all(steer(&game));
        replay.push(&inputs);
        game.step(&inputs, &mut events);
    }
    assert!(replay.finish(&game));
    replay
}

#[test]
fn days_are_those_of_the_calendar() {
    for (year, month, date, exists) in [
        (2024, 2, 29, true),
        (2023, 2, 29, false),
        (2000, 2, 29, true),
        (2100, 2, 29, false),
        (2025, 4, 31, false),
        (2025, 12, 31, true),
        (2025, 13, 1, false),
        (2025, 0, 1, false),
        (2025, 1, 0, false),
        (1999, 12, 31, false),
        (9999, 12, 31, true),
    ] {
        assert_eq!(Daily::new(year, month, date).is_ok(), exists, "{year}-{month}-{date}");
    }
    // 946 684 800 s is 2000-01-01 00:00 UTC: 30 years of 365 days and 7 leap days.
    assert_eq!(946_684_800, (30 * 365 + 7) * 86_400);
    assert_eq!(Daily::at(946_684_800), Ok(day(2000, 1, 1)));
    assert_eq!(Daily::at(946_684_799), Err(NoSuchDay));
    assert_eq!(Daily::at(946_684_800 + 86_399), Ok(day(2000, 1, 1)));
    // 59 days later, in a leap year, it is the 29th of February, and 60 days later the 1st of March.
    assert_eq!(Daily::at(946_684_800 + 59 * 86_400), Ok(day(2000, 2, 29)));
    assert_eq!(Daily::at(946_684_800 + 60 * 86_400), Ok(day(2000, 3, 1)));
    for absurd in [i64::MIN, -1, i64::MAX] {
        assert_eq!(Daily::at(absurd), Err(NoSuchDay));
    }
}

#[test]
fn a_hundred_years_of_days_come_in_order_and_no_two_share_a_seed() {
    let (mut seeds, mut before) = (BTreeSet::new(), None);
    for number in 0..36_525 {
        let day = Daily::at(946_684_800 + number * 86_400).unwrap();
        assert!(before < Some(day), "{before:?} and then {day:?}");
        assert!(seeds.insert(day.seed()), "{day:?}");
        before = Some(day);
    }
    assert_eq!(before.unwrap().date(), (2099, 12, 31));
}

#[test]
fn everybody_plays_the_same_round_and_tomorrow_another_one() {
    let today = day(2026, 7, 1);
    assert_eq!(today.game(0), today.game(0));
    assert_eq!((today.game(0).mode(), today.game(4).players()[0].slot), (Mode::Serpent, 4));
    assert_ne!(today.seed(), day(2026, 7, 2).seed());
    // The same on every platform, for ever: boards of different machines can be put together.
    assert_eq!(today.seed(), SEED_OF_2026_07_01);
}

/// SplitMix64's first output for the state 20260701, worked out by another program.
const SEED_OF_2026_07_01: u64 = 2_683_344_660_333_527_897;

#[test]
fn a_board_takes_verified_runs_of_its_day_only() {
    let today = day(2026, 7, 1);
    let mut board = DailyBoard::new(today);
    let good = run(Mode::Serpent, today.seed(), greedy);
    let short = run(Mode::Serpent, today.seed(), |_| 0.0);
    assert!(good.score() > short.score());
    assert_eq!(board.add("Ada", &short), Ok(1));
    assert_eq!(board.add("Bea", &good), Ok(1));
    let order = |board: &DailyBoard| board.entries().iter().map(|entry| entry.name.clone()).collect::<Vec<_>>();
    assert_eq!(order(&board), ["Bea", "Ada"]);
    // The same name has one entry, the better one.
    assert_eq!(board.add("Bea", &short), Err(DailyRefusal::NotGoodEnough));
    assert_eq!(board.add("Ada", &good), Ok(2), "equals in the order in which they came");
    assert_eq!(order(&board), ["Bea", "Ada"]);
    // Another day, another mode, and a changed claim.
    let yesterday = run(Mode::Serpent, day(2026, 6, 30).seed(), greedy);
    assert_eq!(board.add("Cas", &yesterday), Err(DailyRefusal::OtherRun));
    let classic = run(Mode::Classic, today.seed(), |_| 0.0);
    assert_eq!(board.add("Cas", &classic), Err(DailyRefusal::OtherRun));
    let mut forged = Replay::new(Mode::Serpent, 0, today.seed());
    forged.push(&Inputs::default());
    let (mut game, mut events) = (today.game(0), Vec::new());
    while !game.is_over() {
        game.step(&all(0.0), &mut events);
    }
    forged.finish(&game);
    assert_eq!(board.add("Cas", &forged), Err(DailyRefusal::NotVerified));
    assert_eq!(board.entries().len(), 2);
}

#[test]
fn a_board_is_stored_and_loaded_within_limits() {
    let today = day(2026, 7, 1);
    let mut board = DailyBoard::new(today);
    board.add("a name of more than twenty-four characters", &run(Mode::Serpent, today.seed(), |_| 0.0)).unwrap();
    assert_eq!(board.entries()[0].name, "a name of more than twen");
    let text = serde_json::to_string(&board).unwrap();
    assert_eq!(serde_json::from_str::<DailyBoard>(&text).unwrap(), board);
    for (from, to) in
        [("2026,7,1", "2026,7,32"), ("a name", "a name that grew far beyond the limit"), ("\"score\":", "\"score\":-")]
    {
        let damaged = text.replacen(from, to, 1);
        assert!(damaged != text && serde_json::from_str::<DailyBoard>(&damaged).is_err(), "{damaged}");
    }
}
