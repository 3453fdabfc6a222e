//! Files that older games wrote: they still load, and are still true.

use full_tilt_rules::{Mode, PartsTuning, Replay, Verdict};

/// A run of each single-player mode, written before modes had parts and files had a version 2; with mode, score and
/// ticks.
const RUNS: [(&[u8], Mode, f64, u64); 2] = [
    (include_bytes!("runs/serpent.run"), Mode::Serpent, 435.116_666_666_666_7, 3614),
    (include_bytes!("runs/classic.run"), Mode::Classic, 553.165, 10_633),
];

#[test]
fn old_files_are_by_these_rules_and_true() {
    for (bytes, mode, score, ticks) in RUNS {
        let run = Replay::from_bytes(bytes).unwrap();
        assert_eq!((run.mode(), run.slot(), run.score(), run.ticks()), (mode, 3, score, ticks));
        assert!(run.is_by_these_rules(), "{mode:?}");
        assert_eq!(run.verify(), Verdict::True { score, ticks });
    }
}

#[test]
fn an_old_file_that_is_written_again_is_the_same() {
    for (bytes, mode, ..) in RUNS {
        assert!(Replay::from_bytes(bytes).unwrap().to_bytes() == bytes, "{mode:?}");
    }
}

#[test]
fn modes_of_old_files_have_no_parts_that_they_do_not_cover() {
    for (_, mode, ..) in RUNS {
        assert_eq!(mode.tuning().parts, PartsTuning::NONE, "{mode:?}");
    }
}
