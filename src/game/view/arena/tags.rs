//! Names beside heads, and arrows that turn as phones do, whenever players may have lost track of their own heads.

use bevy::{prelude::*, window::PrimaryWindow};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    game::{
        players::roster::Roster,
        round::{displayed::DisplayedGame, phase::Phase, state::Round},
        settings::model::CurrentSettings,
        view::{
            arena::{
                cameras::{Framing, to_world},
                canvas::{Canvas, Paint},
                modes::hydra,
                returns::Returns,
            },
            theme::{
                self, Fonts,
                labels::{self, Label},
                look::{self, Look, bright},
            },
        },
    },
    sim::{Bomb, HazardKind, Parts, TICK_HZ},
};

/// Seconds for which names are shown when heads begin to move, and after a return, and the part of them for fading out.
const SHOWN_S: f32 = 1.5;
const FADE_S: f32 = 0.3;
/// Opacity of the names of players who cannot be touched.
const ABSENT: f32 = 0.6;
/// Height of the letters, as a percentage of the window's smaller side: readable from four metres.
const HEIGHT: f32 = 3.4;
/// Width of a column and height of a line, as shares of the letters' height.
const COLUMN: f32 = 0.6;
const LINE: f32 = 1.25;
/// Height of the bomb over the head of its holder, in arena units.
const BOMB: f32 = 60.0;
/// Up to this number of riders in all, their names are always shown.
const FEW_RIDERS: usize = 6;
/// Longest name shown, in columns.
const NAME_COLUMNS: usize = 10;
/// Speed at which a name moves to another side of its head, as a share of the distance per second.
const SLIDE: f32 = 10.0;
/// Z coordinate: over the canvas, under the small numbers.
const Z: f32 = 3.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (point, name).chain().after(Paint::Marks).before(Paint::Particles));
}

/// A player's name.
#[derive(Component)]
struct Tag {
    slot: u8,
    side: usize,
    /// Offset of the name's middle from the head, in arena units.
    offset: Vec2,
}

/// A player to point out.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lost {
    slot: u8,
    at: Vec2,
    /// The direction to show, if any.
    along: Option<Vec2>,
    /// Opacity, 0..=1.
    strength: f32,
}

/// Returns the players who may have lost track of their heads.
fn lost(displayed: &DisplayedGame, round: &Round, returns: &Returns) -> Vec<Lost> {
    let is_shared = !displayed.is_backdrop() && round.soloist().is_none();
    let is_over = round.phase() == Phase::Results;
    let Some(game) = displayed.game().filter(|_| displayed.is_playground() || is_shared && !is_over) else {
        return Vec::new();
    };
    let all = displayed.is_playground()
        || game.countdown() > 0
        || round.phase() == Phase::Countdown
        || round.phase() == Phase::Playing && round.pause.holds();
    let start_s = game.tick() as f32 / TICK_HZ as f32;
    // Riders have no head of their own in the arena, but one at the end of a neck.
    let perches = hydra::perches(game, displayed.alpha());
    let burning = game.parts().and_then(Parts::bomb).and_then(Bomb::holder);
    let heads = game.players().iter().filter(|player| player.alive).map(|player| {
        let back_s = returns.seconds(player.slot).unwrap_or(if player.is_solid() { start_s } else { 0.0 });
        let strength = if all { 1.0 } else { ((SHOWN_S - back_s) / FADE_S).clamp(0.0, 1.0) };
        let pose = player.pose_at(displayed.alpha());
        if let Some(perch) = perches.iter().find(|perch| perch.slot == player.slot) {
            // Few riders have room for their names all the time.
            let is_shown = all || perches.len() <= FEW_RIDERS;
            let strength = if is_shown { 1.0 } else { ((SHOWN_S - start_s) / FADE_S).clamp(0.0, 1.0) };
            return Lost { slot: player.slot, at: perch.at, along: None, strength };
        }
        let strength = if player.is_solid() { strength } else { ABSENT };
        // Everybody wants to know who has the bomb.
        let strength = if burning == Some(player.slot) { 1.0 } else { strength };
        // Heads that stand leave room for all names.
        let moves = game.tuning().max_speed > 0.0;
        let strength = if moves || player.parked { strength } else { 1.0 };
        let along = (moves && (player.is_solid() || all && !player.parked)).then(|| pose.direction());
        Lost { slot: player.slot, at: pose.position, along, strength }
    });
    let spirits = game.hazards().iter().filter_map(|hazard| {
        let HazardKind::Spirit { of } = hazard.kind else { return None };
        let armed_s = game.tick().saturating_sub(hazard.armed_at) as f32 / TICK_HZ as f32;
        let at = hazard.previous.lerp(hazard.position, displayed.alpha());
        Some(Lost { slot: of, at, along: None, strength: ((1.0 - armed_s) / FADE_S).clamp(0.0, 1.0) })
    });
    heads.chain(spirits).filter(|lost| lost.strength > 0.0).collect()
}

/// Returns the height of the letters in arena units.
fn height(framing: &Framing, window: &Window) -> f32 {
    window.size().min_element() * HEIGHT / 100.0 / framing.scale.max(f32::MIN_POSITIVE)
}

