//! Messages between phone and game: the JSON inside a frame of kind 0x80.

use serde::{Deserialize, Serialize};

/// From a phone to the game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PhoneMessage {
    /// The player has tapped "Play" and steers from now on.
    Ready {
        /// What they steer with.
        #[serde(default)]
        input: InputKind,
    },
    /// The pose held now is the neutral one.
    Recenter,
    /// A short tap: start, or play again.
    Tap,
    /// How this player wants to steer.
    Settings(SteeringSettings),
    /// The player asks for a pause.
    Pause,
    /// The page is being hidden: the phone sleeps, or shows something else. Anything it sends later says that it is back.
    Away,
}

/// What a phone steers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Its motion sensors.
    #[default]
    Tilt,
    /// Its touch screen.
    Touch,
}

/// A player's steering law; members left out keep their value.
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
    /// Whether left is right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invert: Option<bool>,
    /// Whether trembling hands are to be steadied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steady: Option<bool>,
    /// Whether the game may look ahead with the gyroscope, to make up for the age of readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<bool>,
    /// Lean that counts as straight ahead, in degrees, for each quarter turn of the screen, as set on an earlier visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neutral: Option<[f32; 4]>,
}

/// Where the game is; the same words as in the event stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseName {
    /// The title screen: phones join.
    Lobby,
    /// 3, 2, 1.
    Countdown,
    /// The round runs.
    Playing,
    /// The round is over.
    Results,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKey {
    /// The round stands still.
    Paused,
    /// The round goes on.
    Resumed,
    /// The phone is turned flat like a wheel on a table, which does nothing.
    TipIt,
    /// One of a later version; its text says what it is about.
    #[serde(other)]
    Other,
}

/// From the game to a phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GameMessage {
    /// Who the player is on the big screen.
    You {
        /// The slot.
        slot: u8,
        /// The cleaned name.
        name: String,
        /// `#rrggbb`.
        colour: String,
        /// `circle`, `triangle` or `square`.
        shape: String,
    },
    /// Where the game is.
    Phase {
        /// Which phase.
        phase: PhaseName,
        /// Which rules, such as `classic`.
        mode: String,
    },
    /// How the player is doing.
    Score {
        /// Points of this round.
        score: f32,
        /// The best score so far.
        best: f32,
        /// Whether the player is still in the round.
        alive: bool,
    },
    /// Something to feel.
    Haptic {
        /// Milliseconds on, off, on …
        pattern: Vec<u16>,
    },
    /// Something to read.
    Notice {
        /// A sentence in English.
        text: String,
        /// What it is about, for pages that say it in their own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<NoticeKey>,
    },
    /// Take the pose held now as the neutral one, and say `recenter`: somebody asked for it at the big screen.
    Recenter,
}
