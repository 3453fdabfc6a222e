//! Blips: each kind has its own shape and its own colour; either is enough to recognise it.

use bevy::{math::Affine2, prelude::*};

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::{Canvas, Paint},
                powers::icons,
            },
            theme::{
                look::{self, Look, bright, swing},
                shapes,
            },
        },
    },
    sim::{Blip, BlipKind, TICK_HZ},
};

/// Duration of a new blip's pop-up animation, in seconds.
const POP_S: f32 = 0.2;
/// Remaining seconds below which a golden blip blinks.
const HURRY_S: f32 = 2.0;
/// Scale of blips that change the round for all players; their drawing still lies within reach of where they are taken.
const BADGE: f32 = 1.6;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, draw.in_set(Paint::Blips));
}

/// The parameters for painting a blip.
struct Sketch<'a> {
    canvas: &'a mut Canvas,
    at: Vec2,
    radius: f32,
    seconds: f32,
    ink: LinearRgba,
    look: Look,
    /// Whether the blip may turn and pulse.
    lively: bool,
}

fn draw(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some(game) = displayed.game() else { return };
    let look = Look::of(&settings).in_game(game);
    let now = game.tick() as f32 + displayed.alpha();
    for blip in game.blips() {
        let seconds = (now - blip.appeared_at as f32).max(0.0) / TICK_HZ as f32;
        let lively = !settings.reduced_motion;
        let size = if lively { pop(seconds) } else { 1.0 };
        let mut sketch = Sketch {
            canvas: &mut canvas,
            at: blip.position,
            radius: game.tuning().blips.radius * size,
            seconds: seconds + blip.id as f32 * 0.37,
            ink: look.ink(look::blip(blip.kind)),
            look,
            lively,
        };
        sketch.halo();
        match blip.kind {
            BlipKind::Plain => sketch.plain(),
            BlipKind::Gold => sketch.gold(left(blip, now)),
            BlipKind::Power(power) => icons::badge(sketch.canvas, power, sketch.at, sketch.radius * BADGE, look),
            BlipKind::Scissors => sketch.scissors(),
            BlipKind::Calm => sketch.calm(),
            BlipKind::Sweep => sketch.sweep(),
            BlipKind::Portal => sketch.portal(),
        }
    }
}

/// Returns the scale of a blip `seconds` after it popped up: it overshoots a little before it reaches its size.
fn pop(seconds: f32) -> f32 {
    let share = seconds / POP_S;
    if share < 0.65 { 1.15 * (share / 0.65).max(0.05) } else { 1.0 + 0.15 * (1.0 - (share - 0.65) / 0.35).max(0.0) }
}

/// Returns a blip's remaining seconds and their share of its life, or `None` if it does not expire.
fn left(blip: &Blip, now: f32) -> Option<(f32, f32)> {
    let end = blip.expires_at?;
    let left = (end as f32 - now).max(0.0);
    let life = end.saturating_sub(blip.appeared_at).max(1) as f32;
    Some((left / TICK_HZ as f32, left / life))
}

