//! The names in a connectivity check, before its proof is verified. It must not trust them.

/// ICE's own limits on a username fragment, in characters.
const UFRAG_CHARS: std::ops::RangeInclusive<usize> = 4..=256;

/// The two username fragments of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Usernames {
    /// The fragment that the phone chose for this side.
    pub(super) ours: String,
    /// The phone's own fragment.
    pub(super) theirs: String,
}

/// Returns the names in a connectivity check, or `None` for any other packet.
pub(super) fn check_names(packet: &[u8]) -> Option<Usernames> {
    /// A binding request, and STUN's magic cookie.
    const REQUEST: [u8; 2] = [0, 1];
    const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
    const USERNAME: u16 = 6;
    let mut attributes = packet.get(20..)?;
    if packet[..2] != REQUEST || packet[4..8] != COOKIE {
        return None;
    }
    while let Some((&[k0, k1, l0, l1], rest)) = attributes.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([l0, l1]));
        let value = rest.get(..length)?;
        if u16::from_be_bytes([k0, k1]) == USERNAME {
            let (ours, theirs) = str::from_utf8(value).ok()?.split_once(':')?;
            return (is_ufrag(ours) && is_ufrag(theirs))
                .then(|| Usernames { ours: ours.into(), theirs: theirs.into() });
        }
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
    None
}

fn is_ufrag(text: &str) -> bool {
    let is_ice_char = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    UFRAG_CHARS.contains(&text.len()) && text.bytes().all(is_ice_char)
}
