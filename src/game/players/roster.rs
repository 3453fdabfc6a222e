//! The roster: phones in their seats, bots, and the players at the machine's own keyboard and gamepad.

use std::collections::{BTreeMap, btree_map::Entry};

use bevy::prelude::*;

use crate::{
    game::{
        input::device::InputDevice,
        players::member::{InputSource, Member},
    },
    link::{Received, RouteKind},
    protocol::MAX_PEERS,
    sim::{Bot, MAX_PLAYERS},
};

/// The keyboard's slot, the first one after the phones' slots.
pub(crate) const KEYBOARD_SLOT: u8 = MAX_PEERS;
/// The slot of all gamepads together.
pub(crate) const GAMEPAD_SLOT: u8 = MAX_PEERS + 1;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Roster>()
        .add_message::<RosterEvent>()
        .add_message::<StartRequested>()
        .add_message::<Tapped>()
        .add_message::<PauseRequested>();
}

/// All players with a seat, by slot.
#[derive(Resource, Debug, Default)]
pub(crate) struct Roster(BTreeMap<u8, Member>);

/// A change of the roster.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) enum RosterEvent {
    /// A player has joined or returned; `fresh` if the seat was free, or another player's, before.
    Joined { slot: u8, name: String, fresh: bool },
    /// A phone's transport has changed. The last messages to it may be lost or out of order.
    Rerouted { slot: u8 },
    /// A player has asked to play.
    Ready { slot: u8 },
    /// A player has left, temporarily or for good.
    Left { slot: u8 },
}

/// A phone was tapped.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct Tapped {
    pub slot: u8,
}

/// A request to start a round, or to resume the paused one.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct StartRequested;

/// A request to pause or resume the round.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) enum PauseRequested {
    /// On the game's machine: by key, gamepad or menu.
    Here,
    /// On the phone in this slot.
    Phone { slot: u8 },
}

impl Roster {
    pub(crate) fn members(&self) -> impl Iterator<Item = (u8, &Member)> {
        self.0.iter().map(|(&slot, member)| (slot, member))
    }

    pub(crate) fn members_mut(&mut self) -> impl Iterator<Item = (u8, &mut Member)> {
        self.0.iter_mut().map(|(&slot, member)| (slot, member))
    }

    pub(crate) fn get(&self, slot: u8) -> Option<&Member> {
        self.0.get(&slot)
    }

    pub(crate) fn get_mut(&mut self, slot: u8) -> Option<&mut Member> {
        self.0.get_mut(&slot)
    }

    /// Returns a slot's input device; seats that no longer exist belonged to phones.
    pub(crate) fn device(&self, slot: u8) -> InputDevice {
        self.get(slot).map_or(InputDevice::Tilt, Member::device)
    }

    /// Returns the slots of the players who would be in a round that started now.
    pub(crate) fn ready_slots(&self) -> Vec<u8> {
        self.members().filter(|(_, member)| member.ready && member.connected).map(|(slot, _)| slot).collect()
    }

    /// Returns the players who steer with a phone.
    pub(crate) fn phones(&self) -> impl Iterator<Item = (u8, &Member)> {
        self.members().filter(|(slot, member)| *slot < MAX_PEERS && member.is_phone())
    }

    /// Returns whether the player in this slot steers with a phone.
    pub(crate) fn is_phone(&self, slot: u8) -> bool {
        self.phones().any(|(other, _)| other == slot)
    }

    /// Returns the phones that are ready to play and connected.
    pub(crate) fn playing_phones(&self) -> impl Iterator<Item = (u8, &Member)> {
        self.phones().filter(|(_, member)| member.ready && member.connected)
    }

    /// Returns whether a round that started now would have players other than bots.
    pub(crate) fn has_people(&self) -> bool {
        self.members().any(|(_, member)| member.source != InputSource::Bot && member.ready && member.connected)
    }

    /// Returns the age of all players' readings, in seconds; see [`Member::lag_s`].
    pub(crate) fn lags(&self) -> [Option<f32>; MAX_PLAYERS] {
        let mut lags = [None; MAX_PLAYERS];
        for (slot, member) in self.members() {
            if let Some(lag) = lags.get_mut(usize::from(slot)) {
                *lag = member.lag_s();
            }
        }
        lags
    }

    /// Passes a phone's reading to its player.
    pub(crate) fn read(&mut self, received: &Received) {
        if let Some(member) = self.0.get_mut(&received.slot) {
            member.read(received);
        }
    }

    /// Gives a seat to the player at the machine's own keyboard or gamepad, if they have none yet.
    pub(crate) fn join_local(&mut self, source: InputSource, events: &mut MessageWriter<RosterEvent>) {
        let (slot, name) = match source {
            InputSource::Keyboard => (KEYBOARD_SLOT, "Keyboard"),
            InputSource::Gamepad => (GAMEPAD_SLOT, "Gamepad"),
            InputSource::Phone(_) | InputSource::Bot => return,
        };
        if let Entry::Vacant(seat) = self.0.entry(slot) {
            seat.insert(Member::new(name.to_owned(), source));
            events.write(RosterEvent::Joined { slot, name: name.to_owned(), fresh: true });
        }
    }

    /// Gives a seat to a bot, if it is free.
    pub(crate) fn join_bot(&mut self, slot: u8, pilot: Bot, events: &mut MessageWriter<RosterEvent>) {
        if let Entry::Vacant(seat) = self.0.entry(slot) {
            let name = format!("Bot {}", MAX_PEERS - slot);
            seat.insert(Member::bot(name.clone(), pilot));
            events.write(RosterEvent::Joined { slot, name, fresh: true });
        }
    }

    /// Removes a seat.
    pub(crate) fn remove(&mut self, slot: u8, events: &mut MessageWriter<RosterEvent>) {
        // The departure of a disconnected player has been reported already.
        if self.0.remove(&slot).is_some_and(|member| member.connected) {
            events.write(RosterEvent::Left { slot });
        }
    }

    /// Removes the seats of keyboard and gamepad.
    pub(crate) fn leave_local(&mut self, events: &mut MessageWriter<RosterEvent>) {
        [KEYBOARD_SLOT, GAMEPAD_SLOT].into_iter().for_each(|slot| self.remove(slot, events));
    }

    /// Sets the steering of keyboard or gamepad, −1..=1; `None` where there is no gamepad.
    pub(crate) fn set_local(&mut self, slot: u8, steer: Option<f32>, events: &mut MessageWriter<RosterEvent>) {
        let Some(member) = self.0.get_mut(&slot) else { return };
        member.set_local(steer.unwrap_or(0.0));
        if std::mem::replace(&mut member.connected, steer.is_some()) != steer.is_some() {
            events.write(match steer {
                Some(_) => RosterEvent::Joined { slot, name: member.name.clone(), fresh: false },
                None => RosterEvent::Left { slot },
            });
        }
    }

    /// Gives a seat to a phone. A phone that does not resume its own seat inherits nothing from the previous owner.
    pub(crate) fn join(&mut self, slot: u8, name: String, resumed: bool, events: &mut MessageWriter<RosterEvent>) {
        if !resumed {
            self.remove(slot, events);
        }
        let fresh = !self.0.contains_key(&slot);
        let source = InputSource::Phone(RouteKind::Relay);
        let member = self.0.entry(slot).or_insert_with(|| Member::new(String::new(), source));
        member.name.clone_from(&name);
        member.reconnected();
        events.write(RosterEvent::Joined { slot, name, fresh });
    }
}
