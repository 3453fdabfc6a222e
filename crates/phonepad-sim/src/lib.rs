//! A simulated phone: it does to a relay and a game what the controller page does, with a body that leans as it is told.
//! It must not take short cuts a real phone could not take.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is where sockets, clocks and threads are"
)]

mod args;
mod crowd;
mod direct_line;
mod event;
mod join;
mod movement;
mod player;
mod pose;
mod relay_line;
mod round_trips;
mod sampler;
mod trace;

pub use args::{Args, ArgsError};
pub use crowd::run;
pub use event::{News, PhoneEvent};
pub use join::{JoinError, JoinLink};
pub use movement::Movement;
pub use player::{PhoneConfig, PhoneError};
pub use pose::{MAX_LEAN_DEGREES, Pose};
pub use round_trips::RoundTrips;
pub use trace::{Trace, TraceError};
