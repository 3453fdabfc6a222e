//! Where in the settings one is, and what one does there.

use bevy::prelude::*;

use crate::game::input::bindings::Action;

/// A page of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Page {
    #[default]
    Game,
    Sound,
    Picture,
    Feel,
    Controls,
    Players,
    Credits,
}

impl Page {
    /// All of them, in order.
    pub(crate) const ALL: [Self; 7] =
        [Self::Game, Self::Sound, Self::Picture, Self::Feel, Self::Controls, Self::Players, Self::Credits];
}

/// Where in the menu one is.
#[derive(Resource, Debug, Default)]
pub(crate) struct Menu {
    /// Whether there is a window to show it in.
    pub on_screen: bool,
    pub open: bool,
    pub page: Page,
    pub row: usize,
    /// The action that waits for its new key or button.
    pub capturing: Option<Action>,
    /// Which of the phones the players' page is about.
    pub(crate) player: usize,
}

/// What one does in the menu.
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
