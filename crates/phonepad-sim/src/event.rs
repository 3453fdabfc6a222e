//! What a simulated phone tells the people who run it, one line each. It must not say how it is printed.

use std::fmt;

use super::RoundTrips;
use phonepad_host::Transport;
use phonepad_protocol::{PhaseName, RoomCode};

/// Something happened to one of the phones.
#[derive(Debug, Clone)]
pub struct PhoneEvent {
    /// The name the phone was given.
    pub phone: String,
    /// What happened.
    pub news: News,
}

/// What can happen to a phone.
#[derive(Debug, Clone)]
pub enum News {
    /// The page is there, with this many bytes.
    Page(usize),
    /// The relay has given it a seat.
    Joined {
        /// The room.
        code: RoomCode,
        /// The slot.
        slot: u8,
        /// Whether the slot was its own before.
        resumed: bool,
        /// Highest rate of frames the relay wants, in hertz.
        max_hz: u32,
    },
    /// The game has given it a seat directly, or has recognised the one it has at the relay.
    JoinedDirectly {
        /// The slot.
        slot: u8,
        /// Whether the slot was its own before.
        resumed: bool,
    },
    /// There is no direct path, or no more; it dials again by itself.
    NoDirectPath(String),
    /// Its frames take another way.
    Steers(Transport),
    /// The game has come.
    HostJoined,
    /// The game is not there, perhaps for a moment.
    HostLeft,
    /// The game says who it is on the big screen.
    You {
        /// The cleaned name.
        name: String,
        /// `#rrggbb`.
        colour: String,
        /// Its shape.
        shape: String,
    },
    /// The game is in another phase.
    Phase {
        /// Which.
        phase: PhaseName,
        /// Which rules.
        mode: String,
    },
    /// The game has a sentence for it.
    Notice(String),
    /// The connection is gone; it comes back by itself.
    Lost(String),
    /// It is out, for this reason.
    Out(String),
    /// It has left; this is how fast the game answered.
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
                write!(f, "{} slot {slot} by the direct path", if *resumed { "is back in" } else { "sits in" })
            }
            News::NoDirectPath(reason) => write!(f, "has no direct path ({reason}), dialling again"),
            News::Steers(Transport::Direct) => f.write_str("steers directly"),
            News::Steers(Transport::Relay) => f.write_str("steers through the relay"),
            News::HostJoined => f.write_str("the game is there"),
            News::HostLeft => f.write_str("the game is not there"),
            News::You { name, colour, shape } => write!(f, "is \"{name}\", {colour}, {shape}"),
            News::Phase { phase, mode } => write!(f, "{} ({mode})", phase_word(*phase)),
            News::Notice(text) => write!(f, "notice: {text}"),
            News::Lost(reason) => write!(f, "lost the connection ({reason}), coming back"),
            News::Out(reason) => write!(f, "is out: {reason}"),
            News::Done(round_trips) => write!(f, "has left, {round_trips}"),
        }
    }
}

fn phase_word(phase: PhaseName) -> &'static str {
    match phase {
        PhaseName::Lobby => "lobby",
        PhaseName::Countdown => "countdown",
        PhaseName::Playing => "playing",
        PhaseName::Results => "results",
    }
}
