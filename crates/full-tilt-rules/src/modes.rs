//! The modes and their numbers; `docs/feel.md` gives the reasons.

use glam::Vec2;

use super::{
    BlipTuning, BodyTuning, ClosingTuning, ComboTuning, CrashTuning, End, NearMissTuning, PartyTuning, SpiritTuning,
    Tuning, Turn, WaveTuning, ticks,
};

/// The rules of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mode {
    /// The original's rules; see [`Tuning::CLASSIC`].
    Classic,
    /// Ours: the tail grows and kills; see [`Tuning::SERPENT`].
    #[default]
    Serpent,
    /// A party against the clock; see [`Tuning::RUSH`].
    Rush,
    /// A party in which the last one alive wins; see [`Tuning::SURVIVAL`].
    Survival,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 4] = [Self::Serpent, Self::Classic, Self::Rush, Self::Survival];

    /// Returns the mode's name on the command line, in events, in files and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Serpent => "serpent",
            Self::Rush => "rush",
            Self::Survival => "survival",
        }
    }

    /// Returns the mode's name as a title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Classic => "Classic",
            Self::Serpent => "Serpent",
            Self::Rush => "Rush",
            Self::Survival => "Survival",
        }
    }

    /// Returns the mode's rules in a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Classic => "The original's rules",
            Self::Serpent => {
                "The tail grows and kills, there are several kinds of blips, and the arena gets more dangerous"
            }
            Self::Rush => "A party against the clock: a crash costs points and two seconds; the most points win",
            Self::Survival => "A party in which trails stay and the edges close in: the last player alive wins",
        }
    }

    /// Returns the mode's number in files. It never changes, and no other mode ever gets it.
    pub(crate) fn id(self) -> u8 {
        match self {
            Self::Serpent => 0,
            Self::Classic => 1,
            Self::Rush => 2,
            Self::Survival => 3,
        }
    }

    /// Returns the mode with this number in files, or `None`.
    pub(crate) fn from_id(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.id() == id)
    }

    /// Returns the next mode, cyclically.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|&mode| mode == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// Returns the numbers of the mode.
    pub fn tuning(self) -> &'static Tuning {
        match self {
            Self::Classic => &Tuning::CLASSIC,
            Self::Serpent => &Tuning::SERPENT,
            Self::Rush => &Tuning::RUSH,
            Self::Survival => &Tuning::SURVIVAL,
        }
    }

    /// Whether the mode is for several players: it has matches, fair starts, and something to steer for players who are
    /// out.
    pub fn is_party(self) -> bool {
        self.tuning().party.is_some()
    }
}

impl Tuning {
    /// *Classic*: the original's rules, given per second instead of per frame. Sizes of head, blip and body are ours,
    /// because the known facts about the original leave them open.
    pub const CLASSIC: Self = Self {
        arena: Vec2::new(840.0, 600.0),
        start: Vec2::new(200.0, 300.0),
        edge_margin: 10.0,
        head_radius: 10.0,
        start_speed: 120.0,
        speed_growth: 1.8,
        max_speed: f32::INFINITY,
        turn: Turn::Rate(60.0),
        body: BodyTuning {
            start_length: 120.0,
            growth: 0.0,
            radius: 7.5,
            spacing: 0.0,
            kills: false,
            stays: false,
            neck: 0.0,
        },
        blips: BlipTuning {
            radius: 10.0,
            magnet: 0.0,
            interval_ticks: 400, // 3⅓ s, the original's 200 frames
            at_least: 0,
            at_most: 256,
            distance: 0.0,
            points: 50,
            kinds: None,
            gold: (0, 0),
            cut: 0.0,
            calm: (1.0, 0),
        },
        combo: None,
        near_miss: None,
        waves: None,
        survival_score_per_s: 0.6,
        end: End::LastCrash,
        party: None,
    };

    /// *Serpent*: our own rules.
    pub const SERPENT: Self = Self {
        arena: Vec2::new(1152.0, 648.0),
        start: Vec2::new(220.0, 324.0),
        edge_margin: 2.0,
        head_radius: 10.0,
        start_speed: 130.0,
        speed_growth: 1.3,
        max_speed: 900.0,
        turn: Turn::Radius { start: 46.0, growth: 0.06 },
        body: BodyTuning {
            start_length: 110.0,
            growth: 26.0,
            radius: 7.0,
            spacing: 4.0,
            kills: true,
            stays: false,
            neck: 60.0,
        },
        blips: BlipTuning {
            radius: 10.0,
            magnet: 6.0,
            interval_ticks: ticks(4.0),
            at_least: 3,
            at_most: 6,
            distance: 80.0,
            points: 10,
            kinds: Some([14, 9, 8, 0, 0]),
            gold: (40, ticks(7.0)),
            cut: 0.35,
            calm: (0.7, ticks(5.0)),
        },
        combo: Some(ComboTuning { window_ticks: ticks(3.0), max_factor: 8 }),
        near_miss: Some(NearMissTuning { gap: 10.0, points: 5, pause_ticks: ticks(1.0) }),
        waves: Some(WaveTuning {
            interval_ticks: ticks(20.0),
            points: 25,
            warning_ticks: ticks(2.0),
            thorns: (2, 14),
            thorn_radius: 13.0,
            drifters: 5,
            drifter_radius: 15.0,
            drifter_speed: (55.0, 14.0),
            inset: (28.0, 112.0),
            inset_speed: 14.0,
            distance: 170.0,
        }),
        survival_score_per_s: 1.0,
        end: End::LastCrash,
        party: None,
    };

