//! The relay: rooms in which phones and a game find each other and exchange frames.
//!
//! [`room`], [`hub`], [`send_queue`] and [`address_limiter`] are the relay as values, without I/O, clock or tokio. The
//! module `server` (feature `server`, on by default) connects them to the network; its public items are re-exported
//! here. `full-tilt-relay` is the server as a program.
//!
//! ```no_run
//! # #[tokio::main]
//! # async fn main() -> std::io::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:7272").await?;
//! phonepad_relay::run(listener, phonepad_relay::Config::default(), async {
//!     let _ = tokio::signal::ctrl_c().await;
//! })
//! .await
//! # }
//! ```

pub mod address_limiter;
pub mod hub;
mod limiter;
pub mod room;
pub mod send_queue;
#[cfg(feature = "server")]
#[allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is where sockets and clocks are")]
mod server;
mod token;

pub use address_limiter::{AddressLimits, Network};
pub use hub::Hub;
pub use room::{Change, Newcomer, Output, Room, RoomRecord, SocketId};
pub use send_queue::{QueuedMessage, SendQueue};
#[cfg(feature = "server")]
pub use server::{
    Arguments, Config, GamePart, GamePartError, InProcessError, InProcessMessage, InProcessSocket, LimitArguments,
    Limits, RelayHandle, SelfSigned, Store, Tls, TlsArguments, TlsMode, WebGame, WebGameError, check_health,
    connections_within_files, lan_addresses, listen_everywhere, local_address, raise_open_files, run, start,
};
pub use token::{Token, TokenHash};
