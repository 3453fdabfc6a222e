//! The rules of knock-out: heats, who is out, the final, and the places.

use full_tilt_rules::{
    Bot, Cause, Game, GameEvent, HazardKind, KnockOut, KnockOutEvent, KnockOutTuning, Mode, Pose, Rule, Skill, Tuning,
};

use super::{
    SECOND,
    scene::{Log, at, bare, crashes, places, scene, steered, straight},
};

fn knock_out(game: &Game) -> &KnockOut {
    game.parts().unwrap().knock_out().unwrap()
}

fn told(log: &Log) -> Vec<(u64, KnockOutEvent)> {
    log.iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::KnockOut(event) => Some((*tick, *event)),
            _ => None,
        })
        .collect()
}

/// The mode so slow that nobody reaches an edge, and without points for anything but blips, of which there are none.
fn slow() -> Tuning {
    let mut tuning = bare(Mode::KnockOut);
    tuning.start_speed = 40.0;
    tuning.party.as_mut().unwrap().spirit.as_mut().unwrap().speed = 1.0;
    tuning
}

fn lanes(count: usize) -> Vec<Pose> {
    (0..count).map(|lane| at(200.0, 300.0 + 500.0 * lane as f32, 0.0)).collect()
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::KNOCK_OUT;
    let numbers = KnockOutTuning { round_ticks: 75 * SECOND, final_ticks: 20 * SECOND };
    assert_eq!(tuning.parts.knock_out, Some(numbers));
    let party = tuning.party.unwrap();
    assert_eq!((party.crash, party.wall, party.last, tuning.blips.points), (None, 10, 20, 10));
    assert!(Mode::KnockOut.suits(3) && Mode::KnockOut.suits(15) && !Mode::KnockOut.suits(2));
}

#[test]
fn if_nobody_crashes_the_lowest_of_each_heat_is_out() {
    // Four players: three heats of 25 s. Nobody has points, so that all share the lowest place and one of them is drawn.
    let mut game = scene(Mode::KnockOut, &slow(), &lanes(4));
    let log = straight(&mut game, 25 * SECOND + 1);
    let began = |heat, is_final| KnockOutEvent::HeatBegan { heat, of: 3, ticks: 25 * SECOND, is_final };
    let warning = |ticks| KnockOutEvent::Warning { ticks, lowest: None };
    // The heat begins with the end of the first tick, so it ends 3000 ticks later.
    let (ten, five, two) = (10 * SECOND, 5 * SECOND, 2 * SECOND);
    assert_eq!(
        told(&log),
        [
            (1, began(1, false)),
            (3001 - ten, warning(ten)),
            (3001 - five, warning(five)),
            (3001 - two, warning(two)),
            (3001, began(2, false)),
        ]
    );
    let out = crashes(&log);
    assert!(matches!(out[..], [(3001, _, Cause::Rule(Rule::Lowest))]), "{out:?}");
    // A player who is out steers a spirit.
    let slot = out[0].1;
    assert!(game.hazards().iter().any(|hazard| hazard.kind == HazardKind::Spirit { of: slot }));
    assert_eq!(places(&game)[usize::from(slot)], (slot, 4));
    let log = straight(&mut game, 25 * SECOND);
    assert_eq!(
        told(&log).last(),
        Some(&(
            6001,
            KnockOutEvent::HeatBegan {
                heat: 3,
                of: 3,
                // The rest of 75 s.
                ticks: 9000 - 6001,
                is_final: true
            }
        ))
    );
    assert!(knock_out(&game).is_final() && !game.is_over());
    straight(&mut game, 3000);
    assert!(game.is_over() && game.tick() == 75 * SECOND, "{}", game.tick());
    // Both finalists have no points: they share the first place.
    let firsts = places(&game).iter().filter(|place| place.1 == 1).count();
    assert_eq!(firsts, 2);
}

#[test]
fn the_one_with_the_fewest_points_is_named_and_out() {
    let mut tuning = slow();
    tuning.blips.at_least = 3;
    tuning.blips.at_most = 3;
    tuning.blips.magnet = 10_000.0;
    tuning.blips.kinds = None;
    // Every blip goes to the nearest head, wherever it appears: most to slot 1, which has the lower half for itself.
    let mut poses = lanes(3);
    poses[1] = at(200.0, 3900.0, 0.0);
    let mut lowest_named = 0;
    let mut game = scene(Mode::KnockOut, &tuning, &poses);
    let log = straight(&mut game, 75 * SECOND / 2 + 1);
    let lowest = game.players().iter().min_by(|a, b| a.score().total_cmp(&b.score())).unwrap().slot;
    for (_, event) in told(&log) {
        if let KnockOutEvent::Warning { lowest: Some(_), .. } = event {
            lowest_named += 1;
        }
    }
    assert_eq!(lowest_named, 3);
    assert_eq!(crashes(&log), [(75 * SECOND / 2 + 1, lowest, Cause::Rule(Rule::Lowest))]);
}

