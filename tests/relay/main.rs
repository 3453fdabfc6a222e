//! The relay from outside, over HTTP and WebSockets. With `RELAY_URL=http://host:port` most tests ask that relay instead
//! of starting their own; those that need a relay of their own kind always start one.

#![allow(clippy::unwrap_used, reason = "a helper that fails shall fail the test")]

mod admission;
mod binary;
mod certificate;
mod client;
mod endurance;
mod hostile;
mod http;
mod lanes;
mod limits;
mod metrics;
mod origin;
mod restart;
mod seats;
mod stall;
mod support;
mod tls;
mod traffic;
