//! One mesh for everything that moves in the arena: repainted every frame, back to front, in arena coordinates.

use bevy::{
    asset::RenderAssetUsages,
    camera::visibility::NoFrustumCulling,
    math::Affine2,
    mesh::{Indices, PrimitiveTopology, VertexAttributeValues},
    prelude::*,
};

/// Z coordinate of the canvas: over the floor.
const Z: f32 = 1.0;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Canvas>()
        .configure_sets(
            Update,
            (
                Paint::Frame,
                Paint::Ground,
                Paint::Ghost,
                Paint::Bodies,
                Paint::Blips,
                Paint::Hazards,
                Paint::Heads,
                Paint::Marks,
                Paint::Particles,
                Paint::Done,
            )
                .chain(),
        )
        .add_systems(Startup, spawn)
        .add_systems(Update, upload.in_set(Paint::Done));
}

/// The steps of painting. Later layers cover earlier ones.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Paint {
    /// Decides what part of the world is shown, before anything is painted.
    Frame,
    /// Places on the floor that matter in a mode.
    Ground,
    Ghost,
    Bodies,
    Blips,
    Hazards,
    Heads,
    /// Signs at heads.
    Marks,
    Particles,
    Done,
}

/// Coloured triangles. Colours are linear; colours brighter than white glow.
#[derive(Resource, Default)]
pub(crate) struct Canvas {
    positions: Vec<[f32; 3]>,
    colours: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

/// The entity whose mesh shows the canvas.
#[derive(Component)]
struct CanvasView;

impl Canvas {
    /// Returns whether the canvas is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Removes everything from the canvas.
    pub(crate) fn clear(&mut self) {
        self.positions.clear();
        self.colours.clear();
        self.indices.clear();
    }

    /// Returns the positions of all corners, in the order in which they were added.
    pub(crate) fn places(&self) -> impl Iterator<Item = Vec2> + '_ {
        self.positions.iter().map(|[x, y, _]| Vec2::new(*x, -y))
    }

