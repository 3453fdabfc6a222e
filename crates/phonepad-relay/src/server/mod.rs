//! Rooms on the network: [`run()`] accepts connections, `connection` distinguishes TLS from plain HTTP, `access_control`
//! decides who may connect, `http` answers, `socket` and `socket_task` move messages between a WebSocket and its room,
//! `in_process` between a client in this process and its room, `live` and `live_room` hold the rooms meanwhile, and `store` keeps them across a crash.

mod access_control;
mod addresses;
mod arguments;
mod bundle;
mod census;
mod clock;
mod config;
mod connection;
mod connection_end;
#[cfg(feature = "echo")]
mod echo;
mod files;
mod game_part;
mod headers;
mod health;
mod http;
mod in_process;
mod lingering_close;
mod listen;
mod live;
mod live_room;
mod metrics;
mod page;
mod room_context;
mod run;
mod self_signed;
mod send_window;
mod shared_send_queue;
mod socket;
mod socket_task;
mod stop;
mod store;
mod tls;
mod web_game;

pub use addresses::lan_addresses;
pub use arguments::{Arguments, LimitArguments, TlsArguments, TlsMode};
pub use config::{Config, Limits};
pub use files::{connections_within_files, raise_open_files};
pub use game_part::{GamePart, GamePartError};
pub use health::check_health;
pub use in_process::{InProcessError, InProcessMessage, InProcessSocket, RelayHandle};
pub use listen::{listen_everywhere, local_address};
pub use run::{run, start};
pub use self_signed::SelfSigned;
pub use store::Store;
pub use tls::Tls;
pub use web_game::{WebGame, WebGameError};
