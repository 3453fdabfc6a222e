//! Writing JSON.

use serde::Serialize;

/// Serialises a type of this crate; they hold nothing that JSON cannot express, so it cannot fail.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
