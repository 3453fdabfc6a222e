//! Matches of several rounds: the totals of all players, and the awards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Game, MAX_PLAYERS, Place, Player, TICK_HZ};

/// Fewer near misses, crashes and so on than this are not worth an award.
const WORTH_TELLING: u64 = 2;

/// No match has more rounds, crashes and so on than this; a loaded file that has more is damaged.
const MOST_COUNTED: u32 = 1_000_000;

/// A player's results in the rounds of a match.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// Points in all rounds.
    pub total: f64,
    /// Rounds won, alone or together.
    pub wins: u32,
    /// Longest life, in ticks.
    pub longest_life: u64,
    /// Number of near misses.
    pub near_misses: u32,
    /// Number of blips taken.
    pub blips: u32,
    /// Number of crashes.
    pub crashes: u32,
    /// Number of other players who crashed into this player's body.
    pub kills: u32,
    /// Number of other players who crashed into this player's spirit.
    pub spirit_kills: u32,
}

/// A distinction, not always an honourable one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Award {
    /// Lived longest without a crash.
    LongestLife,
    /// Most near misses.
    MostNearMisses,
    /// Most blips.
    Greediest,
    /// Most other players crashed into this player's body.
    MostKills,
    /// Most other players crashed into this player's spirit.
    BestSpirit,
    /// Most crashes.
    MostCrashes,
}

/// The rounds of a match so far.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Match {
    rounds: u32,
    records: BTreeMap<u8, Record>,
}

impl Match {
    /// Adds a finished round.
    pub fn add(&mut self, game: &Game) {
        self.rounds += 1;
        for Place { slot, place } in game.places() {
            if let Some(player) = game.player(slot) {
                self.records.entry(slot).or_default().add(player, place == 1);
            }
        }
    }

    /// Returns the number of rounds so far.
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Returns a player's results; zeros if the player has not played.
    pub fn record(&self, slot: u8) -> Record {
        self.records.get(&slot).copied().unwrap_or_default()
    }

    /// Returns all players' places by total, the best first; equals share theirs, ordered by slot.
    pub fn places(&self) -> Vec<Place> {
        let mut order: Vec<(u8, f64)> = self.records.iter().map(|(&slot, record)| (slot, record.total)).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let better = |total: f64| order.iter().filter(|(_, other)| *other > total).count();
        order.iter().map(|&(slot, total)| Place { slot, place: 1 + better(total) }).collect()
    }

    /// Returns the awards with winner and figure: at most one each, and none that is shared or whose figure is too
    /// small.
    pub fn awards(&self) -> Vec<(Award, u8, u64)> {
        Award::ALL
            .into_iter()
            .filter_map(|award| self.holder(award).map(|(slot, value)| (award, slot, value)))
            .collect()
    }

    fn holder(&self, award: Award) -> Option<(u8, u64)> {
        let figures = || self.records.iter().map(|(&slot, record)| (slot, award.figure(record)));
        let (slot, most) = figures().max_by_key(|&(_, figure)| figure)?;
        let is_alone = figures().filter(|&(_, figure)| figure == most).count() == 1;
        (is_alone && most >= WORTH_TELLING && self.records.len() > 1).then_some((slot, most))
    }

    /// Whether all numbers are possible ones, as those of a loaded file should be.
    pub(super) fn is_sane(&self) -> bool {
        let is_possible = |(&slot, record): (&u8, &Record)| {
            let Record { total, wins, longest_life: _, near_misses, blips, crashes, kills, spirit_kills } = *record;
            let counts = [wins, near_misses, blips, crashes, kills, spirit_kills];
            usize::from(slot) < MAX_PLAYERS
                && (0.0..1e12).contains(&total)
                && counts.iter().all(|&count| count <= MOST_COUNTED)
        };
        self.rounds <= MOST_COUNTED && self.records.iter().all(is_possible)
    }

    /// Removes a player who has left.
    pub fn forget(&mut self, slot: u8) {
        self.records.remove(&slot);
    }
}

impl Record {
    fn add(&mut self, player: &Player, won: bool) {
        self.total += player.score();
        self.wins += u32::from(won);
        self.longest_life = self.longest_life.max(player.longest_life());
        self.near_misses += player.near_misses;
        self.blips += player.blips;
        self.crashes += player.crashes + u32::from(player.cause.is_some());
        self.kills += player.kills;
        self.spirit_kills += player.spirit_kills;
    }
}

impl Award {
    /// All awards, in the order in which they are announced.
    pub const ALL: [Self; 6] = [
        Self::LongestLife,
        Self::Greediest,
        Self::MostKills,
        Self::MostNearMisses,
        Self::BestSpirit,
        Self::MostCrashes,
    ];

    /// Returns its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::LongestLife => "longest_life",
            Self::MostNearMisses => "most_near_misses",
            Self::Greediest => "greediest",
            Self::MostKills => "most_kills",
            Self::BestSpirit => "best_spirit",
            Self::MostCrashes => "most_crashes",
        }
    }

    /// Returns the figure of the award: seconds or a count.
    fn figure(self, record: &Record) -> u64 {
        let count = match self {
            Self::LongestLife => return record.longest_life / u64::from(TICK_HZ),
            Self::MostNearMisses => record.near_misses,
            Self::Greediest => record.blips,
            Self::MostKills => record.kills,
            Self::BestSpirit => record.spirit_kills,
            Self::MostCrashes => record.crashes,
        };
        u64::from(count)
    }
}
