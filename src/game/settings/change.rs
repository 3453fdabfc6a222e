//! The effects of changing a row of the menu.

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::{
    game::{
        input::bindings::Bindings,
        net::{RoomLock, ToLink, ToPhones},
        players::{
            bots::{Bots, MAX_BOTS},
            roster::Roster,
        },
        round::state::{ModeRequested, Round},
        settings::{
            model::{Colours, CurrentSettings, Effects, Present, Quality},
            pages::{Menu, Page},
            rows::{Item, Shown, chosen_phone, phones, rows},
        },
    },
    link::LinkCommand,
    protocol::{HostMessage, SteeringSettings},
    sim::Mode,
};

/// The available frame limits in frames per second; 0 is the display's rate.
const FRAME_LIMITS: [u32; 6] = [0, 30, 60, 120, 144, 240];

/// Everything that a row can change.
#[derive(SystemParam)]
pub(crate) struct MenuContextMut<'w> {
    settings: ResMut<'w, CurrentSettings>,
    roster: ResMut<'w, Roster>,
    pub(crate) round: Res<'w, Round>,
    bots: ResMut<'w, Bots>,
    lock: ResMut<'w, RoomLock>,
    modes: MessageWriter<'w, ModeRequested>,
    commands: MessageWriter<'w, ToLink>,
    phones: MessageWriter<'w, ToPhones>,
}

impl MenuContextMut<'_> {
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown::new(&self.settings, &self.roster, &self.round, &self.bots, &self.lock)
    }
}

/// Changes the selected row's setting: up or down, or, where there are only two values, to the other one.
pub(crate) fn change(menu: &mut Menu, more: bool, activate: bool, context: &mut MenuContextMut) {
    let Some(item) = rows(menu, context.shown()).get(menu.row).map(|row| row.item) else { return };
    let settings = &mut context.settings;
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
        Item::Mode => {
            context.modes.write(ModeRequested(step(&Mode::ALL, context.round.mode, more)));
        }
        Item::Bots => {
            context.bots.0 = if more { (context.bots.0 + 1).min(MAX_BOTS) } else { context.bots.0.saturating_sub(1) }
        }
        Item::Fair => other(&mut settings.fair),
        Item::Lock => {
            context.lock.locked = !context.lock.locked;
            context.commands.write(ToLink(LinkCommand::Lock { locked: context.lock.locked }));
        }
        Item::FirstCode => other(&mut settings.use_page),
        Item::Kick if activate => {
            if let Some(slot) = chosen_phone(menu, &context.roster) {
                context.commands.write(ToLink(LinkCommand::Kick { slot }));
            }
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
            let count = phones(&context.roster).len().max(1);
            menu.player = (menu.player + if more { 1 } else { count - 1 }) % count;
        }
        Item::Binding(_) | Item::DefaultBindings | Item::Kick | Item::Nothing => {}
        steering => steer_player(menu, steering, more, context),
    }
}

/// Changes how a phone steers, and remembers it for players of that name.
fn steer_player(menu: &Menu, item: Item, more: bool, context: &mut MenuContextMut) {
    let (settings, roster) = (&mut context.settings, &mut context.roster);
    let Some(slot) = chosen_phone(menu, roster) else { return };
    let Some(member) = roster.get_mut(slot) else { return };
    let law = *member.phone.tracker.law();
    let sign = if more { 1.0 } else { -1.0 };
    let mut wish = settings.steering(&member.name).copied().unwrap_or_default();
    match item {
        Item::FullLock => wish.full = Some((law.full_deg + 2.0 * sign).clamp(8.0, 60.0)),
        Item::Dead => wish.dead = Some((law.dead_deg + 0.5 * sign).clamp(0.0, 10.0)),
        Item::Expo => wish.expo = Some((law.expo + 0.1 * sign).clamp(0.5, 3.0)),
        Item::Invert => wish.invert = Some(!law.invert),
        Item::Steady => wish.steady = Some(!member.phone.tracker.is_steadied()),
        Item::Lead => wish.lead = Some(!member.phone.tracker.looks_ahead()),
        // The phone recentres itself, so that its needle agrees.
        Item::Recenter => {
            context.phones.write(ToPhones::one(slot, HostMessage::Recenter));
        }
        _ => {}
    }
    member.phone.tracker.settings(&wish);
    if wish != SteeringSettings::default() {
        settings.remember_steering(&member.name, wish);
    }
}

/// Returns the next or previous choice, without wrapping around.
fn step<T: PartialEq + Copy>(all: &[T], now: T, more: bool) -> T {
    let at = all.iter().position(|&other| other == now).unwrap_or(0);
    let next = if more { (at + 1).min(all.len() - 1) } else { at.saturating_sub(1) };
    all.get(next).copied().unwrap_or(now)
}