#[test]
fn the_first_to_crash_is_out_and_the_next_heat_begins_at_once() {
    let mut poses = lanes(4);
    // 30 units from the right edge at 40 units per second; two units outside are the end.
    poses[2] = at(3970.0, 1300.0, 0.0);
    let mut game = scene(Mode::KnockOut, &slow(), &poses);
    let log = straight(&mut game, 2 * SECOND);
    // (30 + 2) / (40 / 120) = 96 ticks are on the line, so the 97th is over it.
    assert_eq!(crashes(&log), [(97, 2, Cause::Edge)]);
    let began = KnockOutEvent::HeatBegan { heat: 2, of: 3, ticks: 25 * SECOND, is_final: false };
    assert_eq!(told(&log).last(), Some(&(97, began)));
    // The timer starts again: nobody is out before 97 + 3000.
    assert!(crashes(&straight(&mut game, 97 + 25 * SECOND - 2 * SECOND - 1)).is_empty());
    assert_eq!(crashes(&straight(&mut game, 1)).len(), 1);
}

#[test]
fn two_players_play_the_final_and_the_last_one_on_the_board_wins() {
    let poses = [at(3970.0, 1000.0, 0.0), at(200.0, 2000.0, 0.0)];
    let mut game = scene(Mode::KnockOut, &slow(), &poses);
    let log = straight(&mut game, 97);
    let began = KnockOutEvent::HeatBegan { heat: 1, of: 1, ticks: 75 * SECOND - 1, is_final: true };
    assert_eq!(told(&log)[0], (1, began));
    assert_eq!((game.is_over(), places(&game)), (true, vec![(0, 2), (1, 1)]));
}

#[test]
fn players_are_placed_by_the_time_they_went_out_and_not_by_points() {
    // Edges are reached after 97 and 157 ticks; slots 1 and 3 stay.
    let poses = [at(3970.0, 500.0, 0.0), at(200.0, 1500.0, 0.0), at(3950.0, 2500.0, 0.0), at(200.0, 3500.0, 0.0)];
    let mut tuning = slow();
    tuning.survival_score_per_s = 0.0;
    let mut game = scene(Mode::KnockOut, &tuning, &poses);
    straight(&mut game, 2 * SECOND);
    assert_eq!(places(&game), [(0, 4), (1, 1), (2, 3), (3, 1)]);
    game.leave(1);
    assert!(game.is_over());
    assert_eq!(places(&game), [(0, 3), (2, 2), (3, 1)]);
}

#[test]
fn a_leaving_player_ends_the_heat_and_a_late_one_steers_a_spirit() {
    let mut game = scene(Mode::KnockOut, &slow(), &lanes(4));
    straight(&mut game, SECOND);
    let mut events = Vec::new();
    assert!(game.enter(7, &mut events));
    assert!(!game.player(7).unwrap().alive);
    assert!(told(&straight(&mut game, 1)).is_empty());
    game.leave(0);
    let began = KnockOutEvent::HeatBegan { heat: 2, of: 3, ticks: 25 * SECOND, is_final: false };
    assert_eq!(told(&straight(&mut game, 1))[0].1, began);
    assert_eq!(knock_out(&game).heats(), 3);
}

#[test]
fn rounds_of_bots_end_in_time_with_heats_in_order() {
    for (seed, players) in (1..).zip([2_u8, 3, 5, 9, 15]) {
        let slots: Vec<u8> = (0..players).collect();
        let mut game = Game::new(Mode::KnockOut, &slots, seed);
        let mut bots: Vec<Bot> = (0..u64::from(players)).map(|slot| Bot::new(Skill::Casual, seed * 7 + slot)).collect();
        let log = steered(&mut game, 78 * SECOND, |game, inputs| {
            for (slot, bot) in (0..).zip(&mut bots) {
                inputs.set(slot, bot.steer(game, slot));
            }
        });
        assert!(game.is_over(), "{players} players");
        let heats: Vec<u32> = told(&log)
            .iter()
            .filter_map(|(_, event)| match event {
                KnockOutEvent::HeatBegan { heat, .. } => Some(*heat),
                KnockOutEvent::Warning { .. } => None,
            })
            .collect();
        assert!(!heats.is_empty() && heats.iter().zip(1..).all(|(heat, number)| *heat == number), "{heats:?}");
        let (out, left) = (crashes(&log).len(), game.players().iter().filter(|player| player.alive).count());
        assert_eq!(out + left, usize::from(players), "everybody goes out once at most");
        assert!(left <= 2, "{left} are left");
    }
}
