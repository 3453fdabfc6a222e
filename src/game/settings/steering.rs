//! The settings of one phone's steering; they are remembered for players of its player's name.

use crate::{
    game::settings::{
        context::MenuContextMut,
        values::{Step, Value as _},
    },
    motion::Tracker,
    protocol::SteeringSettings,
};

/// Changes a player's steering settings by one step from those that the tracker uses now.
pub(super) type ChangeSteering = fn(&mut SteeringSettings, &Tracker, Step);

/// A row of the menu that shows and changes a phone's steering.
pub(super) struct SteeringRow {
    pub(super) label: &'static str,
    /// Returns the current value as text.
    pub(super) text: fn(&Tracker) -> String,
    pub(super) change: ChangeSteering,
}

/// All rows, in the order of the page.
pub(super) const ROWS: &[SteeringRow] = &[
    SteeringRow {
        label: "Full lock at",
        text: |tracker| format!("{:.0}°", tracker.law().full_deg),
        change: |wish, tracker, step| {
            wish.full = Some((tracker.law().full_deg + 2.0 * step.sign()).clamp(8.0, 60.0));
        },
    },
    SteeringRow {
        label: "Dead zone",
        text: |tracker| format!("{:.1}°", tracker.law().dead_deg),
        change: |wish, tracker, step| {
            wish.dead = Some((tracker.law().dead_deg + 0.5 * step.sign()).clamp(0.0, 10.0));
        },
    },
    SteeringRow {
        label: "Curve (1 is linear)",
        text: |tracker| format!("{:.1}", tracker.law().expo),
        change: |wish, tracker, step| {
            wish.expo = Some((tracker.law().expo + 0.1 * step.sign()).clamp(0.5, 3.0));
        },
    },
    SteeringRow {
        label: "Invert steering",
        text: |tracker| tracker.law().invert.text(),
        change: |wish, tracker, _| wish.invert = Some(!tracker.law().invert),
    },
    SteeringRow {
        label: "Steady hands",
        text: |tracker| tracker.is_steadied().text(),
        change: |wish, tracker, _| wish.steady = Some(!tracker.is_steadied()),
    },
    SteeringRow {
        label: "Latency compensation",
        text: |tracker| tracker.looks_ahead().text(),
        change: |wish, tracker, _| wish.lead = Some(!tracker.looks_ahead()),
    },
];

/// Changes how the chosen phone steers, and remembers it for players of that name.
pub(super) fn change(context: &mut MenuContextMut, change: ChangeSteering, step: Step) {
    let Some(slot) = context.menu.chosen_phone(&context.roster) else { return };
    let Some(member) = context.roster.get_mut(slot) else { return };
    let mut wish = context.settings.steering(&member.name).copied().unwrap_or_default();
    change(&mut wish, &member.phone.tracker, step);
    member.phone.tracker.settings(&wish);
    context.settings.remember_steering(&member.name, wish);
}
