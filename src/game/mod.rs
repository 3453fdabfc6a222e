//! The game: everything that knows Bevy.
//!
//! `app::GamePlugin` is the whole game without a window; `view::plugin` draws it and reads the keyboard, and taking it
//! away changes no outcome.

mod app;
mod bindings;
mod bots;
mod cli;
mod events;
mod from_link;
mod identity;
mod latch;
mod latched;
mod lifecycle;
mod log;
mod member;
mod menu;
mod net;
mod options;
mod party;
mod pause;
mod pausing;
mod phones;
mod playground;
mod qr;
mod record;
mod reports;
mod roster;
mod round;
mod runs;
mod schedule;
mod scores;
mod settings;
mod stage;
mod standing;
mod standings;
mod store;
#[cfg(test)]
mod tests;
mod view;
mod votes;

pub use cli::run;
