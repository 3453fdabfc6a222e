//! The phones' part of the thumb: what a tap would do now, and that one was taken.

use std::collections::BTreeMap;

use bevy::prelude::*;
use bevy_phonepad::HostCommand;

use crate::{
    game::{
        phones::party,
        players::roster::{Roster, RosterEvent},
        round::{
            phase::Phase,
            state::{Round, RoundEvent},
        },
        schedule::SimSystems,
    },
    messages::GameMessage,
    protocol::HostMessage,
    sim::{Action, GameEvent, TICK_HZ},
};

/// Ticks between two reports of a charge that grows.
const CHARGE_EVERY_TICKS: u64 = TICK_HZ as u64 / 5;
/// Steps of the charge, as many as a small screen can show.
const CHARGE_STEPS: f32 = 10.0;
/// The buzz of a tap that has acted, in milliseconds: shorter than a blip's.
const ACTED_BUZZ: &[u16] = &[20];

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(FixedUpdate, tell_thumbs.in_set(SimSystems::Publish).after(party::tell_podium));
}

/// The last message to a phone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Told {
    action: Option<Action>,
    ready: bool,
    charge: f32,
    taken: u16,
}

fn tell_thumbs(
    mut events: MessageReader<RoundEvent>,
    mut joins: MessageReader<RosterEvent>,
    round: Res<Round>,
    roster: Res<Roster>,
    mut told: Local<BTreeMap<u8, Told>>,
    mut phones: MessageWriter<HostCommand>,
) {
    for event in events.read() {
        match event {
            RoundEvent::Phase { phase: Phase::Countdown, .. } => told.clear(),
            RoundEvent::Sim { event: GameEvent::Acted { slot, .. }, .. } => {
                let told = told.entry(*slot).or_default();
                // Told by the number that follows; the action itself is another one now, perhaps.
                *told = Told { taken: told.taken.wrapping_add(1), charge: -1.0, ..*told };
                if roster.is_phone(*slot) {
                    phones.write(HostCommand::to_phone(*slot, HostMessage::Haptic { pattern: ACTED_BUZZ.to_vec() }));
                }
            }
            _ => {}
        }
    }
    // A page that was loaded again knows nothing.
    for event in joins.read() {
        if let RosterEvent::Joined { slot, .. } | RosterEvent::Rerouted { slot } = event {
            told.entry(*slot).or_default().charge = -1.0;
        }
    }
    let Some(game) = round.game.as_ref().filter(|_| round.is_running()) else { return };
    let is_due = game.tick().is_multiple_of(CHARGE_EVERY_TICKS);
    for player in game.players().iter().filter(|player| roster.is_phone(player.slot)) {
        let thumb = player.action(game.tuning());
        let before = told.get(&player.slot).copied().unwrap_or(Told { charge: -1.0, ..default() });
        let charge = (thumb.charge * CHARGE_STEPS).floor() / CHARGE_STEPS;
        let now = Told { action: thumb.action, ready: thumb.ready, charge, taken: before.taken };
        let is_news = (now.action, now.ready) != (before.action, before.ready) || before.charge < 0.0;
        if !(is_news || is_due && now != before) {
            continue;
        }
        told.insert(player.slot, now);
        phones.write(HostCommand::to_phone(
            player.slot,
            GameMessage::Thumb {
                action: now.action.map(|action| action.name().to_owned()),
                ready: now.ready,
                charge: now.charge,
                taken: now.taken,
            },
        ));
    }
}
