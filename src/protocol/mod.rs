//! The wire format, version 1: room codes, names, text frames, binary frames, and the limits on all of them.
//!
//! Nothing else in the crate knows how a message looks on the wire; `web-controller/page/net/protocol.js` is this module's
//! twin, and the vectors in `tests/protocol/` keep the two the same. Decoders take any bytes and never panic.

mod close;
mod code;
mod control;
mod direct;
mod frame;
mod http;
mod message;
mod name;
mod words;

pub use close::CloseCode;
pub use code::{CodeError, RoomCode};
pub use control::{
    ClientText, Command, Direct, Hello, HelloRole, MAX_DIRECT_BYTES, PeerInfo, PeerLeftReason, RelayText, Role,
    TextError, Welcome, parse_client_text,
};
pub use direct::{
    DirectGameText, DirectOffer, DirectPhoneText, LOSSY_CHANNEL, MAX_DIRECT_ADDRESSES, RELIABLE_CHANNEL, Tie,
};
pub use frame::{Frame, FrameError, MotionFrame, MotionSample, TouchFrame, is_reliable};
pub use http::{CreateRoom, ErrorBody, ErrorCode, RoomCreated, RoomInfo, join_url, rejoin_url};
pub use message::{GameMessage, InputKind, PhoneMessage, SteeringSettings};
pub use name::{clean_name, default_name, seat_name};
pub use words::{AwardName, CauseName, NextName, NoticeKey, PhaseName, StateName};

/// The version a hello must name.
pub const VERSION: u32 = 1;
/// Most peers (phones) a room can seat; slots are `0..MAX_PEERS`.
pub const MAX_PEERS: u8 = 15;
/// The slot byte that means "every peer" in a frame from the host.
pub const ALL_PEERS: u8 = 255;
/// Longest text frame between a client and the relay, in bytes.
pub const MAX_TEXT_BYTES: usize = 4 * 1024;
/// Longest payload a peer may send, in bytes (its kind byte included).
pub const MAX_PEER_PAYLOAD: usize = 512;
/// Longest payload a host may send, in bytes (its kind byte included, the slot byte in front not).
pub const MAX_HOST_PAYLOAD: usize = 16 * 1024;
/// Rate of lossy frames the Rust relay asks of each phone, in hertz.
pub const MAX_HZ: u32 = 60;
