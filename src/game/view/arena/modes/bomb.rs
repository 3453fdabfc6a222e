//! Bomb: the burning head with its fuse, the distance from which it passes the bomb on, and where it has gone.

use std::f32::consts::{FRAC_PI_2, TAU};

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::{
        round::displayed::{DisplayedEvent, DisplayedGame},
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                modes::words::Words,
            },
            theme::{
                look::{self, Look, bright},
                shapes,
            },
        },
    },
    sim::{Bomb, BombEvent, GameEvent, Parts, TICK_HZ},
};

/// Radius of the bomb over the head, and its distance from it, in arena units.
const BOMB: f32 = 18.0;
const ABOVE: f32 = 53.0;
/// Radius and width of the fuse around the head, in arena units.
const FUSE: (f32, f32) = (30.0, 5.0);
/// Frequency of the burning, in hertz: of a new bomb, and of one about to blow.
const PULSE_HZ: (f32, f32) = (0.7, 2.0);
/// Seconds for which the way of the bomb is shown.
const PASS_S: f32 = 0.8;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Burning>()
        .add_systems(Update, (burn.before(Paint::Ground), ground.in_set(Paint::Ground), mark.in_set(Paint::Marks)));
}

/// The state of the drawing.
#[derive(Resource, Default)]
struct Burning {
    /// The phase of the pulse, in periods: its frequency grows, so that it cannot follow from the time alone.
    phase: f32,
    /// The newest pass: from, to, and its age in seconds.
    pass: Option<(u8, u8, f32)>,
}

/// Returns how urgent it is to be rid of the bomb, 0..=1.
fn urgency(bomb: &Bomb) -> f32 {
    1.0 - bomb.fuse()
}

fn burn(
    mut events: MessageReader<DisplayedEvent>,
    displayed: DisplayedGame,
    time: Res<Time>,
    mut burning: ResMut<Burning>,
) {
    let Some((_, bomb)) = displayed.with(Parts::bomb) else {
        events.clear();
        *burning = Burning::default();
        return;
    };
    for DisplayedEvent(event) in events.read() {
        match event {
            GameEvent::Bomb(BombEvent::Passed { from, to }) => burning.pass = Some((*from, *to, 0.0)),
            GameEvent::Bomb(_) => burning.pass = None,
            _ => {}
        }
    }
    let seconds = time.delta_secs();
    burning.phase = (burning.phase + seconds * PULSE_HZ.0.lerp(PULSE_HZ.1, urgency(bomb))).fract();
    burning.pass = burning.pass.map(|(from, to, age)| (from, to, age + seconds)).filter(|pass| pass.2 < PASS_S);
}

fn ground(displayed: DisplayedGame, settings: Res<CurrentSettings>, burning: Res<Burning>, mut canvas: ResMut<Canvas>) {
    let Some((game, bomb)) = displayed.with(Parts::bomb) else { return };
    let Some(holder) = bomb.holder().and_then(|slot| game.player(slot)) else { return };
    let look = Look::of(&settings);
    let pulse = if settings.reduced_motion { 0.5 } else { 0.5 + 0.5 * (burning.phase * TAU).sin() };
    let at = holder.pose_at(displayed.alpha()).position;
    let urgency = urgency(bomb);
    if let Some(halo) = look.halo(look::DANGER, 0.25 + 0.35 * urgency * pulse) {
        canvas.glow(at, 70.0 + 60.0 * urgency * (0.6 + 0.4 * pulse), halo);
    }
    let Some(tuning) = game.tuning().parts.bomb else { return };
    let reach = 2.0 * game.tuning().head_radius + tuning.reach;
    canvas.dashes(at, reach, 1.8, (14, TAU * 0.1 * burning.phase.floor()), look.ink(look::DANGER).with_alpha(0.5));
}

