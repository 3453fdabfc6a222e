//! The rules of turf: trails, loops, cuts, the way home, and the land that nobody can lose count of.

use full_tilt_rules::{
    Bot, Cause, End, Game, GameEvent, Inputs, Land, MAX_PLAYERS, Mode, Pose, Skill, Teams, Tuning, TurfTuning,
};
use glam::Vec2;

use super::{
    SECOND,
    properties::{Hand, Noise},
    scene::{Log, at, bare, crashes, first, points, scene, steered, straight},
};

/// Cells of exactly 16 units, 250 by 250 of them; one unit per tick, and turns on the spot, almost.
fn field() -> Tuning {
    let mut tuning = bare(Mode::Turf);
    tuning.start_speed = 120.0;
    tuning.max_speed = 120.0;
    tuning
}

fn land(game: &Game) -> &Land {
    &game.parts().unwrap().turf().unwrap().land
}

fn owned(game: &Game, slot: u8) -> u32 {
    land(game).owned(slot)
}

/// Drives slot 0 along straight pieces, each with a heading and a length in ticks; others go straight on.
fn drive(game: &mut Game, way: &[(f32, u64)]) -> Log {
    let mut log = Log::new();
    for &(heading, ticks) in way {
        log.extend(steered(game, ticks, |game, inputs| {
            let off = (heading - game.player(0).unwrap().pose.heading + 540.0).rem_euclid(360.0) - 180.0;
            inputs.set(0, off / 3.0);
        }));
    }
    log
}

/// Returns the number of cells that are owned, counted one by one, and that each slot owns.
fn count(land: &Land) -> (usize, [u32; MAX_PLAYERS]) {
    let (columns, rows) = land.size();
    let (mut all, mut of) = (0, [0; MAX_PLAYERS]);
    for row in 0..rows {
        for owner in (0..columns).filter_map(|column| land.owner(column, row)) {
            all += 1;
            of[usize::from(owner)] += 1;
        }
    }
    (all, of)
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::TURF;
    let turf = TurfTuning { cell: 16.0, patch: 2, bounty: 0.8, flight: 900.0, all: 1000 };
    assert_eq!((tuning.parts.turf, tuning.end), (Some(turf), End::Time(72 * SECOND)));
    let party = tuning.party.unwrap();
    assert_eq!((party.crash.unwrap().ghost_ticks, party.crash.unwrap().points, party.wall), (2 * SECOND, 0, 5));
    assert_eq!(
        party.arenas.map(|(most, arena)| (most, arena.x, arena.y)),
        [(4, 896.0, 504.0), (8, 1152.0, 648.0), (usize::MAX, 1344.0, 756.0)]
    );
}

#[test]
fn all_players_start_with_a_patch_of_25_cells_and_the_points_for_it() {
    for players in 2..=MAX_PLAYERS as u8 {
        let slots: Vec<u8> = (0..players).collect();
        let game = Game::new(Mode::Turf, &slots, u64::from(players));
        assert!(slots.iter().all(|&slot| owned(&game, slot) == 25), "{players}: {:?}", count(land(&game)).1);
        let cells = land(&game).cells() as f64;
        assert!(points(&game).iter().all(|&points| points == (25.0 * 1000.0 / cells).floor()), "{:?}", points(&game));
    }
}

#[test]
fn a_loop_out_and_home_takes_the_trail_and_the_land_inside() {
    // The patch covers the columns and rows 123 to 127 (1968 to 2048). Right along row 125, down, left and up again: with
    // turns of radius 40 from x = 1991 to 2298 and from y = 2008 to 2225, about 19 by 14 cells without the round corners.
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0)]);
    let log = drive(&mut game, &[(0.0, 250), (90.0, 200), (180.0, 290)]);
    assert_eq!((owned(&game, 0), log.len()), (25, 0));
    assert!(land(&game).open(0) > 40);
    let log = drive(&mut game, &[(-90.0, 260)]);
    let taken = log.iter().find_map(|(_, event)| match event {
        GameEvent::LandTaken { slot: 0, cells } => Some(*cells),
        _ => None,
    });
    assert_eq!(taken, Some(owned(&game, 0) - 25));
    assert!((200..300).contains(&taken.unwrap()), "{taken:?}");
    // A place in the middle of the loop, and one outside.
    assert_eq!((land(&game).owner(133, 133), land(&game).owner(150, 120)), (Some(0), None));
    assert_eq!(land(&game).open(0), 0);
    // 1000 points for all 62500 cells.
    assert_eq!(points(&game)[0], f64::from(owned(&game, 0) * 1000 / 62_500));
}

