//! Bots that fill seats: as many as requested; without a request, some bots join a single player of a party.

use bevy::prelude::*;

use crate::{
    game::{
        players::{
            member::InputSource,
            roster::{Roster, RosterEvent},
        },
        round::state::Round,
        schedule::FrameSystems,
    },
    protocol::MAX_PEERS,
    sim::{Bot, Skill},
};

/// Maximum number of bots: one seat remains for a phone.
pub(crate) const MAX_BOTS: u8 = MAX_PEERS - 1;
/// Number of bots that join a single player in a party mode.
const COMPANY: u8 = 3;
/// Skills of the bots. They differ, so that some bots are easy and others are hard to beat.
const SKILLS: [Skill; 4] = [Skill::Casual, Skill::Skilled, Skill::Beginner, Skill::Expert];

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, fill_up.after(FrameSystems::Seat));
}

/// The requested number of bots.
#[derive(Resource, Debug, Default)]
pub(crate) struct Bots(pub u8);

/// Adds and removes bots, only between rounds, so that no opponent vanishes during a round.
fn fill_up(bots: Res<Bots>, round: Res<Round>, mut roster: ResMut<Roster>, mut events: MessageWriter<RosterEvent>) {
    if round.is_running() {
        return;
    }
    let people = roster.members().filter(|(_, member)| member.source != InputSource::Bot).count();
    let wanted = match bots.0 {
        0 if round.mode.is_party() && people == 1 => COMPANY,
        asked => asked,
    };
    // Phones get the lowest free seat, so bots take the highest.
    let taken_by = |roster: &Roster, slot: u8| roster.get(slot).map(|member| member.source);
    let free: Vec<u8> =
        (0..MAX_PEERS).rev().filter(|&slot| matches!(taken_by(&roster, slot), None | Some(InputSource::Bot))).collect();
    for (index, slot) in free.into_iter().enumerate() {
        match (index < usize::from(wanted), taken_by(&roster, slot)) {
            (true, None) => {
                let skill = SKILLS[index % SKILLS.len()];
                roster.join_bot(slot, Bot::new(skill, u64::from(slot)), &mut events);
            }
            (false, Some(_)) => roster.remove(slot, &mut events),
            _ => {}
        }
    }
}
