//! Bevy's plugins in the web edition: `DefaultPlugins` without the effects that the game never shows.
//!
//! A plugin that is named here is downloaded by every player, and its shaders are prepared before the title. In
//! `DefaultPlugins` a disabled one is still named. The order is that of `DefaultPlugins`.

use bevy::{
    a11y::AccessibilityPlugin,
    app::{PanicHandlerPlugin, PluginGroupBuilder},
    asset::AssetPlugin,
    camera::CameraPlugin,
    core_pipeline::CorePipelinePlugin,
    diagnostic::{DiagnosticsPlugin, FrameCountPlugin},
    gilrs::GilrsPlugin,
    image::ImagePlugin,
    input::InputPlugin,
    mesh::MeshPlugin,
    post_process::{bloom::BloomPlugin, msaa_writeback::MsaaWritebackPlugin},
    prelude::*,
    render::RenderPlugin,
    sprite::SpritePlugin,
    sprite_render::SpriteRenderPlugin,
    state::app::StatesPlugin,
    text::TextPlugin,
    time::TimePlugin,
    transform::TransformPlugin,
    ui::UiPlugin,
    ui_render::UiRenderPlugin,
    winit::WinitPlugin,
};

/// The plugins.
pub(super) struct WebPlugins {
    /// The window, which is a canvas of the page.
    pub window: Window,
}

impl PluginGroup for WebPlugins {
    fn build(self) -> PluginGroupBuilder {
        PluginGroupBuilder::start::<Self>()
            .add(PanicHandlerPlugin)
            .add(TaskPoolPlugin::default())
            .add(FrameCountPlugin)
            .add(TimePlugin)
            .add(TransformPlugin)
            .add(DiagnosticsPlugin)
            .add(InputPlugin)
            .add(WindowPlugin { primary_window: Some(self.window), ..default() })
            .add(AccessibilityPlugin)
            .add(AssetPlugin::default())
            .add(WinitPlugin::default())
            .add(RenderPlugin::default())
            .add(ImagePlugin::default())
            .add(MeshPlugin)
            .add(CameraPlugin)
            .add(CorePipelinePlugin)
            // Of `PostProcessPlugin`, what the arena's cameras use.
            .add(MsaaWritebackPlugin)
            .add(BloomPlugin)
            .add(SpritePlugin)
            .add(SpriteRenderPlugin)
            .add(TextPlugin)
            .add(UiPlugin)
            .add(UiRenderPlugin)
            .add(GilrsPlugin)
            .add(StatesPlugin)
    }
}