fn mark(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    burning: Res<Burning>,
    mut canvas: ResMut<Canvas>,
    mut words: ResMut<Words>,
) {
    let Some((game, bomb)) = displayed.with(Parts::bomb) else { return };
    let look = Look::of(&settings);
    let place = |slot: u8| game.player(slot).map(|player| player.pose_at(displayed.alpha()).position);
    if let Some((from, to, age)) = burning.pass
        && let Some((from, to)) = place(from).zip(place(to))
    {
        way(&mut canvas, [from, to], 1.0 - age / PASS_S, look);
    }
    if let Some(at) = bomb.truce_with().and_then(place) {
        // The player who has just passed it on cannot get it back at once.
        canvas.dashes(at, 2.0 * game.tuning().head_radius, 2.0, (10, 0.0), look.ink(look::HELP).with_alpha(0.8));
    }
    let Some(at) = bomb.holder().and_then(place) else { return };
    let pulse = if settings.reduced_motion { 0.5 } else { 0.5 + 0.5 * (burning.phase * TAU).sin() };
    let ink = if look.contrast { LinearRgba::WHITE } else { look::GOLD.mix(&look::DANGER, urgency(bomb)) };
    canvas.ring(at, FUSE.0, FUSE.1 + 3.0, look::NIGHT.with_alpha(0.7));
    canvas.ring(at, FUSE.0, FUSE.1 * 0.4, ink.with_alpha(0.35));
    canvas.arc(at, FUSE, (-FRAC_PI_2, -TAU * bomb.fuse()), ink);
    let end = at + Vec2::from_angle(-FRAC_PI_2 - TAU * bomb.fuse()) * FUSE.0;
    spark(&mut canvas, end, 6.0 + 3.0 * pulse, burning.phase, look);
    let above = at - Vec2::new(0.0, if at.y > ABOVE + 2.0 * BOMB { ABOVE } else { -ABOVE - 8.0 });
    let size = BOMB * (1.0 + 0.18 * urgency(bomb) * pulse);
    icon(&mut canvas, above, size, ink, look);
    let left = bomb.fuse_ticks().div_ceil(u64::from(TICK_HZ));
    words.over(left.to_string(), above, 1.25 * size, LinearRgba::WHITE);
}

/// Paints a round bomb with a burning fuse.
fn icon(canvas: &mut Canvas, at: Vec2, radius: f32, ink: LinearRgba, look: Look) {
    let neck = Vec2::new(0.62, -0.78);
    canvas.disc(at, 1.2 * radius, look::NIGHT);
    canvas.line([at + neck * radius, at + neck * 1.5 * radius], 0.3 * radius, [ink; 2]);
    spark(canvas, at + neck * 1.7 * radius, 0.42 * radius, 0.0, look);
    canvas.disc(at, radius, bright(ink, 0.14).with_alpha(1.0));
    canvas.ring(at, radius, 0.2 * radius, ink);
}

fn spark(canvas: &mut Canvas, at: Vec2, size: f32, turn: f32, look: Look) {
    let ink = if look.contrast { LinearRgba::WHITE } else { LinearRgba::rgb(2.2, 1.6, 0.6) };
    let place = Affine2::from_scale_angle_translation(Vec2::splat(size), turn * FRAC_PI_2, at);
    canvas.shape(place, &shapes::star(4, 0.4), ink);
}

/// Paints the way of the bomb from one head to the next.
fn way(canvas: &mut Canvas, [from, to]: [Vec2; 2], left: f32, look: Look) {
    let ink = look.ink(look::DANGER).with_alpha(left);
    let Some(along) = (to - from).try_normalize() else { return };
    canvas.line([from, to], 5.0 * left + 1.0, [ink.with_alpha(0.2 * left), ink]);
    canvas.ring(to, 24.0 + 50.0 * (1.0 - left), 2.0 + 4.0 * left, ink);
    let tip = to - along * 20.0;
    let wing = along.perp() * 9.0;
    canvas.fan(tip, ink, [tip + along * 9.0, tip - along * 7.0 + wing, tip - along * 7.0 - wing], ink);
}
