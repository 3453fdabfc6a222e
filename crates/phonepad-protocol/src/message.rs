//! Messages between phone and game: the JSON inside a frame of kind 0x80.

use serde::{Deserialize, Serialize};

use super::words::{AwardName, CauseName, NextName, NoticeKey, PhaseName, StateName};

/// From a phone to the game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PhoneMessage {
    /// The player has tapped "Play" and is steering from now on.
    Ready {
        /// The player's input device.
        #[serde(default)]
        input: InputKind,
    },
    /// The current pose is the neutral one.
    Recenter,
    /// A short tap: start, or play again.
    Tap,
    /// The player's steering settings.
    Settings(SteeringSettings),
    /// The player requests a pause.
    Pause,
    /// The page is being hidden: the phone sleeps, or shows something else. Any later message means that the page is
    /// back.
    Away,
}

/// The input device of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// The motion sensors.
    #[default]
    Tilt,
    /// The touch screen.
    Touch,
}

/// A player's steering law; absent members keep their value.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct SteeringSettings {
    /// Dead zone in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead: Option<f32>,
    /// Lean of full lock in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<f32>,
    /// Exponent of the response curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expo: Option<f32>,
    /// Whether left and right are swapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invert: Option<bool>,
    /// Whether to smooth out trembling hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steady: Option<bool>,
    /// Whether the game may extrapolate with the gyroscope, to compensate for the age of readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<bool>,
    /// Lean that counts as straight ahead, in degrees, for each quarter turn of the screen, as set on an earlier visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neutral: Option<[f32; 4]>,
}

/// From the game to a phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GameMessage {
    /// The player's identity on the big screen.
    You {
        /// The slot.
        slot: u8,
        /// The cleaned name.
        name: String,
        /// The colour as `#rrggbb`.
        colour: String,
        /// The shape: `circle`, `triangle`, `square`, `star` or `cross`.
        shape: String,
        /// The pattern: `plain`, `ring` or `band`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
    },
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
    },
    /// The outcome of a round, once it is over.
    Result {
        /// The place, from 1; players with the same points share one.
        place: u8,
        /// Number of players with a place.
        of: u8,
        /// Points in this round.
        points: f32,
        /// Points in the match so far.
        total: f32,
        /// The winner of the round, or, with `last`, of the match.
        winner: String,
        /// Whether the match is over.
        last: bool,
        /// The player's awards.
        awards: Vec<AwardName>,
    },
    /// A vibration.
    Haptic {
        /// The pattern in milliseconds: on, off, on …
        pattern: Vec<u16>,
    },
    /// A notice for the player.
    Notice {
        /// The text, an English sentence.
        text: String,
        /// The topic, for pages that use their own wording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<NoticeKey>,
    },
    /// Take the current pose as the neutral one and send `recenter`: this was requested at the big screen.
    Recenter,
}
