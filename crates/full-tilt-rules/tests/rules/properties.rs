//! Properties that hold for any steering: everything stays finite, no score falls, and no tail is passed through.

use full_tilt_rules::{Game, GameEvent, Inputs, Mode, Player, Tuning};
use glam::Vec2;

use super::{SECOND, calm_arena};

/// Numbers that look random and are the same everywhere: a 64-bit xorshift.
pub(super) struct Noise(pub(super) u64);

impl Noise {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a number in −1..=1.
    pub(super) fn signed(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}

/// Steering of all kinds: jerks, long turns, nonsense, nothing.
pub(super) struct Hand {
    noise: Noise,
    steer: f32,
}

impl Hand {
    pub(super) fn new(seed: u64) -> Self {
        Self { noise: Noise(seed), steer: 0.0 }
    }

    pub(super) fn steer(&mut self, tick: u64) -> f32 {
        if tick.is_multiple_of(1 + self.noise.next() % 50) {
            self.steer = match self.noise.next() % 8 {
                0 => 1.0,
                1 => -1.0,
                2 => 0.0,
                3 => f32::NAN,
                4 => f32::INFINITY,
                5 => -1e30,
                _ => self.noise.signed(),
            };
        }
        self.steer
    }
}

pub(super) fn assert_finite(game: &Game) {
    for player in game.players() {
        assert!(player.speed <= game.tuning().top_speed(), "{player:?}");
        let numbers =
            [player.pose.position.x, player.pose.position.y, player.pose.heading, player.speed, player.length()];
        assert!(numbers.iter().all(|number| number.is_finite()) && player.score().is_finite(), "{player:?}");
        assert!((-180.0..=180.0).contains(&player.pose.heading));
        assert!(player.body().all(Vec2::is_finite));
    }
    assert!(game.hazards().iter().all(|hazard| hazard.position.is_finite()));
}

#[test]
fn for_any_steering_the_state_is_finite_and_no_score_falls() {
    for seed in 1..=150_u64 {
        let mode = Mode::ALL[seed as usize % 2];
        let slots: Vec<u8> = (0..(1 + seed % 5) as u8).collect();
        let mut game = Game::new(mode, &slots, seed);
        let mut hands: Vec<Hand> = slots.iter().map(|&slot| Hand::new(seed * 31 + u64::from(slot) + 1)).collect();
        let (mut events, mut scores) = (Vec::new(), vec![0.0; slots.len()]);
        for tick in 0..60 * SECOND {
            let mut inputs = Inputs::default();
            for (&slot, hand) in slots.iter().zip(&mut hands) {
                inputs.set(slot, hand.steer(tick));
                inputs.set_action(slot, (tick + u64::from(slot)).is_multiple_of(50));
            }
            events.clear();
            game.step(&inputs, &mut events);
            for (player, before) in game.players().iter().zip(&mut scores) {
                assert!(player.score() >= *before, "seed {seed}, tick {tick}");
                *before = player.score();
            }
            assert_finite(&game);
        }
    }
}

/// Returns the distance from skin to skin of a head, on its path in this tick, and the body behind it, calculated
/// slowly and simply.
fn gap_to_own_tail(player: &Player, tuning: &Tuning, wanted: f32) -> f32 {
    let steps = 24;
    let mut behind = player.pose.position.distance(player.body().next().unwrap());
    let mut gap = f32::MAX;
    let points: Vec<Vec2> = player.body().collect();
    for pair in points.windows(2) {
        behind += pair[0].distance(pair[1]);
        if behind < tuning.body.neck + 8.0 || behind > wanted - 8.0 {
            continue;
        }
        let radius = tuning.body_radius((behind / wanted).min(1.0));
        for step in 0..=steps {
            let head = player.previous.position.lerp(player.pose.position, step as f32 / steps as f32);
            for place in [pair[0], pair[1], pair[0].midpoint(pair[1])] {
                gap = gap.min(head.distance(place) - tuning.head_radius - radius);
            }
        }
    }
    gap
}

#[test]
fn no_tail_is_passed_through_at_any_speed() {
    let mut crashes = 0;
    for speed in [130.0, 300.0, 600.0, 900.0] {
        let mut tuning = calm_arena();
        tuning.arena = Vec2::splat(3000.0);
        tuning.start = Vec2::splat(1500.0);
        tuning.start_speed = speed;
        tuning.max_speed = 900.0;
        tuning.body.start_length = 900.0;
        for seed in 1..=40_u64 {
            let mut game = Game::with_tuning(Mode::Serpent, tuning.clone(), &[0], seed);
            let mut hand = Hand::new(seed * 977);
            let mut events = Vec::new();
            for tick in 0..20 * SECOND {
                let mut inputs = Inputs::default();
                inputs.set(0, hand.steer(tick));
                game.step(&inputs, &mut events);
                let player = &game.players()[0];
                if !player.alive {
                    break;
                }
                let wanted = 900.0 + 26.0 * f32::from(u16::try_from(player.blips).unwrap());
                let gap = gap_to_own_tail(player, &tuning, wanted);
                assert!(gap > -0.6, "speed {speed}, seed {seed}, tick {tick}: {gap} and nothing was noticed");
            }
            crashes += events.iter().filter(|event| matches!(event, GameEvent::Crashed { .. })).count();
        }
    }
    assert!(crashes > 100, "tails were met: {crashes}");
}
