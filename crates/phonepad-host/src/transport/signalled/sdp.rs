//! SDP made of a signal's values, and a signal's values read from the browser's SDP.

use std::fmt::Write as _;

use phonepad_protocol::{CandidateKind, SignalCandidate, SignalDescription};

/// The only media section.
pub(crate) const MID: &str = "0";
/// Longest message that the phone's browser accepts, in bytes; every browser does.
const MAX_MESSAGE: usize = 256 * 1024;

/// Returns a phone's offer. Its role in DTLS is `active`, although the phone itself offered both: the answer is then
/// `passive`, which is what the phone assumes.
pub(crate) fn offer_sdp(phone: &SignalDescription) -> String {
    let mut fingerprint = String::new();
    for (index, byte) in phone.fingerprint().into_iter().enumerate() {
        let _ = write!(fingerprint, "{}{byte:02X}", if index == 0 { "" } else { ":" });
    }
    [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        &format!("a=group:BUNDLE {MID}"),
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        &format!("a=ice-ufrag:{}", phone.ufrag()),
        &format!("a=ice-pwd:{}", phone.password()),
        "a=ice-options:trickle",
        &format!("a=fingerprint:sha-256 {fingerprint}"),
        "a=setup:active",
        &format!("a=mid:{MID}"),
        "a=sctp-port:5000",
        &format!("a=max-message-size:{MAX_MESSAGE}"),
    ]
    .map(|line| format!("{line}\r\n"))
    .concat()
}

/// Reads the description of a browser's SDP; `None` if it has no SHA-256 fingerprint, or anything beyond the limits.
pub(crate) fn read_description(sdp: &str) -> Option<SignalDescription> {
    let value = |name: &str| sdp.lines().find_map(|line| line.strip_prefix("a=")?.strip_prefix(name)).map(str::trim);
    let mut bytes = value("fingerprint:sha-256 ")?.split(':').map(|byte| u8::from_str_radix(byte, 16).ok());
    let mut fingerprint = [0; 32];
    for byte in &mut fingerprint {
        *byte = bytes.next()??;
    }
    let description = SignalDescription::new(value("ice-ufrag:")?, value("ice-pwd:")?, fingerprint);
    description.filter(|_| bytes.next().is_none())
}

/// Reads a candidate as browsers write it; `None` if it is empty, not over UDP, or of another form.
pub(crate) fn read_candidate(line: &str) -> Option<SignalCandidate> {
    let values: Vec<&str> = line.strip_prefix("candidate:")?.split(' ').collect();
    let [_, "1", transport, priority, address, port, "typ", kind, ..] = values[..] else { return None };
    let is_udp = transport.eq_ignore_ascii_case("udp");
    is_udp.then(|| format!("{priority} {address} {port} {kind}").parse().ok()).flatten()
}

/// Returns a candidate as browsers read it.
pub(crate) fn candidate_line(candidate: &SignalCandidate) -> String {
    let (priority, address, port) = (candidate.priority(), candidate.address(), candidate.port());
    let kind = candidate.kind();
    // Required for such candidates, but of no use to the other side.
    let related = if kind == CandidateKind::Host { "" } else { " raddr 0.0.0.0 rport 0" };
    format!("candidate:1 1 udp {priority} {address} {port} typ {}{related}", kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description() -> SignalDescription {
        let fingerprint = std::array::from_fn(|i| i as u8 * 8);
        SignalDescription::new("aB3+", "p/".repeat(12), fingerprint).unwrap()
    }

    #[test]
    fn a_description_survives_its_sdp() {
        let sdp = offer_sdp(&description());
        assert_eq!(read_description(&sdp), Some(description()));
        assert!(sdp.contains("\r\na=setup:active\r\n") && sdp.contains("\r\na=fingerprint:sha-256 00:08:10:"), "{sdp}");
        assert!(sdp.lines().all(|line| line.as_bytes()[1] == b'='), "{sdp}");
    }

    #[test]
    fn browsers_answers_are_read() {
        let fingerprint = "00:08:10:18:20:28:30:38:40:48:50:58:60:68:70:78:\
                           80:88:90:98:A0:A8:B0:B8:C0:C8:D0:D8:E0:E8:F0:F8";
        let media = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n";
        let names = format!("a=ice-ufrag:aB3+\r\na=ice-pwd:{}\r\n", "p/".repeat(12));
        // Chromium writes the fingerprint into the media section, Firefox before it.
        let chromium = format!("v=0\r\n{media}{names}a=fingerprint:sha-256 {fingerprint}\r\na=setup:passive\r\n");
        let firefox = format!("v=0\r\na=fingerprint:sha-256 {fingerprint}\r\n{media}{names}");
        for sdp in [chromium, firefox] {
            assert_eq!(read_description(&sdp), Some(description()), "{sdp}");
            assert_eq!(read_description(&sdp.replace("sha-256", "sha-1")), None);
            assert_eq!(read_description(&sdp.replace(":F8", "")), None);
            assert_eq!(read_description(&sdp.replace(":F8", ":F8:00")), None);
            assert_eq!(read_description(&sdp.replace("aB3+", "a b")), None);
        }
    }

    #[test]
    fn browsers_candidates_are_read() {
        for (line, read) in [
            (
                "candidate:3885250869 1 udp 2122260223 192.168.1.5 50000 typ host generation 0 ufrag aB3+ network-cost 50",
                Some("2122260223 192.168.1.5 50000 host"),
            ),
            (
                "candidate:0 1 UDP 2122252543 d1b5e2f4-93a1-4c0e-8a55-0d3b1f6a7c21.local 40000 typ host",
                Some("2122252543 d1b5e2f4-93a1-4c0e-8a55-0d3b1f6a7c21.local 40000 host"),
            ),
            (
                "candidate:1 1 udp 1685987071 203.0.113.7 40000 typ srflx raddr 0.0.0.0 rport 0",
                Some("1685987071 203.0.113.7 40000 srflx"),
            ),
            ("candidate:1 1 tcp 1518280447 192.168.1.5 9 typ host tcptype active", None),
            ("candidate:1 2 udp 2122260222 192.168.1.5 50001 typ host", None),
            ("candidate:1 1 udp 2122260223 game.example 50000 typ host", None),
            ("", None),
        ] {
            let candidate = read_candidate(line);
            assert_eq!(candidate.as_ref().map(ToString::to_string).as_deref(), read, "{line}");
            if let Some(candidate) = candidate {
                assert_eq!(read_candidate(&candidate_line(&candidate)), Some(candidate));
            }
        }
    }
}
