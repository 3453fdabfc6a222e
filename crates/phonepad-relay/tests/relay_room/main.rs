//! The relay as a value: rooms, hub, send queue. No sockets, and the tests control the time.

#![allow(clippy::unwrap_used, reason = "a helper that fails shall fail the test")]

mod address_limiter;
mod admission;
mod allowances;
mod bans;
mod expiry;
mod hub;
mod invitations;
mod lanes;
mod rates;
mod restart;
mod seats;
mod send_queue;
mod token;
mod traffic;
mod world;
