//! The settings as pages of rows that keys, gamepad and phone can all walk through; `view::menu` draws them.

use bevy::prelude::*;

use super::{
    bindings::{self, Action, Bindings},
    net::ToPhones,
    pause::Reason,
    roster::{InputPath, Latched, Member, PauseRequested, Roster},
    round::Round,
    settings::{Colours, CurrentSettings, Effects, Present, Quality, Settings},
};
use crate::protocol::{GameMessage, SteeringSettings};

/// A phone tilted further than this changes a value; less than half of it makes it ready to do so again.
const NUDGE: f32 = 0.6;
/// Frame limits on offer; 0 is what the display shows.
const FRAME_LIMITS: [u32; 6] = [0, 30, 60, 120, 144, 240];

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Menu>()
        .add_message::<MenuInput>()
        .add_systems(PreUpdate, (nudge, navigate).chain().after(super::FrameSystems::Seat));
}

/// A page of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Page {
    #[default]
    Sound,
    Picture,
    Feel,
    Controls,
    Players,
    Credits,
}

impl Page {
    /// All of them, in order.
    pub(super) const ALL: [Self; 6] =
        [Self::Sound, Self::Picture, Self::Feel, Self::Controls, Self::Players, Self::Credits];
}

/// Where in the menu one is.
#[derive(Resource, Debug, Default)]
pub(super) struct Menu {
    /// Whether there is a window to show it in.
    pub on_screen: bool,
    pub open: bool,
    pub page: Page,
    pub row: usize,
    /// The action that waits for its new key or button.
    pub capturing: Option<Action>,
    /// Which of the phones the players' page is about.
    player: usize,
}

/// What one does in the menu.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MenuInput {
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

/// A row: what it is, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub item: Item,
    pub label: String,
    pub value: String,
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Page,
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
    Nothing,
}

/// The rows of the page one is on; the first one is the page itself.
pub(super) fn rows(menu: &Menu, settings: &Settings, roster: &Roster) -> Vec<Row> {
    let percent = |share: f32| format!("{:.0} %", share * 100.0);
    let mut rows = vec![row(Item::Page, "", format!("{:?}", menu.page))];
    rows.extend(match menu.page {
        Page::Sound => vec![
            row(Item::Master, "Everything", percent(settings.volumes.master)),
            row(Item::Music, "Music", percent(settings.volumes.music)),
            row(Item::Effects, "Effects", percent(settings.volumes.effects)),
        ],
        Page::Picture => vec![
            row(Item::FullScreen, "Full screen", switch(settings.full_screen)),
            row(Item::Quality, "Quality", quality_name(settings.quality).to_owned()),
            row(Item::Colours, "Colours", colours_name(settings.colours).to_owned()),
            row(Item::Present, "Frames", present_name(settings.present).to_owned()),
            row(Item::FrameLimit, "At most", frame_limit_name(settings.frame_limit)),
        ],
        Page::Feel => vec![
            row(Item::ReducedMotion, "Reduced motion", switch(settings.reduced_motion)),
            row(Item::Shake, "Shaking", switch(settings.shakes())),
            row(Item::Flash, "Flashes", switch(settings.flashes())),
            row(Item::Zoom, "Breathing camera", switch(settings.zooms())),
            row(Item::HitStop, "A moment of stillness at a crash", switch(settings.effects.hit_stop)),
            row(Item::Particles, "Particles", switch(settings.effects.particles)),
            row(Item::Numbers, "Points at the head", switch(settings.effects.numbers)),
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
            all.chain([row(Item::DefaultBindings, "As it was at first", String::new())]).collect()
        }
        Page::Players => match chosen_phone(menu, roster).and_then(|slot| roster.get(slot)) {
            Some(member) => player_rows(member),
            None => vec![row(Item::Nothing, "How a phone steers can be set here once one has joined.", String::new())],
        },
        Page::Credits => CREDITS.map(|(label, value)| row(Item::Nothing, label, value.to_owned())).into(),
    });
    rows
}

/// Who and what made this.
const CREDITS: [(&str, &str); 6] = [
    ("Game, music and sounds", "the Full Tilt authors"),
    ("After the idea of", "Full Tilt, Ludum Dare 49"),
    ("Engine", "Bevy"),
    ("Typeface", "Exo 2, SIL Open Font License"),
    ("Colours for everybody's eyes", "Okabe and Ito"),
    ("Licence", "MIT or Apache 2.0"),
];

