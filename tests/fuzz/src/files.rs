//! Files that users pass to the programs: recorded runs and recorded sensors.

use full_tilt_rules::Replay;

/// The first bytes of a recorded run; see `crates/full-tilt-rules/src/replay.rs`.
const REPLAY_START: &[u8] = b"FTRUN\x01";
/// Longest run that is played, in ticks; longer ones are only read, because playing them is the rules' test.
const MAX_PLAYED_TICKS: u64 = 240;

/// A recorded run. The start and the checksum are corrected, because otherwise nothing beyond them would ever be read.
pub(crate) fn replay(data: &[u8]) {
    let _ = Replay::from_bytes(data);
    let mut bytes = [REPLAY_START, data].concat();
    bytes.extend(fnv(&bytes).to_le_bytes());
    let Ok(replay) = Replay::from_bytes(&bytes) else { return };
    assert_eq!(Replay::from_bytes(&replay.to_bytes()).as_ref(), Ok(&replay));
    for tick in 0..replay.ticks().min(MAX_PLAYED_TICKS) {
        assert!((-1.0..=1.0).contains(&replay.inputs(tick).get(replay.slot())));
    }
    if replay.ticks() <= MAX_PLAYED_TICKS {
        let _ = replay.verify();
    }
}

/// A recording of sensors, as the simulated phone plays it.
pub(crate) fn trace(data: &[u8]) {
    use std::time::Duration;

    use phonepad_sim::Trace;

    let text = String::from_utf8_lossy(data);
    let _ = Trace::parse(&text);
    let rising = data.chunk_by(|a, b| a <= b).next().unwrap_or_default();
    let rows: String = rising.iter().map(|byte| format!("{},0,0,9.8,0,0,0\n", f64::from(*byte) * 1.5)).collect();
    for text in [format!("t_ms,ax,ay,az,gx,gy,gz\n{text}"), format!("t_ms,ax,ay,az,gx,gy,gz\n{rows}{text}")] {
        let Ok(trace) = Trace::parse(&text) else { continue };
        // A step of the simulated phone, at the start and after a day of repetitions.
        for from in [Duration::ZERO, Duration::from_secs(86_400)] {
            let played = trace.between(from, from + Duration::from_millis(100)).count();
            assert!(played <= 4000, "{played} lines in 100 ms");
        }
    }
}

/// The checksum of a recorded run: FNV-1a with 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
