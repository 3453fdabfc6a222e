//! The relay: rooms in which phones and a game find each other and exchange frames.
//!
//! [`room`], [`hub`] and [`outbox`] are the relay as values, without I/O, clock or tokio; `server` puts them on the
//! network (feature `net`).

pub mod hub;
mod limiter;
pub mod outbox;
pub mod room;
mod token;

pub use hub::Hub;
pub use outbox::{Outbox, Outgoing};
pub use room::{Output, Room, SocketId};
pub use token::Token;