fn player_rows(member: &Member) -> Vec<Row> {
    let law = member.tracker.law();
    vec![
        row(Item::Player, "Phone", member.name.clone()),
        row(Item::FullLock, "Full lock at", format!("{:.0}°", law.full_deg)),
        row(Item::Dead, "Dead zone", format!("{:.1}°", law.dead_deg)),
        row(Item::Expo, "Curve (1 is straight)", format!("{:.1}", law.expo)),
        row(Item::Invert, "Left is right", switch(law.invert)),
        row(Item::Steady, "Steady trembling hands", switch(member.tracker.is_steadied())),
        row(Item::Lead, "Look ahead, to make up for delays", switch(member.tracker.looks_ahead())),
        row(Item::Recenter, "The way it is held now is straight", String::new()),
    ]
}

fn row(item: Item, label: &str, value: String) -> Row {
    Row { item, label: label.to_owned(), value }
}

fn switch(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// The phones' slots.
fn phones(roster: &Roster) -> Vec<u8> {
    let phones = roster.members().filter(|(_, member)| member.path == InputPath::Relay);
    phones.map(|(slot, _)| slot).collect()
}

/// The phone that the players' page is about: the first one if the one before has left.
fn chosen_phone(menu: &Menu, roster: &Roster) -> Option<u8> {
    let phones = phones(roster);
    phones.get(menu.player).or(phones.first()).copied()
}

fn quality_name(quality: Quality) -> &'static str {
    match quality {
        Quality::High => "glow and particles",
        Quality::Low => "plain, for slow machines",
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
        Present::Vsync => "in step with the display",
        Present::Newest => "the newest one, where possible",
        Present::Immediate => "at once, may tear",
    }
}

fn frame_limit_name(limit: u32) -> String {
    if limit == 0 { "what the display shows".to_owned() } else { format!("{limit} a second") }
}

/// The next of some choices, or the one before, without going round.
fn step<T: PartialEq + Copy>(all: &[T], now: T, more: bool) -> T {
    let at = all.iter().position(|&other| other == now).unwrap_or(0);
    let next = if more { (at + 1).min(all.len() - 1) } else { at.saturating_sub(1) };
    all.get(next).copied().unwrap_or(now)
}

/// A phone walks through the menu, too: tilting changes a value, as a stick would.
fn nudge(
    menu: Res<Menu>,
    latched: Res<Latched>,
    roster: Res<Roster>,
    mut inputs: MessageWriter<MenuInput>,
    mut armed: Local<bool>,
) {
    let lean = phones(&roster).into_iter().map(|slot| latched.0.get(slot)).find(|steer| steer.abs() > NUDGE / 2.0);
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
    mut menu: ResMut<Menu>,
    mut settings: ResMut<CurrentSettings>,
    mut roster: ResMut<Roster>,
    round: Res<Round>,
    mut pauses: MessageWriter<PauseRequested>,
    mut phones_out: MessageWriter<ToPhones>,
) {
    for input in inputs.read() {
        let count = rows(&menu, &settings, &roster).len();
        match input {
            MenuInput::Toggle if !menu.open => {
                menu.open = true;
                // Nobody can steer and set things at once.
                if round.is_moving() || round.pause.reason() == Some(Reason::Unfocused) {
                    pauses.write(PauseRequested);
                }
            }
            MenuInput::Toggle | MenuInput::Close => (menu.open, menu.capturing) = (false, None),
            _ if !menu.open => {}
            MenuInput::Previous => menu.row = (menu.row + count - 1) % count,
            MenuInput::Next => menu.row = (menu.row + 1) % count,
            MenuInput::Turn(page) => (menu.page, menu.row) = (*page, 0),
            MenuInput::Pick(row) => {
                menu.row = (*row).min(count - 1);
                change(&mut menu, true, true, &mut settings, &mut roster, &mut phones_out);
            }
            MenuInput::Less => change(&mut menu, false, false, &mut settings, &mut roster, &mut phones_out),
            MenuInput::More => change(&mut menu, true, false, &mut settings, &mut roster, &mut phones_out),
            MenuInput::Activate => change(&mut menu, true, true, &mut settings, &mut roster, &mut phones_out),
        }
    }
}

