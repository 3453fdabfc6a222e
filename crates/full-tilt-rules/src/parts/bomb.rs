//! The bomb: one player holds it and wants to be rid of it before it blows.

use glam::Vec2;

use super::{Hint, Part};
use crate::{Board, BombEvent, BombTuning, Cause, CrashTuning, GameEvent, Player, Rule};

/// Distance from the holder, in arena units, within which bots feel uneasy.
const BOT_FEAR: f32 = 230.0;
/// How far ahead of itself a hunted player is aimed at: this share of the time that the hunter needs to get there.
const BOT_LEAD: f32 = 0.6;

/// The bomb. There is exactly one for as long as anybody is on the board, and its fuse burns while there are two.
#[derive(Debug, Clone, PartialEq)]
pub struct Bomb {
    tuning: BombTuning,
    /// The slot of the holder; `None` if nobody is on the board.
    holder: Option<u8>,
    /// Ticks until the explosion.
    fuse_ticks: u64,
    /// Ticks since the holder received it.
    held_ticks: u64,
    /// The slot of the player who passed it on to the holder.
    giver: Option<u8>,
    /// Number of explosions.
    blasts: u32,
    /// Whether the holder has yet to be reported as the first of a bomb.
    is_news: bool,
}

impl Bomb {
    pub(super) fn begin(tuning: BombTuning, board: &mut Board) -> Self {
        let fuse_ticks = tuning.fuse_ticks;
        let mut bomb = Self { tuning, holder: None, fuse_ticks, held_ticks: 0, giver: None, blasts: 0, is_news: false };
        bomb.light(board, None);
        bomb
    }

    /// Returns the slot of the holder, or `None` if nobody is on the board.
    pub fn holder(&self) -> Option<u8> {
        self.holder
    }

    /// Returns the ticks until the explosion.
    pub fn fuse_ticks(&self) -> u64 {
        self.fuse_ticks
    }

    /// Returns the share of the fuse that is left, 0..=1.
    pub fn fuse(&self) -> f32 {
        self.fuse_ticks as f32 / self.tuning.fuse_ticks.max(1) as f32
    }

    /// Returns the slot that gave the bomb to the holder and cannot receive it back yet, or `None`.
    pub fn truce_with(&self) -> Option<u8> {
        self.giver.filter(|_| self.held_ticks < self.tuning.truce_ticks)
    }

    /// Whether these two are the holder and the player who gave it the bomb just now, in either order.
    fn is_truce_between(&self, slot: u8, other: Option<u8>) -> bool {
        let truce = self.holder.zip(self.truce_with());
        let pair = Some(slot).zip(other);
        truce.is_some() && (pair == truce || pair.map(|(a, b)| (b, a)) == truce)
    }

    /// Gives the bomb to somebody else than `except` if there is anybody else.
    fn light(&mut self, board: &mut Board, except: Option<u8>) {
        let next =
            self.draw(board, except).or(except.filter(|&slot| board.player(slot).is_some_and(Player::is_on_board)));
        self.is_news = next.is_some();
        self.hand_to(board, next, None);
    }

    fn hand_to(&mut self, board: &mut Board, holder: Option<u8>, giver: Option<u8>) {
        (self.holder, self.giver, self.held_ticks) = (holder, giver, 0);
        for player in board.players_mut() {
            player.haste = if Some(player.slot) == holder { self.tuning.haste } else { 1.0 };
        }
    }

    /// Draws the next holder: a solid player if there is one, and the leader somewhat sooner than another.
    fn draw(&self, board: &mut Board, except: Option<u8>) -> Option<u8> {
        let is_candidate = |player: &&Player| player.is_on_board() && Some(player.slot) != except;
        let any_solid = board.players().iter().filter(is_candidate).any(Player::is_solid);
        let most = board.players().iter().filter(|player| player.is_on_board()).map(Player::score).fold(0.0, f64::max);
        let weight = |player: &Player| match player {
            player if any_solid && !player.is_solid() => 0.0,
            player if most > 0.0 && player.score() >= most => self.tuning.leader,
            _ => 1.0,
        };
        let drawn = board.random();
        let candidates = || board.players().iter().filter(is_candidate);
        let mut rest = drawn * candidates().map(weight).sum::<f32>();
        let mut last = None;
        for player in candidates().filter(|player| weight(player) > 0.0) {
            last = Some(player.slot);
            rest -= weight(player);
            if rest < 0.0 {
                break;
            }
        }
        last
    }

    /// Whether the holder could pass it on to this player now.
    fn can_go_to(&self, player: &Player) -> bool {
        player.is_solid() && Some(player.slot) != self.holder && self.truce_with() != Some(player.slot)
    }

