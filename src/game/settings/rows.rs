//! The menu's content: pages of rows, each with its label and value.

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::{
    game::{
        input::bindings::{self, Action, Bindings},
        net::RoomLock,
        players::{bots::Bots, member::Member, roster::Roster},
        round::state::Round,
        settings::{
            model::{Colours, CurrentSettings, Present, Quality, Settings},
            pages::{Menu, Page},
        },
    },
    sim::Mode,
};

/// A row: its item, label and current value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub item: Item,
    pub label: String,
    pub value: String,
}

/// The setting or command of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Page,
    Mode,
    Bots,
    Fair,
    Lock,
    FirstCode,
    Master,
    Music,
    Effects,
    FullScreen,
    Quality,
    Colours,
    Present,
    FrameLimit,
    ReducedMotion,
    Shake,
    HitStop,
    Flash,
    Zoom,
    Particles,
    Numbers,
    Ghost,
    AutoPause,
    Binding(Action),
    DefaultBindings,
    Player,
    Dead,
    FullLock,
    Expo,
    Invert,
    Steady,
    Lead,
    Recenter,
    Kick,
    Nothing,
}

/// The state that the rows show.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub settings: &'a Settings,
    pub roster: &'a Roster,
    pub mode: Mode,
    pub bots: u8,
    /// Whether new phones are refused.
    pub locked: bool,
}

/// [`Shown`] as a system parameter for views.
#[derive(SystemParam)]
pub(crate) struct MenuContext<'w> {
    settings: Res<'w, CurrentSettings>,
    roster: Res<'w, Roster>,
    round: Res<'w, Round>,
    bots: Res<'w, Bots>,
    lock: Res<'w, RoomLock>,
}

impl<'a> Shown<'a> {
    pub(crate) fn new(settings: &'a Settings, roster: &'a Roster, round: &Round, bots: &Bots, lock: &RoomLock) -> Self {
        Self { settings, roster, mode: round.mode, bots: bots.0, locked: lock.locked }
    }
}

impl MenuContext<'_> {
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown::new(&self.settings, &self.roster, &self.round, &self.bots, &self.lock)
    }
}

