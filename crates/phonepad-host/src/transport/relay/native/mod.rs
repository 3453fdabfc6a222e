//! Relays as native programs reach them: over sockets of their own, or within the process.

pub(crate) mod api;
mod client;
pub(crate) mod connect;
mod http;
pub(crate) mod socket;
mod tenancy_store;
mod tls;

pub(crate) use client::{RelayClient, RoomConnection};
pub(crate) use tenancy_store::TenancyStore;
