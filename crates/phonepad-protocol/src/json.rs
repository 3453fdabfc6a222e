//! Writing JSON.

use serde::Serialize;

/// Serialises a type of this crate. This cannot fail, because these types hold nothing that JSON cannot express.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
