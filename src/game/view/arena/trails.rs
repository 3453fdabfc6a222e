//! Bodies that stay: the part that no longer changes is painted once, on a mesh for each player.

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

/// Length of the part behind a head that still changes its look, in arena units.
pub(crate) const FRESH: f32 = 160.0;
/// Number of points painted at a time, so that a mesh is not uploaded in every frame.
const BATCH: usize = 40;
/// Number of additional points that stay fresh, because adjacent points may be nearer than usual at a gap.
const SPARE: usize = 6;
/// Z coordinate of the meshes: between the floor and the canvas.
const Z: f32 = 0.5;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Trails>().add_systems(Startup, spawn).add_systems(Update, show.in_set(Paint::Done));
}

/// The permanently painted trails, by slot.
#[derive(Resource, Default)]
pub(crate) struct Trails {
    trails: [Trail; MAX_PLAYERS],
    /// The round's tick, and whether the trails are painted in high contrast.
    tick: u64,
    contrast: bool,
}

/// The part of a body that no longer changes.
#[derive(Default)]
struct Trail {
    canvas: Canvas,
    /// Number of the body's points on the trail, counting from the oldest.
    points: usize,
    /// Whether the shown mesh is out of date.
    is_stale: bool,
}

/// The entity that shows the trail of a slot.
#[derive(Component)]
struct TrailView(usize);

impl Trails {
    /// Removes trails of another round, in other colours, or without a player.
    pub(crate) fn follow(&mut self, game: &Game, look: Look) {
        let starts = game.tick() < self.tick || look.contrast != self.contrast || !game.tuning().body.stays;
        (self.tick, self.contrast) = (game.tick(), look.contrast);
        for (slot, trail) in (0_u8..).zip(&mut self.trails) {
            if starts || game.player(slot).is_none() {
                trail.forget();
            }
        }
    }

    /// Paints the points that need no repainting in later frames. Returns the number of points still to be painted in
    /// this frame, up to where the trail begins.
    pub(crate) fn settle(&mut self, player: &Player, spacing: f32, slice: impl Fn(f32) -> Slice) -> usize {
        let slot = usize::from(player.slot);
        let Some(trail) = self.trails.get_mut(slot) else { return player.joined_body().len() };
        // Not all players' trails in the same frame.
        trail.settle(player.joined_body(), (FRESH / spacing) as usize + SPARE, BATCH + 2 * slot, slice)
    }

    /// Returns slots and points all over the painted trails.
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
            // The body has been swept away, and the trail starts over.
            self.forget();
        }
        let settled = count.saturating_sub(fresh);
        if settled >= self.points + batch {
            // The newest of the unchanging points will later continue to the one before it; the oldest of them
            // continues to what has already been painted.
            let mut knots = body.skip(fresh.saturating_sub(1));
            let is_continuation = fresh > 0 && knots.next().is_some_and(|(_, joined)| joined);
            let new = settled - self.points + 1;
            // Far enough along that nothing changes.
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
            // It is always visible.
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

    /// Grows a body point by point along a straight line, and returns its trail and the remaining fresh part.
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

    /// Returns points from left to right, 8 units apart, each joined to the one on its left unless it is in `apart`.
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
    fn gaps_stay_open_wherever_the_trail_continues() {
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
