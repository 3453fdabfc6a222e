//! The relay as a value: rooms, hub, outbox. No sockets, and time is whatever the test says.

#![allow(clippy::unwrap_used, reason = "a helper that fails shall fail the test")]

mod admission;
mod allowances;
mod bans;
mod expiry;
mod guard;
mod hub;
mod invitations;
mod lanes;
mod outbox;
mod rates;
mod restart;
mod seats;
mod traffic;
mod world;
