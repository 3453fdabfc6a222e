//! Limits and codes as a JavaScript module.

use std::fmt::Write as _;

use phonepad_protocol::{
    ALL_PEERS, CODE_ALPHABET, CODE_LENGTH, CloseCode, MAX_ATTEMPT_CANDIDATES, MAX_DIRECT_ADDRESSES, MAX_DIRECT_BYTES,
    MAX_HOST_PAYLOAD, MAX_NAME_CHARS, MAX_PEER_PAYLOAD, MAX_PEERS, MAX_SIGNAL_BYTES, MAX_SIGNAL_CANDIDATES,
    MAX_TEXT_BYTES, PAGE_ID_CHARS, VERSION, layout,
};
use phonepad_relay::{
    room::{HOST_ABSENCE_MS, ROOM_LIFETIME_MS, SEAT_KEEPING_MS},
    send_queue::{MAX_RELIABLE_BYTES, MAX_RELIABLE_MESSAGES},
};

/// Returns the module.
pub(crate) fn module() -> String {
    let mut text = String::new();
    let alphabet = String::from_utf8_lossy(CODE_ALPHABET);
    for (name, value, comment) in [
        ("VERSION", VERSION.to_string(), "The version that a hello must contain."),
        ("MAX_PEERS", MAX_PEERS.to_string(), "Most peers in a room."),
        ("ALL_PEERS", ALL_PEERS.to_string(), "The slot that means every peer."),
        ("MAX_TEXT_BYTES", MAX_TEXT_BYTES.to_string(), "Longest text frame."),
        ("MAX_DIRECT_BYTES", MAX_DIRECT_BYTES.to_string(), "Longest `direct` member, as JSON."),
        ("MAX_DIRECT_ADDRESSES", MAX_DIRECT_ADDRESSES.to_string(), "Most addresses in an offer."),
        ("PAGE_ID_CHARS", PAGE_ID_CHARS.to_string(), "Characters in the name of a host's page."),
        ("MAX_SIGNAL_BYTES", MAX_SIGNAL_BYTES.to_string(), "Longest signal, in bytes with its kind."),
        ("MAX_SIGNAL_CANDIDATES", MAX_SIGNAL_CANDIDATES.to_string(), "Most candidates in one signal."),
        ("MAX_ATTEMPT_CANDIDATES", MAX_ATTEMPT_CANDIDATES.to_string(), "Most candidates of one side in one attempt."),
        ("MAX_PEER_PAYLOAD", MAX_PEER_PAYLOAD.to_string(), "Longest payload of a peer, in bytes with its kind."),
        ("MAX_HOST_PAYLOAD", MAX_HOST_PAYLOAD.to_string(), "Longest payload of a host, in bytes with its kind."),
        ("MAX_NAME_CHARS", MAX_NAME_CHARS.to_string(), "Longest name, in Unicode scalar values."),
        ("CODE_ALPHABET", format!("'{alphabet}'"), "Digits and capital letters of room codes, without look-alikes."),
        ("CODE_LENGTH", CODE_LENGTH.to_string(), "Characters in a room code."),
        ("FIRST_RELIABLE_KIND", layout::FIRST_RELIABLE_KIND.to_string(), "Kinds below this are lossy."),
        ("MAX_SAMPLES", layout::MAX_SAMPLES.to_string(), "Most samples in a motion frame."),
        ("MOTION_HEADER", layout::MOTION_HEADER.to_string(), "Bytes of a motion frame before its samples."),
        ("SAMPLE_BYTES", layout::SAMPLE_BYTES.to_string(), "Bytes of a sample."),
        ("TAPS_MODULUS", layout::TAPS_MODULUS.to_string(), "The number of taps is sent modulo this number."),
        ("PER_MS2", layout::STEPS_PER_MPS2.to_string(), "Steps on the wire in 1 m/s²."),
        ("PER_DEGREE_PER_SECOND", layout::STEPS_PER_DEG_PER_S.to_string(), "Steps on the wire in 1 °/s."),
        ("ROOM_LIFETIME_MS", ROOM_LIFETIME_MS.to_string(), "Longest life of a room."),
        ("HOST_ABSENCE_MS", HOST_ABSENCE_MS.to_string(), "Time that a room waits for its host."),
        ("SEAT_KEEPING_MS", SEAT_KEEPING_MS.to_string(), "Time for which a seat is kept after its phone has gone."),
        ("MAX_RELIABLE_MESSAGES", MAX_RELIABLE_MESSAGES.to_string(), "Most reliable messages that may wait."),
        ("MAX_RELIABLE_BYTES", MAX_RELIABLE_BYTES.to_string(), "Most bytes of reliable messages that may wait."),
    ] {
        let _ = writeln!(text, "/** {comment} */\nexport const {name} = {value};");
    }
    let kinds = [
        ("motion", layout::MOTION),
        ("touch", layout::TOUCH),
        ("echo", layout::ECHO),
        ("echoReply", layout::ECHO_REPLY),
        ("message", layout::MESSAGE),
        ("tie", layout::TIE),
        ("signal", layout::SIGNAL),
    ];
    object(&mut text, "KIND", "The first byte of each payload.", kinds.map(|(name, kind)| (name.to_owned(), kind)));
    let codes = CloseCode::ALL.map(|code| (camel_case(&format!("{code:?}")), code.as_u16()));
    object(&mut text, "CLOSE", "Codes of close frames.", codes);
    let reasons = CloseCode::ALL.map(|code| (code.as_u16().to_string(), format!("'{}'", code.reason())));
    object(&mut text, "CLOSE_REASONS", "A sentence for people about each code.", reasons);
    let _ = writeln!(
        text,
        "/** After these codes a client reconnects; after any other it does not. */\n\
         export const RETRYABLE = {:?};",
        CloseCode::RETRYABLE
    );
    text
}

fn object<V: std::fmt::Display>(
    text: &mut String,
    name: &str,
    comment: &str,
    members: impl IntoIterator<Item = (String, V)>,
) {
    let _ = writeln!(text, "/** {comment} */\nexport const {name} = /** @type {{const}} */ ({{");
    for (member, value) in members {
        let _ = writeln!(text, "  {member}: {value},");
    }
    let _ = writeln!(text, "}});");
}

/// `BadHello` as `badHello`.
fn camel_case(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(rest).collect()
}