/// Returns the rows of the current page; the first row is the page itself.
pub(crate) fn rows(menu: &Menu, shown: Shown) -> Vec<Row> {
    let Shown { settings, roster, .. } = shown;
    let percent = |share: f32| format!("{:.0} %", share * 100.0);
    let mut rows = vec![row(Item::Page, "", format!("{:?}", menu.page))];
    rows.extend(match menu.page {
        Page::Game => vec![
            row(Item::Mode, "Mode", shown.mode.name().to_owned()),
            row(Item::Bots, "Bots", shown.bots.to_string()),
            row(Item::Fair, "Wait for the slowest phone", switch(settings.fair)),
            row(Item::Lock, "Allow new phones", switch(!shown.locked)),
            if settings.page.is_empty() {
                row(Item::Nothing, "QR code opens", "this game; another page: --page".to_owned())
            } else {
                row(Item::FirstCode, "QR code opens", settings.page().unwrap_or("this game").to_owned())
            },
        ],
        Page::Sound => vec![
            row(Item::Master, "Master volume", percent(settings.volumes.master)),
            row(Item::Music, "Music", percent(settings.volumes.music)),
            row(Item::Effects, "Effects", percent(settings.volumes.effects)),
        ],
        Page::Picture => vec![
            row(Item::FullScreen, "Full screen", switch(settings.full_screen)),
            row(Item::Quality, "Quality", quality_name(settings.quality).to_owned()),
            row(Item::Colours, "Colours", colours_name(settings.colours).to_owned()),
            row(Item::Present, "VSync", present_name(settings.present).to_owned()),
            row(Item::FrameLimit, "Frame limit", frame_limit_name(settings.frame_limit)),
        ],
        Page::Feel => vec![
            row(Item::ReducedMotion, "Reduced motion", switch(settings.reduced_motion)),
            row(Item::Shake, "Screen shake", switch(settings.shakes())),
            row(Item::Flash, "Flashes", switch(settings.flashes())),
            row(Item::Zoom, "Camera zoom", switch(settings.zooms())),
            row(Item::HitStop, "Hit stop at a crash", switch(settings.effects.hit_stop)),
            row(Item::Particles, "Particles", switch(settings.effects.particles)),
            row(Item::Numbers, "Score pop-ups", switch(settings.effects.numbers)),
            row(Item::Ghost, "Ghost of the best run", switch(settings.ghost)),
            row(Item::AutoPause, "Pause when the phone is lost", switch(settings.auto_pause)),
        ],
        Page::Controls => {
            let binding = |action| {
                let value = if menu.capturing == Some(action) {
                    "press a key or button …".to_owned()
                } else {
                    settings.bindings.describe(action)
                };
                row(Item::Binding(action), action.name(), value)
            };
            let all = Action::ALL.map(binding).into_iter();
            all.chain([row(Item::DefaultBindings, "Reset to defaults", String::new())]).collect()
        }
        Page::Players => match chosen_phone(menu, roster).and_then(|slot| roster.get(slot)) {
            Some(member) => player_rows(member),
            None => vec![row(Item::Nothing, "Steering can be set here once a phone has joined.", String::new())],
        },
        Page::Credits => CREDITS.map(|(label, value)| row(Item::Nothing, label, value.to_owned())).into(),
    });
    rows
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

fn player_rows(member: &Member) -> Vec<Row> {
    let law = member.phone.tracker.law();
    vec![
        row(Item::Player, "Phone", member.name.clone()),
        row(Item::Kick, "Remove player", String::new()),
        row(Item::FullLock, "Full lock at", format!("{:.0}°", law.full_deg)),
        row(Item::Dead, "Dead zone", format!("{:.1}°", law.dead_deg)),
        row(Item::Expo, "Curve (1 is linear)", format!("{:.1}", law.expo)),
        row(Item::Invert, "Invert steering", switch(law.invert)),
        row(Item::Steady, "Steady hands", switch(member.phone.tracker.is_steadied())),
        row(Item::Lead, "Latency compensation", switch(member.phone.tracker.looks_ahead())),
        row(Item::Recenter, "Recentre", String::new()),
    ]
}

fn row(item: Item, label: &str, value: String) -> Row {
    Row { item, label: label.to_owned(), value }
}

fn switch(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// Returns the slots of all phones.
pub(crate) fn phones(roster: &Roster) -> Vec<u8> {
    roster.phones().map(|(slot, _)| slot).collect()
}

/// Returns the slot of the phone on the *Players* page, the first phone if the chosen one has left, or `None` without
/// phones.
pub(crate) fn chosen_phone(menu: &Menu, roster: &Roster) -> Option<u8> {
    let phones = phones(roster);
    phones.get(menu.player).or(phones.first()).copied()
}

fn quality_name(quality: Quality) -> &'static str {
    match quality {
        Quality::High => "high, with glow",
        Quality::Low => "low, for slow machines",
    }
}

fn colours_name(colours: Colours) -> &'static str {
    match colours {
        Colours::Neon => "neon",
        Colours::HighContrast => "high contrast",
    }
}

fn present_name(present: Present) -> &'static str {
    match present {
        Present::Vsync => "on",
        Present::Newest => "newest frame, if supported",
        Present::Immediate => "off, may tear",
    }
}

fn frame_limit_name(limit: u32) -> String {
    if limit == 0 { "auto".to_owned() } else { format!("{limit} fps") }
}

impl Bindings {
    /// Names the keys and buttons of an action for display.
    fn describe(&self, action: Action) -> String {
        let keys = self.keys(action).iter().map(|key| bindings::key_name(*key));
        let buttons = self.buttons(action).iter().map(|button| format!("{button:?}"));
        let all: Vec<String> = keys.chain(buttons).collect();
        if all.is_empty() { "none".to_owned() } else { all.join("  ·  ") }
    }
}
