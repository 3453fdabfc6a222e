//! The colours of things in the arena, depending on the settings.

use bevy::prelude::*;

use crate::{
    game::{
        players::looks::{player_rgb, team_rgb},
        settings::{
            model::CurrentSettings,
            values::{Colours, Quality},
        },
    },
    sim::{BlipKind, Game, Power, Teams},
};

/// Linear colours of blips and hazards; the more a colour exceeds white, the more it glows.
pub(crate) const PLAIN: LinearRgba = LinearRgba::rgb(0.55, 1.25, 0.10);
pub(crate) const GOLD: LinearRgba = LinearRgba::rgb(1.7, 0.78, 0.06);
pub(crate) const SCISSORS: LinearRgba = LinearRgba::rgb(1.45, 0.20, 1.15);
pub(crate) const CALM: LinearRgba = LinearRgba::rgb(0.12, 0.75, 1.5);
pub(crate) const SWEEP: LinearRgba = LinearRgba::rgb(1.2, 1.2, 1.2);
pub(crate) const PORTAL: LinearRgba = LinearRgba::rgb(0.65, 0.35, 1.6);
/// Powers that help their player, and powers that trouble the opponents.
pub(crate) const HELP: LinearRgba = LinearRgba::rgb(0.15, 1.0, 1.35);
pub(crate) const TROUBLE: LinearRgba = LinearRgba::rgb(1.45, 0.20, 1.15);
pub(crate) const DANGER: LinearRgba = LinearRgba::rgb(1.5, 0.09, 0.07);

/// Darker than the floor.
pub(crate) const NIGHT: LinearRgba = LinearRgba::rgb(0.002, 0.003, 0.008);

/// The look that follows from the settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Black and white, without decoration.
    pub contrast: bool,
    /// Fewer effects.
    pub low: bool,
    /// The teams, which have one hue each.
    pub teams: Option<Teams>,
}

impl Look {
    pub(crate) fn of(settings: &CurrentSettings) -> Self {
        Self { contrast: settings.colours == Colours::HighContrast, low: settings.quality == Quality::Low, teams: None }
    }

    /// Returns the same look for the players of a game: in teams, the members of a team have its hue.
    pub(crate) fn in_game(self, game: &Game) -> Self {
        Self { teams: game.teams(), ..self }
    }

    /// Returns a player's colour.
    pub(crate) fn player(self, slot: u8) -> LinearRgba {
        let [r, g, b] = player_rgb(slot, self.teams.map(|teams| teams.of(slot)));
        Color::srgb_u8(r, g, b).to_linear()
    }

    /// Returns the light around things, or `None` without decoration.
    pub(crate) fn halo(self, colour: LinearRgba, strength: f32) -> Option<LinearRgba> {
        (!self.contrast).then(|| bright(colour, 0.8).with_alpha(strength))
    }

    /// Returns the colour, or plain white in high contrast.
    pub(crate) fn ink(self, colour: LinearRgba) -> LinearRgba {
        if self.contrast { LinearRgba::WHITE } else { colour }
    }
}

/// Returns a team's linear colour.
pub(crate) fn team(team: u8) -> LinearRgba {
    let [r, g, b] = team_rgb(team);
    Color::srgb_u8(r, g, b).to_linear()
}

/// Returns a team's name: that of its hue.
pub(crate) fn team_name(team: u8) -> &'static str {
    const NAMES: [&str; Teams::MOST as usize] = ["Orange", "Blue", "Green", "Pink"];
    NAMES[usize::from(team) % NAMES.len()]
}

/// Returns the colour of a kind of blips.
pub(crate) fn blip(kind: BlipKind) -> LinearRgba {
    match kind {
        BlipKind::Plain => PLAIN,
        BlipKind::Gold => GOLD,
        BlipKind::Power(power) => self::power(power),
        BlipKind::Scissors => SCISSORS,
        BlipKind::Calm => CALM,
        BlipKind::Sweep => SWEEP,
        BlipKind::Portal => PORTAL,
    }
}

/// Returns the colour of a power: one hue for those that help, another one for those that trouble opponents.
pub(crate) fn power(power: Power) -> LinearRgba {
    match power {
        Power::Dash | Power::Shield | Power::Magnet | Power::Ghost | Power::Reverse => HELP,
        Power::Slow | Power::Fat | Power::Swap => TROUBLE,
    }
}

/// Returns the colour, `times` as bright.
pub(crate) fn bright(colour: LinearRgba, times: f32) -> LinearRgba {
    LinearRgba { red: colour.red * times, green: colour.green * times, blue: colour.blue * times, ..colour }
}

/// Returns a slow oscillation between 0 and 1, at most two periods per second.
pub(crate) fn swing(seconds: f32, hertz: f32) -> f32 {
    0.5 + 0.5 * (seconds * hertz.min(2.0) * std::f32::consts::TAU).sin()
}
