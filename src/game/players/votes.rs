//! The start of rounds: a single phone taps once; in a party all phones tap, or the first phone taps twice; after the
//! results, and past the introduction of an evening's round, more than half of the phones tap.

use bevy::prelude::*;

use crate::{
    game::{
        players::{
            member::Member,
            roster::{Roster, StartRequested, Tapped},
        },
        round::{moment::Moment, phase::Phase, state::Round},
        schedule::FrameSystems,
    },
    sim::Mode,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_message::<Vetoed>().add_systems(PreUpdate, count.after(FrameSystems::Seat));
}

/// More than half of the phones do not want the mode that is introduced.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct Vetoed;

/// The number of phones that have tapped for the next round, and the number of phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Votes {
    pub votes: u8,
    /// Phones that do not want the mode that is introduced.
    pub vetoes: u8,
    pub of: u8,
}

impl Votes {
    /// Counts the votes.
    pub(crate) fn of(roster: &Roster) -> Self {
        let count = |wanted: &dyn Fn(&Member) -> bool| {
            roster.playing_phones().filter(|(_, member)| wanted(member)).count() as u8
        };
        Self { votes: count(&|member| member.voted), vetoes: count(&|member| member.vetoed), of: count(&|_| true) }
    }

    fn are_enough(self, phase: Phase) -> bool {
        match phase {
            Phase::Lobby => self.of > 0 && self.votes == self.of,
            Phase::Introduction | Phase::Results | Phase::Podium => 2 * self.votes > self.of,
            Phase::Countdown | Phase::Playing => false,
        }
    }
}

fn count(
    mut taps: MessageReader<Tapped>,
    round: Res<Round>,
    (mut roster, mut moment): (ResMut<Roster>, ResMut<Moment>),
    (mut starts, mut vetoed): (MessageWriter<StartRequested>, MessageWriter<Vetoed>),
    mut phase: Local<Option<(Phase, Mode)>>,
) {
    let now = (round.phase(), round.mode);
    if phase.replace(now) != Some(now) {
        roster.members_mut().for_each(|(_, member)| (member.voted, member.vetoed) = (false, false));
    }
    let first = roster.playing_phones().map(|(slot, _)| slot).next();
    let mut insists = false;
    for Tapped { slot } in taps.read() {
        if round.is_running() {
            // A tap during a round ends a pause.
            starts.write(StartRequested);
        } else if round.takes_votes() && moment.bypass_change_detection().skip() {
            // Seen enough.
        } else if round.takes_votes()
            && let Some(member) = roster.get_mut(*slot)
        {
            insists |= member.voted && first == Some(*slot);
            member.voted = true;
        }
    }
    let votes = Votes::of(&roster);
    if insists || votes.are_enough(round.phase()) {
        starts.write(StartRequested);
    }
    if round.phase() == Phase::Introduction && 2 * votes.vetoes > votes.of {
        vetoed.write(Vetoed);
    }
}
