//! The menu's content: pages of rows, each with its label, its value, and the effect of changing it.

use bevy_phonepad::HostCommand;

use crate::{
    game::{
        input::bindings::{self, Action, Bindings},
        players::bots::MAX_BOTS,
        round::state::PlanRequested,
        settings::{
            abilities::FileExchange,
            context::{MenuContextMut, Shown},
            list::{self, Settings},
            pages::{Menu, Page},
            steering::{self, ChangeSteering},
            values::{Step, Value as _},
        },
    },
    link::LinkCommand,
    protocol::HostMessage,
};

/// A row: its label, its current value, and what a step changes.
pub(crate) struct Row {
    pub label: &'static str,
    pub value: String,
    pub control: Control,
}

/// The effect of a step on a row.
#[derive(Clone, Copy)]
pub(crate) enum Control {
    /// None: the row only informs.
    Inert,
    /// Changes a setting.
    Setting(fn(&mut Settings, Step)),
    /// Changes the steering of the chosen phone.
    Steering(ChangeSteering),
    /// Captures another key or button for an action.
    Binding(Action),
    /// Carries the game's files elsewhere or back.
    Exchange(fn(FileExchange)),
    /// Changes something else.
    Command(fn(&mut MenuContextMut, Step)),
}

impl Row {
    fn info(label: &'static str, value: &str) -> Self {
        Self { label, value: value.to_owned(), control: Control::Inert }
    }

    fn command(label: &'static str, value: String, command: fn(&mut MenuContextMut, Step)) -> Self {
        Self { label, value, control: Control::Command(command) }
    }
}

/// Returns the rows of the current page; the first row is the page itself.
pub(crate) fn rows(menu: &Menu, shown: Shown) -> Vec<Row> {
    let page = Row::command("", format!("{:?}", menu.page), |context, step| {
        let index = Page::ALL.iter().position(|page| *page == context.menu.page).unwrap_or(0);
        context.menu.page = Page::ALL[step.around(index, Page::ALL.len())];
    });
    let is_possible = |row: &&list::SettingRow| shown.abilities.paces_frames || !row.needs_pacing;
    let settings = list::ROWS.iter().filter(|row| row.page == menu.page).filter(is_possible).map(|row| Row {
        label: row.label,
        value: (row.text)(shown.settings),
        control: Control::Setting(row.change),
    });
    let (before, after) = match menu.page {
        Page::Game => (game_rows(shown), room_rows(shown).into_iter().chain(file_rows(shown)).collect()),
        Page::Evening | Page::Sound | Page::Picture | Page::Feel => (Vec::new(), Vec::new()),
        Page::Controls => (binding_rows(menu, shown), Vec::new()),
        Page::Players => (player_rows(menu, shown), Vec::new()),
        Page::Credits => (CREDITS.map(|(label, value)| Row::info(label, value)).into(), Vec::new()),
    };
    [page].into_iter().chain(before).chain(settings).chain(after).collect()
}

/// Applies a step to the selected row.
pub(crate) fn change(context: &mut MenuContextMut, step: Step) {
    let row = rows(&context.menu, context.shown()).into_iter().nth(context.menu.row);
    match row.map_or(Control::Inert, |row| row.control) {
        Control::Inert => {}
        Control::Setting(change) => change(&mut context.settings, step),
        Control::Steering(change) => steering::change(context, change, step),
        Control::Binding(action) if step == Step::Activate => context.menu.capturing = Some(action),
        Control::Binding(_) => {}
        Control::Exchange(action) if step == Step::Activate => {
            if let Some(files) = context.abilities.exchange {
                action(files);
            }
        }
        Control::Exchange(_) => {}
        Control::Command(command) => command(context, step),
    }
}

/// Labels and values of the credits page.
const CREDITS: [(&str, &str); 6] = [
    ("Game, music and sounds", "the Full Tilt authors"),
    ("Based on", "Full Tilt, Ludum Dare 49"),
    ("Engine", "Bevy"),
    ("Typeface", "Exo 2, SIL Open Font License"),
    ("Colour-blind-safe palette", "Okabe and Ito"),
    ("Licence", "MIT or Apache 2.0"),
];

