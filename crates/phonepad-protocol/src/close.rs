//! Close codes of the socket, and which of them a client reconnects after.

/// The reason why a socket was closed, as the code of its close frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
#[expect(missing_docs, reason = "each variant is documented by its sentence in `reason`")]
pub enum CloseCode {
    Normal = 1000,
    BadData = 1003,
    TooBig = 1009,
    Replaced = 4000,
    BadHello = 4001,
    NoHello = 4002,
    WrongToken = 4003,
    NoSuchRoom = 4004,
    RoomClosed = 4005,
    TooSlow = 4008,
    RoomFull = 4009,
    Kicked = 4010,
    RoomLocked = 4011,
    Restarting = 4013,
    TooManyMessages = 4029,
}

impl CloseCode {
    /// The numbers after which [`Self::is_retryable`] permits a client to reconnect.
    pub const RETRYABLE: [u16; 8] = [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013];

    /// All codes that the protocol defines.
    pub const ALL: [Self; 15] = [
        Self::Normal,
        Self::BadData,
        Self::TooBig,
        Self::Replaced,
        Self::BadHello,
        Self::NoHello,
        Self::WrongToken,
        Self::NoSuchRoom,
        Self::RoomClosed,
        Self::TooSlow,
        Self::RoomFull,
        Self::Kicked,
        Self::RoomLocked,
        Self::Restarting,
        Self::TooManyMessages,
    ];

    /// Returns the code with this number, or `None` if the protocol does not define it.
    pub fn from_u16(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|known| *known as u16 == code)
    }

    /// The number on the wire.
    pub fn as_u16(self) -> u16 {
        self as u16
    }

    /// A sentence for users.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Normal => "goodbye",
            Self::BadData => "that is not what was expected here",
            Self::TooBig => "that message is too big",
            Self::Replaced => "another connection took this place",
            Self::BadHello => "the hello was not understood",
            Self::NoHello => "no hello came",
            Self::WrongToken => "the token is wrong",
            Self::NoSuchRoom => "there is no such room",
            Self::RoomClosed => "the room is closed",
            Self::TooSlow => "the connection is too slow",
            Self::RoomFull => "the room is full",
            Self::Kicked => "removed by the host",
            Self::RoomLocked => "the room is locked",
            Self::Restarting => "the relay is restarting, come back",
            Self::TooManyMessages => "too many messages",
        }
    }

    /// Whether a client may reconnect automatically after its socket closed with this number. This also covers codes
    /// that the protocol does not define (1001, 1005, 1006, 1011 … are WebSocket's own).
    pub fn is_retryable(code: u16) -> bool {
        Self::RETRYABLE.contains(&code)
    }
}
