//! The link's events: phones that join, leave and come back, and the messages of their pages.

use bevy::prelude::*;
use bevy_phonepad::HostEvent;

use crate::{
    game::{
        players::{
            member::InputSource,
            roster::{PauseRequested, Roster, RosterEvent, Tapped},
        },
        round::{phase::Phase, state::Round},
        schedule::FrameSystems,
        settings::{
            model::CurrentSettings,
            pages::{Menu, MenuInput},
        },
    },
    link::LinkEvent,
    messages::PlayerMessage,
    protocol::PhoneMessage,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, follow_link.in_set(FrameSystems::Seat));
}

fn follow_link(
    mut link: MessageReader<HostEvent>,
    settings: Res<CurrentSettings>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
    mut taps: MessageWriter<Tapped>,
    mut pauses: MessageWriter<PauseRequested>,
    round: Res<Round>,
    menu: Res<Menu>,
    mut menu_inputs: MessageWriter<MenuInput>,
) {
    for HostEvent(event) in link.read() {
        match event {
            LinkEvent::State(_) | LinkEvent::DirectReady(_) => {}
            LinkEvent::PathChanged { slot, path } => {
                if let Some(member) = roster.get_mut(*slot) {
                    member.source = InputSource::Phone(*path);
                    events.write(RosterEvent::Rerouted { slot: *slot });
                }
            }
            LinkEvent::PeerJoined { slot, name, resumed } => {
                roster.join(*slot, name.clone(), *resumed, &mut events);
                // Settings that this machine has for the name; the phone's own settings arrive later.
                if let (Some(member), Some(wish)) = (roster.get_mut(*slot), settings.steering(name)) {
                    member.phone.tracker.settings(wish);
                }
            }
            LinkEvent::PeerLeft { slot, .. } => {
                if let Some(member) = roster.get_mut(*slot) {
                    member.connected = false;
                    events.write(RosterEvent::Left { slot: *slot });
                }
            }
            LinkEvent::SeatReleased { slot } => {
                roster.remove(*slot, &mut events);
            }
            LinkEvent::Invitation { slot, seat } => {
                if let Some(member) = roster.get_mut(*slot) {
                    member.invitation = Some(seat.clone());
                }
            }
            LinkEvent::PeerRenamed { slot, name } => {
                if let Some(member) = roster.get_mut(*slot) {
                    member.name.clone_from(name);
                }
            }
            LinkEvent::Message { slot, message } => {
                let Some(member) = roster.get_mut(*slot) else { continue };
                member.away = *message == PhoneMessage::Away;
                match message {
                    PhoneMessage::Away => {}
                    // A message of another version is none.
                    PhoneMessage::Game { .. } => {
                        let wish = message.game_data::<PlayerMessage>();
                        member.vetoed |= wish == Some(PlayerMessage::Veto) && round.phase() == Phase::Introduction;
                    }
                    PhoneMessage::Ready { .. } => {
                        member.ready = true;
                        events.write(RosterEvent::Ready { slot: *slot });
                    }
                    // In the settings a tap selects the next row, and a tilt changes it.
                    PhoneMessage::Tap if menu.open => {
                        menu_inputs.write(MenuInput::Next);
                    }
                    // Outside a round there is nothing to pause: there the button opens the settings.
                    PhoneMessage::Pause if menu.open || menu.on_screen && round.phase() != Phase::Playing => {
                        menu_inputs.write(MenuInput::Toggle);
                    }
                    PhoneMessage::Tap if member.ready => {
                        taps.write(Tapped { slot: *slot });
                    }
                    PhoneMessage::Tap => {}
                    PhoneMessage::Recenter => member.phone.tracker.recenter(),
                    PhoneMessage::Settings(wish) => member.phone.tracker.settings(wish),
                    PhoneMessage::Pause => {
                        pauses.write(PauseRequested::Phone { slot: *slot });
                    }
                }
            }
        }
    }
}
