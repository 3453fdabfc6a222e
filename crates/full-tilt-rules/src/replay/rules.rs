//! The rules as text, of which a replay keeps a hash: every number counts.

use std::fmt::{Debug, Formatter, Result};

use super::RULES;
use crate::{Mode, Tuning, fnv};

/// Returns a hash of the rules for a version of the format: two games play by the same rules if it is the same in both.
pub(super) fn hash(mode: Mode, version: u8) -> u64 {
    // The numbers as text: every one of them counts, and a new one counts automatically.
    let text = match version {
        1 => format!("{RULES} {:?}", Version1(mode.tuning())),
        _ => format!("{RULES} {} {:?}", mode.name(), mode.tuning()),
    };
    fnv::of_bytes(text.as_bytes())
}

/// The numbers that files of version 1 cover, exactly as they were written then.
///
/// Later parts of the rules are not among them. They cannot matter: such a file holds one player without an action, and
/// the modes of such files switch no other part on.
struct Version1<'a>(&'a Tuning);

impl Debug for Version1<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let tuning = self.0;
        f.debug_struct("Tuning")
            .field("arena", &tuning.arena)
            .field("start", &tuning.start)
            .field("edge_margin", &tuning.edge_margin)
            .field("head_radius", &tuning.head_radius)
            .field("start_speed", &tuning.start_speed)
            .field("speed_growth", &tuning.speed_growth)
            .field("max_speed", &tuning.max_speed)
            .field("turn", &tuning.turn)
            .field("body", &tuning.body)
            .field("blips", &tuning.blips)
            .field("combo", &tuning.combo)
            .field("near_miss", &tuning.near_miss)
            .field("waves", &tuning.waves)
            .field("survival_score_per_s", &tuning.survival_score_per_s)
            .field("end", &tuning.end)
            .field("party", &tuning.party)
            .finish()
    }
}
