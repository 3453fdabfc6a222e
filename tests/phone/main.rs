//! The simulated phone, through a real relay and against a game without rules.

mod command_line;
#[path = "../support/phones.rs"]
mod phones;
mod playing;
#[path = "../support/mod.rs"]
mod support;