/// Draws arrows in front of heads; while the heads do not move, with a few dots along their future course.
fn point(
    displayed: DisplayedGame,
    round: Res<Round>,
    returns: Res<Returns>,
    settings: Res<CurrentSettings>,
    framing: Res<Framing>,
    window: Single<&Window, With<PrimaryWindow>>,
    mut canvas: ResMut<Canvas>,
) {
    let Some(game) = displayed.game() else { return };
    let (look, size) = (Look::of(&settings).in_game(game), height(&framing, &window));
    for lost in lost(&displayed, &round, &returns) {
        let Some(along) = lost.along else { continue };
        let near = 2.0 * game.tuning().head_radius;
        let from = lost.at + along * near;
        arrow(&mut canvas, from, along, size, look.player(lost.slot), lost.strength, look);
        if game.countdown() > 0 {
            for dot in (0..4_u8).map(f32::from) {
                let at = from + along * size * (1.35 + 0.5 * dot);
                let ink = look.player(lost.slot).with_alpha(0.8 - 0.18 * dot);
                canvas.disc(at, 0.09 * size, ink);
            }
        }
    }
}

fn arrow(canvas: &mut Canvas, from: Vec2, along: Vec2, size: f32, colour: LinearRgba, strength: f32, look: Look) {
    let shape = [(1.0, 0.0), (0.45, 0.5), (0.45, 0.17), (0.0, 0.17), (0.0, -0.17), (0.45, -0.17), (0.45, -0.5)];
    let rim = |larger: f32| {
        let middle = Vec2::new(0.42, 0.0);
        shape.map(|(x, y)| from + along.rotate(middle + (Vec2::new(x, y) - middle) * larger) * size)
    };
    let middle = from + along * 0.42 * size;
    let night = look::NIGHT.with_alpha(0.8 * strength);
    canvas.fan(middle, night, rim(1.3), night);
    let ink = if look.contrast { colour } else { bright(colour, 1.15) }.with_alpha(strength);
    canvas.fan(middle, ink, rim(1.0), ink);
}

fn name(
    mut commands: Commands,
    displayed: DisplayedGame,
    round: Res<Round>,
    roster: Res<Roster>,
    returns: Res<Returns>,
    settings: Res<CurrentSettings>,
    framing: Res<Framing>,
    fonts: Res<Fonts>,
    time: Res<Time>,
    window: Single<&Window, With<PrimaryWindow>>,
    mut canvas: ResMut<Canvas>,
    mut tags: Query<(Entity, &mut Tag, &mut Text2d, &mut TextFont, &mut TextColor, &mut Transform)>,
) {
    let lost = lost(&displayed, &round, &returns);
    for (entity, tag, ..) in &tags {
        if !lost.iter().any(|lost| lost.slot == tag.slot) {
            commands.entity(entity).despawn();
        }
    }
    let Some(game) = displayed.game() else { return };
    let (size, look) = (height(&framing, &window), Look::of(&settings).in_game(game));
    let name_of = |slot| {
        let name = roster.get(slot).map(|member| &member.name).or(round.names.get(&slot));
        theme::short_name(name.map_or("?", String::as_str), NAME_COLUMNS)
    };
    // Over the holder's head there is the bomb; around heads that stand there is more to see.
    let burning = game.parts().and_then(Parts::bomb).and_then(Bomb::holder);
    let clear = if game.tuning().max_speed > 0.0 { 1.7 } else { 5.4 };
    let labels: Vec<Label> = lost
        .iter()
        .map(|lost| Label {
            head: if burning == Some(lost.slot) { lost.at - Vec2::new(0.0, 0.5 * BOMB) } else { lost.at },
            clear: game.tuning().head_radius * clear + if burning == Some(lost.slot) { 0.5 * BOMB } else { 0.0 },
            arrow: lost.along.map(|along| lost.at + along * (2.0 * game.tuning().head_radius + 0.5 * size)),
            size: Vec2::new(name_of(lost.slot).width() as f32 * COLUMN + 0.5, LINE) * size,
            side: tags.iter().find(|(_, tag, ..)| tag.slot == lost.slot).map(|(_, tag, ..)| tag.side),
        })
        .collect();
    let bounds = Rect::from_corners(Vec2::ZERO, game.tuning().arena).inflate(0.5 * size);
    let sides = labels::arrange(&labels, bounds);
    for ((lost, label), side) in lost.iter().zip(&labels).zip(sides) {
        let words = name_of(lost.slot);
        let wanted = label.place(side) - lost.at;
        let font_px = FontSize::Px((size * framing.scale).max(1.0));
        let colour = look.player(lost.slot).with_alpha(lost.strength);
        let Some((_, mut tag, mut text, mut font, mut ink, mut transform)) =
            tags.iter_mut().find(|(_, tag, ..)| tag.slot == lost.slot)
        else {
            let tag = Tag { slot: lost.slot, side, offset: wanted };
            let font = TextFont { font: fonts.bold_face().into(), font_size: font_px, ..default() };
            // Invisible until it has been laid out.
            commands.spawn((
                Name::new("Name"),
                tag,
                Text2d::new(words),
                font,
                TextColor(Color::NONE),
                Transform::default(),
            ));
            continue;
        };
        let step = if settings.reduced_motion { 1.0 } else { 1.0 - (-SLIDE * time.delta_secs()).exp() };
        tag.side = side;
        tag.offset = tag.offset.lerp(wanted, step);
        let at = lost.at + tag.offset;
        canvas.plate(at, label.size, look::NIGHT.with_alpha(0.62 * lost.strength));
        *transform = Transform::from_translation(to_world(at, Z)).with_scale(Vec3::splat(1.0 / framing.scale));
        ink.set_if_neq(TextColor(colour.into()));
        if text.0 != words {
            text.0 = words;
        }
        if font.font_size != font_px {
            font.font_size = font_px;
        }
    }
}
