//! Late joiners and absent players of a party: late joiners get something to steer, absent players leave the board and
//! return to it, and rounds add up to a match.

use bevy::prelude::*;
use bevy_phonepad::HostCommand;

use crate::{
    game::{
        net::Connection,
        players::roster::{Roster, RosterEvent},
        round::state::{Round, RoundEvent},
        schedule::SimSystems,
    },
    link::LinkCommand,
    sim::{Game, GameEvent, TICK_HZ},
};

/// Ticks of silence after which even the autopilot stops, and the player is taken off the board.
const PARK_AFTER_TICKS: u64 = 8 * TICK_HZ as u64;
/// Ticks of silence after which the screen shows a code that lets another phone take over.
const INVITE_AFTER_TICKS: u64 = 4 * TICK_HZ as u64;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(FixedUpdate, (keep_up, invite).chain().in_set(SimSystems::Admit));
}

/// Keeps the board of a party in step with the roster.
pub(crate) fn keep_up(
    mut round: ResMut<Round>,
    roster: Res<Roster>,
    mut changes: MessageReader<RosterEvent>,
    mut events: MessageWriter<RoundEvent>,
    mut sim_events: Local<Vec<GameEvent>>,
) {
    let round = &mut *round;
    if !round.mode.is_party() {
        return changes.clear();
    }
    let is_running = round.is_running();
    if round.game.is_none() {
        return changes.clear();
    }
    for change in changes.read() {
        // The previous owner of this seat is not coming back.
        if let RosterEvent::Joined { slot, fresh: true, .. } = change {
            round.contest.forget(*slot);
            if is_running {
                round.expel(*slot);
            }
        }
    }
    if !is_running {
        return;
    }
    for (slot, member) in roster.members().filter(|(_, member)| member.ready) {
        let is_off = round.game.as_ref().is_some_and(|game| game.player(slot).is_none_or(|player| player.parked));
        if member.lost_ticks > PARK_AFTER_TICKS {
            round.park(slot);
        } else if member.lost_ticks == 0 && is_off {
            round.admit(slot, &mut sim_events);
            round.names.insert(slot, member.name.clone());
        }
    }
    let players = round.game.as_ref().map(Game::players).unwrap_or_default().iter().map(|player| player.slot);
    let gone: Vec<u8> = players.filter(|&slot| roster.get(slot).is_none()).collect();
    gone.into_iter().for_each(|slot| round.park(slot));
    let tick = round.tick();
    for event in sim_events.drain(..) {
        events.write(RoundEvent::Sim { event, tick });
    }
}

/// Requests from the relay a token with which another phone can take the seat of a lost one.
fn invite(
    round: Res<Round>,
    roster: Res<Roster>,
    connection: Res<Connection>,
    mut commands: MessageWriter<HostCommand>,
) {
    if !round.is_running() || !round.mode.is_party() || connection.room().is_none() {
        return;
    }
    for (slot, member) in roster.phones() {
        if member.lost_ticks == INVITE_AFTER_TICKS {
            commands.write(HostCommand(LinkCommand::Invite { slot }));
        }
    }
}
