//! The floor and the edge: one rectangle, painted by a shader whose inputs are the heads and recent events.

use bevy::{
    asset::{load_internal_asset, uuid_handle},
    prelude::*,
    reflect::TypePath,
    render::render_resource::{AsBindGroup, ShaderType},
    shader::ShaderRef,
    sprite_render::{Material2d, Material2dPlugin},
};

use crate::{
    game::{
        round::displayed::{DisplayedEvent, DisplayedGame},
        settings::model::CurrentSettings,
        view::{
            arena::{
                canvas::Paint,
                edges::{Edges, HURRY_S, Threat},
            },
            theme::look::{self, Look, swing},
        },
    },
    sim::{BlipKind, BombEvent, Game, GameEvent, MAX_PLAYERS, TICK_HZ},
};

const SHADER: Handle<Shader> = uuid_handle!("5b0c4d5e-8a53-4c3e-9a43-2f0e7e1c9a17");
/// Side of the floor, in arena units: more than any window shows.
const SIZE: f32 = 8000.0;
/// Side of a square of the grid, in arena units.
const SQUARE: f32 = 36.0;
/// Maximum number of ripples at a time; must match the shader.
const MAX_RIPPLES: usize = 8;
/// Speed of ripples in arena units per second, and their life in seconds.
const RIPPLE_SPEED: f32 = 420.0;
const RIPPLE_S: f32 = 1.1;
/// Speed of the light along open edges in arena units per second, and its factor shortly before they shut.
const FLOW: f32 = 90.0;
const FLOW_HURRY: f32 = 3.0;
/// Period of the light, in arena units; must match the shader.
const FLOW_PERIOD: f32 = 54.0;
/// Brightness of the light along edges that are always open.
const FLOW_CALM: f32 = 0.45;

pub(crate) fn plugin(app: &mut App) {
    load_internal_asset!(app, SHADER, "../../../../assets/shaders/floor.wgsl", Shader::from_wgsl);
    app.add_plugins(Material2dPlugin::<FloorMaterial>::default())
        .init_resource::<Ripples>()
        .add_systems(Startup, spawn)
        .add_systems(Update, (stir, paint).chain().in_set(Paint::Done));
}

/// The shader's inputs.
#[derive(Asset, TypePath, AsBindGroup, Debug, Clone, Default)]
struct FloorMaterial {
    #[uniform(0)]
    floor: FloorUniform,
}

/// The uniform; must match the shader member by member.
#[derive(ShaderType, Debug, Clone, Default)]
struct FloorUniform {
    arena: Vec4,
    counts: Vec4,
    edge: Vec4,
    heads: [Vec4; MAX_PLAYERS],
    head_colours: [Vec4; MAX_PLAYERS],
    ripples: [Vec4; MAX_RIPPLES],
    ripple_colours: [Vec4; MAX_RIPPLES],
}

impl Material2d for FloorMaterial {
    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }
}

/// The floor's rectangle.
#[derive(Component)]
struct Floor;

/// Waves that run over the floor.
#[derive(Resource, Default)]
struct Ripples(Vec<Ripple>);

struct Ripple {
    at: Vec2,
    colour: LinearRgba,
    strength: f32,
    seconds: f32,
}

impl Ripple {
    /// Returns the ripple's origin, its radius and its remaining strength.
    fn uniform(&self) -> Vec4 {
        let left = 1.0 - self.seconds / RIPPLE_S;
        self.at.extend(self.seconds * RIPPLE_SPEED).extend(self.strength * left * left)
    }
}

fn spawn(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, mut materials: ResMut<Assets<FloorMaterial>>) {
    commands.spawn((
        Name::new("Floor"),
        Floor,
        Mesh2d(meshes.add(Rectangle::from_length(SIZE))),
        MeshMaterial2d(materials.add(FloorMaterial::default())),
        Transform::default(),
    ));
}

