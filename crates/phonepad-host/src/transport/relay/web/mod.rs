//! Relays as a page reaches them: with the browser's `fetch` and WebSocket.

mod client;
mod fetch;
mod socket;
mod tenancy_store;

pub(super) use client::{RelayClient, RoomConnection};
pub(super) use tenancy_store::TenancyStore;
