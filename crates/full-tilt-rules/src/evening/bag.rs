//! The shuffled bag from which an evening draws its modes.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{Mode, random::unit_f32};

/// The modes that are still to come before any is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bag {
    /// The modes in the bag, the next one first.
    pub(super) left: Vec<Mode>,
    /// The mode that was played, or vetoed, last.
    pub(super) last: Option<Mode>,
    /// Number of times that the bag has been filled.
    pub(super) fills: u32,
}

impl Bag {
    /// Takes the next mode that suits out of the bag, and fills the bag with `modes` if it has none. Returns the last
    /// mode again only if no other one suits, and `None` if none does.
    ///
    /// Modes that do not suit stay in the bag, before those of the next filling.
    pub(super) fn draw(&mut self, modes: &[Mode], seed: u64, suits: impl Fn(Mode) -> bool) -> Option<Mode> {
        let fresh = |mode: &&Mode| suits(**mode);
        let is_new = |mode: &&Mode| fresh(mode) && Some(**mode) != self.last;
        let mut next = self.left.iter().find(is_new).copied();
        if next.is_none() && modes.iter().any(|mode| fresh(&mode)) {
            self.fill(modes, seed);
            let is_new = |mode: &&Mode| fresh(mode) && Some(**mode) != self.last;
            next = self.left.iter().find(is_new).or_else(|| self.left.iter().find(fresh)).copied();
        }
        self.left.retain(|&mode| Some(mode) != next);
        next
    }

    /// Puts a mode back that was drawn and not played: it is the next one.
    pub(super) fn put_back(&mut self, mode: Mode) {
        self.left.retain(|&other| other != mode);
        self.left.insert(0, mode);
    }

    fn fill(&mut self, modes: &[Mode], seed: u64) {
        self.fills = self.fills.wrapping_add(1);
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ u64::from(self.fills) << 32);
        let mut fresh: Vec<Mode> = modes.iter().copied().filter(|mode| !self.left.contains(mode)).collect();
        // The Fisher–Yates shuffle.
        for last in (1..fresh.len()).rev() {
            let other = (unit_f32(&mut rng) * (last + 1) as f32) as usize;
            fresh.swap(last, other.min(last));
        }
        self.left.append(&mut fresh);
    }
}