#[test]
fn a_head_that_crosses_an_open_trail_cuts_it() {
    // Slot 0 goes right along y = 2008 and leaves its patch at x = 2048. Slot 1 comes down along x = 2200, 300 units
    // above, where slot 0's trail is by then: slot 0 passes there after 192 ticks, slot 1 enters the row after 292.
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0), at(2200.0, 1708.0, 90.0)]);
    let log = straight(&mut game, 291);
    assert_eq!(crashes(&log), []);
    assert!(land(&game).open(0) >= 15);
    let log = straight(&mut game, 3);
    assert_eq!(crashes(&log).iter().map(|crash| (crash.1, crash.2)).collect::<Vec<_>>(), [(0, Cause::Body { of: 1 })]);
    assert_eq!(land(&game).open(0), 0, "the trail is lost");
    // Both have 25 cells, so the cut gives a patch of 5 by 5 around the head, and 5 points.
    assert_eq!((owned(&game, 0), owned(&game, 1)), (25, 50));
    assert_eq!(points(&game)[1], 5.0 + f64::from(50_u32 * 1000 / 62_500));
    assert_eq!(game.player(1).unwrap().kills, 1);
}

#[test]
fn a_cut_from_a_player_with_more_land_gives_more() {
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0), at(1008.0, 3000.0, 0.0)]);
    drive(&mut game, &[(0.0, 250), (90.0, 200), (180.0, 290), (-90.0, 260)]);
    assert!(owned(&game, 0) > 200);
    // Slot 0 leaves its land to the left, on a long trail; slot 1 crosses it far behind slot 0's head.
    let taken = owned(&game, 0);
    let is_cut = |event: &GameEvent| matches!(event, GameEvent::Crashed { slot: 0, cause: Cause::Body { of: 1 } });
    let hands = |game: &Game, inputs: &mut Inputs| {
        for (slot, goal) in [(0, Vec2::new(-9000.0, 1900.0)), (1, Vec2::new(1500.0, 1000.0))] {
            let pose = game.player(slot).unwrap().pose;
            let wish = goal - pose.position;
            let off = wish.y.atan2(wish.x).to_degrees() - pose.heading;
            inputs.set(slot, ((off + 540.0).rem_euclid(360.0) - 180.0) / 10.0);
        }
    };
    let cut = (0..1900).any(|_| first(&steered(&mut game, 1, hands), is_cut).is_some());
    assert!(cut, "slot 1 has crossed the trail");
    // A square of as many cells as 0.8 of slot 0's land, rounded down to an odd side.
    let half = ((0.8 * f64::from(taken)).sqrt() / 2.0) as u32;
    assert!(half > 4);
    assert_eq!(owned(&game, 1), 25 + (2 * half + 1).pow(2));
}

#[test]
fn the_own_trail_is_harmless_and_heads_at_home_pass_each_other() {
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0)]);
    // Two full circles outside.
    let log = steered(&mut game, 700, |game, inputs| inputs.set(0, if game.tick() < 100 { 0.0 } else { 1.0 }));
    assert_eq!(crashes(&log), []);
    assert!(land(&game).open(0) > 10);
    // Both are on slot 1's land, which was given last, and slot 0 draws a trail there only once it moves on.
    let mut game = scene(Mode::Turf, &field(), &[at(1990.0, 2008.0, 0.0), at(2026.0, 2008.0, 180.0)]);
    let log = straight(&mut game, 10);
    assert_eq!(crashes(&log), []);
}

#[test]
fn friends_do_not_cut_each_other_and_are_at_home_on_each_other_s_land() {
    // The scene of the cut above, with both in one team; slot 2 is far away in the other one.
    let poses = [at(2008.0, 2008.0, 0.0), at(2200.0, 1708.0, 90.0), at(500.0, 500.0, 0.0)];
    let teams = Teams::new(2, std::array::from_fn(|slot| u8::from(slot == 2)), true);
    let mut game = scene(Mode::Turf, &field(), &poses).with_teams(teams);
    let log = straight(&mut game, 400);
    assert_eq!(crashes(&log), []);
    assert!(land(&game).open(0) > 15 && land(&game).open(1) > 15);
    // Slot 0 rides from its patch to that of slot 1, 400 units away, and has closed its trail there.
    let poses = [at(2008.0, 2008.0, 0.0), at(2408.0, 2008.0, -90.0), at(500.0, 500.0, 0.0)];
    let mut game = scene(Mode::Turf, &field(), &poses).with_teams(teams);
    let log = straight(&mut game, 390);
    assert!(first(&log, |event| matches!(event, GameEvent::LandTaken { slot: 0, .. })).is_some());
    // The 20 cells between the two patches, which are 2048 to 2368; slot 1 keeps its own.
    assert_eq!((owned(&game, 0), owned(&game, 1), land(&game).open(0)), (25 + 20, 25, 0));
}

