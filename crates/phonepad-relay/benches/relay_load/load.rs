//! Full rooms under a steady load: phones that send on schedule, hosts that read, one clock for both.

use std::{
    io,
    time::{Duration, Instant},
};

use phonepad_protocol::{Hello, Welcome};

use crate::{
    outcome::Outcome,
    report,
    server::{Kind, Server, machine_cpu_seconds, own_cpu_seconds},
    wire::{Incoming, Wire, open_room},
};

/// Phones in a full room.
pub(crate) const PHONES: usize = 15;
const LOSSY: u8 = 0x01;
const RELIABLE: u8 = 0x80;
/// Number of lossy frames of a phone between two reliable ones.
const RELIABLE_EVERY: u32 = 60;
/// Kind, time in microseconds, number.
const HEAD_BYTES: usize = 1 + 8 + 4;
/// A motion frame with one sample.
pub(crate) const MOTION_BYTES: usize = 24;
/// Time before the measurement, in which connections warm up and queues settle.
const WARM_UP: Duration = Duration::from_millis(700);
/// Time for each host between two checks for data: a check costs a tenth of this, and must not keep the generator from
/// sending.
const LOOK_TIME: Duration = Duration::from_micros(2);
/// Time for frames still in flight at the end.
const SETTLE: Duration = Duration::from_millis(300);

/// The amount of traffic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) rooms: usize,
    pub(crate) hz: f64,
    pub(crate) frame_bytes: usize,
    pub(crate) duration: Duration,
}

impl Load {
    /// Returns rooms of fifteen phones that send as real ones do.
    pub(crate) fn full_rooms(rooms: usize, duration: Duration) -> Self {
        Self { rooms, hz: 60.0, frame_bytes: MOTION_BYTES, duration }
    }
}

struct Phone {
    wire: Wire,
    room: usize,
    slot: u8,
    due: Duration,
    sent: u32,
    reliable_sent: u32,
}

struct Host {
    wire: Wire,
    /// Next number expected of each slot's reliable frames.
    reliable_next: [u32; PHONES],
    reliable_errors: u64,
    is_stalled: bool,
}

/// A frame that a host received.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) room: usize,
    /// Both since the beginning.
    pub(crate) scheduled: Duration,
    pub(crate) arrived: Duration,
}

impl Arrival {
    pub(crate) fn delay(&self) -> Duration {
        self.arrived.saturating_sub(self.scheduled)
    }
}

/// All connections, and the schedule.
pub(crate) struct Rooms {
    phones: Vec<Phone>,
    hosts: Vec<Host>,
    began: Instant,
    period: Duration,
    /// Space for one frame.
    payload: Vec<u8>,
    /// Delays with which frames were written, in microseconds.
    lateness: Vec<u32>,
}

impl Rooms {
    pub(crate) fn connect(server: &Server, load: Load) -> io::Result<Self> {
        let (mut phones, mut hosts) = (Vec::new(), Vec::new());
        let period = Duration::from_secs_f64(1.0 / load.hz);
        for room in 0..load.rooms {
            let (host, wires) = connect_room(server, room as u16, load.frame_bytes)?;
            hosts.push(Host { wire: host, reliable_next: [0; PHONES], reliable_errors: 0, is_stalled: false });
            phones.extend((0..).zip(wires).map(|(slot, wire)| Phone {
                wire,
                room,
                slot,
                due: Duration::ZERO,
                sent: 0,
                reliable_sent: 0,
            }));
        }
        // Phones do not send in step: their turns are spread evenly, and neighbours in time are in different rooms.
        phones.sort_by_key(|phone| (phone.slot, phone.room));
        let count = phones.len() as u32;
        for (turn, phone) in (0..).zip(&mut phones) {
            phone.due = period * turn / count;
        }
        let payload = vec![0; load.frame_bytes];
        Ok(Self { phones, hosts, began: Instant::now(), period, payload, lateness: Vec::new() })
    }

