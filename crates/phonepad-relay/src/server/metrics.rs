//! Metrics of a relay for operators, in the text format of Prometheus (OpenMetrics 1.0).
//!
//! The exposition comes from `prometheus-client`, the Prometheus project's own library.

use std::time::Duration;

use prometheus_client::{
    encoding::text::encode,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use super::{Store, census::Census};
use phonepad_protocol::{CloseCode, Role};

/// The content type of [`Metrics::to_text`].
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Smallest bucket of the forwarding delay, in seconds; each further one is twice as wide, up to half a minute.
const SHORTEST_DELAY: f64 = 16e-6;
const DELAY_BUCKETS: u16 = 21;

type Labels = [(&'static str, &'static str); 1];
type Closes = Family<[(&'static str, u16); 1], Counter>;

/// The metrics of one relay.
pub(super) struct Metrics {
    registry: Registry,
    rooms: Gauge,
    hosts: Gauge,
    peers: Gauge,
    seats: Gauge,
    received: ByRole,
    sent: ByRole,
    dropped_replaced: Counter,
    dropped_undeliverable: Counter,
    closes: Closes,
    lost: Counter,
    refused: Counter,
    delay: Histogram,
}

/// Frames in one direction.
struct ByRole {
    host: Flow,
    peer: Flow,
}

/// Frames of one role in one direction.
struct Flow {
    frames: Counter,
    bytes: Counter,
}

impl ByRole {
    fn register(registry: &mut Registry, name: &str, help: &str) -> Self {
        let (frames, bytes): (Family<Labels, Counter>, Family<Labels, Counter>) = Default::default();
        registry.register(format!("frames_{name}"), format!("Text and binary frames {help}"), frames.clone());
        registry.register_with_unit(name, format!("Payload of frames {help}"), Unit::Bytes, bytes.clone());
        let flow = |role| {
            let labels = [("role", role)];
            Flow { frames: frames.get_or_create_owned(&labels), bytes: bytes.get_or_create_owned(&labels) }
        };
        Self { host: flow("host"), peer: flow("peer") }
    }

    fn count(&self, role: Role, bytes: usize) {
        let flow = match role {
            Role::Host => &self.host,
            Role::Peer => &self.peer,
        };
        flow.frames.inc();
        flow.bytes.inc_by(bytes as u64);
    }
}

impl Metrics {
    /// Creates metrics that begin at zero; those of `store`, if any, are included.
    pub(super) fn new(store: Option<&Store>) -> Self {
        let mut registry = Registry::with_prefix("full_tilt_relay");
        let gauge = |registry: &mut Registry, name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let dropped: Family<Labels, Counter> = Family::default();
        registry.register("dropped_frames", "Frames that were not forwarded", dropped.clone());
        let closes = Closes::default();
        registry.register("closes", "Sockets that the relay closed, by close code", closes.clone());
        let lost = Counter::default();
        registry.register(
            "lost_sockets",
            "Sockets that ended by themselves: closed by the client, cut, or silent",
            lost.clone(),
        );
        let refused = Counter::default();
        registry.register("refused_connections", "Connections closed at once: too many", refused.clone());
        let delay = Histogram::new(exponential_buckets(SHORTEST_DELAY, 2.0, DELAY_BUCKETS));
        let help = "From a frame's being queued for an idle receiver until all that was queued since had been written";
        registry.register_with_unit("forwarding_delay", help, Unit::Seconds, delay.clone());
        if let Some(store) = store.map(Store::measures) {
            registry.register("store_writes", "Rooms written to disk or removed from it", store.writes.clone());
            registry.register("store_failures", "Attempts to write to disk that failed", store.failures.clone());
            registry.register("store_healthy", "Whether the last attempt to write succeeded", store.healthy.clone());
        }
        Self {
            rooms: gauge(&mut registry, "rooms", "Live rooms"),
            hosts: gauge(&mut registry, "hosts", "Connected hosts"),
            peers: gauge(&mut registry, "peers", "Connected peers"),
            seats: gauge(&mut registry, "seats", "Taken seats, connected or not"),
            received: ByRole::register(&mut registry, "received", "received, by the role of the sender"),
            sent: ByRole::register(&mut registry, "sent", "sent, by the role of the receiver"),
            dropped_replaced: dropped.get_or_create_owned(&[("reason", "replaced")]),
            dropped_undeliverable: dropped.get_or_create_owned(&[("reason", "undeliverable")]),
            closes,
            lost,
            refused,
            delay,
            registry,
        }
    }

    pub(super) fn received(&self, from: Role, bytes: usize) {
        self.received.count(from, bytes);
    }

    pub(super) fn sent(&self, to: Role, bytes: usize) {
        self.sent.count(to, bytes);
    }

    /// Counts lossy frames that were replaced by newer ones.
    pub(super) fn replaced(&self, frames: u64) {
        self.dropped_replaced.inc_by(frames);
    }

    /// Counts frames that a room did not forward: empty, without a receiver, or beyond the sender's rate.
    pub(super) fn undeliverable(&self, frames: u64) {
        self.dropped_undeliverable.inc_by(frames);
    }

    /// Counts the end of a socket; `None` if the relay did not end it.
    pub(super) fn closed(&self, code: Option<CloseCode>) {
        match code {
            Some(code) => self.closes.get_or_create(&[("code", code.as_u16())]).inc(),
            None => self.lost.inc(),
        };
    }

    /// Counts a connection refused for lack of room.
    pub(super) fn refused(&self) {
        self.refused.inc();
    }

    pub(super) fn delayed(&self, delay: Duration) {
        self.delay.observe(delay.as_secs_f64());
    }

    /// Counts a new room with its occupancy.
    pub(super) fn room_begins(&self, census: Census) {
        self.rooms.inc();
        self.room_changes(Census::default(), census);
    }

    /// Counts the end of a room with its last occupancy.
    pub(super) fn room_ends(&self, census: Census) {
        self.rooms.dec();
        self.room_changes(census, Census::default());
    }

    /// Counts a change in the occupancy of a room.
    pub(super) fn room_changes(&self, before: Census, after: Census) {
        self.hosts.inc_by(after.hosts - before.hosts);
        self.peers.inc_by(after.peers - before.peers);
        self.seats.inc_by(after.seats - before.seats);
    }

    /// Returns all metrics.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
