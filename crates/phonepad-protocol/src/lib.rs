//! The wire format, version 1: room codes, names, text frames, binary frames, and the limits on all of them.
//!
//! No other crate depends on how a message looks on the wire. The phone's page has a counterpart of this crate in
//! JavaScript, and the vectors in `tests/protocol/` keep the two the same. Decoders accept any bytes and never panic.
//!
//! ```
//! use phonepad_protocol::{Frame, PhoneMessage, RoomCode};
//!
//! // People type codes in lower case and with letters that look alike.
//! let code: RoomCode = "k7tq".parse()?;
//! assert_eq!(code.as_str(), "K7TQ");
//!
//! let bytes = Frame::FromPhone(PhoneMessage::Tap).encode();
//! assert_eq!(Frame::from_phone(&bytes)?, Frame::FromPhone(PhoneMessage::Tap));
//! assert!(Frame::from_phone(&[0xff, 0xff]).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod close;
mod code;
mod control;
mod direct;
mod frame;
mod http;
mod json;
mod message;
mod name;
mod signal;
mod signalled_offer;
mod token_bucket;

pub use close::CloseCode;
pub use code::{CODE_ALPHABET, CODE_LENGTH, CodeError, RoomCode};
pub use control::{
    ClientText, Command, Direct, Hello, HelloRole, MAX_DIRECT_BYTES, PeerInfo, PeerLeftReason, RelayText, Role,
    TextError, Welcome, parse_client_text,
};
pub use direct::{
    DirectGameText, DirectOffer, DirectPhoneText, LOSSY_CHANNEL, MAX_DIRECT_ADDRESSES, PairingToken, RELIABLE_CHANNEL,
};
pub use frame::{Frame, FrameError, MotionFrame, MotionSample, TouchFrame, is_reliable, layout};
pub use http::{CreateRoom, ErrorBody, ErrorCode, RoomCreated, RoomInfo, join_url, rejoin_url};
pub use message::{HostMessage, InputKind, NoticeKey, PhoneMessage, SteeringSettings};
pub use name::{MAX_NAME_CHARS, clean_name, default_name, seat_name};
pub use signal::{
    CandidateError, CandidateKind, MAX_ATTEMPT_CANDIDATES, MAX_SIGNAL_BYTES, MAX_SIGNAL_CANDIDATES, Signal,
    SignalCandidate, SignalDescription,
};
pub use signalled_offer::{MAX_STUN_SERVERS, PAGE_ID_CHARS, SignalledOffer, StunServer};
pub use token_bucket::{Rate, TimePoint, TokenBucket};

/// Any JSON value, such as a game's own data, and the error for values that JSON cannot express.
pub use serde_json::{Error as JsonError, Value as Json};

/// The version that a hello must contain.
pub const VERSION: u32 = 1;
/// Most peers (phones) in a room; slots are `0..MAX_PEERS`.
pub const MAX_PEERS: u8 = 15;
/// The slot byte that means "every peer" in a frame from the host.
pub const ALL_PEERS: u8 = 255;
/// Longest text frame between a client and the relay, in bytes.
pub const MAX_TEXT_BYTES: usize = 4 * 1024;
/// Longest payload from a peer, in bytes (including its kind byte).
pub const MAX_PEER_PAYLOAD: usize = 512;
/// Longest payload from a host, in bytes (including its kind byte, but not the slot byte in front).
pub const MAX_HOST_PAYLOAD: usize = 16 * 1024;
/// Rate of lossy frames that the Rust relay requests from each phone, in hertz.
pub const MAX_HZ: u32 = 60;
