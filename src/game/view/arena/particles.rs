//! Sparks: a fixed number of them, emitted at events and behind heads.

use bevy::prelude::*;

use crate::{
    game::{
        round::{
            displayed::{DisplayedEvent, DisplayedGame},
            state::RoundEvent,
        },
        settings::model::CurrentSettings,
        view::{
            arena::canvas::{Canvas, Paint},
            theme::look::{self, Look, bright},
        },
    },
    sim::{BombEvent, Game, GameEvent, Player, Pose},
};

/// Maximum number of sparks at a time, and with low quality.
const MOST: usize = 600;
const MOST_LOW: usize = 150;
/// Sparks per second behind a head at twice the starting speed.
const EXHAUST_HZ: f32 = 38.0;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Sparks>().add_systems(Update, (throw, trail, fly, draw).chain().in_set(Paint::Particles));
}

/// All sparks.
#[derive(Resource, Default)]
struct Sparks {
    all: Vec<Spark>,
    /// Index of the oldest spark, which the next one replaces when there is no more room.
    next: usize,
    /// Number of sparks of exhaust that are due.
    due: f32,
    dice: Xorshift,
}

struct Spark {
    at: Vec2,
    velocity: Vec2,
    /// Age and life, in seconds.
    age: f32,
    life: f32,
    size: f32,
    colour: LinearRgba,
}

/// The parameters of a burst of sparks.
struct Burst {
    count: usize,
    speed: f32,
    life: f32,
    size: f32,
    /// Direction, and spread to either side, in radians; a spread of π covers all directions.
    towards: f32,
    spread: f32,
}

/// A random number generator that is good enough for sparks, with a fixed seed.
struct Xorshift(u32);

impl Default for Xorshift {
    fn default() -> Self {
        Self(0x9e37_79b9)
    }
}

impl Xorshift {
    /// Returns a random number in 0..1.
    fn roll(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) as f32 / (1u32 << 24) as f32
    }

    /// Returns a random number in −1..1.
    fn swing(&mut self) -> f32 {
        2.0 * self.roll() - 1.0
    }
}

impl Sparks {
    fn add(&mut self, spark: Spark, most: usize) {
        self.all.truncate(most);
        if self.all.len() < most {
            self.all.push(spark);
        } else {
            self.next = (self.next + 1) % most;
            self.all[self.next] = spark;
        }
    }

    fn burst(&mut self, at: Vec2, colour: LinearRgba, burst: &Burst, low: bool) {
        let (count, most) = if low { (burst.count / 3, MOST_LOW) } else { (burst.count, MOST) };
        for _ in 0..count {
            let angle = burst.towards + burst.spread * self.dice.swing();
            let speed = burst.speed * (0.25 + 0.75 * self.dice.roll());
            let life = burst.life * (0.5 + 0.5 * self.dice.roll());
            let size = burst.size * (0.6 + 0.4 * self.dice.roll());
            let velocity = Vec2::from_angle(angle) * speed;
            self.add(Spark { at, velocity, age: 0.0, life, size, colour }, most);
        }
    }
}

const AROUND: Burst =
    Burst { count: 22, speed: 190.0, life: 0.6, size: 3.0, towards: 0.0, spread: std::f32::consts::PI };

fn throw(
    mut events: MessageReader<DisplayedEvent>,
    mut rounds: MessageReader<RoundEvent>,
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    mut sparks: ResMut<Sparks>,
) {
    let look = Look::of(&settings);
    if rounds.read().any(|event| matches!(event, RoundEvent::Phase { tick: 0, .. })) {
        // A new round starts without sparks.
        sparks.all.clear();
    }
    let Some(game) = displayed.game().filter(|_| settings.effects.particles && !look.contrast) else {
        events.clear();
        sparks.all.clear();
        return;
    };
    for DisplayedEvent(event) in events.read() {
        react(&mut sparks, event, game, look.in_game(game));
    }
}

