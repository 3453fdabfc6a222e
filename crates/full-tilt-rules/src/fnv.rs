//! FNV-1a with 64 bits: the same number on every platform for the same input, but no protection against forgery.
//!
//! From Fowler, Noll and Vo, <http://www.isthe.com/chongo/tech/comp/fnv/>.

/// Returns the hash of some bytes. It detects damage; forgery is detected by playing a run again.
pub(super) fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hash = Fnv::default();
    bytes.iter().for_each(|&byte| hash.add(u64::from(byte)));
    hash.0
}

/// A running hash.
pub(super) struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a byte, or, for speed, a whole word at once.
    pub(super) fn add(&mut self, bits: u64) {
        self.0 = (self.0 ^ bits).wrapping_mul(0x0000_0100_0000_01b3);
    }
}