    fn pass_on(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        let Some(holder) = self.holder.filter(|_| self.held_ticks >= self.tuning.hold_ticks) else { return };
        let is_eligible = |slot: u8| board.player(slot).is_some_and(|player| self.can_go_to(player));
        let Some(to) = board.nearest_other(holder, self.tuning.reach).filter(|&to| is_eligible(to)) else { return };
        self.hand_to(board, Some(to), Some(holder));
        events.push(GameEvent::Bomb(BombEvent::Passed { from: holder, to }));
    }

    fn blow(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        let Some(slot) = self.holder else { return };
        self.blasts = self.blasts.saturating_add(1);
        let weight = self.blasts.saturating_mul(self.blasts);
        let points = self.tuning.survived.saturating_mul(weight);
        let planted = self.tuning.planted.saturating_mul(weight);
        let cost = CrashTuning {
            points: self.tuning.blast.points.saturating_mul(weight),
            ghost_ticks: self.tuning.blast.ghost_ticks,
        };
        let by = self.giver.filter(|&by| board.player(by).is_some_and(Player::is_on_board));
        events.push(GameEvent::Bomb(BombEvent::Blew { slot, points, by, planted }));
        board.strike(&[slot], Rule::Bomb, Some(cost), events);
        for player in board.players_mut().iter_mut().filter(|player| player.slot != slot && player.is_on_board()) {
            player.earn(u64::from(if by == Some(player.slot) { planted } else { points }));
        }
        self.fuse_ticks = self.tuning.fuse_ticks;
        self.light(board, Some(slot));
    }
}

impl Part for Bomb {
    fn after_movement(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        if self.holder.is_none() {
            // The first player has come back to an empty board.
            self.light(board, None);
        }
        if let (true, Some(slot)) = (std::mem::take(&mut self.is_news), self.holder) {
            events.push(GameEvent::Bomb(BombEvent::Lit { slot, fuse_ticks: self.fuse_ticks }));
        }
        self.held_ticks = self.held_ticks.saturating_add(1);
        self.pass_on(board, events);
    }

    fn judge(&self, _: &Board, slot: u8, touched: Option<Cause>) -> Option<Cause> {
        touched.filter(|cause| !self.is_truce_between(slot, cause.by(slot)))
    }

    fn on_tick(&mut self, board: &mut Board, events: &mut Vec<GameEvent>) {
        if board.players().iter().filter(|player| player.is_on_board()).count() < 2 {
            return;
        }
        self.fuse_ticks = self.fuse_ticks.saturating_sub(1);
        if self.fuse_ticks == 0 {
            self.blow(board, events);
        }
    }

    fn on_gone(&mut self, board: &mut Board, slot: u8) {
        if self.giver == Some(slot) {
            self.giver = None;
        }
        if self.holder == Some(slot) {
            self.fuse_ticks = self.fuse_ticks.max(self.tuning.least_ticks);
            self.light(board, Some(slot));
        }
    }

    fn hint(&self, board: &Board, slot: u8) -> Hint {
        let at = |slot: Option<u8>| slot.and_then(|slot| board.player(slot)).filter(|player| player.is_solid());
        let (Some(me), Some(holder)) = (at(Some(slot)), at(self.holder)) else { return Hint::default() };
        let place = me.pose.position;
        if self.holder != Some(slot) {
            let ahead = holder.pose.direction() * (BOT_FEAR / 4.0);
            let is_safe = self.truce_with() == Some(slot);
            let avoid = (!is_safe).then_some((holder.pose.position + ahead, BOT_FEAR));
            return Hint { avoid, ..Hint::default() };
        }
        let aim = |prey: &Player| {
            let time = prey.pose.position.distance(place) / me.speed.max(1.0);
            prey.pose.position + prey.pose.direction() * (prey.speed * time * BOT_LEAD)
        };
        let prey = board.players().iter().filter(|player| self.can_go_to(player)).map(aim);
        let prey: Option<Vec2> = prey.min_by(|a, b| a.distance(place).total_cmp(&b.distance(place)));
        Hint { target: prey, fearless: prey.is_some(), ..Hint::default() }
    }

    fn fingerprint(&self, add: &mut dyn FnMut(u64)) {
        let slot = |slot: Option<u8>| slot.map_or(u64::MAX >> 8, u64::from);
        [slot(self.holder), slot(self.giver), self.fuse_ticks, self.held_ticks, u64::from(self.blasts)]
            .into_iter()
            .for_each(add);
    }
}
