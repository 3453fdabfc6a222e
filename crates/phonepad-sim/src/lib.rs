//! Simulated phones: to a relay and a game they behave like the controller page, with simulated motion. They must not
//! take short cuts that a real phone could not take. `full-tilt-phone` is this crate as a program.
//!
//! ```no_run
//! use phonepad_sim::{JoinLink, Movement, PhoneConfig, run};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let phone = PhoneConfig {
//!     join: JoinLink::parse("http://localhost:7171/?room=K7TQ")?,
//!     name: "Ada".to_owned(),
//!     movement: Movement::Hold { degrees: 10.0, pitch: 45.0 },
//!     taps: None,
//!     direct: false,
//!     jitter_seed: 1,
//! };
//! let (events, mut news) = tokio::sync::mpsc::channel(64);
//! let playing = tokio::spawn(run(vec![phone], events, std::future::pending()));
//! while let Some(event) = news.recv().await {
//!     println!("{event}");
//! }
//! # Ok(playing.await??)
//! # }
//! ```

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
pub use player::{PhoneConfig, PhoneError, WaitsForTap};
pub use pose::{HandPose, MAX_LEAN_DEGREES};
pub use round_trips::RoundTrips;
pub use trace::{Trace, TraceError};
