//! `--stress`: measures the time of a frame with very long bodies, without rendering. It shows one body in a spiral or,
//! with `--mode survival`, the trails of fifteen players who ride in curves.

use std::time::Duration;

use bevy::{
    app::AppExit,
    ecs::schedule::{InternedScheduleLabel, ScheduleLabel as _, SingleThreadedExecutor},
    prelude::*,
    time::TimeUpdateStrategy,
};

use crate::{
    game::round::attract::AttractMode,
    sim::{Game, Inputs, Mode, PartyTuning, Tuning},
};

/// Number of measured frames, and of frames before them for setting everything up.
const FRAMES: usize = 100;
const WARM_UP: usize = 30;
/// Distance between arms of the spiral, in arena units: nothing touches, and there are no near misses.
const ARM: f32 = 30.0;
/// Arena units from one point of a body to the next at the speed below.
const POINT: f32 = 4.5;
/// Possible numbers of points of all bodies together.
pub(crate) const POINTS: std::ops::RangeInclusive<u32> = 10..=40_000;
/// All slots for phones.
const PARTY: [u8; 15] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];

pub(crate) fn plugin(app: &mut App) {
    // On one thread, so that its time can be separated from that of a software renderer, which keeps all cores busy.
    let schedules: [InternedScheduleLabel; 7] = [
        First.intern(),
        PreUpdate.intern(),
        RunFixedMainLoop.intern(),
        FixedUpdate.intern(),
        Update.intern(),
        PostUpdate.intern(),
        Last.intern(),
    ];
    for label in schedules {
        app.edit_schedule(label, |schedule| {
            schedule.set_executor(SingleThreadedExecutor::new());
        });
    }
    app.init_resource::<Frames>()
        // As many ticks per frame as on a machine with 60 frames per second.
        .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_secs(1) / 60))
        .add_systems(PreStartup, show_guest)
        .add_systems(First, begin)
        .add_systems(FixedUpdate, go_on)
        .add_systems(Last, measure);
}

/// The content of the screen, and the platform's part of the measurement.
#[derive(Resource, Debug, Clone, Copy)]
pub(crate) struct StressLoad {
    /// Number of points of all bodies together.
    pub points: u32,
    pub mode: Mode,
    /// Returns the time that this thread has used so far, or `None` where the system does not report it.
    pub clock: fn() -> Option<Duration>,
    /// Prints the result, a sentence.
    pub print: fn(&str),
}

/// Processor time of the frames so far.
#[derive(Resource, Default)]
struct Frames {
    began: Option<Duration>,
    seen: usize,
    cost: Vec<Duration>,
}

fn show_guest(load: Res<StressLoad>, mut attract: ResMut<AttractMode>) {
    let points = load.points;
    attract.show_guest(if load.mode == Mode::Survival { party(points) } else { spiral(points) });
}

/// Returns a game with nothing but one body that winds outwards.
fn spiral(points: u32) -> Game {
    let length = points as f32 * POINT;
    let mut tuning = Tuning::SERPENT;
    (tuning.start_speed, tuning.speed_growth) = (135.0, 0.0);
    (tuning.waves, tuning.blips.at_least, tuning.blips.at_most) = (None, 0, 0);
    tuning.body.start_length = length;
    // An arm's area is its length times the distance between arms; some room is left for it to continue.
    let radius = (length * ARM / std::f32::consts::PI).sqrt() + 4.0 * ARM;
    tuning.arena = Vec2::splat(2.2 * radius + 200.0);
    tuning.start = tuning.arena / 2.0;
    let mut game = Game::with_tuning(Mode::Serpent, tuning, &[0], 1);
    while !game.is_over() && game.players().first().is_some_and(|player| player.length() < length - POINT) {
        step(&mut game);
    }
    game
}

/// Returns a game of fifteen players with permanent, harmless trails, in an arena that is always open.
fn party(points: u32) -> Game {
    let mut tuning = Tuning::SURVIVAL;
    (tuning.body.kills, tuning.near_miss, tuning.blips.at_most) = (false, None, 0);
    tuning.party = tuning.party.map(|party| PartyTuning { open: true, closing: None, countdown_ticks: 0, ..party });
    let mut game = Game::with_tuning(Mode::Survival, tuning, &PARTY, 1);
    while game.players().iter().map(|player| player.body().len()).sum::<usize>() < points as usize {
        step(&mut game);
    }
    game
}

fn begin(load: Res<StressLoad>, mut frames: ResMut<Frames>) {
    frames.began = (load.clock)();
}

/// Steers along a spiral from the middle outwards. The square of its radius grows with the distance travelled, so its
/// arms stay equally far apart. A party weaves instead.
fn step(game: &mut Game) {
    let way = game.tick() as f32 * 135.0 / 120.0;
    let radius = (46.0 * 46.0 + ARM * way / std::f32::consts::PI).sqrt();
    let mut inputs = Inputs::default();
    inputs.set(0, 46.0 / radius);
    if game.players().len() > 1 {
        PARTY.iter().for_each(|&slot| inputs.set(slot, (way / 150.0 + f32::from(slot)).sin()));
    }
    game.step(&inputs, &mut Vec::new());
}

fn go_on(mut attract: ResMut<AttractMode>) {
    if let Some(game) = attract.game_mut() {
        step(game);
    }
}

fn measure(
    load: Res<StressLoad>,
    mut frames: ResMut<Frames>,
    attract: Res<AttractMode>,
    mut exit: MessageWriter<AppExit>,
) {
    let (Some(began), Some(now)) = (frames.began, (load.clock)()) else {
        tracing::error!("This system does not report the time that a thread has used.");
        exit.write(AppExit::error());
        return;
    };
    frames.seen += 1;
    if frames.seen > WARM_UP {
        frames.cost.push(now.saturating_sub(began));
    }
    if frames.cost.len() == FRAMES {
        frames.cost.sort_unstable();
        let ms = |share: usize| frames.cost[FRAMES * share / 100].as_secs_f64() * 1000.0;
        let points = attract.game().map_or(0, |game| game.players().iter().map(|player| player.body().len()).sum());
        let costs = format!("a frame costs {:.2} ms (median), {:.2} ms (99th of 100)", ms(50), ms(99));
        (load.print)(&format!("{points} points: {costs}"));
        exit.write(AppExit::Success);
    }
}