    /// Returns a mesh of everything painted so far.
    pub(crate) fn mesh(&self) -> Mesh {
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::RENDER_WORLD)
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions.clone())
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colours.clone())
            .with_inserted_indices(Indices::U32(self.indices.clone()))
    }

    /// Adds a corner, and returns its number.
    pub(crate) fn corner(&mut self, at: Vec2, colour: LinearRgba) -> u32 {
        self.corners([at], [colour])
    }

    /// Adds several corners at once, for shapes with many, and returns the number of the first.
    pub(crate) fn corners<const N: usize>(&mut self, at: [Vec2; N], colours: [LinearRgba; N]) -> u32 {
        let number = self.positions.len() as u32;
        // The world's y axis points up.
        self.positions.extend_from_slice(&at.map(|at| [at.x, -at.y, 0.0]));
        self.colours.extend_from_slice(&colours.map(|colour| [colour.red, colour.green, colour.blue, colour.alpha]));
        number
    }

    /// Adds triangles between corners.
    pub(crate) fn triangles<const N: usize>(&mut self, corners: [[u32; 3]; N]) {
        self.indices.extend_from_slice(corners.as_flattened());
    }

    /// Adds a triangle between corners.
    pub(crate) fn triangle(&mut self, corners: [u32; 3]) {
        self.indices.extend(corners);
    }

    /// Paints a shape that is entirely visible from its middle.
    pub(crate) fn fan(
        &mut self,
        middle: Vec2,
        inside: LinearRgba,
        rim: impl IntoIterator<Item = Vec2>,
        outside: LinearRgba,
    ) {
        let hub = self.corner(middle, inside);
        let first = hub + 1;
        for at in rim {
            self.corner(at, outside);
        }
        let last = self.positions.len() as u32 - 1;
        for corner in first..last {
            self.triangle([hub, corner, corner + 1]);
        }
        if last > first {
            self.triangle([hub, last, first]);
        }
    }

    /// Paints a filled polygon in its own coordinates that is entirely visible from its origin.
    pub(crate) fn shape(&mut self, place: Affine2, points: &[Vec2], colour: LinearRgba) {
        let rim = points.iter().map(|&point| place.transform_point2(point));
        self.fan(place.translation, colour, rim, colour);
    }

    /// Paints the outline of such a polygon, of this width, just inside its edge.
    pub(crate) fn outline(&mut self, place: Affine2, points: &[Vec2], width: f32, colour: LinearRgba) {
        let Some(&last) = points.last() else { return };
        let inner = |point: Vec2| point * (1.0 - width / point.length().max(width));
        let mut before = last;
        for &point in points {
            let corners = [before, point, inner(before), inner(point)];
            self.quad(corners.map(|corner| place.transform_point2(corner)), [colour; 4]);
            before = point;
        }
    }

    /// Paints a disc.
    pub(crate) fn disc(&mut self, middle: Vec2, radius: f32, colour: LinearRgba) {
        self.fan(middle, colour, circle(middle, radius), colour);
    }

    /// Paints light that fades towards its rim, so gently that the rim is invisible.
    pub(crate) fn glow(&mut self, middle: Vec2, radius: f32, colour: LinearRgba) {
        const STEPS: [(f32, f32); 4] = [(0.28, 0.58), (0.52, 0.22), (0.76, 0.05), (1.0, 0.0)];
        let faded = |share: f32| colour.with_alpha(colour.alpha * share);
        let (mut near, mut inside) = STEPS[0];
        self.fan(middle, colour, circle(middle, radius * near), faded(inside));
        for (far, outside) in STEPS.into_iter().skip(1) {
            let count = u32::from(pieces(radius));
            let first = self.positions.len() as u32;
            for out in circle(Vec2::ZERO, radius) {
                self.corner(middle + out * near, faded(inside));
                self.corner(middle + out * far, faded(outside));
            }
            for piece in 0..count {
                let [a, b] = [piece, (piece + 1) % count].map(|piece| first + 2 * piece);
                self.triangle([a, a + 1, b]);
                self.triangle([b, a + 1, b + 1]);
            }
            (near, inside) = (far, outside);
        }
    }

    /// Paints a piece of a ring: its start and its extent, in radians clockwise from "right".
    pub(crate) fn arc(
        &mut self,
        middle: Vec2,
        (radius, width): (f32, f32),
        (from, by): (f32, f32),
        colour: LinearRgba,
    ) {
        let pieces = (by.abs() * f32::from(pieces(radius)) / std::f32::consts::TAU).ceil().max(1.0);
        let mut before = None;
        for piece in 0..=pieces as u32 {
            let out = Vec2::from_angle(from + by * piece as f32 / pieces);
            let inner = self.corner(middle + out * (radius - width / 2.0), colour);
            let outer = self.corner(middle + out * (radius + width / 2.0), colour);
            if let Some([a, b]) = before.replace([inner, outer]) {
                self.triangle([a, b, inner]);
                self.triangle([inner, b, outer]);
            }
        }
    }

    /// Paints a ring.
    pub(crate) fn ring(&mut self, middle: Vec2, radius: f32, width: f32, colour: LinearRgba) {
        self.arc(middle, (radius, width), (0.0, std::f32::consts::TAU), colour);
    }

    /// Paints a ring of dashes, turned by an angle.
    pub(crate) fn dashes(
        &mut self,
        middle: Vec2,
        radius: f32,
        width: f32,
        (count, turn): (u8, f32),
        colour: LinearRgba,
    ) {
        let step = std::f32::consts::TAU / f32::from(count.max(1));
        for dash in 0..count {
            self.arc(middle, (radius, width), (turn + step * f32::from(dash), step * 0.55), colour);
        }
    }

    /// Paints a straight line.
    pub(crate) fn line(&mut self, [from, to]: [Vec2; 2], width: f32, colours: [LinearRgba; 2]) {
        let side = (to - from).normalize_or(Vec2::X).perp() * (width / 2.0);
        let [start, end] = colours;
        self.quad([from + side, to + side, from - side, to - side], [start, end, start, end]);
    }

    /// Paints a rectangle with rounded corners.
    pub(crate) fn plate(&mut self, middle: Vec2, size: Vec2, colour: LinearRgba) {
        let radius = size.min_element() / 2.0;
        let core = size / 2.0 - radius;
        let quarter = (0..=4_u8).map(|i| Vec2::from_angle(std::f32::consts::FRAC_PI_2 * f32::from(i) / 4.0) * radius);
        let corners = [Vec2::new(1.0, 1.0), Vec2::new(-1.0, 1.0), Vec2::new(-1.0, -1.0), Vec2::new(1.0, -1.0)];
        let rim = corners.into_iter().enumerate().flat_map(|(turns, corner)| {
            let turn = Vec2::from_angle(std::f32::consts::FRAC_PI_2 * turns as f32);
            quarter.clone().map(move |out| middle + core * corner + turn.rotate(out))
        });
        self.fan(middle, colour, rim, colour);
    }

    fn quad(&mut self, at: [Vec2; 4], colours: [LinearRgba; 4]) {
        let first = self.corners(at, colours);
        self.triangles([[first, first + 1, first + 2], [first + 2, first + 1, first + 3]]);
    }
}

