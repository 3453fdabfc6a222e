//! The UDP port of the direct path: strangers, phones with the secret that then send anything, and time that passes.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    net::SocketAddr,
    time::{Duration, Instant},
};

use phonepad_host::direct::{Endpoint, EndpointOutput};
use str0m::ice::{StunMessage, TransId};

use super::Input;

const SECRET: &str = "abcdefghijklmnopqrstuvwx";
/// More sessions would exceed the limits.
const MAX_SESSIONS: usize = 32;
const ADDRESSES: u8 = 6;

/// One port for all inputs, because making a certificate takes longer than a thousand packets.
struct World {
    game: SocketAddr,
    endpoint: Endpoint,
    now: Instant,
    /// The addresses that have ever proved to have the secret.
    insiders: BTreeSet<SocketAddr>,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new());
}

/// Interprets any bytes as a list of packets, each with a sender, and of pauses.
pub(super) fn packet(data: &[u8]) {
    WORLD.with_borrow_mut(|world| {
        let mut input = Input::new(data);
        while !input.is_empty() {
            world.step(&mut input);
        }
    });
}

impl World {
    fn new() -> Self {
        let game = SocketAddr::from(([192, 168, 1, 5], 7171));
        let endpoint = Endpoint::new(SECRET.into(), vec![game], [7; 16]).unwrap();
        Self { game, endpoint, now: Instant::now(), insiders: BTreeSet::new() }
    }

    fn step(&mut self, input: &mut Input) {
        let kind = input.byte();
        let number = input.byte();
        let from = SocketAddr::from(([192, 168, 1, 100 + number % ADDRESSES], 4000));
        match kind % 5 {
            // From a stranger, always.
            0 => {
                let length = usize::from(input.byte());
                let outside = SocketAddr::from(([10, 0, 0, number], u16::from(number)));
                self.receive(outside, input.bytes(length));
            }
            1 => {
                let length = usize::from(input.byte());
                self.receive(from, input.bytes(length));
            }
            2 => {
                let name = u16::from_le_bytes([input.byte(), input.byte()]);
                let check = check(name, input.byte());
                self.insiders.insert(from);
                self.receive(from, &check);
            }
            3 => {
                let (content, length) = (input.byte(), input.byte());
                self.receive(from, &record(content, number, input.bytes(length.into())));
            }
            _ => {
                self.now += Duration::from_millis(u64::from(number));
                self.endpoint.tick(self.now);
                self.look();
            }
        }
    }

    fn receive(&mut self, from: SocketAddr, packet: &[u8]) {
        self.endpoint.receive(self.now, self.game, from, packet);
        self.look();
    }

    /// Checks that senders without the secret get no answer, that none gets in without keys, and that nothing grows.
    fn look(&mut self) {
        while let Some(output) = self.endpoint.poll() {
            match output {
                EndpointOutput::Packet { to, .. } => assert!(self.insiders.contains(&to), "a stranger is answered"),
                other => panic!("without keys: {other:?}"),
            }
        }
        assert!(self.endpoint.sessions() <= MAX_SESSIONS);
    }
}

/// Returns a packet that looks like a record of DTLS, most often of a handshake.
fn record(content: u8, number: u8, body: &[u8]) -> Vec<u8> {
    let kind = if content < 200 { 22 } else { content % 64 };
    let header = [kind, 254, 253, 0, 0, 0, 0, 0, 0, 0, number, 0, body.len() as u8];
    [&header, body].concat()
}

/// Returns a check with the secret and any role. There are more names than the endpoint remembers.
fn check(name: u16, role: u8) -> Vec<u8> {
    let username = format!("game{name}:phone{name}");
    let message = StunMessage::binding_request(&username, TransId::new(), role & 1 == 0, role.into(), 1, role & 2 == 0);
    let hmac = str0m::crypto::from_feature_flags().sha1_hmac_provider;
    let mut bytes = vec![0; 300];
    let length =
        message.to_bytes(Some(SECRET.as_bytes()), &mut bytes, |key, parts| hmac.sha1_hmac(key, parts)).unwrap();
    bytes.truncate(length);
    bytes
}
