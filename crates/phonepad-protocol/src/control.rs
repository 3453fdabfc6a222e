//! Text frames between a client and the relay: hello, welcome, commands and news about the room.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RoomInfo, VERSION, json::to_json};

/// Longest `direct` member, in bytes of its JSON.
pub const MAX_DIRECT_BYTES: usize = 1024;

/// How phones reach the game directly; opaque to the relay.
pub type Direct = Value;

/// Which side of a room a client is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The game.
    Host,
    /// A phone.
    Peer,
}

/// The first frame of every client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The protocol version, [`VERSION`].
    pub protocol: u32,
    /// Who asks, and with what right.
    #[serde(flatten)]
    pub role: HelloRole,
    /// 0 for the main socket, 1 for a second one that carries lossy frames only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lane: u8,
}

/// The part of a hello that differs between host and peer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum HelloRole {
    /// The game, with the token it got when it made the room.
    Host {
        /// The host token.
        token: String,
        /// How phones reach the game directly; opaque to the relay, handed to every peer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct: Option<Direct>,
    },
    /// A phone.
    Peer {
        /// The wished name, not yet cleaned.
        #[serde(default)]
        name: String,
        /// The seat token of an earlier welcome, to come back to the same slot, or an invitation to a seat.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<String>,
    },
}

impl Hello {
    /// A host's hello.
    pub fn host(token: impl Into<String>) -> Self {
        Self { protocol: VERSION, role: HelloRole::Host { token: token.into(), direct: None }, lane: 0 }
    }

    /// A phone's hello.
    pub fn peer(name: impl Into<String>, seat: Option<String>) -> Self {
        Self { protocol: VERSION, role: HelloRole::Peer { name: name.into(), seat }, lane: 0 }
    }

    /// The text frame.
    pub fn to_text(&self) -> String {
        #[derive(Serialize)]
        struct Tagged<'a> {
            r#type: &'static str,
            #[serde(flatten)]
            hello: &'a Hello,
        }
        to_json(&Tagged { r#type: "hello", hello: self })
    }
}

/// A command from a client to the relay, after the welcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Host: take this slot's seat away and close its socket.
    Kick {
        /// The slot.
        slot: u8,
    },
    /// Host: open or close the room for new seats.
    Lock {
        /// Whether new seats are refused.
        locked: bool,
    },
    /// Host: a second token for this slot's seat, with which another phone may take it.
    Invite {
        /// The slot.
        slot: u8,
    },
    /// Host: a new `direct` for every peer.
    Direct {
        /// See [`HelloRole::Host`].
        direct: Direct,
    },
    /// Peer: a new name.
    Rename {
        /// The wished name, not yet cleaned.
        name: String,
    },
    /// Peer: give the seat up at once.
    Leave,
}

impl Command {
    /// The text frame.
    pub fn to_text(&self) -> String {
        to_json(self)
    }
}

/// Any text frame a client may send.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientText {
    /// The literal `ping`, to be answered with the literal `pong`.
    Ping,
    /// The first frame.
    Hello(Hello),
    /// Anything after it.
    Command(Command),
    /// JSON with a `type` this version does not know; answered with an error and otherwise ignored.
    UnknownType,
}

/// Why a text frame of a client was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Close with 1003.
    #[error("the text is not JSON")]
    NotJson,
    /// Close with 4001.
    #[error("the hello is malformed or of another protocol version")]
    BadHello,
    /// Answer with an error; the socket stays.
    #[error("a member of the message is missing or wrong")]
    BadMessage,
}

