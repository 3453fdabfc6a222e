//! The configuration of a link: relay, trust and time limits. It must hold plain values only.

use std::{net::IpAddr, time::Duration};

use rand::{SeedableRng, TryRng, rngs::SysRng};
use rand_chacha::ChaCha8Rng;
use url::Url;

use phonepad_protocol::{MAX_PEERS, StunServer};

/// The place of a host's relay.
#[derive(Debug, Clone)]
pub enum RelayAddress {
    /// At this URL, such as `http://localhost:7171` or `https://relay.example`; only its origin counts.
    Url(Url),
    /// In the same process.
    #[cfg(all(feature = "host", not(target_family = "wasm")))]
    InProcess(phonepad_relay::RelayHandle),
}

/// The certificates to accept. A browser decides that itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Those that a browser would accept: signed by one of Mozilla's roots, for this name, and in date.
    #[default]
    WebPki,
    /// Any certificate: for relays that sign their own. The connection is then private only from those who merely
    /// eavesdrop.
    Anything,
}

/// The configuration for [`super::connect()`].
#[derive(Debug, Clone)]
pub struct LinkConfig {
    /// The relay.
    pub relay: RelayAddress,
    /// The certificates to accept when `relay` is a URL with https.
    pub trust: Trust,
    /// Number of seats to request for the room, `1..=15`.
    pub max_peers: u8,
    /// Where phones on the same network reach the game without the relay; `None` disables the direct path. A browser
    /// cannot listen, so it ignores this, and uses [`Self::signalled`].
    pub direct: Option<DirectConfig>,
    /// How phones reach a game in a browser without the relay; `None` disables that. Native programs ignore it, and use
    /// [`Self::direct`].
    pub signalled: Option<SignalledConfig>,
    /// Intervals and time limits of the link.
    pub timing: Timing,
    /// Seed of the jitter in the back-off; no two games should share one.
    pub jitter_seed: u64,
}

impl LinkConfig {
    /// Returns the configuration for the relay at this URL; see [`Self::at`].
    pub fn new(relay: Url) -> Self {
        Self::at(RelayAddress::Url(relay))
    }

    /// Returns the configuration for this relay with everything else at its default, and a seed from the operating
    /// system.
    pub fn at(relay: RelayAddress) -> Self {
        Self {
            relay,
            trust: Trust::WebPki,
            max_peers: MAX_PEERS,
            direct: None,
            signalled: None,
            timing: Timing::default(),
            // Without entropy the jitter is the same in every game, which is no reason to give up.
            jitter_seed: SysRng.try_next_u64().unwrap_or(0),
        }
    }

    pub(super) fn jitter(&self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.jitter_seed)
    }
}

/// The game's listener for phones on the direct path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectConfig {
    /// This machine's addresses, the likeliest to be reachable first; all but the first
    /// [`MAX_DIRECT_ADDRESSES`](phonepad_protocol::MAX_DIRECT_ADDRESSES) are left out.
    pub addresses: Vec<IpAddr>,
    /// The UDP port, the same on all addresses; any free port if this one is taken, or 0.
    pub port: u16,
}

/// The direct path of a game in a browser, which phones open with signals through the relay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignalledConfig {
    /// The STUN servers that host and phones ask for their addresses, four at most, such as `stun:stun.example:3478`; the
    /// relay passes them to every phone. Without one, phones on other networks play through the relay. With one, its
    /// operator learns the public addresses of the host and of every phone that dials, and when they play, but nothing
    /// of what they send.
    pub stun_servers: Vec<StunServer>,
}

/// Intervals and time limits of a relay's client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Time between two `ping`s.
    pub ping_every: Duration,
    /// Time between two requests for the phones' clocks.
    pub echo_every: Duration,
    /// Time after which a silent relay counts as gone.
    pub dead_after: Duration,
    /// Longest wait for an HTTP response, a socket or a welcome.
    pub answer_within: Duration,
    /// Longest wait for the relay to take a frame.
    pub send_within: Duration,
    /// First pause before reconnecting; it doubles with every attempt.
    pub first_pause: Duration,
    /// Longest pause before reconnecting.
    pub longest_pause: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            ping_every: Duration::from_secs(3),
            echo_every: Duration::from_millis(250),
            dead_after: Duration::from_secs(10),
            answer_within: Duration::from_secs(10),
            send_within: Duration::from_secs(5),
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(5),
        }
    }
}
