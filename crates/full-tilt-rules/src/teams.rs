//! Teams: the assignment of players, and fair draws.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{MAX_PLAYERS, existing, random::unit_f32};

/// A team for each slot, including those of players who join later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teams {
    count: u8,
    of: [u8; MAX_PLAYERS],
    friends_kill: bool,
}

impl Teams {
    /// The largest number of teams.
    pub const MOST: u8 = 4;

    /// Returns `count` teams, with a team 0..`count` for each slot; `None` unless there are 2 to 4, and no other.
    /// `friends_kill` tells whether heads and bodies of one team harm each other.
    pub fn new(count: u8, of: [u8; MAX_PLAYERS], friends_kill: bool) -> Option<Self> {
        let is_valid = (2..=Self::MOST).contains(&count) && of.iter().all(|&team| team < count);
        is_valid.then_some(Self { count, of, friends_kill })
    }

    /// Returns the number of teams.
    pub fn count(&self) -> u8 {
        self.count
    }

    /// Returns the team of a slot, counting from 0.
    pub fn of(&self, slot: u8) -> u8 {
        self.of.get(usize::from(slot)).copied().unwrap_or(0)
    }

    /// Puts a slot into another team; one that does not exist is ignored.
    pub(super) fn assign(&mut self, slot: u8, team: u8) {
        if let Some(entry) = self.of.get_mut(usize::from(slot)).filter(|_| team < self.count) {
            *entry = team;
        }
    }

    /// Whether heads and bodies of one team harm each other.
    pub fn friends_kill(&self) -> bool {
        self.friends_kill
    }

    /// Returns the same teams, whose heads and bodies harm each other or do not.
    #[must_use]
    pub fn with_friends_kill(self, friends_kill: bool) -> Self {
        Self { friends_kill, ..self }
    }
}

/// Draws `count` teams (2 to 4, otherwise `None`) of about equal strength from the players' points so far. Their sizes
/// differ by one at most. Friends do not kill.
///
/// The strongest players are distributed first: in each turn each team receives one player, and the team that has the
/// fewest points receives the strongest. Equals are drawn at random. Other slots fill up the smallest teams in turn.
pub fn balanced_teams(points: &[(u8, f64)], count: u8, seed: u64) -> Option<Teams> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut players: Vec<(u8, f64, f32)> = Vec::new();
    for slot in existing(&points.iter().map(|&(slot, _)| slot).collect::<Vec<u8>>()) {
        let points = points.iter().find(|entry| entry.0 == slot).map_or(0.0, |entry| entry.1);
        players.push((slot, if points.is_finite() { points } else { 0.0 }, unit_f32(&mut rng)));
    }
    players.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.total_cmp(&b.2)).then(a.0.cmp(&b.0)));
    let teams = usize::from(count);
    // Ties between teams are drawn, too, so that no team is always the first.
    let mut sides: Vec<(usize, f64, f32)> = (0..teams).map(|team| (team, 0.0, unit_f32(&mut rng))).collect();
    let mut of = [u8::MAX; MAX_PLAYERS];
    for turn in players.chunks(teams.max(1)) {
        sides.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2)));
        for (&(slot, points, _), side) in turn.iter().zip(&mut sides) {
            of[usize::from(slot)] = u8::try_from(side.0).ok()?;
            side.1 += points;
        }
    }
    let mut sizes = vec![0_usize; teams];
    of.iter().filter(|&&team| team != u8::MAX).for_each(|&team| sizes[usize::from(team)] += 1);
    for team in of.iter_mut().filter(|team| **team == u8::MAX) {
        let smallest = (0..teams).min_by_key(|&team| sizes[team])?;
        sizes[smallest] += 1;
        *team = u8::try_from(smallest).ok()?;
    }
    Teams::new(count, of, false)
}
