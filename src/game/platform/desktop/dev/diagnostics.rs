//! The diagnostics panel (F3): performance in numbers and curves, to find out why the game does not feel right.

use bevy_phonepad::PhoneHost;
use std::collections::VecDeque;

use bevy::{platform::time::Instant, prelude::*, window::PrimaryWindow};
use bevy_egui::{EguiContexts, EguiGlobalSettings, EguiPlugin, EguiPrimaryContextPass, PrimaryEguiContext, egui};

use crate::game::{input::devices::DiagnosticsToggled, players::roster::Roster, round::state::Round};

/// Number of frames kept for the curves.
const HISTORY: usize = 240;
/// Smaller side of the window at which the panel has its natural size, in logical pixels.
const NATURAL_SIDE: f32 = 600.0;

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(EguiGlobalSettings { auto_create_primary_context: false, ..default() })
        .add_plugins(EguiPlugin::default())
        .init_resource::<Diagnostics>()
        .add_systems(PostStartup, choose_camera)
        .add_systems(FixedPostUpdate, count_tick)
        .add_message::<DiagnosticsToggled>()
        .add_systems(Update, (toggle, measure).chain())
        .add_systems(EguiPrimaryContextPass, draw.run_if(|diagnostics: Res<Diagnostics>| diagnostics.open));
}

/// Recent measurements, and whether they are shown.
#[derive(Resource, Default)]
struct Diagnostics {
    open: bool,
    frame_ms: VecDeque<f32>,
    age_ms: VecDeque<f32>,
    ticks_in_frame: VecDeque<f32>,
    ticks: u32,
}

/// Draws the panel with the interface's camera.
fn choose_camera(mut commands: Commands, camera: Single<Entity, With<IsDefaultUiCamera>>) {
    commands.entity(*camera).insert(PrimaryEguiContext);
}

fn toggle(mut toggles: MessageReader<DiagnosticsToggled>, mut diagnostics: ResMut<Diagnostics>) {
    for DiagnosticsToggled in toggles.read() {
        diagnostics.open = !diagnostics.open;
    }
}

fn count_tick(mut diagnostics: ResMut<Diagnostics>) {
    diagnostics.ticks += 1;
}

fn measure(time: Res<Time<Real>>, roster: Res<Roster>, mut diagnostics: ResMut<Diagnostics>) {
    let now = Instant::now();
    let oldest = roster.members().filter_map(|(_, member)| member.age(now)).max();
    let age = oldest.map_or(0.0, |age| age.as_secs_f32() * 1000.0);
    let ticks = std::mem::take(&mut diagnostics.ticks) as f32;
    let frame = time.delta_secs() * 1000.0;
    let diagnostics = &mut *diagnostics;
    for (curve, value) in [
        (&mut diagnostics.frame_ms, frame),
        (&mut diagnostics.age_ms, age.min(9999.0)),
        (&mut diagnostics.ticks_in_frame, ticks),
    ] {
        curve.push_back(value);
        if curve.len() > HISTORY {
            curve.pop_front();
        }
    }
}

fn draw(
    mut contexts: EguiContexts,
    diagnostics: Res<Diagnostics>,
    roster: Res<Roster>,
    round: Res<Round>,
    host: Res<PhoneHost>,
    window: Single<&Window, With<PrimaryWindow>>,
) -> Result {
    let context = contexts.ctx_mut()?;
    let zoom = (window.height().min(window.width()) / NATURAL_SIDE).clamp(1.0, 4.0);
    if (context.zoom_factor() - zoom).abs() > 0.01 {
        context.set_zoom_factor(zoom);
    }
    egui::Window::new("Diagnostics (F3)")
        .anchor(egui::Align2::LEFT_BOTTOM, egui::vec2(8.0, -8.0))
        .collapsible(false)
        .resizable(false)
        .show(context, |ui| {
            ui.visuals_mut().override_text_color = Some(egui::Color32::from_gray(235));
            curve(ui, "frame", "ms", &diagnostics.frame_ms, 33.0);
            curve(ui, "oldest reading", "ms", &diagnostics.age_ms, 100.0);
            curve(ui, "ticks in a frame", "", &diagnostics.ticks_in_frame, 8.0);
            ui.label(format!("tick {} of the round", round.tick()));
            ui.label(format!("readings dropped for newer ones: {}", host.dropped_readings()));
            let now = Instant::now();
            let font = egui::TextStyle::Body.resolve(ui.style());
            for (slot, member) in roster.members() {
                let age =
                    member.age(now).map_or("–".to_owned(), |age| format!("{:.1} ms", age.as_secs_f64() * 1000.0));
                // The panel's fonts lack most scripts.
                let is_shown = ui.fonts_mut(|fonts| fonts.has_glyphs(&font, &member.name));
                let name = if is_shown { member.name.as_str() } else { member.source.name() };
                ui.label(format!("{slot:>2}  {name}  {age}"));
            }
        });
    Ok(())
}

/// Draws a curve of the last frames, newest at the right, with its newest value and the worst.
fn curve(ui: &mut egui::Ui, name: &str, unit: &str, values: &VecDeque<f32>, usual: f32) {
    let newest = values.back().copied().unwrap_or(0.0);
    let worst = values.iter().copied().fold(0.0, f32::max);
    ui.label(format!("{name}: {newest:.1} {unit}, worst {worst:.1}"));
    let (space, _) = ui.allocate_exact_size(egui::vec2(HISTORY as f32, 34.0), egui::Sense::hover());
    let top = worst.max(usual);
    let place = |(i, value): (usize, &f32)| {
        let x = space.right() - (values.len() - i) as f32;
        egui::pos2(x, space.bottom() - space.height() * (value / top).min(1.0))
    };
    let line = values.iter().enumerate().map(place).collect();
    let painter = ui.painter();
    painter.rect_filled(space, 2.0, egui::Color32::from_black_alpha(120));
    painter.add(egui::Shape::line(line, egui::Stroke::new(1.2, egui::Color32::from_rgb(217, 255, 66))));
}
