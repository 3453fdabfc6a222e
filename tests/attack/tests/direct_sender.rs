//! A guest's program on a separate thread: it opens a session, sends chunks, and dials again when it is disconnected.

use std::{
    io,
    net::{Ipv4Addr, UdpSocket},
    sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    time::{Duration, Instant},
};

use phonepad_protocol::DirectOffer;

use full_tilt_test_support::raw_phone::RawPhone;

/// The attack: packets a second, and the chunks of each.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) packets_per_second: u32,
    pub(crate) says_hello: bool,
    pub(crate) chunks: fn(&mut RawPhone, u32) -> Vec<Vec<u8>>,
}

/// The result of the attack.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) packets: u32,
    pub(crate) opened: u32,
    /// Number of sessions that the game ended.
    pub(crate) lost: u32,
}

/// Time for one dial.
const DIAL: Duration = Duration::from_secs(2);
/// A session without a packet from the game for this long counts as lost.
const SILENT: Duration = Duration::from_secs(1);
const HELLO: &str = r#"{"type":"hello","protocol":1,"role":"peer","name":"Eve"}"#;

/// Attacks until `stop` is set.
pub(crate) fn attack(offer: &DirectOffer, plan: Plan, stop: &AtomicBool) -> Outcome {
    /// No two dials share a name.
    static DIALS: AtomicU32 = AtomicU32::new(0);
    let mut outcome = Outcome::default();
    while !stop.load(Relaxed) {
        let number = DIALS.fetch_add(1, Relaxed);
        let Ok(mut session) = Session::dial(offer, number, stop) else { continue };
        outcome.opened += 1;
        if plan.says_hello {
            session.phone.say(HELLO);
            session.serve_until(Instant::now() + Duration::from_millis(100));
        }
        let start = Instant::now();
        for turn in 0.. {
            session.serve_until(start + Duration::from_secs(1) / plan.packets_per_second * turn);
            if stop.load(Relaxed) || !session.is_served() {
                break;
            }
            let chunks = (plan.chunks)(&mut session.phone, turn);
            session.phone.send_chunks(Instant::now(), &chunks);
            outcome.packets += 1;
        }
        outcome.lost += u32::from(!session.is_served());
    }
    outcome
}

struct Session {
    socket: UdpSocket,
    phone: RawPhone,
    heard: Instant,
}

impl Session {
    fn dial(offer: &DirectOffer, number: u32, stop: &AtomicBool) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(1)))?;
        let phone = RawPhone::dial(Instant::now(), offer, socket.local_addr()?, number);
        let (mut session, end) = (Self { socket, phone, heard: Instant::now() }, Instant::now() + DIAL);
        while !session.phone.is_open() {
            if Instant::now() > end || stop.load(Relaxed) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            session.serve_until(Instant::now() + Duration::from_millis(5));
        }
        Ok(session)
    }

    /// Whether the game has neither closed the session nor become silent: it acknowledges every second packet.
    fn is_served(&self) -> bool {
        self.phone.is_alive() && self.heard.elapsed() < SILENT
    }

    /// Carries packets until `end`.
    fn serve_until(&mut self, end: Instant) {
        let mut packet = [0; 2000];
        loop {
            while let Some((to, bytes)) = self.phone.poll() {
                let _ = self.socket.send_to(&bytes, to);
            }
            let now = Instant::now();
            if now >= end {
                return;
            }
            if let Ok((length, from)) = self.socket.recv_from(&mut packet) {
                self.heard = Instant::now();
                self.phone.receive(self.heard, from, &packet[..length]);
            } else if self.phone.due() <= now {
                self.phone.tick(now);
            }
        }
    }
}
