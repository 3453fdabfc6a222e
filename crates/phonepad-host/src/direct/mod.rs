//! The direct path: phones on the same network reach the game over WebRTC data channels, with nothing but what the join
//! link says. It must not know seats.
//!
//! The game only answers ICE's checks ("lite"): a check is keyed with the password of the one who answers, which stands in
//! the link, so nothing needs to be exchanged first. The phone knows the game by its certificate's fingerprint, from the
//! same link.

mod address_limiter;
pub(super) mod bucket;
mod check;
mod dial;
mod door;
mod endpoint;
mod filtered_dtls;
mod pipe;
mod port;
mod sctp_filter;
mod session;
mod sockets;

pub use dial::{DialError, Direct};
pub use door::SessionId;
pub use endpoint::{Endpoint, Output};
pub use pipe::Said;
pub(crate) use port::{Handle, News, Order, random_text};

#[cfg(test)]
mod tests;
