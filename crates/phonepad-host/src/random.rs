//! Random letters and digits for secrets and tokens.

use rand::{TryRng, rngs::SysRng};

/// Length of secrets that nobody can guess: 24 of 62 characters are 142 bits.
pub(crate) const SECRET_CHARS: usize = 24;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Returns `chars` random letters and digits, or `None` without entropy.
pub(crate) fn random_text(chars: usize) -> Option<String> {
    let mut text = String::with_capacity(chars);
    while text.len() < chars {
        // Six bits of a byte, and again if they are not a letter or digit, so that all are equally likely.
        let index = (SysRng.try_next_u32().ok()? & 63) as usize;
        text.extend(ALPHABET.get(index).map(|byte| char::from(*byte)));
    }
    Some(text)
}