#[test]
fn two_heads_that_meet_outside_cut_each_other() {
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0), at(2408.0, 2008.0, 180.0)]);
    let log = straight(&mut game, 195);
    let pairs: Vec<(u8, Cause)> = crashes(&log).iter().map(|crash| (crash.1, crash.2)).collect();
    assert_eq!(pairs, [(0, Cause::Body { of: 1 }), (1, Cause::Body { of: 0 })]);
}

#[test]
fn a_ghost_flies_home_stands_there_and_returns_on_own_land() {
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0), at(2400.0, 1408.0, 90.0)]);
    let log = straight(&mut game, 620);
    let (tick, _, _) = crashes(&log)[0];
    assert!(tick < 620 && game.player(0).unwrap().ghost_ticks > 0);
    straight(&mut game, 100);
    // The middle of the patch: cell 125 of 16 units.
    let home = Vec2::splat(125.5 * 16.0);
    assert_eq!(game.player(0).unwrap().pose.position, home);
    let log = straight(&mut game, 2 * SECOND);
    assert!(
        first(&log, |event| *event == GameEvent::Returned { slot: 0 }).is_some_and(|at| at <= tick + 2 * SECOND + 1)
    );
    assert_eq!(owned(&game, 0), 25);
}

#[test]
fn players_who_join_later_get_a_patch_and_those_who_leave_free_their_land() {
    let mut game = scene(Mode::Turf, &field(), &[at(2008.0, 2008.0, 0.0), at(600.0, 600.0, 0.0)]);
    straight(&mut game, 10);
    assert!(game.enter(5, &mut Vec::new()));
    let log = straight(&mut game, 6 * SECOND);
    assert!(first(&log, |event| *event == GameEvent::Returned { slot: 5 }).is_some());
    assert!(owned(&game, 5) >= 25);
    game.park(1);
    straight(&mut game, SECOND);
    assert_eq!((owned(&game, 1), land(&game).open(1)), (25, 0), "absent players keep their land");
    game.leave(1);
    assert_eq!(owned(&game, 1), 0);
    straight(&mut game, 1);
    let (all, of) = count(land(&game));
    assert_eq!(all as u32, of.iter().sum::<u32>());
}

/// Plays with wild steering, comings and goings; `check` sees every tick.
fn wild(mut game: Game, seed: u64, seconds: u64, mut check: impl FnMut(&Game)) {
    let mut noise = Noise(seed * 7919 + 1);
    let mut hands: Vec<Hand> = (0..MAX_PLAYERS as u64).map(|slot| Hand::new(seed * 31 + slot + 1)).collect();
    let mut events = Vec::new();
    for tick in 0..seconds * SECOND {
        let mut inputs = Inputs::default();
        for (slot, hand) in (0..).zip(&mut hands) {
            // Mostly gentle, so that loops close.
            inputs.set(slot, hand.steer(tick) * if seed.is_multiple_of(2) { 1.0 } else { 0.4 });
        }
        super::party_properties::visit(&mut game, &mut noise, &mut events);
        game.step(&inputs, &mut events);
        events.clear();
        check(&game);
    }
}