    /// *Rush*: all players against the clock. A crash costs points and time; most points win.
    pub const RUSH: Self = Self {
        arena: ARENAS[0].1,
        start_speed: 150.0,
        speed_growth: 1.0,
        max_speed: 220.0,
        turn: Turn::Radius { start: 46.0, growth: 0.06 },
        body: BodyTuning { start_length: 90.0, growth: 10.0, spacing: 8.0, ..Self::SERPENT.body },
        blips: BlipTuning {
            interval_ticks: ticks(0.5),
            at_least: 3,
            at_most: 24,
            distance: 60.0,
            points: 10,
            kinds: Some([12, 0, 0, 3, 2]),
            gold: (30, ticks(6.0)),
            ..Self::SERPENT.blips
        },
        combo: None,
        near_miss: Some(NearMissTuning { gap: 10.0, points: 2, pause_ticks: ticks(1.0) }),
        waves: None,
        survival_score_per_s: 0.0,
        end: End::Time(ticks(75.0)),
        party: Some(PartyTuning {
            rounds: 1,
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 15 }),
            blips_each: 1.0,
            wall: 10,
            ..PARTY
        }),
        ..Self::SERPENT
    };

    /// *Survival*: bodies stay and kill, the edges close in, the last player alive wins.
    pub const SURVIVAL: Self = Self {
        arena: ARENAS[0].1,
        start_speed: 100.0,
        speed_growth: 1.0,
        max_speed: 180.0,
        turn: Turn::Radius { start: 34.0, growth: 0.06 },
        head_radius: 9.0,
        body: BodyTuning {
            start_length: f32::INFINITY,
            growth: 0.0,
            radius: 5.0,
            spacing: 8.0,
            kills: true,
            stays: true,
            neck: 60.0,
        },
        blips: BlipTuning {
            interval_ticks: ticks(4.0),
            at_least: 0,
            at_most: 3,
            points: 0,
            kinds: Some([0, 0, 0, 50, 50]),
            ..Self::SERPENT.blips
        },
        combo: None,
        near_miss: Some(NearMissTuning { gap: 8.0, points: 0, pause_ticks: ticks(1.0) }),
        waves: None,
        survival_score_per_s: 0.0,
        end: End::LastStanding,
        party: Some(PartyTuning {
            rounds: 5,
            gap: Some((300.0, 50.0)),
            closing: Some(ClosingTuning { from: ticks(30.0), until: ticks(75.0), leave: 2.0 }),
            spirit: Some(SpiritTuning {
                radius: 10.0,
                speed: 75.0,
                turn_rate: 120.0,
                warning_ticks: ticks(2.5),
                points: 1,
            }),
            outlived: 1,
            last: 2,
            ..PARTY
        }),
        ..Self::SERPENT
    };

    /// The lobby's playground: all players steer, and no crash ends anything.
    pub const PLAYGROUND: Self = Self {
        start_speed: 110.0,
        speed_growth: 0.0,
        turn: Turn::Radius { start: 46.0, growth: 0.0 },
        body: BodyTuning { start_length: 90.0, growth: 0.0, kills: false, ..Self::SERPENT.body },
        blips: BlipTuning { kinds: None, ..Self::SERPENT.blips },
        combo: None,
        near_miss: None,
        waves: None,
        survival_score_per_s: 0.0,
        end: End::Never,
        party: Some(PartyTuning {
            countdown_ticks: 0,
            open: true,
            arenas: [(usize::MAX, Self::SERPENT.arena); 3],
            ..PARTY
        }),
        ..Self::SERPENT
    };
}

/// More players get more room.
const ARENAS: [(usize, Vec2); 3] =
    [(4, Vec2::new(1152.0, 648.0)), (8, Vec2::new(1344.0, 756.0)), (usize::MAX, Vec2::new(1536.0, 864.0))];

/// The numbers that both party modes share.
const PARTY: PartyTuning = PartyTuning {
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
