//! Words that messages between phone and game choose from. A reader takes one it does not know as `Other`.

use serde::{Deserialize, Serialize};

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
    /// The player came in the middle of a round and is in the next one.
    Late,
    /// One of a later version; its text says what it is about.
    #[serde(other)]
    Other,
}

/// How a player is in the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// Steers, takes, crashes.
    Alive,
    /// Flies and steers for a moment after a crash, touching nothing.
    Ghost,
    /// A small hazard for the rest of the round.
    Spirit,
    /// Off the board until the phone speaks again.
    Parked,
    /// Not in the round.
    Out,
    /// One of a later version.
    #[serde(other)]
    Other,
}

/// What ended a player's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseName {
    /// The edge of the arena.
    Edge,
    /// A body, one's own or somebody's.
    Tail,
    /// Two heads met.
    Head,
    /// A hazard that stands still.
    Thorn,
    /// A hazard that moves.
    Drifter,
    /// Somebody who is out already.
    Spirit,
    /// One of a later version.
    #[serde(other)]
    Other,
}

/// What a player is after a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextName {
    /// A ghost for two seconds.
    Ghost,
    /// A spirit for the rest of the round.
    Spirit,
    /// Somebody who waits for the next round.
    Wait,
    /// Nothing: the round is over.
    Over,
    /// Something of a later version.
    #[serde(other)]
    Other,
}

/// What somebody was best at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwardName {
    /// Alive for the longest time without a crash.
    LongestLife,
    /// Passed others and hazards most often by a hair.
    MostNearMisses,
    /// Took the most blips.
    Greediest,
    /// Ended the most runs of others.
    MostKills,
    /// Crashed most often.
    MostCrashes,
    /// Ended the most runs of others as a spirit.
    BestSpirit,
    /// One of a later version.
    #[serde(other)]
    Other,
}
