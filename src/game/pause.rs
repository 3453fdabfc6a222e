//! Standing still: because somebody asked for it, or because whoever plays alone, or everybody, cannot steer just now. It
//! goes on after a countdown.

use std::time::Instant;

use bevy::prelude::*;

use super::{
    net::Connection,
    roster::{PauseRequested, Roster, StartRequested},
    round::{Playback, Round},
    settings::CurrentSettings,
};
use crate::{protocol::PhaseName, sim::TICK_HZ};

/// A count of the countdown, in ticks; there are three.
const COUNT_TICKS: u64 = TICK_HZ as u64 * 6 / 10;
const COUNTS: u64 = 3;

/// Why the round stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Somebody asked for it.
    Asked,
    /// The phone of whoever plays alone is silent.
    PhoneLost,
    /// The window is not in front.
    Unfocused,
    /// The relay cannot be reached, and with it none of the phones: none comes directly.
    LinkLost,
}

/// Whether the round stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pause {
    reason: Option<Reason>,
    /// Ticks until it goes on.
    countdown: u64,
}

/// Whether the window is in front; without a window there is nothing to wait for.
#[derive(Resource, Debug)]
pub(super) struct Focus(pub bool);

impl Pause {
    /// Whether time stands still.
    pub(super) fn holds(&self) -> bool {
        self.reason.is_some() || self.countdown > 0
    }

    /// Why it stands still, until the countdown begins.
    pub(super) fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// 3, 2 or 1 while it is about to go on.
    pub(super) fn count(&self) -> Option<u64> {
        (self.countdown > 0).then(|| self.countdown.div_ceil(COUNT_TICKS))
    }

    fn begin(&mut self, reason: Reason) {
        *self = Self { reason: Some(reason), countdown: 0 };
    }

    fn end(&mut self) {
        *self = Self { reason: None, countdown: COUNTS * COUNT_TICKS };
    }
}

/// Decides in every tick whether the round stands still.
pub(super) fn judge(
    mut round: ResMut<Round>,
    roster: Res<Roster>,
    settings: Res<CurrentSettings>,
    playback: Res<Playback>,
    focus: Res<Focus>,
    connection: Res<Connection>,
    mut pauses: MessageReader<PauseRequested>,
    mut starts: MessageReader<StartRequested>,
) {
    let pause = pauses.read().count() > 0;
    let start = starts.read().count() > 0;
    if round.phase != PhaseName::Playing {
        return;
    }
    let soloist = round.soloist().filter(|_| settings.auto_pause && playback.0.is_none());
    let phone_lost = soloist.and_then(|slot| roster.get(slot)).is_some_and(|member| member.is_lost(Instant::now()));
    let unfocused = soloist.is_some() && !focus.0;
    let link_lost = connection.room().is_none() && playback.0.is_none() && round.hangs_on_the_relay(&roster);
    let state = &mut round.pause;
    match state.reason {
        None if pause => state.begin(Reason::Asked),
        None if link_lost => state.begin(Reason::LinkLost),
        // Also while it is being counted down.
        None if phone_lost => state.begin(Reason::PhoneLost),
        None if unfocused => state.begin(Reason::Unfocused),
        None => state.countdown = state.countdown.saturating_sub(1),
        Some(Reason::Asked) if pause || start => state.end(),
        Some(Reason::LinkLost) if !link_lost => state.end(),
        Some(Reason::PhoneLost) if !phone_lost => state.end(),
        Some(Reason::Unfocused) if !unfocused => state.end(),
        Some(_) => {}
    }
}
