//! Panels: nodes whose children are built again when their content changes, and only then, because each new text has to
//! be laid out.
//!
//! A system returns the content of a panel and is piped into [`show`]:
//! `app.add_systems(Update, score_line.pipe(panel::show))`.

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::game::view::{
    screens::badges::Badges,
    theme::{self, Fonts},
};

/// The content of a panel.
pub(super) trait Content: PartialEq + Send + Sync + 'static {
    /// Spawns the nodes that show the content, as children of the panel.
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art);
}

/// A node that shows some content. It is empty while there is none.
#[derive(Component)]
#[require(Node)]
pub(super) struct Panel<C: Content>(Option<C>);

impl<C: Content> Default for Panel<C> {
    fn default() -> Self {
        Self(None)
    }
}

/// Everything that panels are built with.
#[derive(SystemParam)]
pub(super) struct Art<'w> {
    pub(super) fonts: Res<'w, Fonts>,
    pub(super) badges: Res<'w, Badges>,
    pub(super) images: ResMut<'w, Assets<Image>>,
}

/// Builds a panel over the whole window.
pub(super) fn overlay<C: Content>(name: &'static str) -> impl Bundle {
    (Name::new(name), Panel::<C>::default(), theme::layer())
}

/// Shows content in the panel for its type, if there is such a panel at the moment.
pub(super) fn show<C: Content>(
    In(content): In<Option<C>>,
    mut commands: Commands,
    mut art: Art,
    panel: Single<(Entity, &mut Panel<C>)>,
) {
    let (entity, mut panel) = panel.into_inner();
    if panel.0 == content {
        return;
    }
    commands.entity(entity).despawn_children();
    if let Some(content) = &content {
        commands.entity(entity).with_children(|children| content.build(children, &mut art));
    }
    panel.0 = content;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::view::screens::badges;

    #[derive(Resource)]
    struct NewCaption(Option<&'static str>);

    #[derive(PartialEq)]
    struct Caption(&'static str);

    impl Content for Caption {
        fn build(&self, panel: &mut ChildSpawnerCommands, _art: &mut Art) {
            panel.spawn(Text::new(self.0));
        }
    }

    /// Shows content for one frame, and returns what is in the panel: each text with its entity.
    fn shown(app: &mut App, content: Option<&'static str>) -> Vec<(Entity, String)> {
        app.insert_resource(NewCaption(content));
        app.update();
        let mut texts = app.world_mut().query::<(Entity, &Text, &ChildOf)>();
        texts.iter(app.world()).map(|(entity, text, _)| (entity, text.0.clone())).collect()
    }

    #[test]
    fn a_panel_is_built_again_when_its_content_changes_and_only_then() {
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, AssetPlugin::default()))
            .init_asset::<Image>()
            .init_asset::<Font>()
            .add_plugins((theme::plugin, badges::plugin))
            .add_systems(Update, (|wanted: Res<NewCaption>| wanted.0.map(Caption)).pipe(show));
        assert_eq!(shown(&mut app, Some("one")), [], "there is no panel yet");
        let panel = app.world_mut().spawn(overlay::<Caption>("Panel")).id();
        let first = shown(&mut app, Some("one"));
        assert_eq!(first[0].1, "one", "a new panel is filled, although the content has not changed");
        assert_eq!(shown(&mut app, Some("one")), first);
        let second = shown(&mut app, Some("two"));
        assert_eq!((second.len(), second[0].1.as_str()), (1, "two"));
        assert_eq!(shown(&mut app, None), []);
        assert_eq!(shown(&mut app, Some("two"))[0].1, "two");
        app.world_mut().despawn(panel);
        app.world_mut().spawn(overlay::<Caption>("Panel"));
        assert_eq!(shown(&mut app, Some("two"))[0].1, "two", "the next screen's panel is filled, too");
    }
}