/// Creates ripples at events, and advances them.
fn stir(
    mut events: MessageReader<DisplayedEvent>,
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    time: Res<Time>,
    mut ripples: ResMut<Ripples>,
) {
    let seconds = time.delta_secs();
    ripples.0.retain_mut(|ripple| {
        ripple.seconds += seconds;
        ripple.seconds < RIPPLE_S
    });
    let look = Look::of(&settings);
    let quiet = look.contrast || settings.reduced_motion;
    for DisplayedEvent(event) in events.read() {
        let Some((at, colour, strength)) = displayed.game().and_then(|game| impact(event, game, look.in_game(game)))
        else {
            continue;
        };
        if quiet {
            continue;
        }
        if ripples.0.len() == MAX_RIPPLES {
            ripples.0.remove(0);
        }
        ripples.0.push(Ripple { at, colour, strength, seconds: 0.0 });
    }
}

/// Returns the position, colour and strength of an event's ripple, or `None` if the event causes none.
fn impact(event: &GameEvent, game: &Game, look: Look) -> Option<(Vec2, LinearRgba, f32)> {
    Some(match event {
        GameEvent::BlipTaken { blip, slot, .. } => {
            let colour = if blip.kind == BlipKind::Plain { look.player(*slot) } else { look::blip(blip.kind) };
            (blip.position, colour, if matches!(blip.kind, BlipKind::Sweep | BlipKind::Portal) { 1.6 } else { 0.55 })
        }
        GameEvent::Returned { slot } => (game.player(*slot)?.pose.position, look.player(*slot), 0.6),
        GameEvent::Bomb(BombEvent::Blew { slot, .. }) => (game.player(*slot)?.pose.position, look::DANGER, 2.4),
        GameEvent::LandTaken { slot, .. } => (game.player(*slot)?.pose.position, look.player(*slot), 0.9),
        GameEvent::Crashed { slot, .. } => (game.player(*slot)?.pose.position, look::DANGER, 1.3),
        _ => return None,
    })
}

fn paint(
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    time: Res<Time>,
    ripples: Res<Ripples>,
    floor: Single<&MeshMaterial2d<FloorMaterial>, With<Floor>>,
    mut materials: ResMut<Assets<FloorMaterial>>,
    mut flow: Local<f32>,
) {
    let (Some(game), Some(mut material)) = (displayed.game(), materials.get_mut(&floor.0)) else { return };
    let look = Look::of(&settings).in_game(game);
    let uniform = &mut material.floor;
    let arena = game.tuning().arena;
    uniform.arena = arena.extend(game.inset()).extend(SQUARE);
    let living = game.players().iter().filter(|player| player.alive && !player.parked).take(MAX_PLAYERS);
    let mut heads = 0;
    for (i, player) in living.enumerate() {
        // Many lights together are not brighter than one.
        let light = if player.is_solid() { 1.0 } else { 0.3 };
        uniform.heads[i] = player.pose_at(displayed.alpha()).position.extend(light).extend(0.0);
        uniform.head_colours[i] = look.player(player.slot).to_vec4();
        heads = i + 1;
    }
    for (i, ripple) in ripples.0.iter().enumerate() {
        uniform.ripples[i] = ripple.uniform();
        uniform.ripple_colours[i] = ripple.colour.to_vec4();
    }
    // Moving hatching counts as motion, too.
    let seconds = if settings.reduced_motion || look.contrast { 0.0 } else { time.elapsed_secs_wrapped() };
    let edges = Edges::of(game, displayed.alpha());
    if !settings.reduced_motion {
        let hurry = if edges.open_s < HURRY_S { FLOW_HURRY } else { 1.0 };
        *flow = (*flow + time.delta_secs() * FLOW * hurry) % FLOW_PERIOD;
    }
    let threat = threat(edges.threat, game.tick(), settings.reduced_motion);
    let light = if edges.open_s.is_infinite() { FLOW_CALM } else { 1.0 };
    uniform.edge = Vec4::new(edges.open, *flow, light, threat);
    uniform.counts = Vec4::new(heads as f32, ripples.0.len() as f32, f32::from(u8::from(look.contrast)), seconds);
}

/// Returns the strength of the edges' warning, 0..=1: they blink before they move, and then swell.
fn threat(threat: Threat, tick: u64, is_calm: bool) -> f32 {
    let seconds = tick as f32 / TICK_HZ as f32;
    match threat {
        Threat::None => 0.0,
        Threat::Soon(_) | Threat::Now if is_calm => 0.8,
        Threat::Soon(_) => 0.15 + 0.85 * swing(seconds, 2.0),
        Threat::Now => 0.75 + 0.25 * swing(seconds, 0.8),
    }
}