fn game_rows(shown: Shown) -> Vec<Row> {
    vec![
        Row::command("Game", shown.plan.title().to_owned(), |context, step| {
            context.plans.write(PlanRequested(context.round.plan.after(step)));
        }),
        Row::command("Bots", shown.bots.to_string(), |context, step| {
            let bots = context.bots.0;
            context.bots.0 = if step.is_up() { (bots + 1).min(MAX_BOTS) } else { bots.saturating_sub(1) };
        }),
    ]
}

fn room_rows(shown: Shown) -> Vec<Row> {
    let code = "QR code opens";
    vec![
        Row::command("Allow new phones", (!shown.locked).text(), |context, _| {
            context.lock.locked = !context.lock.locked;
            context.commands.write(HostCommand(LinkCommand::Lock { locked: context.lock.locked }));
        }),
        if shown.settings.page.is_empty() {
            Row::info(code, "this game; the option page names another")
        } else {
            let control = Control::Setting(|settings, step| settings.use_page.step(step));
            Row { label: code, value: shown.settings.page().unwrap_or("this game").to_owned(), control }
        },
    ]
}

fn file_rows(shown: Shown) -> Vec<Row> {
    let row = |label, action: fn(FileExchange)| Row { label, value: String::new(), control: Control::Exchange(action) };
    let rows = [
        row("Save scores and settings in a file", |files| (files.export)()),
        row("Load them", |files| (files.import)()),
    ];
    if shown.abilities.exchange.is_some() { rows.into() } else { Vec::new() }
}

fn binding_rows(menu: &Menu, shown: Shown) -> Vec<Row> {
    let binding = |action: Action| {
        let value = if menu.capturing == Some(action) {
            "press a key or button …".to_owned()
        } else {
            describe(&shown.settings.bindings, action)
        };
        Row { label: action.name(), value, control: Control::Binding(action) }
    };
    let reset = Row::command("Reset to defaults", String::new(), |context, step| {
        if step == Step::Activate {
            context.settings.bindings = Bindings::default();
        }
    });
    Action::ALL.map(binding).into_iter().chain([reset]).collect()
}

/// Names the keys and buttons of an action.
fn describe(bindings: &Bindings, action: Action) -> String {
    let keys = bindings.keys(action).iter().map(|key| bindings::key_name(*key));
    let buttons = bindings.buttons(action).iter().map(|button| format!("{button:?}"));
    let all: Vec<String> = keys.chain(buttons).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("  ·  ") }
}

fn player_rows(menu: &Menu, shown: Shown) -> Vec<Row> {
    let Some(member) = menu.chosen_phone(shown.roster).and_then(|slot| shown.roster.get(slot)) else {
        return vec![Row::info("Steering can be set here once a phone has joined.", "")];
    };
    let phone = Row::command("Phone", member.name.clone(), |context, step| {
        context.menu.player = step.around(context.menu.player, context.roster.phones().count());
    });
    let remove = Row::command("Remove player", String::new(), |context, step| {
        if let Some(slot) = context.menu.chosen_phone(&context.roster).filter(|_| step == Step::Activate) {
            context.commands.write(HostCommand(LinkCommand::Kick { slot }));
        }
    });
    // The phone recentres itself, so that its needle agrees.
    let recentre = Row::command("Recentre", String::new(), |context, _| {
        if let Some(slot) = context.menu.chosen_phone(&context.roster) {
            context.commands.write(HostCommand::to_phone(slot, HostMessage::Recenter));
        }
    });
    let steering = steering::ROWS.iter().map(|row| Row {
        label: row.label,
        value: (row.text)(&member.phone.tracker),
        control: Control::Steering(row.change),
    });
    [phone, remove].into_iter().chain(steering).chain([recentre]).collect()
}
