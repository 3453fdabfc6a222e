//! The parts of the game that the menu shows and changes.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_phonepad::HostCommand;

use crate::game::{
    net::RoomLock,
    players::{bots::Bots, roster::Roster},
    round::{
        plan::Plan,
        state::{PlanRequested, Round},
    },
    settings::{abilities::Abilities, list::Settings, model::CurrentSettings, pages::Menu},
};

/// The state that the rows show.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub settings: &'a Settings,
    pub roster: &'a Roster,
    pub plan: Plan,
    pub bots: u8,
    /// Whether new phones are refused.
    pub locked: bool,
    pub abilities: Abilities,
}

impl<'a> Shown<'a> {
    fn new(
        settings: &'a Settings,
        roster: &'a Roster,
        round: &Round,
        bots: &Bots,
        lock: &RoomLock,
        abilities: Abilities,
    ) -> Self {
        Self { settings, roster, plan: round.plan, bots: bots.0, locked: lock.locked, abilities }
    }
}

/// [`Shown`] as a system parameter for views.
#[derive(SystemParam)]
pub(crate) struct MenuContext<'w> {
    settings: Res<'w, CurrentSettings>,
    roster: Res<'w, Roster>,
    round: Res<'w, Round>,
    bots: Res<'w, Bots>,
    lock: Res<'w, RoomLock>,
    abilities: Res<'w, Abilities>,
}

impl MenuContext<'_> {
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown::new(&self.settings, &self.roster, &self.round, &self.bots, &self.lock, *self.abilities)
    }
}

/// Everything that a row can change.
#[derive(SystemParam)]
pub(crate) struct MenuContextMut<'w> {
    pub(super) menu: ResMut<'w, Menu>,
    pub(super) settings: ResMut<'w, CurrentSettings>,
    pub(super) roster: ResMut<'w, Roster>,
    pub(super) round: Res<'w, Round>,
    pub(super) bots: ResMut<'w, Bots>,
    pub(super) lock: ResMut<'w, RoomLock>,
    pub(super) abilities: Res<'w, Abilities>,
    pub(super) plans: MessageWriter<'w, PlanRequested>,
    pub(super) commands: MessageWriter<'w, HostCommand>,
}

impl MenuContextMut<'_> {
    pub(super) fn shown(&self) -> Shown<'_> {
        Shown::new(&self.settings, &self.roster, &self.round, &self.bots, &self.lock, *self.abilities)
    }
}
