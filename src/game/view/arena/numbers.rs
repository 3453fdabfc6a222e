//! Small numbers that rise from a head when its player scores.

use bevy::{prelude::*, sprite::Text2dShadow};

use crate::{
    game::{
        round::{displayed::DisplayedGame, state::RoundEvent},
        settings::model::CurrentSettings,
        view::{
            arena::{
                cameras::{Framing, to_world},
                canvas::Paint,
            },
            theme::{
                Fonts,
                look::{self, Look, bright},
            },
        },
    },
    sim::{Action, BlipKind, BombEvent, Cause, Game, GameEvent, Parts, Rule},
};

/// Maximum number of numbers at a time.
const MOST: usize = 20;
/// Height of the letters, in arena units.
const HEIGHT: f32 = 25.0;
/// Life of a number in seconds, and its speed in arena units per second.
const LIFE_S: f32 = 0.95;
const RISE: f32 = 46.0;
/// Z coordinate: over the canvas.
const Z: f32 = 4.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (drift, show).chain().after(Paint::Frame));
}

/// A rising number.
#[derive(Component)]
struct Number {
    at: Vec2,
    age: f32,
    colour: LinearRgba,
    /// Pixels of its letters per arena unit.
    scale: f32,
}

fn show(
    mut commands: Commands,
    mut events: MessageReader<RoundEvent>,
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    framing: Res<Framing>,
    fonts: Res<Fonts>,
    numbers: Query<(Entity, &Number)>,
) {
    let Some(game) = displayed.game().filter(|_| settings.effects.numbers && !displayed.is_backdrop()) else {
        events.clear();
        numbers.iter().for_each(|(number, _)| commands.entity(number).despawn());
        return;
    };
    let mut oldest: Vec<(f32, Entity)> = numbers.iter().map(|(entity, number)| (number.age, entity)).collect();
    oldest.sort_by(|a, b| a.0.total_cmp(&b.0));
    for event in events.read() {
        let RoundEvent::Sim { event, .. } = event else { continue };
        let Some((slot, words, colour)) = words(event, game, Look::of(&settings).in_game(game)) else { continue };
        let Some(player) = game.player(slot) else { continue };
        let lowest = game.inset() + HEIGHT * 2.0;
        let above = player.pose.position - Vec2::new(0.0, 30.0);
        let number = Number { at: above.max(Vec2::new(f32::MIN, lowest)), age: 0.0, colour, scale: framing.scale };
        commands.spawn(bundle(number, words, &fonts));
        if oldest.len() >= MOST
            && let Some((_, entity)) = oldest.pop()
        {
            commands.entity(entity).despawn();
        }
    }
}

/// Returns the slot, text and colour of an event's number, or `None` if it has none. A single player's colour shows the
/// cause; with several players it shows the player.
fn words(event: &GameEvent, game: &Game, look: Look) -> Option<(u8, String, LinearRgba)> {
    let alone = game.players().len() == 1;
    let own = |slot, what| look.ink(if alone { what } else { look.player(slot) });
    let gain = |points: u64| (points > 0).then(|| format!("+{points}"));
    Some(match *event {
        GameEvent::BlipTaken { slot, blip, .. } if blip.kind == BlipKind::Sweep => {
            (slot, "SWEPT!".to_owned(), look.ink(look::SWEEP))
        }
        GameEvent::BlipTaken { slot, blip, .. } if blip.kind == BlipKind::Portal => {
            (slot, "EDGES OPEN!".to_owned(), look.ink(bright(look::PORTAL, 1.2)))
        }
        GameEvent::BlipTaken { slot, points, blip, .. } => {
            let factor = game.player(slot)?.factor(game.tuning());
            let times = if factor > 1 { format!("  ×{factor}") } else { String::new() };
            (slot, gain(points)? + &times, own(slot, look::blip(blip.kind)))
        }
        GameEvent::NearMiss { slot, points } if alone => (slot, format!("NEAR +{points}"), LinearRgba::WHITE),
        GameEvent::NearMiss { slot, points } => (slot, gain(points)?, own(slot, LinearRgba::WHITE)),
        GameEvent::Crashed { slot, cause: Cause::Rule(Rule::Bomb) } => {
            (slot, "BOOM!".to_owned(), look.ink(look::DANGER))
        }
        GameEvent::Crashed { slot, cause: Cause::Rule(_) } => (slot, "OUT!".to_owned(), look.ink(look::DANGER)),
        GameEvent::Crashed { slot, cause } => price(game, slot, cause, look)?,
        GameEvent::Saved { slot, .. } => (slot, "SAVED!".to_owned(), look.ink(look::HELP)),
        GameEvent::Acted { slot, action: Action::Power(power) } => {
            (slot, format!("{}!", power.name().to_uppercase()), look.ink(look::power(power)))
        }
        GameEvent::Bomb(BombEvent::Blew { by: Some(by), planted, .. }) => {
            (by, gain(u64::from(planted))?, look.player(by))
        }
        GameEvent::LandTaken { slot, cells } => (slot, land(game, cells)?, look.player(slot)),
        _ => return None,
    })
}

