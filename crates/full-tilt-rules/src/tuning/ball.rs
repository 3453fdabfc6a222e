//! The numbers of ball's ball.

/// The numbers of the ball.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BallTuning {
    /// Radius in arena units.
    pub radius: f32,
    /// Share of its speed that it loses in a second.
    pub friction: f32,
    /// Share of the speed that it keeps when an edge or a body reflects it.
    pub bounce: f32,
    /// Share of the speed of a head, relative to the ball's, by which the ball leaves the head it has met: 0 for a
    /// push, 1 for a kick.
    pub kick: f32,
    /// Share of a push that goes where the head is heading, instead of straight away from the head: tilting aims.
    pub aim: f32,
    /// Largest speed in units per second.
    pub top_speed: f32,
    /// Width of a strip along the edges, in arena units, in which the ball rolls inwards …
    pub rim: f32,
    /// … with this acceleration, in units per second per second: so it never rests where no head can get behind it.
    pub slope: f32,
    /// Height of a goal, as a share of the arena's.
    pub goal: f32,
    /// Ticks from a goal to the next kick-off. Until then the ball waits and touches nothing.
    pub kick_off_ticks: u64,
    /// Distance of a kick-off after a goal from the middle, towards the goal of the team that has scored, as a share of
    /// the arena's width: the other team has the advantage.
    pub kick_off_shift: f32,
    /// Ticks in play from one point for the ball's half to the next: it goes to the team that attacks there.
    pub half_ticks: u64,
    /// Points for each player of the team that scores a goal.
    pub points: u32,
    /// More points for the player who touched the ball last, unless it went into the goal of that player's own team.
    pub scorer: u32,
}
