//! Bots in teams: they chase opponents only, and friends' bodies are no danger to them unless friends kill.

use full_tilt_rules::{Bot, Game, MAX_PLAYERS, Mode, Pose, Skill, Teams};

use super::scene::{at, bare, scene, straight};

/// Returns a round of survival in which these slots are in team 0, and all others in team 1.
fn in_teams(poses: &[Pose], own: &[usize], friends_kill: bool) -> Game {
    let mut of = [1; MAX_PLAYERS];
    own.iter().for_each(|&slot| of[slot] = 0);
    scene(Mode::Survival, &bare(Mode::Survival), poses).with_teams(Teams::new(2, of, friends_kill))
}

#[test]
fn a_spirit_of_a_bot_chases_an_opponent_although_a_friend_is_nearer() {
    // Slot 0 leaves the arena on the right. From there, heading right, slot 1 is near and to the left, and slot 2 is far
    // away and to the right: y points down.
    let poses = [at(4001.5, 2000.0, 0.0), at(3800.0, 1800.0, 0.0), at(3000.0, 2600.0, 0.0), at(500.0, 500.0, 0.0)];
    for (own, expected) in [(vec![0, 1], 1.0), (vec![0, 3], -1.0)] {
        let mut game = in_teams(&poses, &own, false);
        while game.player(0).unwrap().alive {
            straight(&mut game, 1);
        }
        assert!(!game.is_over() && game.hazards().len() == 1);
        assert_eq!(Bot::new(Skill::Skilled, 1).steer(&game, 0), expected, "a team of {own:?}");
    }
}

#[test]
fn a_bot_rides_straight_through_a_friends_body_and_turns_away_from_all_others() {
    // In 200 ticks slot 1 draws a line downwards at x = 2000, and slot 0 comes to about 100 units before it.
    let poses = [at(1650.0, 2000.0, 0.0), at(2000.0, 1900.0, 90.0), at(500.0, 500.0, 0.0), at(500.0, 900.0, 0.0)];
    for (own, friends_kill, is_straight) in
        [(vec![0, 1], false, true), (vec![0, 1], true, false), (vec![0, 2], false, false)]
    {
        let mut game = in_teams(&poses, &own, friends_kill);
        straight(&mut game, 200);
        let steer = Bot::autopilot().steer(&game, 0);
        assert_eq!(steer == 0.0, is_straight, "a team of {own:?}, friends kill: {friends_kill}, steer {steer}");
    }
}

#[test]
fn a_team_of_bots_loses_nobody_to_friends() {
    use full_tilt_rules::{GameEvent, Inputs, RoundSetup, balanced_teams};
    let slots: Vec<u8> = (0..8).collect();
    let mut crashes = 0;
    for seed in 1..=6 {
        let points: Vec<(u8, f64)> = slots.iter().map(|&slot| (slot, 0.0)).collect();
        let setup = RoundSetup { teams: balanced_teams(&points, 4, seed), ..RoundSetup::new(Mode::Rush, &slots, seed) };
        let (mut game, mut events) = (Game::from_setup(&setup), Vec::new());
        let mut bots: Vec<Bot> = (0..8).map(|slot| Bot::new(Skill::Casual, seed * 31 + slot)).collect();
        while !game.is_over() {
            let mut inputs = Inputs::default();
            (0..).zip(&mut bots).for_each(|(slot, bot)| inputs.set(slot, bot.steer(&game, slot)));
            game.step(&inputs, &mut events);
        }
        for event in events {
            if let GameEvent::Crashed { slot, cause } = event
                && let Some(by) = cause.by(slot)
            {
                crashes += 1;
                assert_ne!(game.player(slot).unwrap().team(), game.player(by).unwrap().team());
            }
        }
    }
    assert!(crashes > 20, "{crashes}");
}
