//! Limits on the cost of a session, and ordinary phones that never reach them.

use super::*;

#[test]
fn phones_behind_one_address_are_admitted_one_after_another() {
    let mut world = World::new();
    let offer = world.offer();
    for port in 0..15 {
        world.dial_from(&offer, SocketAddr::from(([192, 168, 1, 100], 40_000 + port)));
    }
    world.pass(Duration::from_secs(4));
    assert_eq!(world.opened().len(), 15);
}

#[test]
fn a_session_that_takes_too_much_time_ends_and_others_do_not() {
    let mut world = open_world(2);
    let (costly, other) = (world.opened()[0], world.opened()[1]);
    for seq in 0..100 {
        // 25 ms in a second is a slow machine.
        for id in [costly, other] {
            world.endpoint.charge(world.now, id, Duration::from_micros(250));
        }
        assert!(world.say(0, &touch(seq)) && world.say(1, &touch(seq)));
        world.pass(Duration::from_millis(10));
    }
    // An hour in which the machine was stopped.
    world.endpoint.charge(world.now, other, Duration::from_secs(3600));
    for _ in 0..500 {
        world.endpoint.charge(world.now, costly, Duration::from_millis(1));
    }
    assert!(world.say(1, &touch(200)));
    world.pass(Duration::from_millis(50));
    let closed: Vec<_> = world.heard.iter().filter(|output| matches!(output, EndpointOutput::Closed(_))).collect();
    assert_eq!(closed, [&EndpointOutput::Closed(costly)]);
    assert_eq!(world.frames(other), 101);
}

#[test]
fn an_honest_phone_keeps_its_session_on_a_bad_network() {
    let mut world = open_world(1);
    let id = world.opened()[0];
    world.loss = 0.2;
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    // A quarter of an hour at 60 Hz, with clock requests and reliable messages, and a stall of 2 s in each minute.
    for minute in 0..15 {
        for turn in 0..60 * 60_u32 {
            world.say(0, &touch(turn as u16));
            if turn % 6 == 0 {
                world.endpoint.send_frame(world.now, id, Frame::Echo { t: turn }.encode());
                world.say(0, &Frame::EchoReply { t: turn, mine: 0 });
            }
            if rng.random_ratio(1, 60) {
                world.say(0, &Frame::FromPhone(phonepad_protocol::PhoneMessage::Tap));
            }
            world.loss = if turn % 3600 < 120 { 1.0 } else { 0.2 };
            world.pass(Duration::from_micros(16_667));
        }
        world.sent.clear();
        assert!(!world.heard.iter().any(|output| matches!(output, EndpointOutput::Closed(_))), "minute {minute}");
    }
    assert!(world.frames(id) > 15 * 3600 / 2, "{}", world.frames(id));
}
