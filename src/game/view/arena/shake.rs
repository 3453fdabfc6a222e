//! Camera shake and zoom: the camera zooms gently with the pace, shakes at near misses, and moves closer at a crash.

use bevy::prelude::*;

use crate::{
    game::{
        round::{displayed::DisplayedGame, state::RoundEvent},
        settings::model::CurrentSettings,
        view::arena::canvas::Paint,
    },
    sim::{Game, GameEvent},
};

/// Maximum offset of the picture, in arena units; at 720 lines about the same number of pixels.
const REACH: f32 = 6.0;
/// Seconds from the greatest trauma to none.
const CALM_DOWN_S: f32 = 0.4;
/// Trauma of a near miss, of a crash among many, and of the crash that ends the round.
const NEAR: f32 = 0.38;
const CRASH: f32 = 0.65;
const END: f32 = 1.0;
/// Zoom at the end of a round, as a share, and its duration in seconds.
const FLINCH: f32 = 0.035;
const FLINCH_S: f32 = 0.7;
/// Amplitude of the breathing zoom, as a share, and its frequency in hertz at the starting speed.
const BREATH: f32 = 0.0035;
const BREATH_HZ: f32 = 0.22;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Shake>().add_systems(Update, (feel, settle).chain().before(Paint::Frame));
}

/// The state of the camera's shake and zoom.
#[derive(Resource, Debug, Default)]
pub(crate) struct Shake {
    trauma: f32,
    seconds: f32,
    breath: f32,
    /// The point to zoom in on, and the seconds for that.
    flinch: Option<(Vec2, f32)>,
    shakes: bool,
    zooms: bool,
}

impl Shake {
    /// Returns the offset of the picture, in arena units.
    pub(crate) fn offset(&self) -> Vec2 {
        if !self.shakes {
            return Vec2::ZERO;
        }
        // Sines with unrelated periods: as good as noise, and smooth at any frame rate.
        let wave = |a: f32, b: f32| 0.6 * (self.seconds * a).sin() + 0.4 * (self.seconds * b + 1.7).sin();
        Vec2::new(wave(57.0, 91.0), wave(69.0, 103.0)) * (self.trauma * self.trauma * REACH)
    }

    /// Returns the zoom factor of the camera.
    pub(crate) fn zoom(&self) -> f32 {
        if !self.zooms {
            return 1.0;
        }
        let flinch = self.flinch.map_or(0.0, |(_, left)| left / FLINCH_S);
        // In immediately, out gently.
        1.0 + BREATH * (self.breath * std::f32::consts::TAU).sin() + FLINCH * flinch * flinch * (3.0 - 2.0 * flinch)
    }

    /// Returns the centre of the zoom at a crash, or `None` without one.
    pub(crate) fn focus(&self) -> Option<Vec2> {
        self.flinch.map(|(at, _)| at)
    }
}

fn feel(mut events: MessageReader<RoundEvent>, displayed: DisplayedGame, mut shake: ResMut<Shake>) {
    for event in events.read() {
        let RoundEvent::Sim { event, .. } = event else { continue };
        let upset = match event {
            GameEvent::NearMiss { .. } => NEAR * share(displayed.game()),
            GameEvent::Crashed { slot, .. } => {
                let game = displayed.game();
                let over = game.is_none_or(Game::is_over);
                let player = game.and_then(|game| game.player(*slot));
                if let (true, Some(player)) = (over, player) {
                    shake.flinch = Some((player.pose.position, FLINCH_S));
                }
                if over { END } else { CRASH * share(displayed.game()) }
            }
            _ => continue,
        };
        shake.trauma = shake.trauma.max(upset);
    }
}

/// Returns the share of an event in the shake: with more players there are more events, and each shakes less.
fn share(game: Option<&Game>) -> f32 {
    1.0 / (game.map_or(1, |game| game.players().len().max(1)) as f32).sqrt()
}

fn settle(displayed: DisplayedGame, settings: Res<CurrentSettings>, time: Res<Time>, mut shake: ResMut<Shake>) {
    let seconds = time.delta_secs();
    let pace = displayed.game().map_or(0.0, Game::pace);
    shake.shakes = settings.shakes();
    shake.zooms = settings.zooms();
    shake.seconds = (shake.seconds + seconds) % 3600.0;
    shake.breath = (shake.breath + seconds * BREATH_HZ * pace) % 1.0;
    shake.trauma = (shake.trauma - seconds / CALM_DOWN_S).max(0.0);
    shake.flinch = shake.flinch.and_then(|(at, left)| (left > seconds).then_some((at, left - seconds)));
}
