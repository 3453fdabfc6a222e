//! The direct path: phones on the same network reach the game over WebRTC data channels, with nothing but the contents
//! of the join link. It must not depend on seats.
//!
//! The game only answers ICE's checks ("lite"): a check is keyed with the password of the answering side, which is in
//! the link, so nothing needs to be exchanged first. The phone authenticates the game by its certificate's fingerprint,
//! from the same link.

mod check;
mod demux;
mod dial;
mod endpoint;
mod filtered_dtls;
mod peer_connection;
mod sctp_filter;
mod sender_limiter;
mod session;
mod sockets;

pub use crate::message_budget::ChannelMessage;
pub use demux::SessionId;
pub use dial::{DialError, DirectConnection};
pub use endpoint::{Endpoint, EndpointOutput};
pub(crate) use sockets::Sockets;

#[cfg(test)]
mod tests;
