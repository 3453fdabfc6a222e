//! Random numbers that do not depend on a library's version.

use rand::Rng;

/// Returns a number in 0..1 from the top 24 bits, so that it does not depend on how a library's version draws floats.
pub(super) fn unit_f32(rng: &mut impl Rng) -> f32 {
    (rng.next_u32() >> 8) as f32 / (1u32 << 24) as f32
}
