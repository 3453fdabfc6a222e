//! The endpoint against simulated phones, in a network of values in which time passes only on request.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use str0m::IceCreds;

mod budgets;

use super::{
    ChannelMessage, Endpoint, EndpointOutput, SessionId,
    peer_connection::{ConnectionOutput, Credentials, PeerConnection},
};
use phonepad_protocol::{CloseCode, DirectGameText, DirectOffer, Frame, TouchFrame};

const SECRET: &str = "abcdefghijklmnopqrstuvwx";
const STEP: Duration = Duration::from_millis(5);

struct World {
    now: Instant,
    game: SocketAddr,
    endpoint: Endpoint,
    phones: Vec<(SocketAddr, PeerConnection)>,
    /// The endpoint's outputs.
    heard: Vec<EndpointOutput>,
    /// The messages received by each phone.
    told: Vec<Vec<ChannelMessage>>,
    /// Every packet to the game.
    sent: Vec<(SocketAddr, Vec<u8>)>,
    /// Share of lost packets, and the generator that decides.
    loss: f64,
    chance: ChaCha8Rng,
}

impl World {
    fn new() -> Self {
        let game = SocketAddr::from(([192, 168, 1, 5], 7171));
        let endpoint = Endpoint::new(SECRET.into(), vec![game], [7; 16]).expect("a certificate");
        let (phones, heard, told, sent) = Default::default();
        let chance = ChaCha8Rng::seed_from_u64(3);
        Self { now: Instant::now(), game, endpoint, phones, heard, told, sent, loss: 0.0, chance }
    }

    fn offer(&self) -> DirectOffer {
        DirectOffer { addresses: vec![self.game], fingerprint: self.endpoint.fingerprint(), secret: SECRET.into() }
    }

    fn dial(&mut self, offer: &DirectOffer) -> usize {
        let last = 100 + self.phones.len() as u8;
        self.dial_from(offer, SocketAddr::from(([192, 168, 1, last], 40_000)))
    }

    fn dial_from(&mut self, offer: &DirectOffer, address: SocketAddr) -> usize {
        let index = self.phones.len();
        let creds = |name: &str, pass: &str| IceCreds { ufrag: format!("{name}{index:04}"), pass: pass.into() };
        let names = Credentials { ours: creds("ph", "whatever-this-phone-says"), theirs: creds("ft", &offer.secret) };
        let pipe = PeerConnection::phone(self.now, offer, names, &[address]).expect("a phone");
        self.phones.push((address, pipe));
        self.told.push(Vec::new());
        index
    }

    /// Carries packets in both directions for some time.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += STEP;
            self.endpoint.tick(self.now);
            for index in 0..self.phones.len() {
                if self.phones[index].1.due() <= self.now {
                    self.phones[index].1.tick(self.now);
                }
            }
            while self.carry() {}
        }
    }

    /// Carries the queued packets. Returns whether there were any.
    fn carry(&mut self) -> bool {
        let mut any = false;
        for index in 0..self.phones.len() {
            while let Some(leaving) = self.phones[index].1.poll() {
                any = true;
                match leaving {
                    ConnectionOutput::Packet { .. } if self.chance.random_bool(self.loss) => {}
                    ConnectionOutput::Packet { from, bytes, .. } => {
                        self.endpoint.receive(self.now, self.game, from, &bytes);
                        self.sent.push((from, bytes));
                    }
                    ConnectionOutput::Opened => {}
                    ConnectionOutput::ChannelMessage(said) => self.told[index].push(said),
                }
            }
        }
        while let Some(output) = self.endpoint.poll() {
            any = true;
            match output {
                EndpointOutput::Packet { .. } if self.chance.random_bool(self.loss) => {}
                EndpointOutput::Packet { from, to, bytes } => {
                    if let Some((_, phone)) = self.phones.iter_mut().find(|(address, _)| *address == to) {
                        phone.receive(self.now, to, from, &bytes);
                    }
                }
                other => self.heard.push(other),
            }
        }
        any
    }

    fn say(&mut self, phone: usize, frame: &Frame) -> bool {
        let bytes = frame.encode();
        let reliable = phonepad_protocol::is_reliable(bytes[0]);
        let now = self.now;
        let pipe = &mut self.phones[phone].1;
        let taken = pipe.say(&ChannelMessage { reliable, text: false, bytes });
        pipe.tick(now);
        taken
    }

    fn opened(&self) -> Vec<SessionId> {
        self.heard
            .iter()
            .filter_map(|output| if let EndpointOutput::Opened(id) = output { Some(*id) } else { None })
            .collect()
    }

    fn frames(&self, of: SessionId) -> usize {
        self.heard.iter().filter(|output| matches!(output, EndpointOutput::Frame(id, _) if *id == of)).count()
    }
}

fn touch(seq: u16) -> Frame {
    Frame::Touch(TouchFrame { taps: 0, seq, t: 0, steer: 0 })
}

fn open_world(phones: usize) -> World {
    let mut world = World::new();
    let offer = world.offer();
    for _ in 0..phones {
        world.dial(&offer);
    }
    world.pass(Duration::from_secs(1));
    assert_eq!(world.opened().len(), phones);
    world
}

#[test]
fn a_phone_with_the_link_sends_and_receives() {
    let mut world = open_world(1);
    let id = world.opened()[0];
    assert!(world.say(0, &touch(7)));
    world.endpoint.send_frame(world.now, id, Frame::Echo { t: 9 }.encode());
    world.endpoint.send_text(world.now, id, "hello".into());
    world.pass(Duration::from_millis(50));
    assert!(world.heard.contains(&EndpointOutput::Frame(id, touch(7).encode())));
    let echo = ChannelMessage { reliable: false, text: false, bytes: Frame::Echo { t: 9 }.encode() };
    let text = ChannelMessage { reliable: true, text: true, bytes: b"hello".to_vec() };
    assert!(world.told[0].contains(&echo) && world.told[0].contains(&text));
}

