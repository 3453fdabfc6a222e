//! Hush: how still each player is, how still the music demands, and how much patience is left.
//!
//! Around each head there is a ring, which is the limit, and a disc of light, which is the motion: as long as the light
//! stays inside the ring, all is well. The arc around both is the patience. A player without a sensor steers a dot along
//! a line instead, and the ring is where it may be.

use std::f32::consts::{FRAC_PI_2, TAU};

use bevy::prelude::*;

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                cameras::Framing,
                canvas::{Canvas, Paint},
                modes::words::Words,
            },
            theme::look::{self, Look, bright},
        },
    },
    sim::{Game, HazardKind, Hush, Parts, Player, TICK_HZ},
};

/// Radius of the light of a phone at rest, in radii of the head, and that at the limit of the fastest music.
const REST: f32 = 1.9;
const LOOSEST: f32 = 5.2;
/// Arena units per unit of a dot's line, and half the length of the line.
const LINE: (f32, f32) = (56.0, 1.2);
/// Number of waves on the floor, the seconds from one to the next at the usual tempo, and their strength.
const WAVES: u8 = 3;
const WAVE_S: f32 = 1.6;
/// Tempo below which music is slow, and above which it is fast.
const SLOW: f32 = 0.9;
const FAST: f32 = 1.1;
const WAVE: LinearRgba = LinearRgba::rgb(0.16, 0.36, 0.70);

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (ground.in_set(Paint::Ground), draw.in_set(Paint::Blips)));
}

/// Returns the radius at which a motion value is drawn: square roots, so that small ones differ visibly.
fn radius_of(motion: f32, game: &Game) -> f32 {
    let loosest = game.tuning().parts.hush.map_or(1.0, |hush| hush.limits.1).max(f32::MIN_POSITIVE);
    let share = (motion / loosest).max(0.0).sqrt().min(1.2);
    game.tuning().head_radius * (REST + (LOOSEST - REST) * share)
}

/// Draws the tempo: waves that run outwards as fast as the music, and what it demands.
fn ground(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    (framing, time): (Res<Framing>, Res<Time>),
    mut phase: Local<f32>,
    mut canvas: ResMut<Canvas>,
    mut words: ResMut<Words>,
) {
    let Some((game, hush)) = displayed.with(Parts::hush) else { return };
    let (look, arena) = (Look::of(&settings), game.tuning().arena);
    let tempo = hush.tempo(game.tick());
    if !settings.reduced_motion && game.countdown() == 0 && displayed.alpha() < 1.0 {
        *phase = (*phase + time.delta_secs() * tempo / WAVE_S).fract();
    }
    let far = 0.5 * arena.y;
    for wave in 0..WAVES {
        let share = (f32::from(wave) + *phase) / f32::from(WAVES);
        let ink = look.ink(WAVE).with_alpha(0.5 * (1.0 - share));
        canvas.ring(framing.heart, far * share, 4.0 + 10.0 * share, ink);
    }
    if game.countdown() == 0 && !game.is_over() {
        let word = match tempo {
            tempo if tempo < SLOW => Some(("STILL", 0.5)),
            tempo if tempo > FAST => Some(("gently", 0.16)),
            // The music is changing.
            _ => None,
        };
        if let Some((word, strength)) = word {
            let ink = look.ink(LinearRgba::rgb(0.75, 0.88, 1.1)).with_alpha(strength);
            words.on_floor(word, framing.heart, 0.17 * arena.y, ink);
        }
    }
    // The reach of draughts.
    let Some(tuning) = game.tuning().parts.hush else { return };
    let seconds = if settings.reduced_motion { 0.0 } else { game.tick() as f32 / TICK_HZ as f32 };
    for hazard in game.hazards() {
        let HazardKind::Spirit { of } = hazard.kind else { continue };
        let at = hazard.previous.lerp(hazard.position, displayed.alpha());
        let ink = look.in_game(game).player(of);
        let strength = if hazard.is_armed(game.tick()) { 0.5 } else { 0.2 };
        for swirl in 0..3_u8 {
            let turn = seconds * 1.6 + TAU * f32::from(swirl) / 3.0;
            for (radius, lag) in [(1.0, 0.0), (0.72, 0.5), (0.46, 1.0)] {
                let ring = (tuning.draught_reach * radius, 2.6);
                canvas.arc(at, ring, (turn - lag, 1.1), ink.with_alpha(strength * radius));
            }
        }
    }
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some((game, hush)) = displayed.with(Parts::hush) else { return };
    let look = Look::of(&settings).in_game(game);
    for player in game.players().iter().filter(|player| player.is_on_board()) {
        stillness(&mut canvas, game, hush, player, look);
    }
}

fn stillness(canvas: &mut Canvas, game: &Game, hush: &Hush, player: &Player, look: Look) {
    let (at, slot) = (player.pose.position, player.slot);
    let still = hush.stillness(slot);
    let tick = game.tick().saturating_sub(1);
    let draught = if still.in_draught { game.tuning().parts.hush.map_or(1.0, |hush| hush.draught_share) } else { 1.0 };
    let limit = hush.limit(tick) * draught;
    let is_over = still.motion > limit;
    let light = if is_over { look.ink(look::DANGER) } else { look.player(slot) };
    let ring = look.ink(LinearRgba::rgb(0.55, 0.75, 1.1));
    if hush.has_sensor(slot) {
        let (motion, limit) = (radius_of(still.motion, game), radius_of(limit, game));
        canvas.disc(at, limit, look::NIGHT.with_alpha(0.55));
        canvas.disc(at, motion, light.with_alpha(if is_over { 0.75 } else { 0.4 }));
        canvas.ring(at, limit, 2.4, ring);
    } else {
        let (unit, reach) = (LINE.0, LINE.1);
        // Under the head, so that the dot is not on it.
        let at = at + Vec2::new(0.0, 3.4 * game.tuning().head_radius);
        let end = Vec2::new(reach * unit, 0.0);
        canvas.line([at - end, at + end], 12.0, [look::NIGHT.with_alpha(0.7); 2]);
        canvas.line([at - end, at + end], 2.0, [ring.with_alpha(0.5); 2]);
        canvas.ring(at, hush.ring(slot, tick) * unit, 2.4, ring);
        let place = at + Vec2::new(still.dot.place.clamp(-reach, reach) * unit, 0.0);
        canvas.disc(place, 9.0, look::NIGHT);
        canvas.disc(place, 6.5, bright(light, 1.3));
    }
    patience(canvas, player.pose.position, game, still.strain, look);
}

/// Paints the patience that is left: none is needed by those who have lost nothing yet.
fn patience(canvas: &mut Canvas, at: Vec2, game: &Game, strain: f32, look: Look) {
    if strain <= 0.02 {
        return;
    }
    let radius = radius_of(1.0, game) - 2.0;
    let left = (1.0 - strain).clamp(0.0, 1.0);
    let ink = if look.contrast { LinearRgba::WHITE } else { look::PLAIN.mix(&look::DANGER, (2.0 * strain).min(1.0)) };
    canvas.ring(at, radius, 8.0, look::NIGHT.with_alpha(0.8));
    canvas.arc(at, (radius, 6.5), (-FRAC_PI_2, TAU * left), ink);
}
