//! The starts of a party: room ahead, room around, and no favoured slot, over a thousand seeds for every number of
//! players.

use full_tilt_rules::{Game, Mode, Pose, Tuning};
use glam::Vec2;

use super::party::chi_square;

const SEEDS: u64 = 1000;

/// The least room that a start gives each player.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Seconds until two players can touch each other, or one the edge, for any steering.
    collision_s: f32,
    /// Seconds for which a player can go straight on without touching the edge or another's straight course.
    straight_s: f32,
    /// Arena units from a head to the nearest edge.
    edge: f32,
}

impl Room {
    fn and(self, other: Self) -> Self {
        Self {
            collision_s: self.collision_s.min(other.collision_s),
            straight_s: self.straight_s.min(other.straight_s),
            edge: self.edge.min(other.edge),
        }
    }
}

/// Returns the distance from the edge to a player's place, in units.
fn to_edge(place: Vec2, tuning: &Tuning) -> f32 {
    place.min(tuning.arena - place).min_element()
}

/// Returns the distance straight ahead to the edge, in units.
fn run_to_edge(pose: &Pose, tuning: &Tuning) -> f32 {
    let way = pose.direction();
    let along = |at: f32, size: f32, way: f32| {
        if way.abs() < 1e-5 { f32::MAX } else { ((if way > 0.0 { size } else { 0.0 }) - at) / way }
    };
    along(pose.position.x, tuning.arena.x, way.x).min(along(pose.position.y, tuning.arena.y, way.y))
}

/// Returns the distance of a place from a straight path.
fn off_way(place: Vec2, (from, to): (Vec2, Vec2)) -> f32 {
    let way = to - from;
    place.distance(from + way * ((place - from).dot(way) / way.length_squared()).clamp(0.0, 1.0))
}

/// Returns the distance that one of them can go straight on: to the edge, or until its head touches another's whole
/// straight course.
fn straight_run(poses: &[Pose], index: usize, tuning: &Tuning) -> f32 {
    let course = |pose: &Pose| (pose.position, pose.position + pose.direction() * run_to_edge(pose, tuning));
    let others: Vec<_> = (0..poses.len()).filter(|&other| other != index).map(|other| course(&poses[other])).collect();
    let (from, whole) = (poses[index], run_to_edge(&poses[index], tuning));
    // Two heads need more room than a head and a body.
    let touches = |run: f32| {
        let head = from.position + from.direction() * run;
        others.iter().any(|&other| off_way(head, other) <= 2.0 * tuning.head_radius)
    };
    (0..).map(|step| step as f32 * 16.0).find(|&run| run >= whole || touches(run)).unwrap().min(whole)
}

fn room(game: &Game) -> Room {
    let tuning = game.tuning();
    let poses: Vec<Pose> = game.players().iter().map(|player| player.pose).collect();
    let speed = tuning.start_speed;
    let edge = poses.iter().map(|pose| to_edge(pose.position, tuning)).fold(f32::MAX, f32::min);
    let pairs = poses.iter().enumerate().flat_map(|(i, a)| poses[..i].iter().map(|b| a.position.distance(b.position)));
    let nearest = pairs.fold(f32::MAX, f32::min);
    let straight = (0..poses.len()).map(|index| straight_run(&poses, index, tuning)).fold(f32::MAX, f32::min);
    Room {
        collision_s: ((nearest - 2.0 * tuning.head_radius) / (2.0 * speed)).min(edge / speed),
        straight_s: straight / speed,
        edge,
    }
}

/// Returns the least room over all seeds, for 2, 3 … 15 players.
fn least_rooms(mode: Mode) -> Vec<Room> {
    let least = |count: u8| {
        let slots: Vec<u8> = (0..count).collect();
        (0..SEEDS).map(|seed| room(&Game::new(mode, &slots, seed))).reduce(Room::and).unwrap()
    };
    (2..=15).map(least).collect()
}

#[track_caller]
fn assert_room(mode: Mode, collision_s: [f32; 14], straight_s: f32) {
    for ((count, room), collision_s) in (2..).zip(least_rooms(mode)).zip(collision_s) {
        assert!(room.collision_s >= collision_s, "{count}: {room:?}");
        assert!(room.straight_s >= straight_s, "{count}: {room:?}");
        assert!(room.edge >= 120.0, "{count}: {room:?}");
    }
}

// Seconds in which nobody can touch anything, for any steering, for 2, 3 … 15 players; and seconds in which a player
// who goes straight on, half through the arena, meets neither edge nor course.

