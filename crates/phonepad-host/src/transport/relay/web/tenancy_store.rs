//! The room of a page, in the tab's `sessionStorage`: a page that is reloaded enters it again.

use web_sys::Storage;

use super::super::tenancy::Tenancy;
use crate::RelayAddress;

/// Keeps the room at one relay.
pub(crate) struct TenancyStore {
    key: String,
}

impl TenancyStore {
    pub(crate) fn new(relay: &RelayAddress) -> Self {
        let RelayAddress::Url(relay) = relay;
        Self { key: format!("phonepad-room {}", relay.origin().ascii_serialization()) }
    }

    /// Returns the room that was entered last, if it was kept.
    pub(crate) fn load(&self) -> Option<Tenancy> {
        let kept = storage()?.get_item(&self.key).ok()??;
        let (code, token) = kept.split_once(' ')?;
        Some(Tenancy { code: code.parse().ok()?, token: token.to_owned() })
    }

    /// Keeps a room, or forgets the one that was kept. Without storage, a reloaded page opens another room.
    pub(crate) fn save(&self, tenancy: Option<&Tenancy>) {
        let Some(storage) = storage() else { return };
        let done = match tenancy {
            Some(Tenancy { code, token }) => storage.set_item(&self.key, &format!("{code} {token}")),
            None => storage.remove_item(&self.key),
        };
        if done.is_err() {
            tracing::debug!("the room cannot be kept for the next time the page loads");
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
