//! The relay: rooms in which phones and a game find each other and exchange frames.
//!
//! [`room`], [`hub`], [`outbox`] and [`guard`] are the relay as values, without I/O, clock or tokio. The rest (feature
//! `net`) puts them on the network: [`run`] accepts connections, `connection` tells TLS from plain HTTP, `access` decides
//! who may ask, `http` answers, `socket` and `pump` move messages between a WebSocket and its room, `live` and `live_room`
//! hold the rooms meanwhile, and `store` keeps them over a crash.

pub mod guard;
pub mod hub;
mod limiter;
pub mod outbox;
pub mod room;
mod token;

#[cfg(feature = "net")]
mod access;
#[cfg(feature = "net")]
mod addresses;
#[cfg(feature = "net")]
mod arguments;
#[cfg(feature = "net")]
mod clock;
#[cfg(feature = "net")]
mod connection;
#[cfg(feature = "echo")]
mod echo;
#[cfg(feature = "net")]
mod files;
#[cfg(feature = "net")]
mod headers;
#[cfg(feature = "net")]
mod health;
#[cfg(feature = "net")]
mod http;
#[cfg(feature = "net")]
mod linger;
#[cfg(feature = "net")]
mod listen;
#[cfg(feature = "net")]
mod live;
#[cfg(feature = "net")]
mod live_room;
#[cfg(feature = "net")]
mod mailbox;
#[cfg(feature = "net")]
mod metrics;
#[cfg(feature = "net")]
mod page;
#[cfg(feature = "net")]
mod pump;
#[cfg(feature = "net")]
mod self_signed;
#[cfg(feature = "net")]
mod server;
#[cfg(feature = "net")]
mod socket;
#[cfg(feature = "net")]
mod stop;
#[cfg(feature = "net")]
mod store;
#[cfg(feature = "net")]
mod surroundings;
#[cfg(feature = "net")]
mod tls;
#[cfg(feature = "net")]
mod window;

pub use guard::{AddressLimits, Network};
pub use hub::Hub;
pub use outbox::{Outbox, Outgoing};
pub use room::{Change, Newcomer, Output, Room, RoomRecord, SocketId};
pub use token::{Token, TokenHash};

#[cfg(feature = "net")]
pub use {
    addresses::lan_addresses,
    arguments::{Arguments, LimitArguments, TlsArguments, TlsMode},
    files::{connections_within_files, raise_open_files},
    health::check_health,
    listen::{listen_everywhere, local_address},
    self_signed::SelfSigned,
    server::{Config, Limits, run},
    store::Store,
    tls::Tls,
};
