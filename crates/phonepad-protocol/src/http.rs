//! Bodies of the HTTP interface, and the join link that a QR code carries.

use serde::{Deserialize, Serialize};

use super::{MAX_PEERS, RoomCode, json::to_json};

/// A room as anyone may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomInfo {
    /// The code that players type to join.
    pub code: RoomCode,
    /// Unix time in milliseconds.
    pub created_at: u64,
    /// Unix time in milliseconds.
    pub expires_at: u64,
    /// Whether the game is connected.
    pub host_connected: bool,
    /// Number of taken seats.
    pub peers: u8,
    /// Number of seats in all.
    pub max_peers: u8,
}

/// The body of `POST /api/rooms`; an empty body means the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateRoom {
    /// Number of seats in all, `1..=15`.
    #[serde(default = "default_max_peers")]
    pub max_peers: u8,
}

impl Default for CreateRoom {
    fn default() -> Self {
        Self { max_peers: MAX_PEERS }
    }
}

impl CreateRoom {
    /// Encodes the JSON body.
    pub fn to_body(&self) -> String {
        to_json(self)
    }

    /// Reads a request's body. Returns `None` if it is neither empty nor a valid object.
    pub fn parse(body: &[u8]) -> Option<Self> {
        if body.is_empty() {
            return Some(Self::default());
        }
        // Through a map, because serde would also accept a list for a struct.
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).ok()?;
        let request: Self = serde_json::from_value(members.into()).ok()?;
        (1..=MAX_PEERS).contains(&request.max_peers).then_some(request)
    }
}

fn default_max_peers() -> u8 {
    MAX_PEERS
}

/// The answer to `POST /api/rooms`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomCreated {
    /// The new room.
    pub room: RoomInfo,
    /// The token that makes a client the room's host: at least 128 random bits, base64url.
    pub host_token: String,
}

impl RoomCreated {
    /// Encodes the JSON body.
    pub fn to_body(&self) -> String {
        to_json(self)
    }

    /// Reads the JSON body.
    pub fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

/// The possible errors of a request, as the `error` member of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is documented by its status and sentence below")]
pub enum ErrorCode {
    BadRequest,
    ForbiddenOrigin,
    RoomNotFound,
    NotFound,
    MethodNotAllowed,
    TooLarge,
    RateLimited,
    NoRoomCode,
    CannotKeep,
}

impl ErrorCode {
    /// Returns the corresponding HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::ForbiddenOrigin => 403,
            Self::RoomNotFound | Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooLarge => 413,
            Self::RateLimited => 429,
            Self::NoRoomCode | Self::CannotKeep => 503,
        }
    }
}

/// The body of every error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// The code, for programs.
    pub error: ErrorCode,
    /// A sentence for users.
    pub message: String,
}

impl ErrorBody {
    /// Encodes the JSON body.
    pub fn to_body(&self) -> String {
        to_json(self)
    }

    /// Reads the JSON body.
    pub fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

impl RoomInfo {
    /// Encodes the JSON body of `GET /api/rooms/{code}`.
    pub fn to_body(&self) -> String {
        #[derive(Serialize)]
        struct RoomBody<'a> {
            room: &'a RoomInfo,
        }
        to_json(&RoomBody { room: self })
    }

    /// Reads that body.
    pub fn parse(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct ParsedRoomBody {
            room: RoomInfo,
        }
        serde_json::from_slice::<ParsedRoomBody>(body).ok().map(|body| body.room)
    }
}

/// Returns the link that a phone opens to join: `base` is the relay's origin, such as `https://192.168.1.5:7171`.
pub fn join_url(base: &str, code: RoomCode) -> String {
    format!("{}/?room={code}", base.trim_end_matches('/'))
}

/// Returns the link with which a phone takes a seat: [`join_url`] with an invitation in the fragment, which no server
/// sees.
pub fn rejoin_url(base: &str, code: RoomCode, invitation: &str) -> String {
    format!("{}#s={invitation}", join_url(base, code))
}
