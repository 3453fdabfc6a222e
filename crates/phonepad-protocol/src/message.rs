//! Messages between phone and game: the JSON inside a frame of kind 0x80.

use serde::{Deserialize, Serialize};

use super::words::{AwardName, CauseName, NextName, NoticeKey, PhaseName, StateName};

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
        /// `circle`, `triangle`, `square`, `star` or `cross`.
        shape: String,
        /// `plain`, `ring` or `band`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
    },
    /// Where the game is.
    Phase {
        /// Which phase.
        phase: PhaseName,
        /// Which rules, such as `classic`.
        mode: String,
        /// Which round of the match, from 1; a party's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<u8>,
        /// How many rounds the match has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rounds: Option<u8>,
        /// How long the phase goes on from now, at most, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<f32>,
    },
    /// How the player is doing.
    Score {
        /// Points of this round.
        score: f32,
        /// The best score so far.
        best: f32,
        /// Whether the player is still in the round.
        alive: bool,
        /// The place among all, from 1; those with the same points share one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<u8>,
        /// How many have a place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u8>,
        /// What the player is, more exactly than `alive`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<StateName>,
    },
    /// What ended the player's run.
    Fate {
        /// What it was.
        cause: CauseName,
        /// The name of whoever did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// Their colour, `#rrggbb`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colour: Option<String>,
        /// What the player is now.
        next: NextName,
    },
    /// Where the player's head is on the big screen.
    Here {
        /// Share of the arena's width, from the left.
        x: f32,
        /// Share of its height, from the top.
        y: f32,
        /// Degrees clockwise from "right".
        heading: f32,
    },
    /// Who has tapped for the next round.
    Votes {
        /// So many have.
        votes: u8,
        /// So many could.
        of: u8,
        /// Whether this player has.
        mine: bool,
    },
    /// How a round went, once it is over.
    Result {
        /// The place, from 1; those with the same points share one.
        place: u8,
        /// How many have a place.
        of: u8,
        /// Points of the round.
        points: f32,
        /// Points of the match so far.
        total: f32,
        /// Who has won the round, or, with `last`, the match.
        winner: String,
        /// Whether the match is over.
        last: bool,
        /// What the player was best at.
        awards: Vec<AwardName>,
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
