//! Crashes, their costs and their credits, and narrow escapes.

use glam::Vec2;

use super::{Board, Probe};
use crate::{Cause, CrashTuning, GameEvent, Hazard, HazardKind, Player, Rule, SpiritTuning};

impl Board {
    /// Crashes players who touch something, and rewards those who narrowly escaped. Returns the players who crashed, by
    /// index.
    ///
    /// `judge` receives each solid player with the cause of the touch, if there is one, and returns the cause of the crash.
    /// All are judged by their current positions, so that of two players who touch each other neither is favoured.
    pub(crate) fn crash(
        &mut self,
        judge: impl Fn(&Self, u8, Option<Cause>) -> Option<Cause>,
        events: &mut Vec<GameEvent>,
    ) -> Vec<(usize, Cause)> {
        let reach = self.tuning.near_miss.map_or(f32::MIN_POSITIVE, |near| near.gap);
        let mut crashed = Vec::new();
        for index in 0..self.players.len() {
            let player = &self.players[index];
            if !player.is_solid() {
                continue;
            }
            let threat = self.nearest_threat(&Probe {
                slot: player.slot,
                from: player.previous.position,
                to: player.pose.position,
                path: player.body.path(),
                reach,
                ahead_s: 0.0,
                foes: self.foes(player.slot),
                surroundings: true,
            });
            let touched = threat.filter(|(gap, _)| *gap <= 0.0).map(|(_, cause)| cause);
            match judge(self, player.slot, touched) {
                Some(cause) => crashed.push((index, cause)),
                // Being spared is no near miss.
                None if touched.is_some() => {}
                None => self.feel_near(index, threat.map(|(_, cause)| cause), events),
            }
        }
        if !crashed.is_empty() {
            self.break_shields(&mut crashed, events);
            self.settle(&crashed, None, events);
        }
        crashed
    }

    /// Lets a rule of the mode crash players on the board, as if they had touched something; `cost` is the price, instead of
    /// the mode's. [`crate::parts::Part::on_crash`] does not run for these crashes: a part is the one that strikes.
    pub(crate) fn strike(&mut self, slots: &[u8], rule: Rule, cost: Option<CrashTuning>, events: &mut Vec<GameEvent>) {
        let is_hit = |player: &Player| slots.contains(&player.slot) && player.is_on_board();
        let players = self.players.iter().enumerate().filter(|(_, player)| is_hit(player));
        let crashed: Vec<(usize, Cause)> = players.map(|(index, _)| (index, Cause::Rule(rule))).collect();
        self.settle(&crashed, cost, events);
    }

    /// Removes, of the players about to crash, those whose shields break instead.
    fn break_shields(&mut self, crashed: &mut Vec<(usize, Cause)>, events: &mut Vec<GameEvent>) {
        let (players, powers) = (&mut self.players, self.tuning.powers);
        crashed.retain(|&(index, cause)| {
            let player = &mut players[index];
            let is_saved = player.break_shield(powers);
            if is_saved {
                events.push(GameEvent::Saved { slot: player.slot, cause });
            }
            !is_saved
        });
    }

    /// Settles the crashes of one tick, for the mode's cost or another one: none of the crashed players has outlived
    /// another, and the costs are deducted before anybody earns points for them.
    fn settle(&mut self, crashed: &[(usize, Cause)], cost: Option<CrashTuning>, events: &mut Vec<GameEvent>) {
        let party = self.tuning.party;
        let cost = cost.or(party.and_then(|party| party.crash));
        for &(index, cause) in crashed {
            let player = &mut self.players[index];
            let slot = player.slot;
            events.push(GameEvent::Crashed { slot, cause });
            match cost {
                Some(cost) => player.haunt(&cost, &self.tuning, &mut self.grid),
                None => player.stop(cause, &self.tuning, &mut self.grid),
            }
            let place = player.pose.position;
            if let Some(spirit) = party.and_then(|party| party.spirit) {
                self.raise_spirit(slot, place, spirit, events);
            }
            if !self.tuning.body.stays {
                self.forget_near(slot);
            }
        }
        for &(index, cause) in crashed {
            self.credit(self.players[index].slot, cause);
        }
        let outlived = party.map_or(0, |party| u64::from(party.outlived));
        for index in 0..self.players.len() {
            let player = &self.players[index];
            if outlived > 0 && player.is_on_board() {
                let is_foe = |&&(other, _): &&(usize, Cause)| !self.are_friends(player.slot, self.players[other].slot);
                let foes = crashed.iter().filter(is_foe).count() as u64;
                self.players[index].earn(outlived * foes);
            }
        }
    }

    /// Gives points to the player who caused this crash.
    fn credit(&mut self, victim: u8, cause: Cause) {
        let Some(party) = self.tuning.party else { return };
        let by = cause.by(victim).filter(|&by| !self.are_friends(by, victim));
        let Some(player) = self.players.iter_mut().find(|player| Some(player.slot) == by) else { return };
        match cause {
            Cause::Body { .. } => {
                player.kills += 1;
                player.earn(u64::from(party.wall));
            }
            Cause::Hazard(_) => {
                player.spirit_kills += 1;
                player.earn(party.spirit.map_or(0, |spirit| u64::from(spirit.points)));
            }
            Cause::Head { .. } | Cause::Edge | Cause::Rule(_) => {}
        }
    }

    pub(super) fn raise_spirit(&mut self, slot: u8, place: Vec2, spirit: SpiritTuning, events: &mut Vec<GameEvent>) {
        let edges = self.edges();
        let (low, high) = (edges.low + spirit.radius, edges.high - spirit.radius);
        let position = place.clamp(low, high.max(low));
        let heading = self.player(slot).map_or(Vec2::X, |player| player.pose.direction());
        let hazard = Hazard {
            id: self.hazards_appeared,
            kind: HazardKind::Spirit { of: slot },
            position,
            previous: position,
            velocity: heading * spirit.speed,
            radius: spirit.radius,
            armed_at: self.tick + spirit.warning_ticks,
        };
        self.hazards_appeared = self.hazards_appeared.saturating_add(1);
        self.hazards.push(hazard);
        events.push(GameEvent::HazardAppeared(hazard));
    }

    /// Clears pending near misses with this player's body, which no longer exists.
    pub(super) fn forget_near(&mut self, slot: u8) {
        for other in &mut self.players {
            other.near.to = other.near.to.filter(|near| near.by(other.slot) != Some(slot));
        }
    }

    /// Counts a near miss once it is over.
    fn feel_near(&mut self, index: usize, near_to: Option<Cause>, events: &mut Vec<GameEvent>) {
        let Some(near_miss) = self.tuning.near_miss else { return };
        let player = &mut self.players[index];
        let got_away = std::mem::replace(&mut player.near.to, near_to).is_some() && near_to.is_none();
        if got_away && self.tick >= player.near.quiet_until {
            player.near.quiet_until = self.tick + near_miss.pause_ticks;
            player.near_misses += 1;
            if let (Some(combo), true) = (self.tuning.combo, player.combo > 0) {
                player.combo_ticks = combo.window_ticks;
            }
            let points = player.earn(u64::from(near_miss.points) * u64::from(player.factor(&self.tuning)));
            events.push(GameEvent::NearMiss { slot: player.slot, points });
        }
    }
}
