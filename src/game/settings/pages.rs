//! The menu's state, and the inputs that navigate it.

use bevy::prelude::*;

use crate::game::{input::bindings::Action, players::roster::Roster};

/// A page of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Page {
    #[default]
    Game,
    Evening,
    Sound,
    Picture,
    Feel,
    Controls,
    Players,
    Credits,
}

impl Page {
    /// All pages, in order.
    pub(crate) const ALL: [Self; 8] = [
        Self::Game,
        Self::Evening,
        Self::Sound,
        Self::Picture,
        Self::Feel,
        Self::Controls,
        Self::Players,
        Self::Credits,
    ];
}

/// The menu's state: the current page and row.
#[derive(Resource, Debug, Default)]
pub(crate) struct Menu {
    /// Whether there is a window to show the menu in.
    pub on_screen: bool,
    pub open: bool,
    pub page: Page,
    pub row: usize,
    /// The action that is about to get a new key or button.
    pub capturing: Option<Action>,
    /// Index of the phone on the *Players* page.
    pub(super) player: usize,
}

impl Menu {
    /// Returns the slot of the phone on the *Players* page, the first phone if the chosen one has left, or `None`
    /// without phones.
    pub(super) fn chosen_phone(&self, roster: &Roster) -> Option<u8> {
        let slots = || roster.phones().map(|(slot, _)| slot);
        slots().nth(self.player).or_else(|| slots().next())
    }
}

/// An input to the menu.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MenuInput {
    Toggle,
    Close,
    Previous,
    Next,
    Less,
    More,
    Activate,
    /// A click on a row.
    Pick(usize),
    /// A click on a page's name.
    Turn(Page),
}
