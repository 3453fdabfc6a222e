//! The effect of a sweep: a wave that runs over the floor from where it was taken, and wipes away bodies.

use bevy::prelude::*;

use crate::{
    game::{
        round::displayed::{DisplayedEvent, DisplayedGame},
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                trails::Trails,
            },
            theme::look::{self, Look, bright},
        },
    },
    sim::{BlipKind, Game, GameEvent, Tuning},
};

/// Speed of the wave in arena units per second, and its duration in seconds.
const SPEED: f32 = 1900.0;
const LIFE_S: f32 = 1.2;
/// Seconds in which the remains that the wave has reached disappear, and how far it throws them, in arena units.
const GONE_S: f32 = 0.4;
const THROW: f32 = 70.0;
/// Maximum number of remains of bodies; further ones are skipped.
const MOST: usize = 2400;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Sweeps>()
        // `remember` runs after `begin`, so that the remembered bodies are those before the sweep.
        .add_systems(Update, (begin, remember).chain().in_set(Paint::Ghost))
        .add_systems(Update, draw.in_set(Paint::Blips));
}

/// The running waves, and the bodies to wipe.
#[derive(Resource, Default)]
struct Sweeps {
    waves: Vec<Wave>,
    /// Slots and points of the bodies, as of the previous frame.
    bodies: Vec<(u8, Vec2)>,
}

struct Wave {
    from: Vec2,
    seconds: f32,
    remains: Vec<(u8, Vec2)>,
}

fn begin(
    mut events: MessageReader<DisplayedEvent>,
    displayed: DisplayedGame,
    trails: Res<Trails>,
    time: Res<Time>,
    mut sweeps: ResMut<Sweeps>,
) {
    let sweeps = &mut *sweeps;
    sweeps.waves.retain_mut(|wave| {
        wave.seconds += time.delta_secs();
        wave.seconds < LIFE_S
    });
    if displayed.game().is_none_or(|game| game.tick() == 0) {
        sweeps.waves.clear();
    }
    for DisplayedEvent(event) in events.read() {
        if let GameEvent::BlipTaken { blip, .. } = event
            && blip.kind == BlipKind::Sweep
        {
            let count = sweeps.bodies.len() + trails.places().count();
            let bodies = std::mem::take(&mut sweeps.bodies).into_iter().chain(trails.places());
            let remains = bodies.step_by(count.div_ceil(MOST).max(1)).collect();
            sweeps.waves.push(Wave { from: blip.position, seconds: 0.0, remains });
        }
    }
}

/// Remembers the bodies' points while the board has something that could sweep them away.
fn remember(displayed: DisplayedGame, mut sweeps: ResMut<Sweeps>) {
    sweeps.bodies.clear();
    let Some(game) = displayed.game() else { return };
    if game.blips().iter().any(|blip| blip.kind == BlipKind::Sweep) {
        sweeps.bodies.extend(fresh(game));
    }
}

/// Returns all points of bodies that follow their heads, and those near the head of bodies that stay: the rest is on
/// the trails.
fn fresh(game: &Game) -> impl Iterator<Item = (u8, Vec2)> + '_ {
    let most = if game.tuning().body.stays { 60 } else { usize::MAX };
    game.players().iter().flat_map(move |player| player.body().take(most).map(|place| (player.slot, place)))
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, sweeps: Res<Sweeps>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game() else { return };
    let look = Look::of(&settings).in_game(game);
    for wave in &sweeps.waves {
        if settings.reduced_motion {
            fade(&mut canvas, wave, game.tuning(), look);
        } else {
            wipe(&mut canvas, wave, game.tuning(), look);
        }
    }
}

/// Fades all remains in their places.
fn fade(canvas: &mut Canvas, wave: &Wave, tuning: &Tuning, look: Look) {
    let left = (1.0 - wave.seconds / GONE_S).max(0.0);
    for &(slot, at) in wave.remains.iter().filter(|_| left > 0.0) {
        crumb(canvas, at, Vec2::X, tuning.body.radius, ink(slot, 0.0, look).with_alpha(0.7 * left));
    }
}

/// Draws a ring of light, the remains that it has not yet reached, and those that it throws away.
fn wipe(canvas: &mut Canvas, wave: &Wave, tuning: &Tuning, look: Look) {
    let front = wave.seconds * SPEED;
    for &(slot, at) in &wave.remains {
        let way = at - wave.from;
        let since = (front - way.length()) / SPEED;
        let out = way.normalize_or(Vec2::X);
        let (share, turn) = ((since / GONE_S).max(0.0), Vec2::from_angle(at.x + at.y));
        if share < 1.0 {
            let thrown = at + out * THROW * share * (2.0 - share);
            let left = 1.0 - share;
            let colour = ink(slot, if since > 0.0 { left * left } else { 0.0 }, look).with_alpha(left);
            crumb(canvas, thrown, turn, tuning.body.radius * (0.4 + 0.6 * left), colour);
        }
    }
    let left = 1.0 - wave.seconds / LIFE_S;
    let ink = look.ink(look::SWEEP);
    canvas.ring(wave.from, front, 3.0 + 4.0 * left, ink.with_alpha(left));
    for echo in (1..=3_u8).map(f32::from) {
        let radius = front - 16.0 * echo;
        if radius > 0.0 && !look.contrast {
            canvas.ring(wave.from, radius, 16.0, ink.with_alpha(0.16 * left / echo));
        }
    }
}

fn ink(slot: u8, heat: f32, look: Look) -> LinearRgba {
    let colour = look.player(slot);
    if look.contrast { colour } else { bright(colour, 0.6) + bright(LinearRgba::WHITE, 0.9 * heat) }
}

fn crumb(canvas: &mut Canvas, at: Vec2, turn: Vec2, radius: f32, colour: LinearRgba) {
    let half = turn * radius;
    canvas.line([at - half, at + half], 2.0 * radius, [colour; 2]);
}
