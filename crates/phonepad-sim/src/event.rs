//! The events of simulated phones for their users, one line each. It must not depend on how they are printed.

use std::fmt;

use super::RoundTrips;
use phonepad_host::RouteKind;
use phonepad_protocol::{Json, RoomCode};

/// An event of one of the phones.
#[derive(Debug, Clone)]
pub struct PhoneEvent {
    /// The name that the phone was given.
    pub phone: String,
    /// The event.
    pub news: News,
}

/// The kinds of events.
#[derive(Debug, Clone)]
pub enum News {
    /// The page has been loaded, with this many bytes.
    Page(usize),
    /// The relay has assigned a seat.
    Joined {
        /// The room.
        code: RoomCode,
        /// The slot.
        slot: u8,
        /// Whether the phone had this slot before.
        resumed: bool,
        /// Highest rate of frames that the relay requests, in hertz.
        max_hz: u32,
    },
    /// The game has assigned a seat directly, or has recognised the phone's seat at the relay.
    JoinedDirectly {
        /// The slot.
        slot: u8,
        /// Whether the phone had this slot before.
        resumed: bool,
    },
    /// There is no direct path, or no longer; the phone dials again automatically.
    NoDirectPath(String),
    /// The phone's frames now use another transport.
    Steers(RouteKind),
    /// The game has connected.
    HostJoined,
    /// The game is not connected, perhaps only for a moment.
    HostLeft,
    /// The phone's identity on the big screen.
    You {
        /// The cleaned name.
        name: String,
        /// The colour as `#rrggbb`.
        colour: String,
        /// The shape.
        shape: String,
    },
    /// The game has sent data of its own, whose meaning only the game knows.
    Game(Json),
    /// The game has sent a notice.
    Notice(String),
    /// The connection is gone; the phone reconnects automatically.
    Lost(String),
    /// The phone has dropped out, for this reason.
    Out(String),
    /// The phone has left; these are the response times of the game.
    Done(RoundTrips),
}

impl fmt::Display for PhoneEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.phone)?;
        match &self.news {
            News::Page(bytes) => write!(f, "loaded the page, {bytes} bytes"),
            News::Joined { code, slot, resumed, max_hz } => {
                let verb = if *resumed { "is back" } else { "sits" };
                write!(f, "{verb} in slot {slot} of room {code}, at most {max_hz} Hz")
            }
            News::JoinedDirectly { slot, resumed } => {
                write!(f, "{} slot {slot} over the direct path", if *resumed { "is back in" } else { "sits in" })
            }
            News::NoDirectPath(reason) => write!(f, "has no direct path ({reason}), dialling again"),
            News::Steers(route) => write!(f, "steers {route}"),
            News::HostJoined => f.write_str("the game is there"),
            News::HostLeft => f.write_str("the game is not there"),
            News::You { name, colour, shape } => write!(f, "is \"{name}\", {colour}, {shape}"),
            News::Game(data) => write!(f, "game: {data}"),
            News::Notice(text) => write!(f, "notice: {text}"),
            News::Lost(reason) => write!(f, "lost the connection ({reason}), coming back"),
            News::Out(reason) => write!(f, "is out: {reason}"),
            News::Done(round_trips) => write!(f, "has left, {round_trips}"),
        }
    }
}