/// Changes what the row is about: up or down, or, where there are only two, the other one.
fn change(
    menu: &mut Menu,
    more: bool,
    activate: bool,
    settings: &mut CurrentSettings,
    roster: &mut Roster,
    phones_out: &mut MessageWriter<ToPhones>,
) {
    let Some(item) = rows(menu, settings, roster).get(menu.row).map(|row| row.item) else { return };
    let louder =
        |volume: &mut f32| *volume = ((*volume * 10.0).round() + if more { 1.0 } else { -1.0 }).clamp(0.0, 10.0) / 10.0;
    let other = |on: &mut bool| *on = !*on;
    let effects: &mut Effects = &mut settings.effects;
    match item {
        Item::Page => {
            let at = Page::ALL.iter().position(|page| *page == menu.page).unwrap_or(0);
            let step = if more { 1 } else { Page::ALL.len() - 1 };
            menu.page = Page::ALL[(at + step) % Page::ALL.len()];
        }
        Item::Master => louder(&mut settings.volumes.master),
        Item::Music => louder(&mut settings.volumes.music),
        Item::Effects => louder(&mut settings.volumes.effects),
        Item::FullScreen => other(&mut settings.full_screen),
        Item::Quality => {
            settings.quality = if settings.quality == Quality::High { Quality::Low } else { Quality::High };
        }
        Item::Colours => {
            settings.colours = if settings.colours == Colours::Neon { Colours::HighContrast } else { Colours::Neon };
        }
        Item::Present => {
            settings.present = step(&[Present::Vsync, Present::Newest, Present::Immediate], settings.present, more);
        }
        Item::FrameLimit => settings.frame_limit = step(&FRAME_LIMITS, settings.frame_limit, more),
        Item::ReducedMotion => other(&mut settings.reduced_motion),
        Item::Shake => other(&mut effects.shake),
        Item::HitStop => other(&mut effects.hit_stop),
        Item::Flash => other(&mut effects.flash),
        Item::Zoom => other(&mut effects.zoom),
        Item::Particles => other(&mut effects.particles),
        Item::Numbers => other(&mut effects.numbers),
        Item::Ghost => other(&mut settings.ghost),
        Item::AutoPause => other(&mut settings.auto_pause),
        Item::Binding(action) if activate => menu.capturing = Some(action),
        Item::DefaultBindings if activate => settings.bindings = Bindings::default(),
        Item::Player => {
            let count = phones(roster).len().max(1);
            menu.player = (menu.player + if more { 1 } else { count - 1 }) % count;
        }
        Item::Binding(_) | Item::DefaultBindings | Item::Nothing => {}
        steering => steer_player(menu, steering, more, settings, roster, phones_out),
    }
}

/// Changes how a phone steers, and remembers it for whoever has that name.
fn steer_player(
    menu: &Menu,
    item: Item,
    more: bool,
    settings: &mut CurrentSettings,
    roster: &mut Roster,
    phones_out: &mut MessageWriter<ToPhones>,
) {
    let Some(slot) = chosen_phone(menu, roster) else { return };
    let Some(member) = roster.get_mut(slot) else { return };
    let law = *member.tracker.law();
    let sign = if more { 1.0 } else { -1.0 };
    let mut wish = settings.steering(&member.name).copied().unwrap_or_default();
    match item {
        Item::FullLock => wish.full = Some((law.full_deg + 2.0 * sign).clamp(8.0, 60.0)),
        Item::Dead => wish.dead = Some((law.dead_deg + 0.5 * sign).clamp(0.0, 10.0)),
        Item::Expo => wish.expo = Some((law.expo + 0.1 * sign).clamp(0.5, 3.0)),
        Item::Invert => wish.invert = Some(!law.invert),
        Item::Steady => wish.steady = Some(!member.tracker.is_steadied()),
        Item::Lead => wish.lead = Some(!member.tracker.looks_ahead()),
        // The phone does it, so that its needle agrees.
        Item::Recenter => {
            phones_out.write(ToPhones::one(slot, GameMessage::Recenter));
        }
        _ => {}
    }
    member.tracker.settings(&wish);
    if wish != SteeringSettings::default() {
        settings.remember_steering(&member.name, wish);
    }
}

impl Bindings {
    /// Keys and buttons of an action, for people.
    fn describe(&self, action: Action) -> String {
        let keys = self.keys(action).iter().map(|key| bindings::key_name(*key));
        let buttons = self.buttons(action).iter().map(|button| format!("{button:?}"));
        let all: Vec<String> = keys.chain(buttons).collect();
        if all.is_empty() { "nothing".to_owned() } else { all.join("  ·  ") }
    }
}
