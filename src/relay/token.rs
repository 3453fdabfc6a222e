//! Secrets that prove a right: to be the host of a room, or to sit in a seat.

use std::{fmt, hint::black_box};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng;

const BYTES: usize = 16;

/// 128 random bits, written as base64url without padding (22 characters).
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Draws a token; `rng` must be a cryptographic generator wherever strangers can try.
    pub fn random(rng: &mut impl Rng) -> Self {
        let mut bytes = [0; BYTES];
        rng.fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The token as its owner gets it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `presented` is this token, in a time that does not depend on how much of it is right.
    pub fn matches(&self, presented: &str) -> bool {
        let (own, presented) = (self.0.as_bytes(), presented.as_bytes());
        let difference = own.iter().zip(presented).fold(0, |sum, (a, b)| black_box(sum | (a ^ b)));
        own.len() == presented.len() && difference == 0
    }
}

/// Never the secret itself, so that it cannot end up in a log.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
