//! The settings panel: the window, and how each phone steers.

use bevy::{
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};
use bevy_egui::{EguiContexts, EguiPlugin, EguiPrimaryContextPass, egui};

use crate::{
    game::{
        net::ToPhones,
        roster::{InputPath, Roster},
    },
    protocol::{GameMessage, SteeringSettings},
};

pub(super) fn plugin(app: &mut App) {
    app.add_plugins(EguiPlugin::default())
        .init_resource::<SettingsPanel>()
        .add_systems(EguiPrimaryContextPass, draw.run_if(|panel: Res<SettingsPanel>| panel.open));
}

/// Smaller side of the window at which the panel has its natural size, in logical pixels.
const NATURAL_SIDE: f32 = 480.0;
/// Longest list of phones before it scrolls, in the panel's own pixels.
const LIST_SIDE: f32 = 300.0;

/// Whether the panel is shown.
#[derive(Resource, Debug, Default)]
pub(super) struct SettingsPanel {
    pub open: bool,
}

fn draw(
    mut contexts: EguiContexts,
    mut panel: ResMut<SettingsPanel>,
    mut roster: ResMut<Roster>,
    mut messages: MessageWriter<ToPhones>,
    mut window: Single<&mut Window, With<PrimaryWindow>>,
) -> Result {
    let context = contexts.ctx_mut()?;
    // The panel grows with the window like everything else.
    let zoom = (window.height().min(window.width()) / NATURAL_SIDE).clamp(1.0, 4.0);
    if (context.zoom_factor() - zoom).abs() > 0.01 {
        context.set_zoom_factor(zoom);
    }
    let mut open = panel.open;
    egui::Window::new("Settings")
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(context, |ui| {
            ui.visuals_mut().override_text_color = Some(egui::Color32::from_gray(235));
            window_settings(ui, &mut window);
            ui.separator();
            // Fifteen phones are more than fit; the list scrolls.
            egui::ScrollArea::vertical().max_height(LIST_SIDE).show(ui, |ui| phones(ui, &mut roster, &mut messages));
        });
    panel.open &= open;
    Ok(())
}

fn window_settings(ui: &mut egui::Ui, window: &mut Mut<Window>) {
    let mut full = !matches!(window.mode, WindowMode::Windowed);
    if ui.checkbox(&mut full, "Full screen (F11)").changed() {
        window.mode =
            if full { WindowMode::BorderlessFullscreen(MonitorSelection::Current) } else { WindowMode::Windowed };
    }
}

fn phones(ui: &mut egui::Ui, roster: &mut Roster, messages: &mut MessageWriter<ToPhones>) {
    let mut any = false;
    for (slot, member) in roster.members_mut().filter(|(_, member)| member.path == InputPath::Relay) {
        any = true;
        ui.push_id(slot, |ui| {
            ui.strong(&member.name);
            let law = *member.tracker.law();
            let mut wish = SteeringSettings::default();
            let mut slider = |label, value: f32, range: std::ops::RangeInclusive<f32>| {
                let mut value = value;
                let changed = ui.add(egui::Slider::new(&mut value, range).fixed_decimals(1).text(label)).changed();
                changed.then_some(value)
            };
            wish.dead = slider("dead zone, degrees", law.dead_deg, 0.0..=10.0);
            wish.full = slider("full lock, degrees", law.full_deg, 8.0..=60.0);
            wish.expo = slider("curve (1 is straight)", law.expo, 0.5..=3.0);
            let mut switch = |label, value: bool| {
                let mut value = value;
                ui.checkbox(&mut value, label).changed().then_some(value)
            };
            wish.invert = switch("left is right", law.invert);
            wish.steady = switch("steady trembling hands", member.tracker.is_steadied());
            wish.lead = switch("look ahead, to make up for delays", member.tracker.looks_ahead());
            member.tracker.settings(&wish);
            if ui.button("The way it is held now is straight").clicked() {
                // The phone does it, so that its needle agrees.
                messages.write(ToPhones::one(slot, GameMessage::Recenter));
            }
        });
    }
    if !any {
        ui.label("How each phone steers can be set here once it has joined.");
    }
}