#[test]
fn fifteen_phones_at_once_lose_nothing() {
    let mut world = open_world(15);
    for seq in 0..120 {
        for phone in 0..15 {
            assert!(world.say(phone, &touch(seq)));
        }
        world.pass(Duration::from_millis(15));
    }
    let ids: BTreeSet<_> = world.opened().into_iter().collect();
    assert_eq!(ids.len(), 15);
    for id in ids {
        assert_eq!(world.frames(id), 120);
    }
}

#[test]
fn a_wrong_secret_opens_nothing_and_leaves_no_state() {
    let mut world = World::new();
    let offer = DirectOffer { secret: SECRET.replace('a', "z"), ..world.offer() };
    world.dial(&offer);
    world.pass(Duration::from_secs(3));
    assert!(world.sent.len() > 2, "the phone tried");
    assert_eq!((world.endpoint.sessions(), world.heard.len()), (0, 0));
}

#[test]
fn a_phone_that_expects_another_certificate_does_not_open() {
    let mut world = open_world(1);
    let offer = DirectOffer { fingerprint: [0; 32], ..world.offer() };
    world.dial(&offer);
    for second in 0..10 {
        assert!(world.say(0, &touch(second)));
        world.pass(Duration::from_secs(1));
    }
    assert_eq!(world.opened().len(), 1);
    assert!(!world.phones[1].1.is_open());
    assert_eq!(world.frames(world.opened()[0]), 10, "the other one plays on");
    assert_eq!(world.endpoint.sessions(), 1);
}

#[test]
fn garbage_from_any_address_disturbs_no_session() {
    let mut world = open_world(2);
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (first, recorded) = (world.opened()[0], world.sent.clone());
    let mut said = 0;
    for round in 0..400 {
        // Fewer from a phone's own address than its share allows, because otherwise its session would be limited as
        // well.
        for index in 0..8 {
            let mut packet = recorded[rng.random_range(0..recorded.len())].1.clone();
            if index % 2 == 0 {
                let at = rng.random_range(0..packet.len());
                packet[at] ^= 1 << rng.random_range(0..8);
                packet.truncate(rng.random_range(1..=packet.len()));
            } else {
                packet = (0..rng.random_range(0..200)).map(|_| rng.random()).collect();
            }
            let from = if index < 4 { world.phones[0].0 } else { SocketAddr::from(([10, 0, 0, 1], rng.random())) };
            world.endpoint.receive(world.now, world.game, from, &packet);
        }
        said += usize::from(world.say(0, &touch(round)));
        world.pass(Duration::from_millis(10));
    }
    assert_eq!(world.frames(first), said);
    assert_eq!(said, 400);
    assert!(!world.heard.iter().any(|output| matches!(output, EndpointOutput::Closed(_))));
}

#[test]
fn a_replayed_conversation_opens_nothing() {
    let mut world = open_world(1);
    let id = world.opened()[0];
    assert!(world.say(0, &touch(1)));
    world.pass(Duration::from_millis(50));
    let recorded = world.sent.clone();
    for other in [world.phones[0].0, SocketAddr::from(([10, 0, 0, 1], 9))] {
        for (_, packet) in &recorded {
            world.endpoint.receive(world.now, world.game, other, packet);
        }
    }
    world.pass(Duration::from_millis(50));
    assert_eq!((world.frames(id), world.endpoint.sessions()), (1, 1));
    assert!(world.say(0, &touch(2)));
    world.pass(Duration::from_millis(50));
    assert_eq!(world.frames(id), 2, "the phone plays on");
}

#[test]
fn a_phone_that_falls_silent_is_gone_after_a_while() {
    let mut world = open_world(1);
    let id = world.opened()[0];
    world.phones.clear();
    world.pass(Duration::from_secs(9));
    assert_eq!(world.endpoint.sessions(), 1);
    world.pass(Duration::from_secs(2));
    assert_eq!(world.endpoint.sessions(), 0);
    assert!(world.heard.contains(&EndpointOutput::Closed(id)));
}

#[test]
fn a_phone_that_is_sent_away_receives_the_reason() {
    let mut world = open_world(1);
    let id = world.opened()[0];
    world.endpoint.close(world.now, id, CloseCode::RoomFull);
    world.pass(Duration::from_secs(1));
    let texts: Vec<_> = world.told[0].iter().filter_map(|said| DirectGameText::parse(&said.bytes)).collect();
    assert_eq!(texts, [DirectGameText::Close { code: 4009 }]);
    assert_eq!(world.endpoint.sessions(), 0);
}

#[test]
fn a_phone_that_sends_too_much_loses_frames_and_then_its_session() {
    let mut world = open_world(1);
    let id = world.opened()[0];
    for _ in 0..60 {
        for seq in 0..20 {
            world.say(0, &touch(seq));
        }
        world.pass(Duration::from_millis(10));
    }
    assert!((100..=400).contains(&world.frames(id)), "{}", world.frames(id));
    let longer_than_any = Frame::FromHost(phonepad_protocol::HostMessage::Notice { text: "x".repeat(600), key: None });
    world.say(0, &longer_than_any);
    world.pass(Duration::from_secs(1));
    assert!(world.heard.contains(&EndpointOutput::Closed(id)));
}
