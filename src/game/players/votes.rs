//! The start of rounds: a single phone taps once; in a party all phones tap, or the first phone taps twice; after the
//! results, more than half of the phones tap.

use bevy::prelude::*;

use crate::game::{
    players::roster::{Roster, StartRequested, Tapped},
    round::{phase::Phase, state::Round},
    schedule::FrameSystems,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, count.after(FrameSystems::Seat));
}

/// The number of phones that have tapped for the next round, and the number of phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Votes {
    pub votes: u8,
    pub of: u8,
}

impl Votes {
    /// Counts the votes.
    pub(crate) fn of(roster: &Roster) -> Self {
        let count = |wanted: &dyn Fn(bool) -> bool| {
            roster.playing_phones().filter(|(_, member)| wanted(member.voted)).count() as u8
        };
        Self { votes: count(&|voted| voted), of: count(&|_| true) }
    }

    fn are_enough(self, phase: Phase) -> bool {
        match phase {
            Phase::Lobby => self.of > 0 && self.votes == self.of,
            Phase::Results => 2 * self.votes > self.of,
            Phase::Countdown | Phase::Playing => false,
        }
    }
}

fn count(
    mut taps: MessageReader<Tapped>,
    round: Res<Round>,
    mut roster: ResMut<Roster>,
    mut starts: MessageWriter<StartRequested>,
    mut phase: Local<Option<Phase>>,
) {
    if phase.replace(round.phase()) != Some(round.phase()) {
        roster.members_mut().for_each(|(_, member)| member.voted = false);
    }
    let first = roster.playing_phones().map(|(slot, _)| slot).next();
    let mut insists = false;
    for Tapped { slot } in taps.read() {
        if round.is_running() {
            // A tap during a round ends a pause.
            starts.write(StartRequested);
        } else if round.takes_votes()
            && let Some(member) = roster.get_mut(*slot)
        {
            insists |= member.voted && first == Some(*slot);
            member.voted = true;
        }
    }
    if insists || Votes::of(&roster).are_enough(round.phase()) {
        starts.write(StartRequested);
    }
}
