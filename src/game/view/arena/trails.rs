//! Bodies that stay: what lies behind does not change any more, and is painted once, on a mesh for each player.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};
use tracing::warn;

use crate::{
    game::view::{
        arena::{
            canvas::{Canvas, Paint},
            ribbon::{Knot, Slice, ribbon},
        },
        theme::look::Look,
    },
    sim::{Game, MAX_PLAYERS, Player},
};

/// So much of the way behind a head still changes its looks, in arena units.
pub(crate) const FRESH: f32 = 160.0;
/// Points that are painted at a time, so that a mesh is not handed over in every frame.
const BATCH: usize = 40;
/// Points next to each other may be nearer than usual where there is a gap: so many more stay fresh.
const SPARE: usize = 6;
/// Height of the meshes: between the floor and the canvas.
const Z: f32 = 0.5;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Trails>().add_systems(Startup, spawn).add_systems(Update, show.in_set(Paint::Done));
}

/// What is painted for good, by slot.
#[derive(Resource, Default)]
pub(crate) struct Trails {
    trails: [Trail; MAX_PLAYERS],
    /// Which tick of the round it is, and how it is painted.
    tick: u64,
    contrast: bool,
}

/// A body's part that does not change any more.
#[derive(Default)]
struct Trail {
    canvas: Canvas,
    /// How many of the body's points are on it, the oldest ones.
    points: usize,
    /// Whether more is on it than is shown.
    is_stale: bool,
}

/// The entity that shows the trail of a slot.
#[derive(Component)]
struct TrailView(usize);

impl Trails {
    /// Forgets what is of another round, in other colours, or of nobody.
    pub(crate) fn follow(&mut self, game: &Game, look: Look) {
        let starts = game.tick() < self.tick || look.contrast != self.contrast || !game.tuning().body.stays;
        (self.tick, self.contrast) = (game.tick(), look.contrast);
        for (slot, trail) in (0_u8..).zip(&mut self.trails) {
            if starts || game.player(slot).is_none() {
                trail.forget();
            }
        }
    }

    /// Paints what need not be painted anew in later frames; how many points are still to be painted in this one, up to
    /// where the trail begins.
    pub(crate) fn settle(&mut self, player: &Player, spacing: f32, slice: impl Fn(f32) -> Slice) -> usize {
        let slot = usize::from(player.slot);
        let Some(trail) = self.trails.get_mut(slot) else { return player.joined_body().len() };
        // Not everybody's in the same frame.
        trail.settle(player.joined_body(), (FRESH / spacing) as usize + SPARE, BATCH + 2 * slot, slice)
    }

    /// Whose trails are where: places all over what is painted.
    pub(crate) fn places(&self) -> impl Iterator<Item = (u8, Vec2)> + '_ {
        (0_u8..).zip(&self.trails).flat_map(|(slot, trail)| trail.canvas.places().map(move |place| (slot, place)))
    }
}

impl Trail {
    fn forget(&mut self) {
        if self.points > 0 {
            self.canvas.clear();
            (self.points, self.is_stale) = (0, true);
        }
    }

    fn settle(
        &mut self,
        body: impl ExactSizeIterator<Item = Knot>,
        fresh: usize,
        batch: usize,
        slice: impl Fn(f32) -> Slice,
    ) -> usize {
        let count = body.len();
        if count < self.points {
            // It has been swept away, and begins anew.
            self.forget();
        }
        let settled = count.saturating_sub(fresh);
        if settled >= self.points + batch {
            // The newest of those that change no more goes on to the one before it in time to come; the oldest of them, to
            // what has been painted already.
            let mut knots = body.skip(fresh.saturating_sub(1));
            let is_continuation = fresh > 0 && knots.next().is_some_and(|(_, joined)| joined);
            let new = settled - self.points + 1;
            // Far enough along for nothing to change.
            ribbon(&mut self.canvas, is_continuation, knots.take(new), f32::INFINITY, |way| slice(FRESH + way));
            (self.points, self.is_stale) = (settled, true);
        }
        count - self.points + 1
    }
}

fn spawn(mut commands: Commands, meshes: Res<Assets<Mesh>>, mut materials: ResMut<Assets<ColorMaterial>>) {
    let material = materials.add(ColorMaterial::default());
    for slot in 0..MAX_PLAYERS {
        commands.spawn((
            Name::new("Trail"),
            TrailView(slot),
            Mesh2d(meshes.reserve_handle()),
            MeshMaterial2d(material.clone()),
            Visibility::Hidden,
            // It is always in the picture.
            NoFrustumCulling,
            Transform::from_xyz(0.0, 0.0, Z + 0.01 * slot as f32),
        ));
    }
}

fn show(
    mut trails: ResMut<Trails>,
    mut views: Query<(&TrailView, &Mesh2d, &mut Visibility)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    for (view, mesh, mut visibility) in &mut views {
        let Some(trail) = trails.trails.get_mut(view.0).filter(|trail| trail.is_stale) else { continue };
        trail.is_stale = false;
        let is_bare = trail.canvas.is_empty();
        visibility.set_if_neq(if is_bare { Visibility::Hidden } else { Visibility::Visible });
        if !is_bare && let Err(error) = meshes.insert(&mesh.0, trail.canvas.mesh()) {
            warn!("a trail cannot be shown: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH_POINTS: usize = 10;

    /// Lets a body grow point by point along a straight line; what is on the trail and what is left at the end.
    fn grown(knots: &[Knot]) -> (Trail, Canvas) {
        let slice = |_| Slice { half_width: 5.0, skin: LinearRgba::RED, core: LinearRgba::RED };
        let (mut trail, mut canvas) = (Trail::default(), Canvas::default());
        for count in 1..=knots.len() {
            let body = || knots[..count].iter().rev().copied();
            let fresh = trail.settle(body(), FRESH_POINTS, 7, slice);
            canvas.clear();
            ribbon(&mut canvas, false, body().take(fresh), f32::INFINITY, slice);
        }
        (trail, canvas)
    }

    /// Points from left to right, 8 units apart, each joined to the one on its left unless it is one of these.
    fn line(count: usize, apart: &[usize]) -> Vec<Knot> {
        (0..count).map(|i| (Vec2::new(8.0 * i as f32, 0.0), i > 0 && !apart.contains(&i))).collect()
    }

    #[test]
    fn trail_and_fresh_part_are_one_body_without_a_seam() {
        let (trail, canvas) = grown(&line(100, &[]));
        assert!(trail.points > 70, "{} points are painted for good", trail.points);
        for x in (-4..=796_i16).map(f32::from) {
            let at = Vec2::new(x, 0.0);
            assert!(trail.canvas.covers(at) || canvas.covers(at), "{x}");
        }
    }

    #[test]
    fn gaps_stay_open_wherever_the_trail_is_continued() {
        for first in 30..50 {
            let (trail, canvas) = grown(&line(100, &[first, first + 1, first + 2]));
            // Round ends reach five units into it.
            for x in 8 * first - 8 + 6..=8 * first + 16 - 6 {
                let at = Vec2::new(x as f32, 0.0);
                assert!(!trail.canvas.covers(at) && !canvas.covers(at), "{first}: {x}");
            }
        }
    }

    #[test]
    fn a_body_that_is_gone_leaves_no_trail() {
        let (mut trail, _) = grown(&line(100, &[]));
        let slice = |_| Slice { half_width: 5.0, skin: LinearRgba::RED, core: LinearRgba::RED };
        trail.settle(line(2, &[]).into_iter(), FRESH_POINTS, 7, slice);
        assert!(trail.canvas.is_empty() && trail.points == 0 && trail.is_stale);
    }
}