impl Sketch<'_> {
    fn swing(&self, hertz: f32) -> f32 {
        if self.lively { swing(self.seconds, hertz) } else { 0.5 }
    }

    fn spin(&self, per_second: f32) -> f32 {
        if self.lively { self.seconds * per_second } else { 0.0 }
    }

    fn halo(&mut self) {
        let pulse = self.swing(0.8);
        if let Some(halo) = self.look.halo(self.ink, 0.34 + 0.14 * pulse) {
            self.canvas.glow(self.at, self.radius * (3.0 + 0.4 * pulse), halo);
        }
    }

    /// Paints a disc with a bright centre.
    fn plain(&mut self) {
        let pulse = self.swing(0.8);
        self.canvas.disc(self.at, self.radius, bright(self.ink, 0.75));
        if !self.look.contrast {
            let heart = (bright(self.ink, 0.9) + bright(LinearRgba::WHITE, 0.9)).with_alpha(0.95);
            self.canvas.glow(self.at, self.radius * (0.82 + 0.12 * pulse), heart);
        }
        self.canvas.ring(self.at, self.radius - 0.8, 1.6, self.ink);
    }

    /// Paints a spinning star in a ring that shows the remaining time.
    fn gold(&mut self, left: Option<(f32, f32)>) {
        let (seconds, share) = left.unwrap_or((HURRY_S, 1.0));
        // Blinks twice a second near the end, and never disappears completely.
        let dim = if seconds < HURRY_S && self.lively { 0.4 + 0.6 * swing(seconds, 2.0) } else { 1.0 };
        let ink = bright(self.ink, dim);
        let place = Affine2::from_scale_angle_translation(Vec2::splat(self.radius), self.spin(1.6), self.at);
        let star = shapes::star(4, 0.46);
        self.canvas.shape(place, &star, ink);
        let heart = if self.look.contrast {
            LinearRgba::BLACK
        } else {
            (ink + bright(LinearRgba::WHITE, 0.8 * dim)).with_alpha(1.0)
        };
        self.canvas.shape(place * Affine2::from_scale(Vec2::splat(0.42)), &star, heart);
        let up = -std::f32::consts::FRAC_PI_2;
        self.canvas.arc(self.at, (self.radius * 1.55, 2.2), (up, share * std::f32::consts::TAU), ink);
    }

    /// Paints two crossed blades with ring handles.
    fn scissors(&mut self) {
        let open = 0.46 + 0.16 * self.swing(0.9);
        let size = self.radius * 1.3;
        let ink = self.ink;
        for side in [-1.0, 1.0] {
            let blade = Vec2::from_angle(-std::f32::consts::FRAC_PI_2 + side * open);
            let (tip, handle) = (self.at + blade * size, self.at - blade * size * 0.52);
            let across = blade.perp() * (0.2 * self.radius);
            let pale = bright(ink + bright(LinearRgba::WHITE, 0.5), 0.9).with_alpha(1.0);
            self.canvas.fan(handle, ink, [handle + across, tip, handle - across], pale);
            self.canvas.ring(handle - blade * size * 0.28, size * 0.28, 2.7, ink);
        }
        self.canvas.disc(self.at, 1.5, if self.look.contrast { LinearRgba::BLACK } else { LinearRgba::WHITE });
    }

    /// Paints a round window on trails that a bar wipes away repeatedly.
    fn sweep(&mut self) {
        let (at, radius) = (self.at, self.radius * BADGE);
        self.canvas.disc(at, radius, look::NIGHT);
        // The bar moves from left to right; the pauses in between show the trails.
        let share = if self.lively { ((self.seconds * 0.5).fract() * 1.6 - 0.35).clamp(0.0, 1.0) } else { 0.45 };
        let bar = at.x + radius * (share * 2.0 - 1.0) * 0.86;
        let chord = |y: f32| (radius * radius * 0.76 - y * y).max(0.0).sqrt();
        for (lane, slot) in [(-1.0, 1), (0.0, 0), (1.0, 2)] {
            let y = lane * radius * 0.42;
            let (left, right) = (at.x - chord(y), at.x + chord(y));
            let ink = self.look.ink(self.look.player(slot));
            let (left, y) = (left.max(bar).min(right), at.y + y);
            self.canvas.line([Vec2::new(left, y), Vec2::new(right, y)], radius * 0.2, [ink; 2]);
        }
        let reach = chord(bar - at.x);
        let ends = [Vec2::new(bar, at.y - reach), Vec2::new(bar, at.y + reach)];
        if 0.0 < share && share < 1.0 {
            self.canvas.line(ends, radius * 0.24, [self.ink; 2]);
        }
        self.canvas.ring(at, radius, 2.6, self.ink);
    }

    /// Paints a frame that is open on both sides; an arrow leaves on the right and enters on the left, repeatedly.
    fn portal(&mut self) {
        let (at, half) = (self.at, self.radius * BADGE * Vec2::new(1.0, 0.8));
        self.canvas.plate(at, half * 2.0, look::NIGHT);
        for side in [-1.0, 1.0] {
            let corner = |x: f32, y: f32| at + Vec2::new(x, side * y) * half;
            let (a, b, c, d) = (corner(-1.0, 0.42), corner(-1.0, 1.0), corner(1.0, 1.0), corner(1.0, 0.42));
            for way in [[a, b], [b, c], [c, d]] {
                self.canvas.line(way, 2.8, [self.ink; 2]);
            }
        }
        let share = if self.lively { (self.seconds * 0.6).fract() } else { 0.0 };
        let pale = self.look.ink((self.ink + bright(LinearRgba::WHITE, 0.7)).with_alpha(1.0));
        // The arrow is drawn twice, clipped to the frame on either side.
        for turn in [0.0, 1.0] {
            let tip = at + Vec2::new(half.x * (2.2 * (share - turn) + 1.15), 0.0);
            let (near, far) = (at.x - half.x * 1.4, at.x + half.x * 1.4);
            let fade = ((tip.x - near).min(far - tip.x) / (0.4 * half.x)).clamp(0.0, 1.0);
            let tail = tip - Vec2::new(half.x * 0.9, 0.0);
            self.canvas.line([tail, tip], 2.6, [pale.with_alpha(0.0), pale.with_alpha(fade)]);
            for wing in [-1.0, 1.0] {
                let end = tip + Vec2::new(-0.34, 0.42 * wing) * half.y;
                self.canvas.line([tip, end], 2.6, [pale.with_alpha(fade); 2]);
            }
        }
    }

    /// Paints rings that spread from a drop.
    fn calm(&mut self) {
        self.canvas.disc(self.at, self.radius * 0.34, self.ink);
        // From the drop to the rim, fading on the way.
        let phase = if self.lively { (self.seconds * 0.6).fract() } else { 0.4 };
        let ink = self.ink.with_alpha(1.0 - phase);
        self.canvas.ring(self.at, self.radius * (0.34 + 0.66 * phase), 2.0, ink);
        self.canvas.ring(self.at, self.radius, 1.8, self.ink);
    }
}
