//! The link between two namespaces: packets from one TUN device to another, with delays and losses.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tun_rs::{DeviceBuilder, SyncDevice};

use crate::{Namespace, namespace::ip};

/// The device's name in either namespace.
const DEVICE: &str = "wire";
const MTU: u16 = 1500;
/// Most packets in flight in one direction; further ones are lost, as in any router.
const MOST_ON_THE_WAY: usize = 4096;
const UDP: u8 = 17;

/// The effects of the link on packets, the same in each direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Shortest delay of a packet.
    pub delay: Duration,
    /// Largest additional delay. Packets do not overtake each other.
    pub jitter: Duration,
    /// Share of packets that are lost, each independently: `0.0..=1.0`.
    pub loss: f64,
    /// Whether all UDP packets are lost.
    pub no_udp: bool,
}

impl Conditions {
    /// Conditions without delay or loss.
    pub const CLEAN: Self = Self { delay: Duration::ZERO, jitter: Duration::ZERO, loss: 0.0, no_udp: false };

    /// Returns conditions with a delay in milliseconds and a loss in percent.
    pub fn of(delay_ms: u64, percent: f64) -> Self {
        Self { delay: Duration::from_millis(delay_ms), loss: percent / 100.0, ..Self::CLEAN }
    }
}

/// A link that is up until it is dropped.
pub struct Wire {
    conditions: Arc<Mutex<Conditions>>,
    ends: [String; 2],
}

type OnTheWay = (Instant, Vec<u8>);

impl Wire {
    /// Creates a link between two namespaces, whose ends have these addresses, such as `10.77.0.1/24`.
    ///
    /// # Errors
    /// Returns an error if this machine or this user cannot create TUN devices.
    pub fn between(near: (&Namespace, &[&str]), far: (&Namespace, &[&str])) -> io::Result<Self> {
        let conditions = Arc::new(Mutex::new(Conditions::CLEAN));
        let ends = [near.0.name().to_owned(), far.0.name().to_owned()];
        let (near, far) = (Arc::new(device(near)?), Arc::new(device(far)?));
        for (from, to, seed) in [(&near, &far, 1), (&far, &near, 2)] {
            let (inlet, outlet) = sync_channel(MOST_ON_THE_WAY);
            let (from, to, conditions) = (Arc::clone(from), Arc::clone(to), Arc::clone(&conditions));
            thread::spawn(move || pick_up(&from, &inlet, &conditions, seed));
            thread::spawn(move || deliver(&to, &outlet));
        }
        Ok(Self { conditions, ends })
    }

    /// Sets the conditions from now on.
    pub fn set(&self, conditions: Conditions) {
        *self.conditions.lock().unwrap_or_else(PoisonError::into_inner) = conditions;
    }
}

impl Drop for Wire {
    /// Removes the devices: that ends the threads, which would otherwise keep the namespaces alive.
    fn drop(&mut self) {
        for end in &self.ends {
            let _ = ip(&["-n", end, "link", "del", DEVICE]);
        }
    }
}

fn device((namespace, addresses): (&Namespace, &[&str])) -> io::Result<SyncDevice> {
    let device = namespace.run(|| DeviceBuilder::new().name(DEVICE).mtu(MTU).build_sync())?;
    for address in addresses {
        // Otherwise an IPv6 address is not used until duplicate address detection has finished.
        let check: &[&str] = if address.contains(':') { &["nodad"] } else { &[] };
        namespace.ip(&[&["addr", "add", address, "dev", DEVICE], check].concat())?;
    }
    namespace.ip(&["link", "set", DEVICE, "up"])?;
    Ok(device)
}

/// Ends when the device is gone.
fn pick_up(from: &SyncDevice, inlet: &SyncSender<OnTheWay>, conditions: &Mutex<Conditions>, seed: u64) {
    let (mut rng, mut packet, mut newest) = (ChaCha8Rng::seed_from_u64(seed), [0; MTU as usize], Instant::now());
    while let Ok(length) = from.recv(&mut packet) {
        let now = Instant::now();
        let Conditions { delay, jitter, loss, no_udp } = *conditions.lock().unwrap_or_else(PoisonError::into_inner);
        let packet = &packet[..length];
        if rng.random_bool(loss) || no_udp && is_udp(packet) {
            continue;
        }
        newest = newest.max(now + delay + jitter.mul_f64(rng.random()));
        let _ = inlet.try_send((newest, packet.to_vec()));
    }
}

fn deliver(to: &SyncDevice, outlet: &Receiver<OnTheWay>) {
    while let Ok((due, packet)) = outlet.recv() {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let _ = to.send(&packet);
    }
}

fn is_udp(packet: &[u8]) -> bool {
    let protocol = match packet.first().map(|byte| byte >> 4) {
        Some(4) => packet.get(9),
        Some(6) => packet.get(6),
        _ => None,
    };
    protocol == Some(&UDP)
}
