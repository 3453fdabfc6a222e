//! The tempo of hush: slow and fast phases in turn, as a pure function of tick and seed.

use crate::{TICK_HZ, ticks};

/// Tempo of the slowest and of the fastest music, as factors on the usual tempo.
pub(super) const SLOWEST: f32 = 0.6;
pub(super) const FASTEST: f32 = 1.4;
/// Ticks of a change of tempo.
pub(super) const CHANGE_TICKS: u64 = TICK_HZ as u64;
/// Shortest and longest phase, in ticks. The shorter one leaves time to hear the change and to settle.
const SHORTEST: u64 = ticks(4.0);
const LONGEST: u64 = ticks(8.0);

/// A phase of constant tempo. The change from the tempo before takes its first [`CHANGE_TICKS`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Phase {
    /// The tick at which it begins.
    pub from: u64,
    /// The tempo as a factor on the usual one.
    pub tempo: f32,
    /// The tempo of the phase before.
    pub before: f32,
}

/// Returns the phase at a tick. The first one is slow and then fast ones and slow ones take turns.
pub(super) fn phase(seed: u64, tick: u64) -> Phase {
    let mut phase = Phase { from: 0, tempo: tempo_of(seed, 0), before: 1.0 };
    for number in 1.. {
        let length = SHORTEST + (share(seed, 2 * number) * (LONGEST - SHORTEST) as f32) as u64;
        if tick < phase.from + length {
            break;
        }
        phase = Phase { from: phase.from + length, tempo: tempo_of(seed, number), before: phase.tempo };
    }
    phase
}

/// Returns the tempo at a tick, as a factor on the usual one.
pub(super) fn tempo(seed: u64, tick: u64) -> f32 {
    let phase = phase(seed, tick);
    let share = (tick - phase.from) as f32 / CHANGE_TICKS as f32;
    phase.before + (phase.tempo - phase.before) * share.min(1.0)
}

/// Returns the tempo of a phase: of the slower or of the faster third of the whole range.
fn tempo_of(seed: u64, number: u64) -> f32 {
    let within = share(seed, 2 * number + 1) * (FASTEST - SLOWEST) / 3.0;
    if number.is_multiple_of(2) { SLOWEST + within } else { FASTEST - within }
}

/// Returns a number in 0..1 for a seed and an index: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn share(seed: u64, index: u64) -> f32 {
    let mut bits = seed.wrapping_add((index + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ bits >> 31) >> 40) as f32 / (1_u64 << 24) as f32
}
