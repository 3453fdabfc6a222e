//! The list of modes. Everything about a mode is in its own file; `docs/feel.md` gives the reasons for the numbers.
//!
//! A new mode is a file in `modes/` with a [`ModeSheet`], its `mod` below, and a line in the list.

mod ball;
mod bomb;
mod classic;
mod crown;
mod hush;
mod hydra;
mod knock_out;
mod party;
mod playground;
mod rush;
mod serpent;
mod survival;
mod turf;
mod zen;

use super::Tuning;

/// Everything about a mode, in the file of the mode.
#[derive(Debug, Clone, PartialEq)]
struct ModeSheet {
    /// Its number in files. It never changes, and no other mode ever gets it.
    id: u8,
    /// Its name on the command line, in events, in files and on the wire.
    name: &'static str,
    /// Its name as a title.
    title: &'static str,
    /// Its rules in a sentence.
    summary: &'static str,
    /// Its numbers, and the parts that are on.
    tuning: Tuning,
    /// Hints for bots.
    bots: BotHints,
    /// The smallest and the largest number of players that it suits.
    players: (usize, usize),
    /// Whether teams make sense.
    teams: bool,
}

/// Hints for bots, apart from those of the mode's parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BotHints {
    /// Whether blips are worth a path when no part names a target.
    pub blips: bool,
}

/// Declares the modes, from a line for each.
///
/// It is a macro and no array, because a line declares a variant, and an array could not. Modules are declared outside
/// of it, because rustfmt follows none that a macro declares.
macro_rules! modes {
    (
        $($(#[$doc:meta])* $mode:ident = $file:ident),+ $(,)?
    ) => {
        /// The rules of a round.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
        pub enum Mode {
            $($(#[$doc])* $mode,)+
        }

        impl Mode {
            /// All modes, in order.
            pub const ALL: [Self; [$(Self::$mode),+].len()] = [$(Self::$mode),+];

            const fn sheet(self) -> &'static ModeSheet {
                match self {
                    $(Self::$mode => const { &$file::SHEET },)+
                }
            }
        }
    };
}

modes! {
    /// Ours: the tail grows and kills; see [`Tuning::SERPENT`].
    #[default]
    Serpent = serpent,
    /// The original's rules; see [`Tuning::CLASSIC`].
    Classic = classic,
    /// A party against the clock; see [`Tuning::RUSH`].
    Rush = rush,
    /// A party in which the last one alive wins; see [`Tuning::SURVIVAL`].
    Survival = survival,
    /// A party for the place inside a wandering circle; see [`Tuning::CROWN`].
    Crown = crown,
    /// A party with a bomb to pass on; see [`Tuning::BOMB`].
    Bomb = bomb,
    /// A party for land; see [`Tuning::TURF`].
    Turf = turf,
    /// Two teams, two goals and a ball; see [`Tuning::BALL`].
    Ball = ball,
    /// Snakes that several players steer together; see [`Tuning::HYDRA`].
    Hydra = hydra,
    /// A party in which the last of each heat is out; see [`Tuning::KNOCK_OUT`].
    KnockOut = knock_out,
    /// A party in which the last one still wins; see [`Tuning::HUSH`].
    Hush = hush,
    /// One player, and no danger; see [`Tuning::ZEN`].
    Zen = zen,
}

impl Mode {
    /// Returns the mode's name on the command line, in events, in files and on the wire.
    pub fn name(self) -> &'static str {
        self.sheet().name
    }

    /// Returns the mode's name as a title.
    pub const fn title(self) -> &'static str {
        self.sheet().title
    }

    /// Returns the mode's rules in a sentence.
    pub fn summary(self) -> &'static str {
        self.sheet().summary
    }

    /// Returns the mode's number in files. It never changes, and no other mode ever gets it.
    pub fn id(self) -> u8 {
        self.sheet().id
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
        &self.sheet().tuning
    }

    /// Whether the mode is for several players: it has matches, fair starts, and something to steer for players who are
    /// out.
    pub fn is_party(self) -> bool {
        self.tuning().party.is_some() && self.sheet().players.1 > 1
    }

    /// Whether this number of players suits the mode. Others can play it, too.
    pub fn suits(self, players: usize) -> bool {
        let (least, most) = self.sheet().players;
        (least..=most).contains(&players)
    }

    /// Whether teams make sense in the mode.
    pub fn has_teams(self) -> bool {
        self.sheet().teams
    }

    pub(crate) fn bots(self) -> BotHints {
        self.sheet().bots
    }
}
