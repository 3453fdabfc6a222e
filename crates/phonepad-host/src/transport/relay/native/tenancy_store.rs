//! The rooms of a native program, which end with it.

use super::super::tenancy::Tenancy;
use crate::RelayAddress;

/// Keeps nothing: a program that starts again opens another room.
pub(crate) struct TenancyStore;

impl TenancyStore {
    pub(crate) fn new(_relay: &RelayAddress) -> Self {
        Self
    }

    /// Returns the room that was entered last, if it was kept.
    pub(crate) fn load(&self) -> Option<Tenancy> {
        None
    }

    /// Keeps a room, or forgets the one that was kept.
    pub(crate) fn save(&self, _tenancy: Option<&Tenancy>) {}
}
