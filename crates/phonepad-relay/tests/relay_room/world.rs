//! A room, a clock and the outputs, shared by the tests of this folder. It asserts nothing by itself except that a
//! valid join works.

use std::net::IpAddr;

use phonepad_protocol::{CloseCode, Command, Hello, PeerLeftReason, RelayText, Welcome};
use phonepad_relay::{Network, Newcomer, Output, QueuedMessage, Room, SocketId, Token};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The socket that most tests use as host.
pub(crate) const HOST: u64 = 1000;
/// The time at which the room of a [`World`] was made.
pub(crate) const CREATED_MS: u64 = 1_700_000_000_000;

/// A room and its environment.
pub(crate) struct World {
    pub(crate) room: Room,
    pub(crate) now_ms: u64,
    rng: ChaCha8Rng,
    pub(crate) host_token: String,
    /// The client address of later hellos.
    pub(crate) network: Network,
    /// Whether the host's queue is half full for them.
    pub(crate) is_host_behind: bool,
}

/// A client address.
pub(crate) fn network(last: u8) -> Network {
    IpAddr::from([192, 0, 2, last]).into()
}

/// The outputs caused by one input.
#[derive(Debug, Default)]
pub(crate) struct Caused(pub(crate) Vec<Output>);

impl World {
    /// Returns an empty room.
    pub(crate) fn empty(max_peers: u8) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let token = Token::random(&mut rng);
        let host_token = token.as_str().to_owned();
        let room = Room::new("K7TQ".parse().unwrap(), token.hash(), max_peers, CREATED_MS);
        Self { room, now_ms: CREATED_MS, rng, host_token, network: network(1), is_host_behind: false }
    }

    /// Returns a room with its host.
    pub(crate) fn hosted() -> Self {
        let mut world = Self::empty(15);
        world.host_joins();
        world
    }

    /// Returns a room with its host and peers on sockets `0..n`, in the slots of the same numbers.
    pub(crate) fn with_peers(n: u64) -> Self {
        let mut world = Self::hosted();
        for socket in 0..n {
            world.peer_joins(socket, "");
        }
        world
    }

    pub(crate) fn hello(&mut self, socket: u64, hello: Hello) -> Caused {
        let token = Token::random(&mut self.rng);
        let mut out = Vec::new();
        let newcomer =
            Newcomer { socket: SocketId(socket), network: self.network, is_host_behind: self.is_host_behind };
        self.room.join(newcomer, hello, token, self.now_ms, &mut out);
        Caused(out)
    }

    pub(crate) fn host_joins(&mut self) -> Caused {
        let hello = Hello::host(self.host_token.clone());
        self.hello(HOST, hello)
    }

    /// Adds a new peer; returns its slot and its seat token.
    pub(crate) fn peer_joins(&mut self, socket: u64, name: &str) -> (u8, String) {
        let caused = self.hello(socket, Hello::peer(name, None));
        let (slot, seat, _) = caused.peer_welcome(socket).unwrap();
        (slot, seat)
    }

    pub(crate) fn peer_returns(&mut self, socket: u64, seat: &str) -> Caused {
        self.hello(socket, Hello::peer("", Some(seat.to_owned())))
    }

    pub(crate) fn text(&mut self, socket: u64, text: &str) -> Caused {
        let mut out = Vec::new();
        let token = || Token::random(&mut self.rng);
        self.room.text(SocketId(socket), text, token, self.now_ms, &mut out);
        Caused(out)
    }

    pub(crate) fn command(&mut self, socket: u64, command: Command) -> Caused {
        self.text(socket, &command.to_text())
    }

    pub(crate) fn frame(&mut self, socket: u64, frame: &[u8]) -> Caused {
        let mut out = Vec::new();
        self.room.frame(SocketId(socket), frame, self.now_ms, &mut out);
        Caused(out)
    }

    pub(crate) fn gone(&mut self, socket: u64) -> Caused {
        let mut out = Vec::new();
        self.room.gone(SocketId(socket), PeerLeftReason::Closed, self.now_ms, &mut out);
        Caused(out)
    }

    /// Advances the time and ticks. Also returns whether the room still lives.
    pub(crate) fn pass(&mut self, ms: u64) -> (bool, Caused) {
        self.now_ms += ms;
        let mut out = Vec::new();
        let is_live = self.room.tick(self.now_ms, &mut out);
        (is_live, Caused(out))
    }
}

impl Caused {
    /// Returns the relay texts for a socket, in order.
    pub(crate) fn texts(&self, socket: u64) -> Vec<RelayText> {
        self.raw_texts(socket).iter().map(|text| RelayText::parse(text).unwrap()).collect()
    }

    pub(crate) fn raw_texts(&self, socket: u64) -> Vec<&str> {
        let texts = self.0.iter().filter_map(|output| match output {
            Output::Send { to, message: QueuedMessage::Text(text) | QueuedMessage::SeatNews { text, .. }, .. }
            | Output::Promise { to, message: QueuedMessage::Text(text) }
                if to.0 == socket =>
            {
                Some(text.as_str())
            }
            _ => None,
        });
        texts.collect()
    }

    /// Returns the binary frames, with their receivers.
    pub(crate) fn frames(&self) -> Vec<(u64, Vec<u8>)> {
        let frames = self.0.iter().filter_map(|output| match output {
            Output::Send {
                to, message: QueuedMessage::Reliable(bytes) | QueuedMessage::Lossy { bytes, .. }, ..
            } => Some((to.0, bytes.to_vec())),
            _ => None,
        });
        frames.collect()
    }

    pub(crate) fn closes(&self) -> Vec<(u64, CloseCode)> {
        let closes = self.0.iter().filter_map(|output| match output {
            Output::Close { socket, code } => Some((socket.0, *code)),
            Output::Send { .. } | Output::Promise { .. } => None,
        });
        closes.collect()
    }

    /// Returns slot, seat token and `resumed` of the welcome of a peer.
    pub(crate) fn peer_welcome(&self, socket: u64) -> Option<(u8, String, bool)> {
        self.texts(socket).into_iter().find_map(|text| match text {
            RelayText::Welcome(Welcome::Peer { slot, seat, resumed, .. }) => Some((slot, seat, resumed)),
            _ => None,
        })
    }
}
