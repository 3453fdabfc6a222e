//! SCTP inside an open session of the direct path: one phone sends arbitrary chunks, and another one must still be
//! received.

use std::{
    cell::RefCell,
    net::SocketAddr,
    time::{Duration, Instant},
};

use phonepad_host::direct::{Endpoint, EndpointOutput, SessionId};
use phonepad_protocol::DirectOffer;

use super::Input;
use full_tilt_test_support::raw_phone::{RawPhone, chunk, data};

const SECRET: &str = "abcdefghijklmnopqrstuvwx";
/// More sessions would exceed the limits.
const MAX_SESSIONS: usize = 32;
/// Most packets that one packet of a phone may cause: acknowledgements, and those of closing.
const MAX_ANSWERS: usize = 16;
const STEP: Duration = Duration::from_millis(20);

/// One port and one honest phone for all inputs. The other phone dials again when it has lost its session.
struct World {
    game: SocketAddr,
    endpoint: Endpoint,
    now: Instant,
    honest: Phone,
    raw: Phone,
    dialled: u32,
    /// Number of texts that the honest phone sent, and that were received.
    said: usize,
    heard: usize,
}

struct Phone {
    address: SocketAddr,
    phone: RawPhone,
    session: Option<SessionId>,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new());
}

/// Interprets any bytes as a list of packets of chunks, and of pauses.
pub(super) fn chunks(bytes: &[u8]) {
    WORLD.with_borrow_mut(|world| {
        world.reopen();
        let mut input = Input::new(bytes);
        while !input.is_empty() && world.raw.session.is_some() {
            world.step(&mut input);
        }
        world.hears_the_honest_phone();
    });
}

impl World {
    fn new() -> Self {
        let game = SocketAddr::from(([192, 168, 1, 5], 7171));
        let (endpoint, now) = (Endpoint::new(SECRET.into(), vec![game], [7; 16]).unwrap(), Instant::now());
        let offer = DirectOffer { addresses: vec![game], fingerprint: endpoint.fingerprint(), secret: SECRET.into() };
        let dial = |last, number| {
            let address = SocketAddr::from(([192, 168, 1, last], 4000));
            Phone { address, phone: RawPhone::dial(now, &offer, address, number), session: None }
        };
        let (honest, raw) = (dial(100, 0), dial(101, 1));
        let mut world = Self { game, endpoint, now, honest, raw, dialled: 2, said: 0, heard: 0 };
        world.pass(Duration::from_secs(1));
        assert!(world.honest.session.is_some() && world.raw.session.is_some(), "phones get in");
        world
    }

    /// Lets the phone dial again if it has lost its session, as often as the limits allow.
    fn reopen(&mut self) {
        for _ in 0..20 {
            if self.raw.session.is_some() {
                return;
            }
            let addresses = vec![self.game];
            let offer = DirectOffer { addresses, fingerprint: self.endpoint.fingerprint(), secret: SECRET.into() };
            self.raw.phone = RawPhone::dial(self.now, &offer, self.raw.address, self.dialled);
            self.dialled += 1;
            self.pass(Duration::from_secs(1));
        }
        panic!("a phone that has lost its session does not get in again");
    }

    fn step(&mut self, input: &mut Input) {
        if input.byte().is_multiple_of(8) {
            self.pass(Duration::from_millis(u64::from(input.byte()) * 4));
            return self.hears_the_honest_phone();
        }
        let count = input.byte() % 57;
        let chunks: Vec<_> = (0..count).map(|_| self.chunk(input)).collect();
        let length: usize = chunks.iter().map(Vec::len).sum();
        if length < 1400 {
            self.raw.phone.send_chunks(self.now, &chunks);
            self.pass(STEP / 4);
        }
    }

    /// Returns mostly DATA with numbers near the previous ones, and occasionally any other chunk.
    fn chunk(&mut self, input: &mut Input) -> Vec<u8> {
        let (kind, flags, number) = (input.byte(), input.byte(), input.byte());
        let tsn = self.raw.phone.next_tsn().wrapping_add(u32::from(number.saturating_sub(240)));
        match kind {
            0..200 => {
                let stream = u16::from(kind % 2) + u16::from(kind == 199) * 2;
                let length = usize::from(number % 24);
                data(flags & 7, tsn, stream, u16::from(number / 16), &vec![number; length])
            }
            200..210 => chunk(192, 0, &[&tsn.to_be_bytes(), &[0, flags % 3, 0, number]]),
            210..215 => chunk(130, 0, &[&[0, 13, 0, 18], &tsn.to_be_bytes(), &[0; 8], &[0, flags % 3]]),
            215..225 => chunk(3, 0, &[&tsn.to_be_bytes(), &[0, 1, 0, 0, 0, flags % 8, 0, number % 8], input.bytes(32)]),
            _ => {
                let length = usize::from(number);
                chunk(flags, kind, &[input.bytes(length)])
            }
        }
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            while self.carry() {}
            if self.now >= end {
                return;
            }
            self.now = (self.now + STEP).min(end);
            self.endpoint.tick(self.now);
            for phone in [&mut self.honest, &mut self.raw] {
                if phone.phone.due() <= self.now {
                    phone.phone.tick(self.now);
                }
            }
        }
    }

    /// Carries the queued packets. Returns whether there were any.
    fn carry(&mut self) -> bool {
        let mut any = false;
        for index in 0..2 {
            loop {
                let phone = if index == 0 { &mut self.honest } else { &mut self.raw };
                let Some((_, packet)) = phone.phone.poll() else { break };
                let from = phone.address;
                any = true;
                self.endpoint.receive(self.now, self.game, from, &packet);
                self.look(from);
            }
        }
        self.look(self.raw.address);
        any
    }

    /// Takes the outputs after a packet of this phone.
    fn look(&mut self, after: SocketAddr) {
        let mut answers = 0;
        while let Some(output) = self.endpoint.poll() {
            match output {
                EndpointOutput::Packet { from, to, bytes } => {
                    answers += 1;
                    let phone = if to == self.honest.address { &mut self.honest } else { &mut self.raw };
                    phone.phone.receive(self.now, from, &bytes);
                }
                EndpointOutput::Opened(id) => {
                    let phone = if after == self.honest.address { &mut self.honest } else { &mut self.raw };
                    phone.session = Some(id);
                }
                EndpointOutput::Text(id, _) if Some(id) == self.honest.session => self.heard += 1,
                EndpointOutput::Text(..) | EndpointOutput::Frame(..) => {}
                EndpointOutput::Closed(id) => {
                    assert_ne!(Some(id), self.honest.session, "the other phone has lost its session");
                    self.raw.session = self.raw.session.filter(|session| *session != id);
                }
            }
        }
        assert!(answers <= MAX_ANSWERS, "{answers} packets after one");
        assert!(self.endpoint.sessions() <= MAX_SESSIONS);
    }

    fn hears_the_honest_phone(&mut self) {
        self.said += 1;
        self.honest.phone.say("here");
        self.honest.phone.tick(self.now);
        self.pass(STEP);
        assert_eq!(self.heard, self.said, "the other phone is received");
    }
}