#[test]
fn every_cell_is_free_or_has_one_owner_and_the_rows_that_changed_are_reported() {
    let mut changes = 0;
    for seed in 1..=12_u64 {
        let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
        let game = Game::new(Mode::Turf, &slots, seed);
        let (columns, rows) = land(&game).size();
        // A view's copy, brought up to date row by row.
        let mut copy = vec![vec![None; columns]; rows];
        let mut seen = 0;
        wild(game, seed, 30, |game| {
            if game.tick() % 7 != 0 {
                return;
            }
            let land = land(game);
            for row in land.rows_since(seen) {
                changes += 1;
                copy[row] = (0..columns).map(|column| land.owner(column, row)).collect();
            }
            seen = land.revision();
            let mut of = [0; MAX_PLAYERS];
            for (row, cells) in copy.iter().enumerate() {
                for (column, &owner) in cells.iter().enumerate() {
                    assert_eq!(owner, land.owner(column, row), "seed {seed}, tick {}", game.tick());
                    if let Some(owner) = owner {
                        of[usize::from(owner)] += 1;
                    }
                }
            }
            for slot in 0..MAX_PLAYERS as u8 {
                assert_eq!(of[usize::from(slot)], land.owned(slot), "seed {seed}, slot {slot}");
                let is_out = game.player(slot).is_none_or(|player| !player.is_solid());
                assert!(!is_out || land.open(slot) == 0, "only heads on the board have open trails");
                assert!(game.player(slot).is_some() || land.owned(slot) == 0);
            }
            assert!(of.iter().sum::<u32>() as usize <= land.cells());
        });
    }
    assert!(changes > 1000, "{changes}");
}

#[test]
fn at_any_speed_a_trail_has_no_hole_and_no_head_passes_one() {
    for speed in [140.0, 900.0, 5_000.0, 40_000.0] {
        let mut tuning = field();
        (tuning.start_speed, tuning.max_speed) = (speed, speed);
        tuning.edge_margin = f32::MAX;
        let pose: Pose = at(2008.0, 2000.0, 37.0);
        let mut game = scene(Mode::Turf, &tuning, &[pose]);
        straight(&mut game, 3);
        let land = land(&game);
        let (columns, rows) = land.size();
        let covered = |column: usize, row: usize| {
            column < columns
                && row < rows
                && (land.trails(column, row).next().is_some() || land.owner(column, row) == Some(0))
        };
        // From one end every cell of the trail is reached from side to side.
        let cells: Vec<(usize, usize)> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (column, row)))
            .filter(|&(x, y)| covered(x, y))
            .collect();
        let (mut reached, mut stack) = (vec![cells[0]], vec![cells[0]]);
        while let Some((x, y)) = stack.pop() {
            for next in [(x + 1, y), (x.wrapping_sub(1), y), (x, y + 1), (x, y.wrapping_sub(1))] {
                if covered(next.0, next.1) && !reached.contains(&next) {
                    reached.push(next);
                    stack.push(next);
                }
            }
        }
        assert_eq!(reached.len(), cells.len(), "at {speed}");
    }
    for speed in [900.0_f32, 5_000.0, 40_000.0] {
        // Slot 0 draws a trail to the right. Slot 1 jumps over it in the middle of a tick, behind slot 0's head.
        let mut tuning = field();
        (tuning.start_speed, tuning.max_speed) = (speed, speed);
        tuning.edge_margin = f32::MAX;
        let step = speed / 120.0;
        let x = 2068.0 + 2.5 * step;
        let ticks = ((x - 2008.0) / step).ceil() + 2.0;
        let poses = [at(2008.0, 2008.0, 0.0), at(x, 2008.0 - (ticks + 0.5) * step, 90.0)];
        let mut game = scene(Mode::Turf, &tuning, &poses);
        let log = straight(&mut game, ticks as u64 + 3);
        let is_cut = crashes(&log).iter().any(|crash| crash.1 == 0 && crash.2 == Cause::Body { of: 1 });
        assert!(is_cut, "at {speed}: {log:?}");
    }
}

#[test]
fn bots_of_all_skills_take_land_and_stay_inside_mostly() {
    let (mut edges, mut rounds) = (0, 0);
    for skill in Skill::ALL {
        let mut game = Game::new(Mode::Turf, &[0, 1, 2, 3], 3);
        let mut bots: Vec<Bot> = (0..4).map(|slot| Bot::new(skill, 7 + slot)).collect();
        let log = steered(&mut game, 75 * SECOND, |game, inputs| {
            for (slot, bot) in (0..).zip(&mut bots) {
                inputs.set(slot, bot.steer(game, slot));
            }
        });
        let taken = log.iter().filter(|(_, event)| matches!(event, GameEvent::LandTaken { .. })).count();
        assert!(taken > 20, "{}: {taken} loops", skill.name());
        edges += crashes(&log).iter().filter(|crash| crash.2 == Cause::Edge).count();
        rounds += 1;
    }
    assert!(edges < 12 * rounds, "{edges} edges in {rounds} rounds of four players");
}
