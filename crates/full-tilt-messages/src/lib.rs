//! Full Tilt's own messages to its players' phones, beyond those that any controller understands.
//!
//! A [`GameMessage`] travels as the data of a [`HostMessage::Game`]. Its counterpart is the game's part of the page, in
//! `web-controller/page/party`; nothing else knows these messages.
//!
//! ```
//! use full_tilt_messages::GameMessage;
//! use phonepad_protocol::HostMessage;
//!
//! let votes = GameMessage::Votes { votes: 2, of: 3, mine: true, vetoes: None };
//! let message = HostMessage::from(votes.clone());
//! assert_eq!(message.game_data(), Some(votes));
//! ```

mod words;

use phonepad_protocol::HostMessage;
use serde::{Deserialize, Serialize};

pub use words::{AwardName, CauseName, NextName, PhaseName, StateName};

/// From the game to its part of the page on a phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GameMessage {
    /// The phase of the game.
    Phase {
        /// The phase.
        phase: PhaseName,
        /// The rules, such as `classic`.
        mode: String,
        /// The round of the match, from 1; only in a party.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<u8>,
        /// Number of rounds in the match.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rounds: Option<u8>,
        /// Longest time that the phase still lasts, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<f32>,
    },
    /// The player's current score and state.
    Score {
        /// Points of this round.
        score: f32,
        /// The best score so far.
        best: f32,
        /// Whether the player is still in the round.
        alive: bool,
        /// The player's place, from 1; players with the same points share one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<u8>,
        /// Number of players with a place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u8>,
        /// The player's state, in more detail than `alive`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<StateName>,
    },
    /// The end of the player's run.
    Fate {
        /// The cause.
        cause: CauseName,
        /// The name of the player who caused it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// That player's colour, `#rrggbb`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colour: Option<String>,
        /// The player's next state.
        next: NextName,
    },
    /// The position of the player's head on the big screen.
    Here {
        /// Position as a share of the arena's width, from the left.
        x: f32,
        /// Position as a share of the arena's height, from the top.
        y: f32,
        /// Heading in degrees clockwise from "right".
        heading: f32,
    },
    /// The votes for the next round.
    Votes {
        /// Number of players who have tapped.
        votes: u8,
        /// Number of players who may tap.
        of: u8,
        /// Whether this player has tapped.
        mine: bool,
        /// Number of players who do not want the mode that is introduced; only where it can still be left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vetoes: Option<u8>,
    },
    /// The action of the player's thumb, whenever it changes.
    Thumb {
        /// The action, such as `dash`; omitted where taps do nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<String>,
        /// Whether a tap would take effect.
        ready: bool,
        /// Share of the price that the player can pay, 0 to 1.
        charge: f32,
        /// Number of the player's taps in this round that have acted, so that the page can show that one was taken.
        taken: u16,
    },
    /// The outcome of a round, once it is over.
    Result {
        /// The place, from 1; players with the same points share one.
        place: u8,
        /// Number of players with a place.
        of: u8,
        /// Points in this round; in an evening those that count for it.
        points: f32,
        /// Points in the match or the evening so far.
        total: f32,
        /// The winner of the round, or, with `last`, of the match or the evening.
        winner: String,
        /// Whether the match or the evening is over.
        last: bool,
        /// The player's awards.
        awards: Vec<AwardName>,
    },
}

/// From the game's part of the page on a phone to the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PlayerMessage {
    /// The player does not want the mode that is introduced.
    Veto,
}

impl From<GameMessage> for HostMessage {
    fn from(message: GameMessage) -> Self {
        // This cannot fail, because these messages hold nothing that JSON cannot express.
        Self::game(&message).unwrap_or(Self::Game { data: Default::default() })
    }
}
