//! The newer modes, each with a file of hashes of its own: seed, inputs, joins and departures decide everything in them,
//! too. Twenty minutes of each give the hashes in `hashes/NAME.txt`, in every build and on every platform.

use std::fmt::Write as _;

use full_tilt_rules::Mode;

use super::party_determinism::minute;

const MINUTES: u64 = 20;

/// The recorded hashes by mode. They are part of the program, because not every platform has files.
const RECORDED: [(Mode, &str); 8] = [
    (Mode::Crown, include_str!("hashes/crown.txt")),
    (Mode::Bomb, include_str!("hashes/bomb.txt")),
    (Mode::Turf, include_str!("hashes/turf.txt")),
    (Mode::Ball, include_str!("hashes/ball.txt")),
    (Mode::Hydra, include_str!("hashes/hydra.txt")),
    (Mode::KnockOut, include_str!("hashes/knock_out.txt")),
    (Mode::Hush, include_str!("hashes/hush.txt")),
    (Mode::Zen, include_str!("hashes/zen.txt")),
];

/// Returns the modes whose hashes are not those of [`super::determinism`] and [`super::party_determinism`].
pub(super) fn newer_modes() -> impl Iterator<Item = Mode> {
    Mode::ALL.into_iter().filter(|mode| mode.id() > Mode::Survival.id())
}

#[test]
fn twenty_minutes_of_each_newer_mode_give_the_recorded_hashes() {
    assert!(newer_modes().eq(RECORDED.map(|(mode, _)| mode)), "every newer mode has recorded hashes");
    for (mode, recorded) in RECORDED {
        let (mut written, mut crashes) = (String::new(), 0);
        for seed in 0..MINUTES {
            let (hash, more_crashes, _) = minute(mode, seed);
            crashes += more_crashes;
            writeln!(written, "{hash:016x}").unwrap();
        }
        // Hydras are two at most, instead of up to fifteen snakes, and in hush nobody is out twice in a round of a minute.
        let least = match mode {
            Mode::Zen => 0,
            Mode::Hydra | Mode::Hush => 5 * MINUTES,
            _ => 10 * MINUTES,
        };
        assert!(crashes >= least, "{crashes} crashes in {}", mode.name());
        if written != recorded {
            let path = std::env::temp_dir().join(format!("full-tilt-{}.txt", mode.name()));
            std::fs::write(&path, &written).unwrap();
            panic!(
                "{} went differently. If the rules were changed on purpose, put {} in place of \
                 crates/full-tilt-rules/tests/rules/hashes/{}.txt",
                mode.name(),
                path.display(),
                mode.name()
            );
        }
    }
}
