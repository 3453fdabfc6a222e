//! The numbers that all party modes share.

use glam::Vec2;

use crate::{DashTuning, PartyTuning, Power, PowersTuning, ticks};

/// More players get more room.
pub(super) const ARENAS: [(usize, Vec2); 3] =
    [(4, Vec2::new(1152.0, 648.0)), (8, Vec2::new(1344.0, 756.0)), (usize::MAX, Vec2::new(1536.0, 864.0))];

/// The numbers that all party modes share.
pub(super) const PARTY: PartyTuning = PartyTuning {
    rounds: 1,
    arenas: ARENAS,
    countdown_ticks: ticks(3.0),
    pivot: 40.0,
    open: false,
    crash: None,
    gap: None,
    closing: None,
    spirit: None,
    blips_each: 0.0,
    portal_ticks: ticks(6.0),
    wall: 0,
    outlived: 0,
    last: 0,
    protection_ticks: ticks(1.5),
};

/// Powers for modes that have them: all kinds, in a quarter of the blips that would be plain.
pub(super) const POWERS: PowersTuning = PowersTuning {
    kinds: &Power::ALL,
    share: 25,
    dash: DashTuning { factor: 1.6, ticks: ticks(1.0), top_speed: 340.0 },
    shield_ticks: ticks(10.0),
    magnet: (90.0, ticks(6.0)),
    ghost_ticks: ticks(2.5),
    slow_ticks: ticks(3.0),
    fat: (1.8, ticks(5.0)),
    protection_ticks: ticks(0.75),
};
