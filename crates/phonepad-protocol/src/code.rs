//! Room codes: four characters that cannot be mistaken for one another when read from a screen across the room.

use std::{fmt, str::FromStr};

use rand::Rng;
use serde::{Deserialize, Serialize};

/// The characters of a code: digits and capital letters without look-alikes (no 0, 1, 8, B, C, I, O).
pub const CODE_ALPHABET: &[u8; 29] = b"2345679ADEFGHJKLMNPQRSTUVWXYZ";
/// Characters in a code.
pub const CODE_LENGTH: usize = 4;

/// A room code such as `K7TQ`; always well formed and in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct RoomCode([u8; CODE_LENGTH]);

/// The error for text that is not a room code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a room code is four of the characters 2345679ADEFGHJKLMNPQRSTUVWXYZ")]
pub struct CodeError;

impl RoomCode {
    /// Draws a code uniformly from all 29⁴ = 707,281.
    pub fn random(rng: &mut impl Rng) -> Self {
        Self(std::array::from_fn(|_| CODE_ALPHABET[uniform_index(rng, CODE_ALPHABET.len() as u32)]))
    }

    /// Returns the code as text, in capitals.
    pub fn as_str(&self) -> &str {
        // The bytes come only from CODE_ALPHABET, so this cannot fail.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Returns a uniform index below `n`, by rejection, so that no character is likelier than another.
fn uniform_index(rng: &mut impl Rng, n: u32) -> usize {
    let limit = u32::MAX - u32::MAX % n;
    loop {
        let draw = rng.next_u32();
        if draw < limit {
            return (draw % n) as usize;
        }
    }
}

impl FromStr for RoomCode {
    type Err = CodeError;

    /// Accepts either case, but no other deviation.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let bytes: [u8; CODE_LENGTH] = text.as_bytes().try_into().map_err(|_| CodeError)?;
        let bytes = bytes.map(|byte| byte.to_ascii_uppercase());
        if bytes.iter().all(|byte| CODE_ALPHABET.contains(byte)) { Ok(Self(bytes)) } else { Err(CodeError) }
    }
}

impl TryFrom<String> for RoomCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<RoomCode> for String {
    fn from(code: RoomCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for RoomCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RoomCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
