//! Words used in the game's messages. A reader takes an unknown word as `Other`.

use serde::{Deserialize, Serialize};

/// The phase of the game; the same words as in the event stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PhaseName {
    /// The title screen, where phones join.
    Lobby,
    /// Bots show the rules of an evening's next round.
    Introduction,
    /// The countdown 3, 2, 1.
    Countdown,
    /// The round is running.
    Playing,
    /// The round is over.
    Results,
    /// The evening is over, and its winners are shown.
    Podium,
}

/// The state of a player in the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// The player steers, collects and can crash.
    Alive,
    /// The player flies and steers for a moment after a crash, touching nothing.
    Ghost,
    /// The player is a small hazard for the rest of the round.
    Spirit,
    /// The player is off the board until the phone sends something again.
    Parked,
    /// The player is not in the round.
    Out,
    /// A state of a later version.
    #[serde(other)]
    Other,
}

/// The cause of the end of a player's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CauseName {
    /// The edge of the arena.
    Edge,
    /// A body, the player's own or another's.
    Tail,
    /// A collision of two heads.
    Head,
    /// A hazard that stands still.
    Thorn,
    /// A hazard that moves.
    Drifter,
    /// A player who is already out.
    Spirit,
    /// The bomb that the player held.
    Bomb,
    /// The player had the fewest points when the heat was over.
    Lowest,
    /// The player moved the phone more than was permitted.
    Motion,
    /// A cause of a later version.
    #[serde(other)]
    Other,
}

/// The state of a player after a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NextName {
    /// A ghost for two seconds.
    Ghost,
    /// A spirit for the rest of the round.
    Spirit,
    /// Waiting for the next round.
    Wait,
    /// Nothing: the round is over.
    Over,
    /// A state of a later version.
    #[serde(other)]
    Other,
}

/// An award for the best player in one respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AwardName {
    /// Survived for the longest time without a crash.
    LongestLife,
    /// Narrowly passed others and hazards most often.
    MostNearMisses,
    /// Collected the most blips.
    Greediest,
    /// Ended the most runs of other players.
    MostKills,
    /// Crashed most often.
    MostCrashes,
    /// Ended the most runs of other players as a spirit.
    BestSpirit,
    /// Won the most rounds of the evening.
    MostWins,
    /// Climbed the most places in the course of the evening.
    BiggestComeback,
    /// Came second most often.
    RunnerUp,
    /// An award of a later version.
    #[serde(other)]
    Other,
}
