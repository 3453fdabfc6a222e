//! Parser for the link in the QR code. It must not connect to anything.

use std::fmt;

use url::{Url, form_urlencoded};

use phonepad_protocol::{DirectOffer, RoomCode};

/// The destination of a phone.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinLink {
    /// The origin of the page, which is the relay's if the link contains a room; no other part of the link is left in
    /// it.
    pub relay: Url,
    /// The room at the relay; `None` if the link leads to a page elsewhere, and to the game over its direct path alone.
    pub code: Option<RoomCode>,
    /// The invitation to a seat, if the link has one.
    pub invitation: Option<String>,
    /// Where the game is reached directly, if the link shows it.
    pub direct: Option<DirectOffer>,
}

/// Never prints the invitation or the offer's secret, so that it cannot end up in a log.
impl fmt::Debug for JoinLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let invitation = self.invitation.as_ref().map(|_| "…");
        let link = (self.relay.as_str(), self.code, invitation, &self.direct);
        f.debug_tuple("JoinLink").field(&link).finish()
    }
}

/// The error for a text that is not a join link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Not a web address.
    #[error("a join link looks like https://192.168.1.5:7171/?room=K7TQ; this is not an http or https address")]
    NotAUrl,
    /// Neither a `room` nor the direct path.
    #[error("a join link looks like https://192.168.1.5:7171/?room=K7TQ; this one names neither a room nor a game")]
    NoRoom,
    /// The `room` is not a valid code.
    #[error("the room in the link cannot be one: a code is four of the characters 2345679ADEFGHJKLMNPQRSTUVWXYZ")]
    BadCode,
}

impl JoinLink {
    /// Reads a link such as `https://HOST/?room=K7TQ`, or `https://HOST/?room=K7TQ#s=…` with an invitation, or `#h=…&f=…&k=…`
    /// with the direct path, which needs no room.
    ///
    /// # Errors
    /// Any text gives either a link or a [`JoinError`].
    pub fn parse(text: &str) -> Result<Self, JoinError> {
        let mut relay = Url::parse(text.trim()).map_err(|_| JoinError::NotAUrl)?;
        if !matches!(relay.scheme(), "http" | "https") || !relay.has_host() {
            return Err(JoinError::NotAUrl);
        }
        let room = relay.query_pairs().find(|(key, _)| key == "room");
        let code = room.map(|(_, room)| room.parse().map_err(|_| JoinError::BadCode)).transpose()?;
        let direct = DirectOffer::from_fragment(relay.fragment().unwrap_or_default());
        let members = form_urlencoded::parse(relay.fragment().unwrap_or_default().as_bytes());
        let invitation = members.into_iter().find(|(key, _)| key == "s").map(|(_, value)| value.into_owned());
        if code.is_none() && direct.is_none() {
            return Err(JoinError::NoRoom);
        }
        relay.set_path("/");
        relay.set_query(None);
        relay.set_fragment(None);
        Ok(Self { relay, code, invitation, direct })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_gives_origin_and_code() {
        for (text, origin, code) in [
            ("https://192.168.1.5:7171/?room=K7TQ", "https://192.168.1.5:7171/", "K7TQ"),
            ("http://localhost:7171/?room=k7tq#h=1.2.3.4:5&f=x&k=y", "http://localhost:7171/", "K7TQ"),
            (" https://relay.example?lang=de&room=K7TQ\n", "https://relay.example/", "K7TQ"),
            ("http://[::1]:8080/?room=K7TQ", "http://[::1]:8080/", "K7TQ"),
        ] {
            let link = JoinLink::parse(text).expect(text);
            assert_eq!((link.relay.as_str(), link.code), (origin, code.parse().ok()));
        }
    }

    #[test]
    fn a_page_elsewhere_leads_to_the_game_without_a_room() {
        let offer = format!("h=192.0.2.1:7171&f={}&k={}", "A".repeat(43), "k".repeat(24));
        let link = JoinLink::parse(&format!("https://ada.example/tilt/#{offer}")).expect("a link");
        assert_eq!((link.code, link.direct.is_some()), (None, true));
        assert_eq!(JoinLink::parse("https://ada.example/tilt/#h=192.0.2.1:7171"), Err(JoinError::NoRoom));
    }

    #[test]
    fn an_invitation_is_found_among_other_members() {
        for (fragment, invitation) in [
            ("", None),
            ("#", None),
            ("#h=1.2.3.4:5&f=x", None),
            ("#s=abc_-9", Some("abc_-9")),
            ("#h=1.2.3.4:5&s=abc_-9&k=y", Some("abc_-9")),
        ] {
            let link = JoinLink::parse(&format!("http://localhost:7171/?room=K7TQ{fragment}")).expect("a link");
            assert_eq!(link.invitation.as_deref(), invitation, "{fragment}");
            assert_eq!(link.relay.as_str(), "http://localhost:7171/");
            assert!(!format!("{link:?}").contains("abc"), "{link:?}");
        }
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for (text, error) in [
            ("", JoinError::NotAUrl),
            ("K7TQ", JoinError::NotAUrl),
            ("localhost:7171/?room=K7TQ", JoinError::NotAUrl),
            ("file:///?room=K7TQ", JoinError::NotAUrl),
            ("https://relay.example/", JoinError::NoRoom),
            ("https://relay.example/#room=K7TQ", JoinError::NoRoom),
            ("https://relay.example/?room=", JoinError::BadCode),
            ("https://relay.example/?room=K7T0", JoinError::BadCode),
        ] {
            assert_eq!(JoinLink::parse(text), Err(error), "{text}");
        }
    }
}
