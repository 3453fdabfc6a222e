// The floor: a grid lit by heads and displaced by ripples, the edge, and the forbidden ground behind it.

#import bevy_sprite::{
    mesh2d_vertex_output::VertexOutput,
    mesh2d_view_bindings::view,
}
#ifdef TONEMAP_IN_SHADER
#import bevy_core_pipeline::tonemapping
#endif

struct Floor {
    // Size of the arena (xy), inset of the edges (z), side of a grid square (w), in arena units.
    arena: vec4<f32>,
    // Number of heads (x), number of ripples (y), 1 for black and white (z), time in seconds (w).
    counts: vec4<f32>,
    // Opening of the edges (x), distance that their light has flowed (y), its brightness (z), strength of the warning before
    // they close in (w).
    edge: vec4<f32>,
    // Position (xy) and brightness (z) of each head.
    heads: array<vec4<f32>, 17>,
    head_colours: array<vec4<f32>, 17>,
    // Origin (xy), radius (z) and strength (w) of each ripple.
    ripples: array<vec4<f32>, 8>,
    ripple_colours: array<vec4<f32>, 8>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> floor: Floor;

const GROUND: vec3<f32> = vec3(0.0052, 0.0085, 0.0235);
const BEYOND: vec3<f32> = vec3(0.0022, 0.0032, 0.0085);
const GRID: vec3<f32> = vec3(0.012, 0.024, 0.060);
const EDGE: vec3<f32> = vec3(0.16, 0.48, 1.05);
const FORBIDDEN: vec3<f32> = vec3(0.10, 0.006, 0.010);
const DANGER: vec3<f32> = vec3(1.5, 0.09, 0.07);
const PORTAL: vec3<f32> = vec3(0.65, 0.35, 1.6);
// Distance between dashes of an open edge, in arena units.
const DASH: f32 = 54.0;
// Width of the marked ground inside edges that close in, in arena units.
const DOOMED: f32 = 34.0;
// Width of a ripple, in arena units.
const RIPPLE: f32 = 26.0;

// Returns the share of a pixel that a line of this half width covers, at this distance from its middle.
fn stroke(distance: f32, half_width: f32, pixel: f32) -> f32 {
    // A line thinner than a pixel gets fainter instead.
    let half = max(half_width, 0.5 * pixel);
    return clamp((half - abs(distance)) / pixel + 0.5, 0.0, 1.0) * half_width / half;
}

// Returns the distance from the rectangle between `low` and `high`: negative inside.
fn outside(p: vec2<f32>, low: vec2<f32>, high: vec2<f32>) -> f32 {
    let d = max(low - p, p - high);
    return length(max(d, vec2(0.0))) + min(max(d.x, d.y), 0.0);
}

@fragment
fn fragment(mesh: VertexOutput) -> @location(0) vec4<f32> {
    let p = vec2(mesh.world_position.x, -mesh.world_position.y);
    let pixel = max(length(fwidth(p)) * 0.7071, 0.0001);
    let arena = floor.arena.xy;
    let inset = floor.arena.z;
    let plain = floor.counts.z > 0.5;

    let from_edge = outside(p, vec2(inset), arena - inset);
    let from_arena = outside(p, vec2(0.0), arena);

    // Light of the heads, and the warning where they are close to the edge near this pixel.
    var light = vec3(0.0);
    var warning = vec3(0.0);
    for (var i = 0; i < i32(floor.counts.x); i++) {
        let d = distance(p, floor.heads[i].xy);
        let colour = floor.head_colours[i].rgb * floor.heads[i].z;
        light += colour * exp(-d * d / 9000.0);
        warning += colour * exp(-d / 34.0);
    }

    // Ripples shine and push the grid outwards.
    var push = vec2(0.0);
    var shine = vec3(0.0);
    for (var i = 0; i < i32(floor.counts.y); i++) {
        let ripple = floor.ripples[i];
        let way = p - ripple.xy;
        let d = max(length(way), 0.001);
        let off = (d - ripple.z) / RIPPLE;
        let crest = exp(-off * off) * ripple.w;
        push += way / d * crest * 9.0;
        shine += floor.ripple_colours[i].rgb * crest;
    }

    var colour = BEYOND;
    if (from_edge < pixel) {
        let side = floor.arena.w;
        let q = (p - 0.5 * arena - push) / side;
        // Distance from the nearest grid line, in arena units.
        let near = (0.5 - abs(fract(q) - 0.5)) * side;
        let lines = max(stroke(near.x, 0.55, pixel), stroke(near.y, 0.55, pixel));
        let dots = clamp((1.9 - length(near)) / pixel + 0.5, 0.0, 1.0);
        let centre = 1.0 - 0.35 * smoothstep(0.2, 0.75, length((p - 0.5 * arena) / arena));
        colour = GROUND * centre + light * 0.011 + shine * 0.012;
        colour += lines * (GRID * centre + light * 0.16 + shine * 0.30);
        colour += dots * (GRID * 1.6 + light * 0.30 + shine * 0.35);
    }

    // An open edge is a row of dashes whose light flows clockwise.
    let open = floor.edge.x;
    let is_open = clamp(open * 6.0, 0.0, 1.0);
    let portal = PORTAL * floor.edge.z;
    let side = p - 0.5 * arena;
    let out = abs(side) - (0.5 * arena - inset);
    let along = select(p.y * sign(side.x), -p.x * sign(side.y), out.y > out.x);
    let beat = fract((along - floor.edge.y) / DASH);
    let gap = 0.5 * open;
    let dash = clamp((beat - gap) * DASH / pixel + 0.5, 0.0, 1.0) * clamp((1.0 - beat) * DASH / pixel + 0.5, 0.0, 1.0);
    let dashed = mix(1.0, dash, is_open);
    let flowing = dash * (0.3 + 0.7 * (beat - gap) / (1.0 - gap));

    // Forbidden ground: hatched, and fading out beyond the arena. Where edges close in, it begins inside them.
    let threat = floor.edge.w;
    let hatch = fract((p.x + p.y) / 22.0 - floor.counts.w * 0.12);
    let stripes = stroke((abs(hatch - 0.5) - 0.25) * 22.0 - 2.2, 2.2, pixel * 1.4);
    let beyond = clamp(from_edge / pixel, 0.0, 1.0) * exp(-max(from_arena, 0.0) / 14.0);
    let doomed = threat * clamp(1.0 + from_edge / DOOMED, 0.0, 1.0) * clamp(-from_edge / pixel, 0.0, 1.0);
    if (plain) {
        colour = vec3(0.0);
        colour += vec3(0.13) * stripes * (beyond * (1.0 - is_open) + doomed);
        colour = mix(colour, vec3(1.0), stroke(from_edge, 2.0 + 1.5 * threat, pixel) * dashed);
    } else {
        let ground = FORBIDDEN * (0.10 + 0.75 * stripes) + warning * 0.05;
        // An open edge has light behind it instead of danger.
        let way_out = portal * 0.10 * exp(-max(from_edge, 0.0) / 9.0) * (0.35 + flowing);
        colour = mix(colour, mix(ground, colour + way_out, is_open), beyond * 0.9);
        colour += DANGER * doomed * (0.02 + 0.16 * stripes * doomed);
        let line = stroke(from_edge, 1.5 + 1.2 * max(threat, is_open), pixel) * dashed;
        let glow = exp(-abs(from_edge) / 7.0);
        let edge = mix(EDGE, DANGER, threat);
        colour += glow * (edge * (0.05 + 0.25 * threat) + warning * 0.35 + shine * 0.10) * (1.0 - 0.7 * is_open);
        colour += portal * is_open * (0.20 * exp(-abs(from_edge) / 14.0) * flowing + 0.05 * exp(-abs(from_edge) / 22.0));
        let lit = mix(edge * 0.75 + warning * 2.6 + shine * 0.6, portal * (0.35 + 1.2 * flowing), is_open);
        colour = mix(colour, lit, line);
    }

    var output = vec4(colour, 1.0);
#ifdef TONEMAP_IN_SHADER
    output = tonemapping::tone_mapping(output, view.color_grading);
#endif
    return output;
}
