//! Tokens and their hashes.

use phonepad_relay::{Token, TokenHash};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn two() -> [Token; 2] {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    [Token::random(&mut rng), Token::random(&mut rng)]
}

#[test]
fn a_hash_recognises_its_token_and_no_other() {
    let [token, other] = two();
    assert_eq!((token.as_str().len(), token.as_str() == other.as_str()), (22, false));
    let hash = token.hash();
    assert!(hash.matches(token.as_str()));
    assert!(!hash.matches(other.as_str()) && !hash.matches("") && !hash.matches(&token.as_str()[1..]));
}

#[test]
fn a_hash_is_stored_as_43_characters() {
    let [token, _] = two();
    let text = String::from(token.hash());
    assert_eq!(text.len(), 43);
    assert_eq!(TokenHash::try_from(text.clone()), Ok(token.hash()));
    for bad in [&text[1..], "", "!", &format!("{text}AA")] {
        assert!(TokenHash::try_from(bad.to_owned()).is_err(), "{bad}");
    }
}

#[test]
fn neither_a_token_nor_its_hash_is_printed() {
    let [token, _] = two();
    assert_eq!(format!("{token:?} {:?}", token.hash()), "Token(…) TokenHash(…)");
}
