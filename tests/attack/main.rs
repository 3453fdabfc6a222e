//! Attacks of bounded size, each beside its control in the same run. With `-- --nocapture` the tables are printed:
//!
//! `cargo test --no-default-features --features net --test attack -- --nocapture --test-threads 1`

#[path = "../lossy/src/ages.rs"]
#[allow(dead_code, unreachable_pub, reason = "written for the network that loses packets, as a library")]
mod ages;
mod direct_checks;
mod direct_chunks;
mod direct_sender;
#[path = "../lossy/src/game.rs"]
#[allow(dead_code, unreachable_pub, reason = "written for the network that loses packets, as a library")]
mod game;
#[path = "../lossy/src/phones.rs"]
#[allow(dead_code, unreachable_pub, reason = "written for the network that loses packets, as a library")]
mod phones;
#[path = "../support/raw_phone.rs"]
mod raw_phone;
mod victims;

pub(crate) use ages::Ages;
