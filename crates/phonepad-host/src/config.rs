//! How a link behaves: where it goes, whom it trusts, how long it waits. It must hold plain values only.

use std::{net::IpAddr, time::Duration};

use rand::{SeedableRng, TryRng, rngs::SysRng};
use rand_chacha::ChaCha8Rng;
use url::Url;

use super::Trust;
use phonepad_protocol::MAX_PEERS;

/// What [`super::connect()`] needs to know.
#[derive(Debug, Clone)]
pub struct LinkConfig {
    /// The relay, such as `http://localhost:7171` or `https://relay.example`; only its origin counts.
    pub relay: Url,
    /// Which certificates are good enough when `relay` is https.
    pub trust: Trust,
    /// Seats the room shall have, `1..=15`.
    pub max_peers: u8,
    /// Where phones on the same network reach the game without the relay, if they shall.
    pub direct: Option<DirectConfig>,
    /// How long the link waits, and for what.
    pub timing: Timing,
    /// Seed of the jitter in the back-off; no two games should share one.
    pub jitter_seed: u64,
}

impl LinkConfig {
    /// A link to this relay with everything else at its default, and a seed from the operating system.
    pub fn new(relay: Url) -> Self {
        Self {
            relay,
            trust: Trust::WebPki,
            max_peers: MAX_PEERS,
            direct: None,
            timing: Timing::default(),
            // Without entropy the jitter is the same in every game, which is no reason not to play.
            jitter_seed: SysRng.try_next_u64().unwrap_or(0),
        }
    }

    pub(super) fn jitter(&self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.jitter_seed)
    }
}

/// Where the game listens for phones that come directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectConfig {
    /// This machine's addresses, the likeliest to be reached first; all but the first
    /// [`MAX_DIRECT_ADDRESSES`](phonepad_protocol::MAX_DIRECT_ADDRESSES) are left out.
    pub addresses: Vec<IpAddr>,
    /// The UDP port, the same on all of them; any that is free if this one is taken, or 0.
    pub port: u16,
}

/// How long a client of a relay waits, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Time between two `ping`s.
    pub ping_every: Duration,
    /// Time between two questions for the phones' clocks.
    pub echo_every: Duration,
    /// A relay that has said nothing for this long is gone.
    pub dead_after: Duration,
    /// Longest wait for an HTTP answer, a socket or a welcome.
    pub answer_within: Duration,
    /// Longest wait for the relay to take a frame.
    pub send_within: Duration,
    /// First pause before coming back; it doubles with every attempt.
    pub first_pause: Duration,
    /// Longest pause before coming back.
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