    /// Starts the schedule; nothing has been late yet.
    pub(crate) fn begin(&mut self) {
        self.began = Instant::now();
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    pub(crate) fn stall(&mut self, room: usize, is_stalled: bool) {
        self.hosts[room].is_stalled = is_stalled;
    }

    /// Sends and reads until `end`, and passes the hosts' frames to `each`.
    pub(crate) fn run_until(&mut self, end: Duration, mut each: impl FnMut(Arrival)) -> io::Result<()> {
        let mut next = 0;
        let pause = LOOK_TIME * self.hosts.len() as u32;
        let mut look_again = Duration::ZERO;
        while self.began.elapsed() < end {
            // A round over all phones takes one period; those whose time has come send.
            for _ in 0..self.phones.len() {
                let now = self.began.elapsed();
                if self.phones[next].due > now {
                    break;
                }
                self.send(next, now)?;
                next = (next + 1) % self.phones.len();
            }
            if self.began.elapsed() >= look_again {
                self.receive(&mut each)?;
                look_again = self.began.elapsed() + pause;
            }
        }
        self.phones.rotate_left(next);
        Ok(())
    }

    /// Only reads, for a moment.
    pub(crate) fn settle(&mut self, mut each: impl FnMut(Arrival)) -> io::Result<()> {
        let end = Instant::now() + SETTLE;
        while Instant::now() < end {
            self.receive(&mut each)?;
        }
        Ok(())
    }

    fn send(&mut self, index: usize, now: Duration) -> io::Result<()> {
        let phone = &mut self.phones[index];
        let payload = &mut self.payload[..];
        payload[1..9].copy_from_slice(&(phone.due.as_micros() as u64).to_le_bytes());
        payload[0] = LOSSY;
        payload[9..HEAD_BYTES].copy_from_slice(&phone.sent.to_le_bytes());
        // The forwarder adds no slot.
        payload[HEAD_BYTES] = phone.slot;
        // A frame without room is lost, and shows as missing among the arrivals.
        let _ = phone.wire.send(payload)?;
        phone.sent += 1;
        if phone.sent.is_multiple_of(RELIABLE_EVERY) {
            payload[0] = RELIABLE;
            payload[9..HEAD_BYTES].copy_from_slice(&phone.reliable_sent.to_le_bytes());
            if phone.wire.send(payload)? {
                phone.reliable_sent += 1;
            }
        }
        self.lateness.push(now.saturating_sub(phone.due).as_micros() as u32);
        phone.due += self.period;
        Ok(())
    }

    fn receive(&mut self, each: &mut impl FnMut(Arrival)) -> io::Result<()> {
        let (began, frame_bytes) = (self.began, self.payload.len());
        for (room, host) in self.hosts.iter_mut().enumerate().filter(|(_, host)| !host.is_stalled) {
            let Host { wire, reliable_next, reliable_errors, .. } = host;
            let arrived = began.elapsed();
            wire.receive(|incoming| {
                let Incoming::Binary(frame) = incoming else { return };
                let payload = &frame[frame.len() - frame_bytes..];
                let number = u32::from_le_bytes([payload[9], payload[10], payload[11], payload[12]]);
                if payload[0] == RELIABLE {
                    let next = &mut reliable_next[usize::from(payload[HEAD_BYTES])];
                    *reliable_errors += u64::from(*next != number);
                    *next = number + 1;
                    return;
                }
                let scheduled = payload[1..9].try_into().map_or(0, u64::from_le_bytes);
                each(Arrival { room, scheduled: Duration::from_micros(scheduled), arrived });
            })?;
        }
        Ok(())
    }

    /// Returns the number of reliable frames that were lost, doubled or out of order; call it when all has settled.
    pub(crate) fn reliable_errors(&self) -> u64 {
        let out_of_order: u64 = self.hosts.iter().map(|host| host.reliable_errors).sum();
        let arrived = |phone: &Phone| self.hosts[phone.room].reliable_next[usize::from(phone.slot)];
        out_of_order + self.phones.iter().map(|phone| u64::from(phone.reliable_sent - arrived(phone))).sum::<u64>()
    }
}

/// Connects a host and its phones.
fn connect_room(server: &Server, room: u16, frame_bytes: usize) -> io::Result<(Wire, Vec<Wire>)> {
    let address = server.address;
    match server.kind {
        Kind::Relay => {
            let created = open_room(address)?;
            let code = created.room.code.to_string();
            let (host, _) = Wire::welcomed(address, &code, &Hello::host(created.host_token))?;
            let phone = |_| match Wire::welcomed(address, &code, &Hello::peer("", None))? {
                (wire, Welcome::Peer { .. }) => Ok(wire),
                _ => Err(io::Error::other("not a peer's welcome")),
            };
            Ok((host, (0..PHONES).map(phone).collect::<io::Result<_>>()?))
        }
        Kind::Ws => {
            let open = |role: String| Wire::websocket(address, &format!("/{room}/{role}"));
            Ok((open("host".into())?, (0..PHONES).map(|slot| open(slot.to_string())).collect::<io::Result<_>>()?))
        }
        Kind::Forwarder => {
            let [low, high] = room.to_le_bytes();
            let open = |slot| Wire::records(address, &[low, high, slot], frame_bytes);
            let host = open(255)?;
            // Nothing shows when the host has been registered.
            std::thread::sleep(Duration::from_millis(2));
            Ok((host, (0..PHONES as u8).map(open).collect::<io::Result<_>>()?))
        }
    }
}

/// Returns the value at this share of the sorted list.
pub(crate) fn quantile(sorted: &[u32], share: f64) -> Duration {
    let index = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    Duration::from_micros(sorted.get(index).copied().unwrap_or(u32::MAX).into())
}

/// Puts a fresh server of this kind under a load.
pub(crate) fn measure(kind: Kind, load: Load) -> io::Result<Outcome> {
    let server = Server::start(kind)?;
    let mut rooms = Rooms::connect(&server, load)?;
    rooms.begin();
    rooms.run_until(WARM_UP, |_| ())?;
    rooms.lateness.clear();
    let from = rooms.elapsed();
    let cpu = (server.cpu_seconds(), own_cpu_seconds(), machine_cpu_seconds());
    let mut delays = Vec::new();
    let mut note = |arrival: Arrival| {
        if arrival.scheduled >= from {
            delays.push(arrival.delay().as_micros() as u32);
        }
    };
    rooms.run_until(from + load.duration, &mut note)?;
    let measured = (rooms.elapsed() - from).as_secs_f64();
    let (server_cpu, own_cpu) = (server.cpu_seconds() - cpu.0, own_cpu_seconds() - cpu.1);
    let others = (machine_cpu_seconds() - cpu.2 - server_cpu - own_cpu) / measured;
    let sent = rooms.lateness.len();
    rooms.settle(&mut note)?;
    delays.sort_unstable();
    rooms.lateness.sort_unstable();
    Ok(Outcome {
        p50: quantile(&delays, 0.5),
        p99: quantile(&delays, 0.99),
        p999: quantile(&delays, 0.999),
        delivered: delays.len() as f64 / sent.max(1) as f64,
        reliable_errors: rooms.reliable_errors(),
        frames_per_second: sent as f64 / measured,
        cpu_per_million: server_cpu * 1e6 / sent.max(1) as f64,
        lateness_p99: quantile(&rooms.lateness, 0.99),
        others,
    })
}

/// The same rooms for every server.
pub(crate) fn print(rooms: &[usize], duration: Duration) -> io::Result<()> {
    report::heading("Steady load: full rooms (15 phones × 60 frames/s)");
    report::outcome_head();
    let mut lost = 0;
    for rooms in rooms {
        for kind in Kind::available() {
            let outcome = measure(kind, Load::full_rooms(*rooms, duration))?;
            report::outcome(kind.name(), *rooms, &outcome);
            lost += if kind == Kind::Relay { outcome.reliable_errors } else { 0 };
        }
    }
    if lost == 0 { Ok(()) } else { Err(io::Error::other("reliable frames were lost")) }
}
