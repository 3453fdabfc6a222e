//! Attacks on a real relay program, each with a control: their effects on its disk, on a game behind a bad connection,
//! and on a host that has kicked a phone. They print a table; `ATTACKED_RELAY=/path/to/full-tilt-relay` attacks another
//! build.

#![allow(clippy::unwrap_used, reason = "a helper that fails shall fail the test")]
#![allow(clippy::print_stdout, reason = "the table is what they are for")]
#![cfg(target_os = "linux")]

#[path = "relay_joins.rs"]
mod joins;
#[path = "relay_kicked.rs"]
mod kicked;
#[path = "relay_target.rs"]
mod target;
#[path = "relay_writes.rs"]
mod writes;