/// Reads a text frame from a client.
///
/// # Errors
/// [`TextError`] says which answer the frame deserves. The caller has already refused texts over
/// [`super::MAX_TEXT_BYTES`].
pub fn parse_client_text(text: &str) -> Result<ClientText, TextError> {
    if text == "ping" {
        return Ok(ClientText::Ping);
    }
    let value: Value = serde_json::from_str(text).map_err(|_| TextError::NotJson)?;
    match value.get("type").and_then(Value::as_str) {
        Some("hello") => {
            let hello: Hello = serde_json::from_value(value).map_err(|_| TextError::BadHello)?;
            let direct_fits = match &hello.role {
                HelloRole::Host { direct: Some(direct), .. } => direct_fits(direct),
                _ => true,
            };
            let understood = hello.protocol == VERSION && hello.lane <= 1 && direct_fits;
            if understood { Ok(ClientText::Hello(hello)) } else { Err(TextError::BadHello) }
        }
        Some("kick" | "lock" | "invite" | "direct" | "rename" | "leave") => {
            let command: Command = serde_json::from_value(value).map_err(|_| TextError::BadMessage)?;
            match &command {
                Command::Direct { direct } if !direct_fits(direct) => Err(TextError::BadMessage),
                _ => Ok(ClientText::Command(command)),
            }
        }
        _ => Ok(ClientText::UnknownType),
    }
}

fn direct_fits(direct: &Direct) -> bool {
    to_json(direct).len() <= MAX_DIRECT_BYTES
}

/// A seat as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerInfo {
    /// The slot, `0..15`.
    pub slot: u8,
    /// The cleaned name.
    pub name: String,
    /// Whether the phone's socket is open now.
    pub connected: bool,
}

/// Why a phone's socket is gone; its seat is kept for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the wire's own and say it")]
pub enum PeerLeftReason {
    Closed,
    Timeout,
    Kicked,
    Slow,
    RateLimited,
}

/// The relay's answer to a hello.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Welcome {
    /// To the host.
    Host {
        /// The room.
        room: RoomInfo,
        /// Every seat that is taken.
        peers: Vec<PeerInfo>,
        /// See [`Hello::lane`].
        #[serde(default, skip_serializing_if = "is_zero")]
        lane: u8,
    },
    /// To a phone.
    #[serde(rename_all = "camelCase")]
    Peer {
        /// The slot it sits in.
        slot: u8,
        /// The token that brings it back to this slot.
        seat: String,
        /// Whether the seat was kept from before.
        resumed: bool,
        /// The seat's name, if it was taken by invitation: the one in the hello was ignored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Whether the game is there.
        host_connected: bool,
        /// Highest rate of lossy frames the relay wants, in hertz.
        max_hz: u32,
        /// The room.
        room: RoomInfo,
        /// What the host said about reaching it directly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct: Option<Direct>,
        /// See [`Hello::lane`].
        #[serde(default, skip_serializing_if = "is_zero")]
        lane: u8,
    },
}

/// A text frame from the relay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RelayText {
    /// The hello was accepted.
    Welcome(Welcome),
    /// To the host: somebody took or resumed a seat.
    PeerJoined {
        /// The slot.
        slot: u8,
        /// The cleaned name.
        name: String,
        /// Whether the seat was kept from before.
        resumed: bool,
    },
    /// To the host: a phone's socket is gone, its seat is kept.
    PeerLeft {
        /// The slot.
        slot: u8,
        /// Why.
        reason: PeerLeftReason,
    },
    /// To the host: the slot is free.
    SeatReleased {
        /// The slot.
        slot: u8,
    },
    /// To the host: a phone has another name.
    PeerRenamed {
        /// The slot.
        slot: u8,
        /// The cleaned name.
        name: String,
    },
    /// To the host: what it asked for with [`Command::Invite`].
    Invitation {
        /// The slot.
        slot: u8,
        /// The invitation: a hello with it as `seat` takes the seat, once.
        seat: String,
    },
    /// To a peer: the game is there.
    HostJoined,
    /// To a peer: the game is gone, perhaps for a moment.
    HostLeft,
    /// To a peer: how to reach the game directly.
    Direct {
        /// Opaque to the relay.
        direct: Direct,
    },
    /// To a peer: a new highest rate of lossy frames.
    #[serde(rename_all = "camelCase")]
    Rate {
        /// In hertz.
        max_hz: u32,
    },
    /// Something the client sent was not understood.
    Error {
        /// A snake_case code.
        error: String,
    },
}

impl RelayText {
    /// The text frame.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// Reads a text frame from a relay; `None` for a type this version does not know (to be ignored) and for anything
    /// malformed.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

fn is_zero(lane: &u8) -> bool {
    *lane == 0
}
