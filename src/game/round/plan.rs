//! The players' choice of a game: one mode, round after round, or an evening of all modes.

use crate::{
    game::settings::{list::EveningSettings, values::Step},
    sim::{Evening, EveningError, EveningSetup, Mode},
};

/// A choice of a game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Rounds of this mode.
    Mode(Mode),
    /// An evening: a different mode in every round.
    Evening,
}

impl Default for Plan {
    fn default() -> Self {
        Self::Mode(Mode::default())
    }
}

impl Plan {
    /// Returns the name shown to players.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Mode(mode) => mode.title(),
            Self::Evening => "Evening",
        }
    }

    /// Returns one line about it.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Mode(mode) => mode.summary(),
            Self::Evening => "A different game in every round. Points add up, and the last rounds count double.",
        }
    }

    /// Returns all plans: first the modes, in their order, then the evening.
    pub(crate) fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..Mode::ALL.len() + 1).map(|at| Mode::ALL.get(at).map_or(Self::Evening, |&mode| Self::Mode(mode)))
    }

    /// Returns the next one; the first one comes after the last.
    pub(crate) fn next(self) -> Self {
        self.after(Step::More)
    }

    /// Returns the one after a step in the menu, wrapping around.
    pub(crate) fn after(self, step: Step) -> Self {
        let at = Self::all().position(|plan| plan == self).unwrap_or(0);
        Self::all().nth(step.around(at, Self::all().len())).unwrap_or_default()
    }

    /// Returns the mode of rounds, or one like those of an evening before its first round.
    pub(crate) fn mode(self) -> Mode {
        match self {
            Self::Mode(mode) => mode,
            Self::Evening => Mode::Rush,
        }
    }
}

/// Opens an evening.
///
/// # Errors
/// If the settings leave out all modes.
pub(crate) fn open_evening(settings: &EveningSettings, seed: u64) -> Result<Evening, EveningError> {
    let is_wanted = |mode: &Mode| mode.is_party() && !settings.left_out.contains(mode.name());
    Evening::new(EveningSetup {
        modes: Mode::ALL.into_iter().filter(is_wanted).collect(),
        rounds: settings.length.0,
        teams: settings.teams.count(),
        friends_kill: settings.friends_kill,
        seed,
    })
}
