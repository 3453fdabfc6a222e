//! The newer modes, each with a file of hashes of its own: seed, inputs, joins and departures decide everything in them, too. Twenty
//! minutes of each give the hashes in `hashes/NAME.txt`, in every build and on every platform.

use std::{fmt::Write as _, fs, path::Path};

use full_tilt_rules::Mode;

use super::party_determinism::minute;

const MINUTES: u64 = 20;

/// Returns the modes whose hashes are not those of [`super::determinism`] and [`super::party_determinism`].
pub(super) fn newer_modes() -> impl Iterator<Item = Mode> {
    Mode::ALL.into_iter().filter(|mode| mode.id() > Mode::Survival.id())
}

#[test]
fn twenty_minutes_of_each_newer_mode_give_the_recorded_hashes() {
    for mode in newer_modes() {
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
        let file = format!("tests/rules/hashes/{}.txt", mode.name());
        let recorded = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap_or_default();
        if written != recorded {
            let path = std::env::temp_dir().join(format!("full-tilt-{}.txt", mode.name()));
            fs::write(&path, &written).unwrap();
            panic!(
                "{} went differently. If the rules were changed on purpose, put {} in place of \
                 crates/full-tilt-rules/{file}",
                mode.name(),
                path.display()
            );
        }
    }
}
