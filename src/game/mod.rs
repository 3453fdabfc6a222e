//! The game: everything that depends on Bevy.
//!
//! ```text
//! app            the game without a window, and everything it needs; schedule: its steps
//! players        seats, members, bots, votes, late joiners
//! phones         messages from phones, and messages to them
//! round          phases, pauses, results; the playground and the attract mode
//! input          keys, gamepads, readings; the steering of each tick
//! settings       the settings and their menu
//! persistence    scores, runs, files
//! net            the host: events and commands, polled without waiting
//! view           screens, arena, theme, audio, window
//! dev            measurements that every platform can make
//! platform       start, files, sound and window of the desktop and of the web; nothing else differs between them
//! ```
//!
//! `app::GamePlugin` is the whole game without a window. Removing `view` changes no outcome.

mod addresses;
mod app;
mod dev;
mod events;
mod input;
mod net;
mod persistence;
mod phones;
mod platform;
mod players;
mod round;
mod schedule;
mod settings;
#[cfg(test)]
mod tests;
mod view;

pub use platform::run;
