//! The arena's own changes: moving edges, waves, and blips that appear, disappear and are taken.

use glam::Vec2;

use super::{Board, blip_supply, waves};
use crate::{BlipKind, GameEvent, Player, TICK_S};

impl Board {
    pub(super) fn move_edges(&mut self) {
        if let Some(waves) = &self.tuning.waves {
            let wanted = waves::inset_wanted(waves, waves::wave_at(waves, self.tick));
            self.inset += (wanted - self.inset).clamp(0.0, waves.inset_speed * TICK_S);
        }
        if let Some(closing) = self.tuning.party.and_then(|party| party.closing) {
            let most = (self.tuning.arena.min_element() / 2.0 - closing.leave).max(0.0);
            let share = self.tick.saturating_sub(closing.from) as f32
                / closing.until.saturating_sub(closing.from).max(1) as f32;
            self.inset = most * share.min(1.0);
        }
    }

    pub(crate) fn begin_wave(&mut self, events: &mut Vec<GameEvent>) {
        let Some(waves) = self.tuning.waves else { return };
        if !self.tick.is_multiple_of(waves.interval_ticks.max(1)) {
            return;
        }
        let wave = self.wave();
        let points = u64::from(waves.points) * u64::from(wave.saturating_sub(1));
        for player in self.players.iter_mut().filter(|player| player.alive) {
            player.earn(points);
        }
        events.push(GameEvent::WaveBegan { wave, points });
        let mut rng = self.rng.clone();
        for hazard in waves::arrivals(self, &waves, &mut rng, self.hazards_appeared) {
            self.hazards_appeared = hazard.id.saturating_add(1);
            self.hazards.push(hazard);
            events.push(GameEvent::HazardAppeared(hazard));
        }
        self.rng = rng;
    }

    pub(crate) fn renew_blips(&mut self, events: &mut Vec<GameEvent>) {
        let (tick, arena) = (self.tick, self.tuning.arena);
        // Always entirely inside, even while the edge moves.
        let margin = self.inset + self.tuning.blips.radius;
        self.blips.retain(|&blip| {
            let covered = blip.position.cmplt(Vec2::splat(margin)).any() || blip.position.cmpgt(arena - margin).any();
            let stays = !covered && blip.expires_at.is_none_or(|end| tick < end);
            if !stays {
                events.push(GameEvent::BlipGone(blip));
            }
            stays
        });
        let has_room = 2.0 * margin < arena.min_element();
        if has_room && blip_supply::is_due(&self.tuning.blips, tick, self.blips.len()) {
            let mut rng = self.rng.clone();
            let blip = blip_supply::next(self, &mut rng, self.blips_appeared);
            self.rng = rng;
            self.blips_appeared = self.blips_appeared.saturating_add(1);
            self.blips.push(blip);
            events.push(GameEvent::BlipAppeared(blip));
        }
    }

    /// Gives each blip to the nearest living head that touches it; to the lower slot if two are equally near.
    pub(crate) fn take_blips(&mut self, events: &mut Vec<GameEvent>) {
        let reach = self.tuning.head_radius + self.tuning.blips.radius + self.tuning.blips.magnet;
        let (players, tuning) = (&mut self.players, &self.tuning);
        let mut taken = Vec::new();
        self.blips.retain(|&blip| {
            let distance = |player: &Player| player.pose.position.distance(blip.position);
            let nearest = players
                .iter_mut()
                .filter(|player| player.is_solid() && distance(player) <= reach + player.pull(tuning))
                .min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let Some(player) = nearest else { return true };
            let points = player.take(blip.kind, tuning);
            events.push(GameEvent::BlipTaken { slot: player.slot, blip, points, combo: player.combo.max(1) });
            taken.push(blip.kind);
            false
        });
        for kind in taken {
            match kind {
                BlipKind::Sweep => self.sweep(),
                BlipKind::Portal => self.portal_ticks = self.tuning.party.map_or(0, |party| party.portal_ticks),
                BlipKind::Plain | BlipKind::Gold | BlipKind::Scissors | BlipKind::Calm | BlipKind::Power(_) => {}
            }
        }
    }

    /// Removes the bodies of all players.
    fn sweep(&mut self) {
        for player in &mut self.players {
            player.lose_body(&self.tuning, &mut self.grid);
        }
    }
}
