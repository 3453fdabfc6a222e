//! From readings to steering: each tick takes the readings that have arrived, and latches all players' steering.

use bevy::{platform::time::Instant, prelude::*};
use bevy_phonepad::{HostCommand, PhoneHost};

use crate::{
    game::{
        input::latched::Latched,
        players::roster::Roster,
        round::{playground::Playground, state::Round},
        schedule::SimSystems,
        settings::model::CurrentSettings,
    },
    link::Received,
    protocol::{HostMessage, NoticeKey},
    sim::{DelayLine, Inputs, MAX_PLAYERS, fair_delays},
};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Latched>()
        .add_systems(FixedUpdate, (receive_readings, advise, latch).chain().in_set(SimSystems::ApplyInput));
}

/// A reading as it arrived, for tools; written only if an app adds this message.
#[derive(Message, Debug, Deref)]
pub(crate) struct ReadingReceived(pub Received);

/// Receives readings in every tick, not in every frame: a slow frame must not make input older than it is.
pub(crate) fn receive_readings(
    mut host: ResMut<PhoneHost>,
    mut roster: ResMut<Roster>,
    mut copies: Option<ResMut<Messages<ReadingReceived>>>,
) {
    for received in host.readings() {
        roster.read(&received);
        if let Some(copies) = &mut copies {
            copies.write(ReadingReceived(received));
        }
    }
}

/// Tells players who turn a flat phone like a wheel how to tilt it instead.
fn advise(mut roster: ResMut<Roster>, mut phones: MessageWriter<HostCommand>) {
    for (slot, member) in roster.members_mut() {
        if member.phone.tracker.spins_flat() {
            let text = "Tip the phone to the side, like a tray.".to_owned();
            phones.write(HostCommand::to_phone(slot, HostMessage::Notice { text, key: Some(NoticeKey::TipIt) }));
        }
    }
}

fn latch(
    mut roster: ResMut<Roster>,
    round: Res<Round>,
    playground: Res<Playground>,
    settings: Res<CurrentSettings>,
    mut latched: ResMut<Latched>,
    mut line: Local<DelayLine>,
) {
    let now = Instant::now();
    let board = round.game.as_ref().or(playground.game());
    // Elsewhere a tap is a vote, or ends a pause.
    let acting = round.game.as_ref().filter(|_| round.is_moving());
    let mut inputs = Inputs::default();
    for (slot, member) in roster.members_mut() {
        member.keep_watch(now);
        let steer = member.steer_or_be_piloted(slot, board, now);
        inputs.set(slot, steer);
        inputs.set_motion(slot, member.take_motion());
        match acting {
            Some(game) => inputs.set_action(slot, member.acts(slot, game, steer, settings.lock_acts)),
            None => member.forget_taps(),
        }
    }
    let delays = if settings.fair { fair_delays(&roster.lags()) } else { [0; MAX_PLAYERS] };
    latched.0 = line.pass(inputs, &delays);
}