/// Returns the number for a loop: its share of the arena in per cent, unless it is small.
fn land(game: &Game, cells: u32) -> Option<String> {
    let all = game.parts().and_then(Parts::turf)?.land.cells().max(1);
    let percent = 100.0 * f64::from(cells) / all as f64;
    (percent >= 0.5).then(|| format!("+{percent:.0} %"))
}

/// Returns the number for a crash: its cost or, where it costs nothing, the points of the player who caused it.
fn price(game: &Game, slot: u8, cause: Cause, look: Look) -> Option<(u8, String, LinearRgba)> {
    let party = game.tuning().party?;
    if let Some(cost) = party.crash {
        // A player with no points left may have lost less than the full cost.
        let has_paid = game.player(slot).is_some_and(|player| player.score() > 0.0);
        return (has_paid && cost.points > 0).then(|| (slot, format!("−{}", cost.points), look.player(slot)));
    }
    let (killer, points) = (cause.by(slot)?, party.spirit.map_or(0, |spirit| spirit.points));
    let is_spirit = matches!(cause, Cause::Hazard(_)) && points > 0;
    is_spirit.then(|| (slot, format!("+{points}"), look.player(killer)))
}

/// Builds text with the font size that it will have on the screen, so that it is sharp at any size.
fn bundle(number: Number, words: String, fonts: &Fonts) -> impl Bundle {
    (
        Name::new("Number"),
        Text2d::new(words),
        TextFont {
            font: fonts.bold_face().into(),
            font_size: FontSize::Px((HEIGHT * number.scale).max(1.0)),
            ..default()
        },
        TextColor(number.colour.into()),
        Text2dShadow { offset: Vec2::new(1.5, -1.5) * number.scale, color: Color::BLACK },
        placing(&number),
        number,
    )
}

fn placing(number: &Number) -> Transform {
    // Fast at first, then slower.
    let share = number.age / LIFE_S;
    let rise = RISE * LIFE_S * share * (2.0 - share);
    let pop = (number.age / 0.09).min(1.0);
    let size = (0.55 + 0.45 * pop) / number.scale;
    Transform::from_translation(to_world(number.at - Vec2::new(0.0, rise), Z)).with_scale(Vec3::splat(size))
}

fn drift(
    mut commands: Commands,
    time: Res<Time>,
    mut numbers: Query<(Entity, &mut Number, &mut Transform, &mut TextColor, &mut Text2dShadow)>,
) {
    for (entity, mut number, mut transform, mut colour, mut shadow) in &mut numbers {
        number.age += time.delta_secs();
        if number.age >= LIFE_S {
            commands.entity(entity).despawn();
            continue;
        }
        *transform = placing(&number);
        let left = ((LIFE_S - number.age) / 0.35).min(1.0);
        colour.0 = number.colour.with_alpha(left).into();
        shadow.color = Color::BLACK.with_alpha(0.7 * left);
    }
}
