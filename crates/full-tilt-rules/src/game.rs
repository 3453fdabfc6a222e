//! A round from its first tick to the last crash: the board, the parts of the mode, and the order of their rules.

mod hooks;
mod places;
mod visits;

use super::{
    Blip, Board, GameEvent, Hazard, Inputs, Mode, Parts, Player, Pose, Power, RoundSetup, Teams, Tuning, fnv::Fnv,
};
pub use places::Place;

/// The state of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    mode: Mode,
    board: Board,
    /// The state of the parts that are on. It is boxed because it is large, and most modes have none.
    parts: Option<Box<Parts>>,
    over: bool,
    /// Whether the end has yet to be reported.
    end_is_news: bool,
}

impl Game {
    /// Creates a round about to start, with a player for each of `slots`. Slots that do not exist and repetitions are
    /// left out.
    pub fn new(mode: Mode, slots: &[u8], seed: u64) -> Self {
        Self::with_tuning(mode, mode.tuning().clone(), slots, seed)
    }

    /// Creates the round of a setup, about to start.
    pub fn from_setup(setup: &RoundSetup) -> Self {
        let tuning = setup.mode.tuning().clone();
        Self::on_board(setup.mode, Board::new(tuning, &setup.slots, setup.seed, setup.teams))
            .with_players_without_sensor(setup.without_sensor)
    }

    /// Creates the lobby's playground: players who [`Game::enter`] it steer freely, and no crash ends anything.
    pub fn playground(seed: u64) -> Self {
        Self::with_tuning(Mode::Rush, Tuning::PLAYGROUND, &[], seed)
    }

    /// Creates a round with other numbers, for experiments.
    pub fn with_tuning(mode: Mode, tuning: Tuning, slots: &[u8], seed: u64) -> Self {
        Self::on_board(mode, Board::new(tuning, slots, seed, None))
    }

    /// Creates a round with custom starts, to test a particular situation: one start for each slot, by slot.
    pub fn with_starts(mode: Mode, tuning: Tuning, starts: &[(u8, Pose)], seed: u64) -> Self {
        Self::on_board(mode, Board::with_starts(tuning, starts, seed))
    }

    fn on_board(mode: Mode, mut board: Board) -> Self {
        let parts = Parts::begin(&mut board).map(Box::new);
        let mut game = Self { mode, board, parts, over: false, end_is_news: false };
        game.over = game.is_decided();
        game
    }

    /// Returns the same round in teams, before its first tick, to test a particular situation.
    #[must_use]
    pub fn with_teams(mut self, teams: Option<Teams>) -> Self {
        self.board.join_teams(teams);
        self
    }

    /// Advances the round by one tick, and appends its events to `events` in the order in which they happened.
    ///
    /// Before the start heads only turn. Once the round is over nothing moves.
    pub fn step(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        if self.over {
            // A player has left, and that ended the round.
        } else if self.board.countdown() > 0 {
            self.board.count_down(inputs);
        } else {
            self.play(inputs, events);
            self.conclude();
        }
        if std::mem::take(&mut self.end_is_news) {
            events.push(GameEvent::RoundOver);
        }
    }

    fn play(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        let changed = self.before_movement(inputs);
        let inputs = changed.as_ref().unwrap_or(inputs);
        self.board.act(inputs, events);
        self.board.advance(inputs);
        self.after_movement(events);
        self.crash(events);
        self.board.let_ghosts_return(events);
        self.board.pass_tick();
        self.board.begin_wave(events);
        self.board.renew_blips(events);
        self.board.take_blips(events);
        self.end_tick(events);
    }

    fn is_decided(&self) -> bool {
        self.decided_by_parts().unwrap_or_else(|| self.board.is_decided())
    }

    /// Ends the round once it is decided.
    fn conclude(&mut self) {
        if !self.over && self.is_decided() {
            (self.over, self.end_is_news) = (true, true);
            self.board.reward_last_standing();
        }
    }

    /// Whether the round is decided. Once it is, it stays so, whichever players join or leave.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Returns the mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the board, which the methods of parts ask for.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Returns the state of the mode's parts; `None` if no part is on.
    pub fn parts(&self) -> Option<&Parts> {
        self.parts.as_deref()
    }

    /// Returns the numbers of the mode.
    pub fn tuning(&self) -> &Tuning {
        self.board.tuning()
    }

    /// Returns the ticks until heads may move; until then they stand and turn, and nothing can happen to them.
    pub fn countdown(&self) -> u64 {
        self.board.countdown()
    }

    /// Returns the ticks since the start.
    pub fn tick(&self) -> u64 {
        self.board.tick()
    }

    /// Returns the number of steps so far in which the round went on, including those before the start.
    pub fn steps(&self) -> u64 {
        let before = self.tuning().party.map_or(0, |party| party.countdown_ticks);
        before - self.countdown() + self.tick()
    }

    /// Returns all players in the round, dead or alive, by slot.
    pub fn players(&self) -> &[Player] {
        self.board.players()
    }

    /// Returns the player in a slot, dead or alive.
    pub fn player(&self, slot: u8) -> Option<&Player> {
        self.board.player(slot)
    }

    /// Returns the teams; `None` if all players play for themselves.
    pub fn teams(&self) -> Option<Teams> {
        self.board.teams()
    }

    /// Returns the blips on the board.
    pub fn blips(&self) -> &[Blip] {
        self.board.blips()
    }

    /// Returns the hazards, including those that only warn.
    pub fn hazards(&self) -> &[Hazard] {
        self.board.hazards()
    }

    /// Returns how far the edges have moved inwards, in arena units.
    pub fn inset(&self) -> f32 {
        self.board.inset()
    }

    /// Returns the wave, counting from 1.
    pub fn wave(&self) -> u32 {
        self.board.wave()
    }

    /// Returns the speed of the fastest living player, as a multiple of the starting speed; 0 if nobody is alive.
    pub fn pace(&self) -> f32 {
        let speeds = self.players().iter().filter(|player| player.alive).map(|player| player.speed);
        let fastest = speeds.fold(0.0, f32::max);
        // In modes without a ride all speeds are 0.
        if fastest > 0.0 { fastest / self.tuning().start_speed } else { 0.0 }
    }

    /// Returns the ticks until the round is over, or `None` if that is not known.
    pub fn ticks_left(&self) -> Option<u64> {
        self.board.ticks_left()
    }

    /// Returns the ticks for which heads that leave the arena still come in again on the other side.
    pub fn portal_ticks(&self) -> u64 {
        self.board.portal_ticks()
    }

    /// Gives a player a power to hold, or none, to test a particular situation.
    pub fn hold(&mut self, slot: u8, power: Option<Power>) {
        self.board.hold(slot, power);
    }

    /// Returns FNV-1a over all visible state: the same on every platform if and only if everything went the same.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::default();
        self.board.fingerprint(&mut hash);
        if let Some(parts) = &self.parts {
            parts.on().for_each(|part| part.fingerprint(&mut |bits| hash.add(bits)));
        }
        hash.0
    }
}