fn react(sparks: &mut Sparks, event: &GameEvent, game: &Game, look: Look) {
    let low = look.low;
    match event {
        GameEvent::BlipTaken { blip, slot, .. } => {
            sparks.burst(blip.position, bright(look::blip(blip.kind), 1.3), &AROUND, low);
            if let Some(player) = game.player(*slot) {
                // Some sparks follow the player who took the blip.
                let along = Burst { count: 8, speed: player.speed * 1.6, spread: 0.5, ..AROUND };
                let along = Burst { towards: player.pose.heading.to_radians(), ..along };
                sparks.burst(blip.position, bright(look.player(*slot), 1.5), &along, low);
            }
        }
        GameEvent::BlipGone(blip) => {
            let puff = Burst { count: 9, speed: 70.0, ..AROUND };
            sparks.burst(blip.position, bright(look::blip(blip.kind), 0.6), &puff, low);
        }
        GameEvent::NearMiss { slot, .. } => {
            if let Some(player) = game.player(*slot) {
                let back = (player.pose.heading + 180.0).to_radians();
                let graze = Burst { count: 12, speed: 240.0, life: 0.35, size: 1.8, towards: back, spread: 0.9 };
                sparks.burst(player.pose.position, LinearRgba::rgb(2.2, 1.9, 1.3), &graze, low);
            }
        }
        GameEvent::Crashed { slot, .. } => {
            if let Some(player) = game.player(*slot) {
                explode(sparks, player, look);
            }
        }
        GameEvent::Bomb(BombEvent::Blew { slot, .. }) => {
            if let Some(player) = game.player(*slot) {
                let blast = Burst { count: 90, speed: 430.0, life: 1.1, size: 4.5, ..AROUND };
                sparks.burst(player.pose.position, bright(look::DANGER, 1.3), &blast, low);
            }
        }
        GameEvent::Goal { team, .. } => {
            // Out of the goal of the other team, into the arena.
            let arena = game.tuning().arena;
            let (edge, towards) = if *team == 0 { (arena.x, std::f32::consts::PI) } else { (0.0, 0.0) };
            let cheer = Burst { count: 30, speed: 420.0, life: 1.2, size: 4.5, towards, spread: 0.9 };
            for height in [0.3, 0.5, 0.7] {
                let at = Vec2::new(edge, height * arena.y);
                sparks.burst(at, bright(look::team(*team), 1.4), &cheer, low);
            }
        }
        GameEvent::Returned { slot } => {
            if let Some(player) = game.player(*slot) {
                let pop = Burst { count: 20, speed: 150.0, life: 0.5, ..AROUND };
                sparks.burst(player.pose.position, bright(look.player(*slot), 1.5), &pop, low);
            }
        }
        _ => {}
    }
}

/// Breaks up a head: pieces that continue in its direction, and sparks all around.
fn explode(sparks: &mut Sparks, player: &Player, look: Look) {
    let low = look.low;
    let (at, colour) = (player.pose.position, look.player(player.slot));
    let all = Burst { count: 60, speed: 330.0, life: 1.0, size: 3.0, ..AROUND };
    sparks.burst(at, bright(colour, 1.6), &all, low);
    let on = Burst { count: 18, speed: player.speed * 1.5, life: 1.3, size: 5.0, spread: 0.7, ..AROUND };
    let on = Burst { towards: player.pose.heading.to_radians(), ..on };
    sparks.burst(at, bright(colour, 1.0), &on, low);
    let hot = Burst { count: 24, speed: 140.0, life: 0.6, size: 3.6, ..AROUND };
    sparks.burst(at, LinearRgba::rgb(2.6, 2.2, 1.8), &hot, low);
}

/// Emits faint exhaust, more at higher speed.
fn trail(displayed: DisplayedGame, settings: Res<CurrentSettings>, time: Res<Time>, mut sparks: ResMut<Sparks>) {
    let look = Look::of(&settings);
    let moves = displayed.is_backdrop() || displayed.alpha() < 1.0;
    let Some(game) = displayed.game().filter(|_| moves && settings.effects.particles && !look.contrast && !look.low)
    else {
        return;
    };
    // One clock for all players: with fifteen players each still leaves as many sparks.
    let look = look.in_game(game);
    sparks.due += time.delta_secs().min(0.1) * EXHAUST_HZ;
    let times = sparks.due.floor();
    sparks.due -= times;
    for _ in 0..times as u32 {
        for player in game.players().iter().filter(|player| player.is_solid()) {
            let pace = player.speed / game.tuning().start_speed - 0.75;
            if sparks.dice.roll() < pace {
                puff(&mut sparks, look.player(player.slot), player.pose_at(displayed.alpha()), player.speed);
            }
        }
    }
}

fn puff(sparks: &mut Sparks, colour: LinearRgba, pose: Pose, speed: f32) {
    let along = pose.direction();
    let side = sparks.dice.swing();
    let at = pose.position - along * 6.0 + along.perp() * side * 6.0;
    let velocity = along * (speed * 0.15) + along.perp() * side * 34.0;
    let life = 0.25 + 0.3 * sparks.dice.roll();
    sparks.add(Spark { at, velocity, age: 0.0, life, size: 1.5, colour: bright(colour, 0.9) }, MOST);
}

fn fly(time: Res<Time>, mut sparks: ResMut<Sparks>) {
    let seconds = time.delta_secs().min(0.1);
    // Drag that slows sparks to 7 % of their speed within a second.
    let drag = (-2.6 * seconds).exp();
    sparks.all.retain_mut(|spark| {
        spark.age += seconds;
        spark.at += spark.velocity * seconds;
        spark.velocity *= drag;
        spark.age < spark.life
    });
}

fn draw(mut canvas: ResMut<Canvas>, sparks: Res<Sparks>) {
    for spark in &sparks.all {
        let left = 1.0 - spark.age / spark.life;
        let size = spark.size * (0.4 + 0.6 * left);
        // A streak in its direction, at least as long as it is wide.
        let along = spark.velocity.normalize_or(Vec2::X);
        let reach = along * (size + spark.velocity.length() * 0.02);
        let colour = spark.colour.with_alpha(left.sqrt());
        canvas.line([spark.at - reach, spark.at + along * size], size * 1.2, [colour.with_alpha(0.0), colour]);
    }
}
