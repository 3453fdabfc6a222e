//! Pausing: on request, or because a single player, or every player, cannot steer now. The round resumes after a
//! countdown.

use std::{collections::BTreeMap, time::Duration};

use bevy::{platform::time::Instant, prelude::*};
use bevy_phonepad::HostCommand;

use crate::{
    game::{
        net::Connection,
        players::roster::{PauseRequested, Roster, StartRequested},
        round::{
            pause::PauseInput,
            phase::Phase,
            state::{Playback, Round},
        },
        schedule::SimSystems,
        settings::model::CurrentSettings,
    },
    protocol::HostMessage,
};

/// With several players, time after which the same phone may pause again. One phone must not keep the others from
/// playing.
const SAME_PHONE_AFTER: Duration = Duration::from_secs(30);
/// With several players, time after which any phone may pause again: a phone that leaves and joins again gets another
/// slot.
const ANY_PHONE_AFTER: Duration = Duration::from_secs(10);

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Focus>().add_systems(FixedUpdate, judge.in_set(SimSystems::Pause));
}

/// Whether players can see the window.
#[derive(Resource, Debug)]
pub(crate) struct Focus {
    /// Whether the window is in front; always true without a window.
    pub in_front: bool,
    /// Whether nobody could see it for a while before this tick, and no tick ran meanwhile, as in a browser's hidden tab.
    pub was_hidden: bool,
}

impl Default for Focus {
    fn default() -> Self {
        Self { in_front: true, was_hidden: false }
    }
}

/// The times of pauses by phones in rounds with several players.
#[derive(Debug, Default)]
struct PhonePauses {
    by_slot: BTreeMap<u8, Instant>,
    newest: Option<Instant>,
    /// Phones that have received a refusal since their last pause.
    told: Vec<u8>,
}

impl PhonePauses {
    /// Counts a pause, or returns the time for which this phone has to wait for one.
    fn take(&mut self, slot: u8, now: Instant) -> Result<(), Duration> {
        let wait = |last: Option<&Instant>, after: Duration| {
            last.map_or(Duration::ZERO, |last| after.saturating_sub(now.saturating_duration_since(*last)))
        };
        let own = wait(self.by_slot.get(&slot), SAME_PHONE_AFTER);
        let wait = own.max(wait(self.newest.as_ref(), ANY_PHONE_AFTER));
        if !wait.is_zero() {
            return Err(wait);
        }
        self.by_slot.insert(slot, now);
        self.newest = Some(now);
        self.told.retain(|told| *told != slot);
        Ok(())
    }

    /// Returns the message to a phone that has to wait, or `None` if it has received one since its last pause.
    fn refusal(&mut self, slot: u8, wait: Duration) -> Option<HostCommand> {
        if self.told.contains(&slot) {
            return None;
        }
        self.told.push(slot);
        let seconds = wait.as_secs() + 1;
        Some(HostCommand::to_phone(
            slot,
            HostMessage::Notice { text: format!("You can pause again in {seconds} s."), key: None },
        ))
    }
}

/// Decides in each tick whether the round is paused.
fn judge(
    mut round: ResMut<Round>,
    roster: Res<Roster>,
    settings: Res<CurrentSettings>,
    playback: Res<Playback>,
    mut focus: ResMut<Focus>,
    connection: Res<Connection>,
    mut pauses: MessageReader<PauseRequested>,
    mut starts: MessageReader<StartRequested>,
    (mut phone_pauses, mut phones): (Local<PhonePauses>, MessageWriter<HostCommand>),
) {
    let mut asked = false;
    let is_limited = round.is_moving() && round.soloist().is_none();
    for request in pauses.read() {
        match *request {
            PauseRequested::Phone { slot } if is_limited && !asked => match phone_pauses.take(slot, Instant::now()) {
                Ok(()) => asked = true,
                Err(wait) => drop(phones.write_batch(phone_pauses.refusal(slot, wait))),
            },
            PauseRequested::Phone { .. } | PauseRequested::Here => asked = true,
        }
    }
    let start = starts.read().count() > 0;
    let was_hidden = std::mem::take(&mut focus.was_hidden);
    if round.phase() != Phase::Playing {
        return;
    }
    let soloist = round.soloist().filter(|_| settings.auto_pause && playback.0.is_none());
    let controller_lost =
        soloist.and_then(|slot| roster.get(slot)).is_some_and(|member| member.is_lost(Instant::now()));
    // The round stood still while the tab was hidden; players get the countdown before it resumes, however many they are.
    let unfocused = soloist.is_some() && !focus.in_front || was_hidden && playback.0.is_none();
    let link_lost = connection.room().is_none() && playback.0.is_none() && round.hangs_on_the_relay(&roster);
    round.pause.tick(PauseInput { asked, start, link_lost, controller_lost, unfocused });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_phone_can_keep_the_others_from_playing() {
        let (mut pauses, start) = (PhonePauses::default(), Instant::now());
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        assert_eq!(pauses.take(3, at(0)), Ok(()));
        assert_eq!(pauses.take(3, at(1)), Err(Duration::from_secs(29)));
        assert_eq!(pauses.take(4, at(1)), Err(Duration::from_secs(9)), "not even one that changes its slot");
        assert_eq!(pauses.take(4, at(10)), Ok(()), "another phone may have a reason, too");
        assert_eq!(pauses.take(3, at(30)), Ok(()));
        let granted = (0..982).filter(|n| pauses.take(3, at(60) + Duration::from_millis(n * 10)).is_ok()).count();
        assert_eq!(granted, 1, "982 requests in ten seconds");
    }

    #[test]
    fn a_phone_is_refused_with_only_one_message_for_each_pause() {
        let (mut pauses, now) = (PhonePauses::default(), Instant::now());
        pauses.take(3, now).unwrap();
        assert!(pauses.refusal(3, Duration::from_secs(5)).is_some());
        assert!(pauses.refusal(3, Duration::from_secs(5)).is_none());
        pauses.take(3, now + SAME_PHONE_AFTER).unwrap();
        assert!(pauses.refusal(3, Duration::from_secs(5)).is_some());
    }
}
