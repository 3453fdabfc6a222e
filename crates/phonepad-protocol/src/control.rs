//! Text frames between a client and the relay: hello, welcome, commands and updates about the room.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RoomInfo, VERSION, json::to_json};

/// Longest `direct` member, in bytes of its JSON.
pub const MAX_DIRECT_BYTES: usize = 1024;

/// How phones reach the game directly; opaque to the relay.
pub type Direct = Value;

/// The side of a room that a client is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The game.
    Host,
    /// A phone.
    Peer,
}

/// The first frame of every client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hello {
    /// The protocol version, [`VERSION`].
    pub protocol: u32,
    /// The client's role, with its credentials.
    #[serde(flatten)]
    pub role: HelloRole,
    /// 0 for the main socket, 1 for a second one that carries lossy frames only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lane: u8,
}

/// The part of a hello that differs between host and peer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum HelloRole {
    /// The game, with the token it received when it created the room.
    Host {
        /// The host token.
        token: String,
        /// How phones reach the game directly; opaque to the relay, passed to every peer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct: Option<Direct>,
    },
    /// A phone.
    Peer {
        /// The requested name, not yet cleaned.
        #[serde(default)]
        name: String,
        /// The seat token of an earlier welcome, to return to the same slot, or an invitation to a seat.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<String>,
    },
}

impl Hello {
    /// Returns a host's hello.
    pub fn host(token: impl Into<String>) -> Self {
        Self { protocol: VERSION, role: HelloRole::Host { token: token.into(), direct: None }, lane: 0 }
    }

    /// Returns a phone's hello.
    pub fn peer(name: impl Into<String>, seat: Option<String>) -> Self {
        Self { protocol: VERSION, role: HelloRole::Peer { name: name.into(), seat }, lane: 0 }
    }

    /// Encodes the text frame.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Host: release this slot's seat and close its socket.
    Kick {
        /// The slot.
        slot: u8,
    },
    /// Host: open or close the room for new seats.
    Lock {
        /// Whether new seats are refused.
        locked: bool,
    },
    /// Host: create a second token for this slot's seat, with which another phone may take it.
    Invite {
        /// The slot.
        slot: u8,
    },
    /// Host: replace `direct` for every peer.
    Direct {
        /// See [`HelloRole::Host`].
        direct: Direct,
    },
    /// Peer: change the name.
    Rename {
        /// The requested name, not yet cleaned.
        name: String,
    },
    /// Peer: release the seat at once.
    Leave,
}

impl Command {
    /// Encodes the text frame.
    pub fn to_text(&self) -> String {
        to_json(self)
    }
}

/// Any text frame that a client may send.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientText {
    /// The literal `ping`, which is answered with the literal `pong`.
    Ping,
    /// The first frame.
    Hello(Hello),
    /// Anything after it.
    Command(Command),
    /// JSON with a `type` that this version does not know; answered with an error and otherwise ignored.
    UnknownType,
}

/// The reason why a client's text frame was refused.
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
/// [`TextError`] shows which answer the frame gets. The caller has already refused texts over
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeerInfo {
    /// The slot, `0..15`.
    pub slot: u8,
    /// The cleaned name.
    pub name: String,
    /// Whether the phone's socket is open now.
    pub connected: bool,
}

/// The reason why a phone's socket is gone; its seat is kept for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Welcome {
    /// To the host.
    Host {
        /// The room.
        room: RoomInfo,
        /// All taken seats.
        peers: Vec<PeerInfo>,
        /// See [`Hello::lane`].
        #[serde(default, skip_serializing_if = "is_zero")]
        lane: u8,
    },
    /// To a phone.
    #[serde(rename_all = "camelCase")]
    Peer {
        /// The phone's slot.
        slot: u8,
        /// The token for returning to this slot.
        seat: String,
        /// Whether the seat was kept from before.
        resumed: bool,
        /// The seat's name, if the seat was taken by invitation: the name in the hello was ignored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Whether the game is connected.
        host_connected: bool,
        /// Highest rate of lossy frames that the relay requests, in hertz.
        max_hz: u32,
        /// The room.
        room: RoomInfo,
        /// How to reach the host directly, as sent by the host.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct: Option<Direct>,
        /// See [`Hello::lane`].
        #[serde(default, skip_serializing_if = "is_zero")]
        lane: u8,
    },
}

/// A text frame from the relay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RelayText {
    /// The hello was accepted.
    Welcome(Welcome),
    /// To the host: a phone took or resumed a seat.
    PeerJoined {
        /// The slot.
        slot: u8,
        /// The cleaned name.
        name: String,
        /// Whether the seat was kept from before.
        resumed: bool,
    },
    /// To the host: a phone's socket is gone, but its seat is kept.
    PeerLeft {
        /// The slot.
        slot: u8,
        /// The reason.
        reason: PeerLeftReason,
    },
    /// To the host: the slot is free.
    SeatReleased {
        /// The slot.
        slot: u8,
    },
    /// To the host: a phone changed its name.
    PeerRenamed {
        /// The slot.
        slot: u8,
        /// The cleaned name.
        name: String,
    },
    /// To the host: the answer to [`Command::Invite`].
    Invitation {
        /// The slot.
        slot: u8,
        /// The invitation: a hello with this value as `seat` takes the seat, once.
        seat: String,
    },
    /// To a peer: the game is connected.
    HostJoined,
    /// To a peer: the game is gone, perhaps only for a moment.
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
    /// A frame from the client was not understood.
    Error {
        /// A snake_case code.
        error: String,
    },
}

impl RelayText {
    /// Encodes the text frame.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// Reads a text frame from a relay. Returns `None` for a type that this version does not know (to be ignored) and
    /// for malformed text.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

fn is_zero(lane: &u8) -> bool {
    *lane == 0
}