#[test]
fn in_rush_everybody_has_four_fifths_of_a_second_and_a_straight_run_of_almost_four() {
    let seconds = [1.89, 1.28, 1.04, 1.10, 1.07, 0.97, 0.92, 1.04, 0.98, 0.92, 0.88, 0.84, 0.80, 0.80];
    assert_room(Mode::Rush, seconds, 3.8);
}

#[test]
fn in_survival_everybody_has_a_second_and_a_fifth_and_a_straight_run_of_almost_six() {
    let seconds = [2.83, 1.93, 1.56, 1.66, 1.61, 1.46, 1.40, 1.57, 1.48, 1.38, 1.34, 1.26, 1.22, 1.20];
    assert_room(Mode::Survival, seconds, 5.7);
}

#[test]
fn no_slot_is_favoured_and_each_gets_every_place_equally_often() {
    for count in [2_u8, 5, 15] {
        let slots: Vec<u8> = (0..count).collect();
        let mut lanes = vec![vec![0_u64; usize::from(count)]; usize::from(count)];
        let mut to_the_left = 0_u64;
        for seed in 0..SEEDS {
            let game = Game::new(Mode::Survival, &slots, seed);
            let mut order = slots.clone();
            let height = |slot: u8| game.player(slot).unwrap().pose.position.y;
            order.sort_by(|&a, &b| height(a).total_cmp(&height(b)));
            order.iter().enumerate().for_each(|(lane, &slot)| lanes[usize::from(slot)][lane] += 1);
            to_the_left += u64::from(game.players()[0].pose.heading != 0.0);
        }
        for (slot, lanes) in lanes.iter().enumerate() {
            let (statistic, p) = chi_square(lanes);
            assert!(p > 0.001, "{count} players, slot {slot}: {lanes:?}, {statistic:.1}, p {p:.4}");
        }
        assert!(chi_square(&[to_the_left, SEEDS - to_the_left]).1 > 0.001, "{to_the_left}");
    }
}

#[test]
fn a_single_player_and_a_full_set_of_slots_have_room_too() {
    for count in [1_u8, 16, 17] {
        let slots: Vec<u8> = (0..count).collect();
        for seed in 0..100 {
            let room = room(&Game::new(Mode::Rush, &slots, seed));
            assert!(room.collision_s > 0.7 && room.edge > 110.0, "{count}: {room:?}");
        }
    }
}

#[test]
fn seeds_give_different_starts_and_the_same_seed_the_same() {
    let start = |seed| Game::new(Mode::Rush, &[0, 1, 2, 3, 4], seed).players()[0].pose;
    assert_eq!(start(7), start(7));
    let mut places: Vec<(i32, i32)> =
        (0..100).map(|seed| start(seed).position).map(|at| (at.x as i32, at.y as i32)).collect();
    places.sort_unstable();
    places.dedup();
    assert!(places.len() >= 10, "{places:?}");
}

#[test]
fn chances_of_the_chi_square_distribution_are_as_in_the_tables() {
    // Critical values for p = 0.05 and 0.01 with 1, 5 and 14 degrees of freedom.
    for (freedom, value, p) in
        [(1, 3.841, 0.05), (1, 6.635, 0.01), (5, 11.070, 0.05), (5, 15.086, 0.01), (14, 29.141, 0.01)]
    {
        let counts = with_statistic(freedom + 1, value);
        assert!((chi_square(&counts).1 - p).abs() < 0.001, "{freedom}: {:?}", chi_square(&counts));
    }
}

/// Returns counts with approximately this statistic.
fn with_statistic(cells: usize, value: f64) -> Vec<u64> {
    let expected = 1e8;
    let off = (value * expected / 2.0).sqrt();
    let mut counts = vec![expected as u64; cells];
    (counts[0], counts[1]) = ((expected + off) as u64, (expected - off) as u64);
    counts
}

#[test]
fn slots_that_do_not_exist_and_repetitions_are_left_out() {
    let slots = |game: &Game| game.players().iter().map(|player| player.slot).collect::<Vec<u8>>();
    let wished = [16, 17, 3, 255, 3, 0];
    assert_eq!(slots(&Game::new(Mode::Rush, &wished, 1)), [0, 3, 16]);
    let starts: Vec<(u8, Pose)> = (0..)
        .zip(wished)
        .map(|(row, slot)| (slot, Pose { position: Vec2::new(100.0, 100.0 + 50.0 * row as f32), heading: 0.0 }))
        .collect();
    let game = Game::with_starts(Mode::Rush, Tuning::RUSH, &starts, 1);
    assert_eq!(slots(&game), [0, 3, 16]);
    let rows: Vec<f32> = game.players().iter().map(|player| player.pose.position.y).collect();
    assert_eq!(rows, [350.0, 200.0, 100.0], "each at its own start, of two the first");
}