impl Canvas {
    /// Returns the area within `reach` of the origin as a square picture, sRGB with alpha, row by row. Each pixel is
    /// the mean of a few points in it.
    pub(crate) fn pixels(&self, side: u32, reach: f32) -> Vec<u8> {
        const FINE: u32 = 3;
        let step = 2.0 * reach / (side * FINE) as f32;
        let place = |x: u32, y: u32| Vec2::new(x as f32 + 0.5, y as f32 + 0.5) * step - reach;
        let mean = |x: u32, y: u32| {
            let parts = (0..FINE * FINE).map(|i| self.colour_at(place(x * FINE + i % FINE, y * FINE + i / FINE)));
            let (sum, seen) = parts.flatten().fold((Vec3::ZERO, 0.0), |(sum, seen), colour| (sum + colour, seen + 1.0));
            let [red, green, blue] = (sum / f32::max(seen, 1.0)).min(Vec3::ONE).to_array();
            let colour = LinearRgba::new(red, green, blue, seen / (FINE * FINE) as f32);
            Color::from(colour).to_srgba().to_u8_array()
        };
        (0..side * side).flat_map(|i| mean(i % side, i / side)).collect()
    }

    /// Returns the colour of the topmost triangle at a point, or `None` if nothing is painted there.
    fn colour_at(&self, place: Vec2) -> Option<Vec3> {
        let corner = |index: u32| {
            let [x, y, _] = self.positions[index as usize];
            Vec2::new(x, -y)
        };
        self.indices.chunks_exact(3).rev().find_map(|triangle| {
            let [a, b, c] = [0, 1, 2].map(|i| corner(triangle[i]));
            let area = (b - a).perp_dot(c - a);
            let shares = [(b, c), (c, a), (a, b)].map(|(from, to)| (to - from).perp_dot(place - from) / area);
            let inside = area.abs() > 1e-9 && shares.iter().all(|share| *share >= 0.0);
            let colour = |i: usize| Vec4::from(self.colours[triangle[i] as usize]).truncate();
            inside.then(|| colour(0) * shares[0] + colour(1) * shares[1] + colour(2) * shares[2])
        })
    }
}

#[cfg(test)]
impl Canvas {
    /// Returns whether anything is painted at a point.
    pub(crate) fn covers(&self, place: Vec2) -> bool {
        let places: Vec<Vec2> = self.places().collect();
        self.indices.chunks(3).any(|corners| {
            let [a, b, c] = [0, 1, 2].map(|i| places[corners[i] as usize]);
            let sides = [(b - a).perp_dot(place - a), (c - b).perp_dot(place - b), (a - c).perp_dot(place - c)];
            let is_flat = (b - a).perp_dot(c - a).abs() < 1e-3;
            !is_flat && (sides.iter().all(|&side| side >= 0.0) || sides.iter().all(|&side| side <= 0.0))
        })
    }

    /// Returns the number of corners.
    pub(crate) fn size(&self) -> usize {
        self.positions.len()
    }
}

/// Returns the number of straight pieces that make a circle of this radius look round.
fn pieces(radius: f32) -> u8 {
    (radius * 1.6).clamp(14.0, 64.0) as u8
}

fn circle(middle: Vec2, radius: f32) -> impl Iterator<Item = Vec2> {
    let count = pieces(radius);
    let step = std::f32::consts::TAU / f32::from(count);
    (0..count).map(move |piece| middle + Vec2::from_angle(step * f32::from(piece)) * radius)
}

fn spawn(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, mut materials: ResMut<Assets<ColorMaterial>>) {
    // Also kept in main memory, so that its buffers are reused in every frame.
    let mesh = Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, vec![[0.0_f32; 3]; 3])
        .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, vec![[0.0_f32; 4]; 3])
        .with_inserted_indices(Indices::U32(vec![0, 1, 2]));
    commands.spawn((
        Name::new("Canvas"),
        CanvasView,
        Mesh2d(meshes.add(mesh)),
        MeshMaterial2d(materials.add(ColorMaterial::default())),
        // Its bounds change every frame, and it is always visible.
        NoFrustumCulling,
        Transform::from_xyz(0.0, 0.0, Z),
    ));
}

fn upload(mut canvas: ResMut<Canvas>, view: Single<&Mesh2d, With<CanvasView>>, mut meshes: ResMut<Assets<Mesh>>) {
    let canvas = &mut *canvas;
    if canvas.is_empty() {
        // Graphics cards do not accept an empty mesh.
        (0..3).for_each(|_| _ = canvas.corner(Vec2::ZERO, LinearRgba::NONE));
        canvas.triangle([0, 1, 2]);
    }
    let Some(mut mesh) = meshes.get_mut(&view.0) else { return };
    if let Some(VertexAttributeValues::Float32x3(old)) = mesh.attribute_mut(Mesh::ATTRIBUTE_POSITION) {
        std::mem::swap(old, &mut canvas.positions);
    }
    if let Some(VertexAttributeValues::Float32x4(old)) = mesh.attribute_mut(Mesh::ATTRIBUTE_COLOR) {
        std::mem::swap(old, &mut canvas.colours);
    }
    if let Some(Indices::U32(old)) = mesh.indices_mut() {
        std::mem::swap(old, &mut canvas.indices);
    }
    canvas.clear();
}
