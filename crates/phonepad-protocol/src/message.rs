//! Messages between phone and host: the JSON inside a frame of kind 0x80.
//!
//! They are what any controller needs. Messages that belong to one game travel inside [`PhoneMessage::Game`] and
//! [`HostMessage::Game`]; only that game and its part of the page know them.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Json, JsonError};

/// From a phone to the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// A message of the game's part of the page to the game.
    Game {
        /// The game's own data.
        data: Json,
    },
}

impl PhoneMessage {
    /// Returns the game's own data as the type that the game gave it; `None` if this is another message, or if its data
    /// is not such a value.
    ///
    /// ```
    /// use phonepad_protocol::PhoneMessage;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Choice {
    ///     card: u8,
    /// }
    ///
    /// let message = PhoneMessage::Game { data: serde_json::json!({ "card": 7 }) };
    /// assert_eq!(message.game_data::<Choice>().map(|choice| choice.card), Some(7));
    /// assert!(PhoneMessage::Tap.game_data::<Choice>().is_none());
    /// ```
    pub fn game_data<T: DeserializeOwned>(&self) -> Option<T> {
        match self {
            Self::Game { data } => T::deserialize(data).ok(),
            _ => None,
        }
    }
}

/// The input device of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// From the host to a phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HostMessage {
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
    /// A message of the game to its part of the page.
    Game {
        /// The game's own data.
        data: Json,
    },
}

impl HostMessage {
    /// Returns a message with the game's own data.
    ///
    /// ```
    /// use phonepad_protocol::HostMessage;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Hand {
    ///     cards: Vec<u8>,
    /// }
    ///
    /// let message = HostMessage::game(&Hand { cards: vec![2, 7] })?;
    /// assert_eq!(message, HostMessage::Game { data: serde_json::json!({ "cards": [2, 7] }) });
    /// # Ok::<(), phonepad_protocol::JsonError>(())
    /// ```
    ///
    /// # Errors
    /// If JSON cannot express the value, such as a map whose keys are not texts.
    pub fn game(data: &impl Serialize) -> Result<Self, JsonError> {
        // Through text, which writes an `f32` with as few digits as it needs; as an `f64` it would have 17.
        let data = serde_json::from_str(&serde_json::to_string(data)?)?;
        Ok(Self::Game { data })
    }

    /// Returns the game's own data, like [`PhoneMessage::game_data`].
    pub fn game_data<T: DeserializeOwned>(&self) -> Option<T> {
        match self {
            Self::Game { data } => T::deserialize(data).ok(),
            _ => None,
        }
    }
}

/// The topic of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKey {
    /// The round is paused.
    Paused,
    /// The round continues.
    Resumed,
    /// The phone is being turned flat like a wheel on a table, which has no effect.
    TipIt,
    /// The player joined in the middle of a round and takes part in the next one.
    Late,
    /// A topic of a later version; the notice's text explains it.
    #[serde(other)]
    Other,
}
