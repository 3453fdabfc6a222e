//! The relay from outside, over HTTP and WebSockets: one behaviour per test. README.md beside this file lists the tests
//! for each sentence of the protocol, and explains how to run the tests against another relay.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests may use clocks, files and sockets"
)]
#![allow(clippy::unwrap_used, reason = "a helper that fails shall fail the test")]
#![allow(clippy::print_stdout, reason = "what was measured, and what was not tested, is worth knowing")]

mod admission;
mod allowances;
mod binary;
mod certificate;
mod certificate_files;
mod client;
mod commands;
#[cfg(target_os = "linux")]
mod disk;
mod endurance;
mod game_part;
mod hostile;
mod http;
mod in_process;
mod invitations;
mod lanes;
mod limits;
mod listening;
mod log;
mod metrics;
mod origin;
mod restart;
mod seats;
mod stall;
mod support;
mod tls;
mod traffic;
mod trust;
mod web_game;
