//! The settings as pages of rows that keys, gamepads and phones can navigate; `view::screens::settings` draws them.

use bevy::prelude::*;

use crate::game::{
    input::latched::Latched,
    players::roster::{PauseRequested, Roster},
    round::pause::Reason,
    schedule::FrameSystems,
    settings::{
        context::MenuContextMut,
        pages::{Menu, MenuInput},
        rows::{change, rows},
        values::Step,
    },
};

/// Steering beyond this changes a value; the phone must return to less than half of it before the next change.
const NUDGE: f32 = 0.6;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Menu>()
        .add_message::<MenuInput>()
        .add_systems(PreUpdate, (nudge, navigate).chain().after(FrameSystems::Seat));
}

/// Lets phones change values: a tilt works like a gamepad's stick.
fn nudge(
    menu: Res<Menu>,
    latched: Res<Latched>,
    roster: Res<Roster>,
    mut inputs: MessageWriter<MenuInput>,
    mut armed: Local<bool>,
) {
    let lean = roster.phones().map(|(slot, _)| latched.0.get(slot)).find(|steer| steer.abs() > NUDGE / 2.0);
    match lean {
        Some(steer) if menu.open && *armed && steer.abs() > NUDGE => {
            *armed = false;
            inputs.write(if steer > 0.0 { MenuInput::More } else { MenuInput::Less });
        }
        Some(_) => {}
        None => *armed = true,
    }
}

fn navigate(
    mut inputs: MessageReader<MenuInput>,
    mut context: MenuContextMut,
    mut pauses: MessageWriter<PauseRequested>,
) {
    for input in inputs.read() {
        let count = rows(&context.menu, context.shown()).len();
        let menu = &mut context.menu;
        match input {
            MenuInput::Toggle if !menu.open => {
                menu.open = true;
                // Players cannot steer and change settings at the same time.
                if context.round.is_moving() || context.round.pause.reason() == Some(Reason::Unfocused) {
                    pauses.write(PauseRequested::Here);
                }
            }
            MenuInput::Toggle | MenuInput::Close => (menu.open, menu.capturing) = (false, None),
            _ if !menu.open => {}
            MenuInput::Previous => menu.row = (menu.row + count - 1) % count,
            MenuInput::Next => menu.row = (menu.row + 1) % count,
            MenuInput::Turn(page) => (menu.page, menu.row) = (*page, 0),
            MenuInput::Pick(row) => {
                menu.row = (*row).min(count - 1);
                change(&mut context, Step::Activate);
            }
            MenuInput::Less => change(&mut context, Step::Less),
            MenuInput::More => change(&mut context, Step::More),
            MenuInput::Activate => change(&mut context, Step::Activate),
        }
    }
}
