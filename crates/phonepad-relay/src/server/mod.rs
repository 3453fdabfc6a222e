//! Rooms on the network: [`run`] accepts connections, `connection` tells TLS from plain HTTP, `access` decides who may ask,
//! `http` answers, `socket` and `pump` move messages between a WebSocket and its room, `live` and `live_room` hold the
//! rooms meanwhile, and `store` keeps them over a crash.

mod access;
mod addresses;
mod arguments;
mod census;
mod clock;
mod config;
mod connection;
#[cfg(feature = "echo")]
mod echo;
mod end;
mod files;
mod headers;
mod health;
mod http;
mod linger;
mod listen;
mod live;
mod live_room;
mod mailbox;
mod metrics;
mod page;
mod pump;
mod run;
mod self_signed;
mod socket;
mod stop;
mod store;
mod surroundings;
mod tls;
mod window;

pub use addresses::lan_addresses;
pub use arguments::{Arguments, LimitArguments, TlsArguments, TlsMode};
pub use config::{Config, Limits};
pub use files::{connections_within_files, raise_open_files};
pub use health::check_health;
pub use listen::{listen_everywhere, local_address};
pub use run::run;
pub use self_signed::SelfSigned;
pub use store::Store;
pub use tls::Tls;
